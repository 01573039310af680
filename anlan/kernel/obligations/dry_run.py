"""试算: whom a changed pack would oblige, whom no longer, and what that is in work a year. Reads only.

Facts are those of one day: who owes a duty today and who would owe the changed one. One grouped query a duty, so that
a million units cost no more round trips than ten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

from django.db.models import BigIntegerField, Count, F, Q, Value

from anlan.kernel.obligations.conditions import compile_condition, facts_for, owes
from anlan.kernel.people.area import WIDTH, Area
from anlan.kernel.people.facts import FactVersion, as_of
from anlan.policy import Pack
from anlan.policy.conditions import ParameterRef, tests_of
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.periods import MONTHS

How = Literal["added", "changed", "removed"]
MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Units:
    """How many units owe a duty by the pack of today, by the changed pack, and by both.

    ``lack…``: how many of them the register shows to lack what a standing duty requires; 0 of other duties.
    """

    before: int = 0
    after: int = 0
    both: int = 0
    lack_before: int = 0
    lack_after: int = 0
    lack_both: int = 0

    @property
    def newly_lacking(self) -> int:
        """Units that would lack what is required of them, and lack nothing today."""
        return self.lack_after - self.lack_both

    @property
    def newly(self) -> int:
        """Units that would owe it and do not today."""
        return self.after - self.both

    @property
    def no_longer(self) -> int:
        """Units that owe it today and would not."""
        return self.before - self.both

    def __add__(self, other: Units) -> Units:
        return Units(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Units)))


@dataclass(frozen=True)
class Work:
    """What a duty is in a year: obligations, the acts that they ask for (`times`, several parts), and reviews."""

    obligations: Decimal = Decimal(0)
    acts: Decimal = Decimal(0)
    reviews: Decimal = Decimal(0)

    def __add__(self, other: Work) -> Work:
        return Work(self.obligations + other.obligations, self.acts + other.acts, self.reviews + other.reviews)


@dataclass(frozen=True)
class Line:
    """The units of one level of area, in the city itself (its own level) or in one county or zone."""

    area: Area
    level: str
    units: Units


@dataclass(frozen=True)
class Change:
    """One duty that the changed pack adds, changes or leaves out, with the units it obliges by area and level."""

    key: str
    before: PolicyDuty | None
    after: PolicyDuty | None
    lines: tuple[Line, ...]

    @property
    def how(self) -> How:
        """What happens to the duty."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def duty(self) -> PolicyDuty:
        """The duty as it would be; as it is where it would be gone."""
        duty = self.after or self.before
        assert duty is not None
        return duty

    @property
    def units(self) -> Units:
        """All units together."""
        return sum((line.units for line in self.lines), Units())

    @property
    def yearly_before(self) -> Work | None:
        """The work of a year today; None where no calendar says how much, as on an occasion."""
        return yearly(duty=self.before, units=self.units.before)

    @property
    def yearly_after(self) -> Work | None:
        """The work of a year by the changed pack."""
        return yearly(duty=self.after, units=self.units.after)


def yearly(*, duty: PolicyDuty | None, units: int) -> Work | None:
    """What so many units have to do in a year; None for a duty that no calendar opens."""
    if duty is None:
        return Work()
    if duty.every is None:
        return None
    owed = Decimal(units * MONTHS_OF_A_YEAR) / MONTHS[duty.every]
    acts = owed * sum(part.times for part in duty.met_by.parts)
    return Work(owed, acts, owed if duty.review else Decimal(0))


def dry_run(*, today: Pack, changed: Pack, on: dt.date) -> tuple[Change, ...]:
    """Every duty that differs between the two packs, in the order of the changed one; those left out come last."""
    keys = [key for key in changed.duties if _differs(key=key, today=today, changed=changed)]
    keys += [key for key in today.duties if key not in changed.duties]
    areas: dict[int, Area] = {}
    return tuple(
        Change(key, before, after, _lines(before=before, after=after, packs=(today, changed), on=on, areas=areas))
        for key in keys
        for before, after in ((today.duties.get(key), changed.duties.get(key)),)
    )


def numbers_of(*, duty: PolicyDuty) -> tuple[str, ...]:
    """Keys of all parameters that the duty uses, for times or for comparing facts, each once."""
    tests = (test for condition in duty.conditions for test in tests_of(condition=condition))
    compared = (test.value.key for test in tests if isinstance(test.value, ParameterRef))
    return tuple(dict.fromkeys((*duty.parameters, *compared)))


def _differs(*, key: str, today: Pack, changed: Pack) -> bool:
    before, after = today.duties.get(key), changed.duties[key]
    if before is None or before.digest != after.digest:
        return True
    return any(today.parameters[name] != changed.parameters[name] for name in numbers_of(duty=after))


def _lines(
    *,
    before: PolicyDuty | None,
    after: PolicyDuty | None,
    packs: tuple[Pack, Pack],
    on: dt.date,
    areas: dict[int, Area],
) -> tuple[Line, ...]:
    """Who owes it before and after, by place. Facts of one kind of unit stand in one table, so one query does both."""
    asked: dict[type[FactVersion], dict[str, Q]] = {}
    lacking: dict[type[FactVersion], dict[str, Q]] = {}
    for name, duty, pack in (("before", before, packs[0]), ("after", after, packs[1])):
        if duty is not None:
            facts = facts_for(duty=duty)
            owing = asked.setdefault(facts, {})[name] = owes(duty=duty, pack=pack, on=on)
            if duty.met_by.fact is not None:
                shown = compile_condition(condition=duty.met_by.fact, model=facts, pack=pack, on=on)
                lacking.setdefault(facts, {})[name] = owing & ~shown
    found: dict[tuple[int, str], Units] = {}
    for facts, conditions in asked.items():
        for place, units in _counted(facts=facts, conditions=conditions, lacking=lacking.get(facts, {}), on=on):
            found[place] = found.get(place, Units()) + units
    missing = {lo for lo, _level in found} - set(areas)
    areas |= {area.lo: area for area in Area.objects.filter(lo__in=missing)}
    order = list(Area.Level.values)
    places = sorted(found, key=lambda place: (place[0], order.index(place[1])))
    return tuple(Line(areas[lo], level, found[lo, level]) for lo, level in places)


def _counted(
    *, facts: type[FactVersion], conditions: Mapping[str, Q], lacking: Mapping[str, Q], on: dt.date
) -> list[tuple[tuple[int, str], Units]]:
    """Units by (first position of city, county or zone; level of their own area)."""
    anyone, both = Q(), Q()
    for condition in conditions.values():
        anyone |= condition
        both &= condition
    counts: dict[str, Any] = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    counts |= {f"lack_{name}": Count("pk", filter=condition) for name, condition in lacking.items()}
    if len(conditions) > 1:
        counts["both"] = Count("pk", filter=both)
    if len(lacking) > 1:
        counts["lack_both"] = Count("pk", filter=lacking["before"] & lacking["after"])
    width = WIDTH["county"]
    rows = facts.objects.filter(as_of(day=on), anyone, Q(unit__closed_on=None) | Q(unit__closed_on__gt=on))
    rows = rows.order_by().annotate(
        spot=F("unit__position") / Value(width, output_field=BigIntegerField()), of_level=F("unit__area__level")
    )
    return [
        ((row.pop("spot") * width, row.pop("of_level")), Units(**row))
        for row in rows.values("spot", "of_level").annotate(**counts)
    ]
