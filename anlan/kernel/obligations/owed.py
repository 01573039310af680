"""What an act names makes others owe: the decision of a meeting, an order, a review; under each duty that fits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.conditions import facts_for, units_obliged
from anlan.kernel.obligations.due import Due, due_after, due_given, first_attention, local_day
from anlan.kernel.obligations.duty import DutyVersion, latest_versions
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.unit import Unit
from anlan.policy import Pack
from anlan.policy.duties import Duty as PolicyDuty


@dataclass(frozen=True)
class Owed:
    """Something that an event makes a unit owe: the decision of a meeting, the answer to an order.

    ``on`` is the occasion that a module declares and duties of the pack name; a pack without such a duty makes nothing
    owed. ``due_day`` is the day that the occasion gives, where it gives one; otherwise the duty says how long after it.
    ``estimated``: that day was counted in a year without a published calendar.
    """

    on: str
    unit: Unit
    what: str
    due_day: dt.date | None
    record_type: str = ""
    record_id: int | None = None
    estimated: bool = False


class NobodyOwes(Exception):
    """Duties name the occasion, and none of them obliges these units."""

    def __init__(self, *, units: Sequence[Unit]) -> None:
        super().__init__(", ".join(unit.code for unit in units))
        self.units = tuple(units)


def open_owed(*, owed: Sequence[Owed], event: Event, now: dt.datetime, pack: Pack) -> list[Obligation]:
    """Open what the event makes others owe: each duty on the occasion whose `owed_by` and `unless` fit the unit today.

    Raises NobodyOwes where duties name the occasion and none of them obliges the unit: an order that nobody owes would
    be lost. Nothing is owed by a pack that does not name the occasion at all.
    """
    rows, unowed = rows_of(owed=owed, event=event, now=now, pack=pack)
    if unowed:
        raise NobodyOwes(units=[one.unit for one in unowed])
    insert_owed(rows=rows, first_slot=0)
    return rows


def insert_owed(*, rows: Sequence[Obligation], first_slot: int) -> None:
    """Insert rows that one event opens, numbered within it from ``first_slot`` on, with their figures."""
    for slot, row in enumerate(rows, start=first_slot):
        row.slot = slot
    Obligation.objects.bulk_create(rows)
    figures.record_change(rows=rows, opened=1)


def rows_of(*, owed: Sequence[Owed], event: Event, now: dt.datetime, pack: Pack) -> tuple[list[Obligation], list[Owed]]:
    """What is to be opened, in the order of what the event names, and what no duty on its occasion obliges anybody to.

    The facts are those of the day of the act: who is ordered something owes it as what the unit is then.
    Raises LookupError for an occasion that neither a module nor a duty names: a misspelt one would owe nothing without
    a word.
    """
    found = binding(owed=owed, pack=pack, on=local_day(moment=now, pack=pack))
    rows, unowed = [], []
    for one in owed:
        owing = [each for each in found[one.on] if one.unit.pk in each.units]
        for each in owing:
            term = term_of(binding=each, owed=one, event=event, now=now, pack=pack)
            rows.append(
                Obligation(
                    duty=each.version.duty, version=each.version, unit=one.unit, position=one.unit.position,
                    line_id=one.unit.line_id, source_id=event.pk, what=one.what, record_type=one.record_type,
                    record_id=one.record_id, opened_at=now, **term,
                )
            )  # fmt: skip
        if found[one.on] and not owing:
            unowed.append(one)
    return rows, unowed


@dataclass(frozen=True)
class Binding:
    """A duty on an occasion, as the pack has it today, and which of the named units it obliges."""

    policy: PolicyDuty
    version: DutyVersion
    units: frozenset[int]


def binding(*, owed: Sequence[Owed], pack: Pack, on: dt.date) -> dict[str, list[Binding]]:
    """The duties on each occasion that is named, asked once for all units.

    Raises LookupError for an occasion that neither a module nor a duty names: a misspelt one would owe nothing without
    a word.
    """
    units: dict[str, dict[int, Unit]] = {}
    for one in owed:
        units.setdefault(one.on, {})[one.unit.pk] = one.unit
    unknown = units.keys() - DECLARED.occasions.keys() - {policy.on for policy in pack.duties.values()}
    if unknown:
        raise LookupError(f"no module declares the occasion {', '.join(sorted(unknown))}")
    found: dict[str, list[Binding]] = {name: [] for name in units}
    policies = [one for one in pack.duties.values() if one.on in units]
    versions = latest_versions(keys=[policy.id for policy in policies])
    for policy in policies:
        # The facts of an enterprise stand in no table of towns: only the one that may know of a unit is asked.
        facts = facts_for(duty=policy)
        named = [pk for pk, unit in units[str(policy.on)].items() if DECLARED.facts.get(unit.kind) is facts]
        obliged = units_obliged(duty=policy, units=named, pack=pack, on=on) if named else ()
        version = versions[policy.id]
        found[str(policy.on)].append(Binding(policy, version, frozenset(obliged)))
    return found


def term_of(*, binding: Binding, owed: Owed, event: Event, now: dt.datetime, pack: Pack) -> dict[str, Any]:
    """The columns that say by when: alike for all that one event makes owed under one duty by one day."""
    due = due_of_owed(policy=binding.policy, owed=owed, event=event, now=now, pack=pack)
    policy = binding.version.policy
    return {
        # A day that was set is not reckoned anew when a number changes.
        "runs_on": event.occurred_on if owed.due_day is None or policy.due == "as_given" else None,
        "due_at": due.at,
        "due_day": due.day,
        "precision": due.precision,
        "due_estimated": due.estimated,
        "original_due_at": due.at,
        "attend_at": first_attention(duty=policy, due=due, pack=pack),
    }


def due_of_owed(*, policy: PolicyDuty, owed: Owed, event: Event, now: dt.datetime, pack: Pack) -> Due:
    """Due on the day that was set; without one, as the duty says. Raises ValueError where neither says."""
    if owed.due_day is not None:
        return due_given(day=owed.due_day, pack=pack, estimated=owed.estimated)
    return due_after(duty=policy, runs_on=event.occurred_on, opened_at=now, pack=pack)
