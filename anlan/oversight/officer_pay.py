"""专职安全员薪酬 (10.3): the average pay of full-time safety officers by year, as towns and zones returned it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.area import Area
from anlan.kernel.people.facts import holding_within
from anlan.kernel.people.sight import Sight
from anlan.kernel.people.unit import Unit
from anlan.policy.citations import cite
from anlan.rules.staffing import average_pay

cite(reference="10.3", kind="page", name="staffing")


@dataclass(frozen=True)
class PayYear:
    """One year: the average pay at its end (of this year: today), of how many units, and the change since before."""

    year: int
    average: int
    units: int
    change: int | None


def pay_series(*, area: Area, sight: Sight, today: dt.date) -> list[PayYear]:
    """Every year of which a unit in the area has returned the pay of its officers, newest first."""
    inside = Unit.objects.visible_to(sight).filter(position__gte=area.lo, position__lt=area.hi)
    held = holding_within(since=dt.date.min, until=today + dt.timedelta(days=1))
    rows = DECLARED.facts["government"].objects.filter(held, officer_pay__gt=0, unit__in=inside.values("pk"))
    versions = list(rows)
    first = min((one.valid_from.year for one in versions), default=today.year + 1)
    found: list[PayYear] = []
    for year in range(first, today.year + 1):
        told = _on(versions=versions, day=min(dt.date(year, 12, 31), today))
        average = average_pay(units=[(one.full_time_officers, one.officer_pay) for one in told])
        if average is not None:
            before = found[-1].average if found else None
            found.append(PayYear(year, average, len(told), None if before is None else average - before))
    return found[::-1]


def _on(*, versions: Sequence[Any], day: dt.date) -> list[Any]:
    """The versions that hold on that day, of units that have such officers."""
    return [
        one
        for one in versions
        if one.full_time_officers and one.valid_from <= day and (one.valid_to is None or one.valid_to > day)
    ]
