"""What is counted of enterprises on any day, and what followed it (17.7), read from registers that keep their days.

A day is taken at its end; late is what was due before it, as in all lists. What was entered later counts from the day
on which it was found, so that a ledger that was taken over can be tested. What was moved, waived, taken back or graded
anew since then is seen as it stands now: the registers keep no day of that. Registers are reached through what is
declared: a city may run without one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.due import end_of
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.facts import as_of
from anlan.policy import Pack
from anlan.rules import dangers, warnings
from anlan.rules.risks import HIGH
from anlan.rules.warnings import Scale, Score

DANGERS, RISK_POINTS, SELF_CHECK = "hiddendanger", "riskpoint", "self_check.done"
# States of a danger that turned out to be none of its own.
TAKEN_BACK = ("merged", "dismissed")


@dataclass(frozen=True)
class Numbers:
    """The numbers of the pack as of a day: the scale, and the days that are looked back and ahead."""

    scale: Scale
    window: dt.timedelta
    horizon: dt.timedelta


@dataclass(frozen=True)
class Place:
    """Where is looked: a range of positions, or one unit."""

    lo: int = 0
    hi: int = 0
    unit: int | None = None

    def q(self, *, of: str = "") -> Q:
        """The condition on rows that have a unit; ``of`` leads to the position where they have none themselves."""
        if self.unit is not None:
            return Q(unit=self.unit)
        return Q(**{f"{of}position__gte": self.lo, f"{of}position__lt": self.hi})


def numbers_of(*, pack: Pack, on: dt.date) -> Numbers:
    """How is counted and weighed on that day."""

    def value(name: str) -> Any:
        return pack.parameters.value(key=f"warning.{name}", on=on).value

    scale = Scale(dict(value("weights")), int(value("most")), int(value("threshold")))
    return Numbers(scale, *(dt.timedelta(days=int(value(f"{name}_days"))) for name in ("window", "horizon")))


def enterprises_on(*, place: Place, day: dt.date) -> frozenset[int]:
    """The enterprises that operated on that day, as far as the register knew them."""
    facts = DECLARED.facts["enterprise"].objects.filter(as_of(day=day), operating=True)
    there = Q(unit__closed_on=None) | Q(unit__closed_on__gt=day)
    return frozenset(facts.filter(there, place.q(of="unit__")).order_by().values_list("unit_id", flat=True))


def scores_on(*, place: Place, day: dt.date, numbers: Numbers, pack: Pack, among: frozenset[int]) -> dict[int, Score]:
    """The score of each of these enterprises of which anything was counted on that day; two questions, however many."""
    counted: dict[int, dict[str, int]] = {}
    since = day - numbers.window
    for some in (
        _of_dangers(place=place, day=day, since=since),
        _of_obligations(place=place, day=day, since=since, pack=pack),
    ):
        for unit, counts in some.items():
            if unit in among:
                counted.setdefault(unit, {}).update(counts)
    return {unit: warnings.score(counts=counts, scale=numbers.scale) for unit, counts in counted.items()}


def followed_after(*, place: Place, day: dt.date, until: dt.date) -> dict[int, dict[str, int]]:
    """At which units a major danger was found after that day, or one came back, and how many of each."""
    if DANGERS not in DECLARED.pages:
        return {}
    rows = DECLARED.pages[DANGERS].model.objects.filter(place.q(), found_on__gt=day, found_on__lte=until)
    signals = {warnings.MAJOR: Q(grade=dangers.MAJOR), warnings.RECURRING: Q(recurrence_of__isnull=False)}
    return _counted(rows=rows.exclude(state__in=TAKEN_BACK), signals=signals)


def _of_dangers(*, place: Place, day: dt.date, since: dt.date) -> dict[int, dict[str, int]]:
    """Major and open, late, or found again not longer ago than the window reaches."""
    if DANGERS not in DECLARED.pages:
        return {}
    open_then = Q(ended_on=None) | Q(ended_on__gt=day)
    signals = {
        warnings.MAJOR: open_then & Q(grade=dangers.MAJOR) & (Q(graded_on=None) | Q(graded_on__lte=day)),
        warnings.LATE: open_then & Q(due_day__lt=day),
        warnings.RECURRING: Q(recurrence_of__isnull=False, found_on__gt=since),
    }
    rows = DECLARED.pages[DANGERS].model.objects.filter(place.q(), found_on__lte=day)
    return _counted(rows=rows.filter(open_then | signals[warnings.RECURRING]), signals=signals)


def _of_obligations(*, place: Place, day: dt.date, since: dt.date, pack: Pack) -> dict[int, dict[str, int]]:
    """Late on that day, due within the window: about high risk points, self-checks, and whatever else is owed."""
    checks = [key for key, duty in pack.duties.items() if SELF_CHECK in duty.met_by.events]
    is_check = Q(duty__key__in=checks)
    late_then = Q(state=Obligation.State.OPEN) | Q(state=Obligation.State.MET, met_on__gt=day)
    missed = late_then | Q(state=Obligation.State.MET, on_time=False)
    about_points = Q(record_type=RISK_POINTS)
    signals = {
        warnings.SELF_CHECKS: is_check & missed,
        # What is owed about a danger counts with the danger.
        warnings.DUTIES: late_then & ~is_check & ~Q(record_type__in=(DANGERS, RISK_POINTS)),
    }
    if RISK_POINTS in DECLARED.pages:
        high = DECLARED.pages[RISK_POINTS].model.objects.filter(colour__in=HIGH)
        signals[warnings.RISKS] = late_then & about_points & Q(record_id__in=high.values("pk"))
    rows = Obligation.objects.filter(
        place.q(), due_day__gt=since, due_day__lt=day, opened_at__lt=end_of(day=day, pack=pack), due_estimated=False
    )  # fmt: skip
    return _counted(rows=rows.filter(missed), signals=signals)


def _counted(*, rows: Any, signals: Mapping[str, Q]) -> dict[int, dict[str, int]]:
    """How many rows of each unit are of each signal, added up by the database."""
    added = rows.order_by().values("unit_id").annotate(**{name: Count("pk", filter=q) for name, q in signals.items()})
    return {
        row["unit_id"]: counts
        for row in added
        if (counts := {name: row[name] for name in signals if row[name]})
    }  # fmt: skip
