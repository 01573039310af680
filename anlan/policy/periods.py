"""Periods of a cadence (每月、每季度、每半年、每年、每五年): calendar months, quarters, half-years, years, five years.

Articles 3 and 6 count in calendar periods ("每季度至少召开一次"), so a period never begins on the day of
an event. Five years are those of the national plans (article 3: 五年规划): 2021–2025, 2026–2030. Labels (2026-11,
2026-Q4, 2026-H2, 2026, 2026-2030) are the same in every language.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Cadence = Literal["month", "quarter", "half_year", "year", "five_years"]

MONTHS: dict[Cadence, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12, "five_years": 60}
PLAN_YEARS = 5
_GROUPS: tuple[tuple[str, Cadence], ...] = (("month", "month"), ("quarter", "quarter"), ("half", "half_year"))
_PART = r"(?P<month>[0-9]{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<last>[0-9]{4})"
_LABEL = re.compile(rf"(?P<year>[0-9]{{4}})(?:-(?:{_PART}))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar period from `start` to `end`, both days included."""

    kind: Cadence
    start: date
    end: date

    @property
    def label(self) -> str:
        """The period's code: 2026-11, 2026-Q4, 2026-H2, 2026 or 2026-2030."""
        year, part = f"{self.start.year:04d}", (self.start.month - 1) // MONTHS[self.kind] + 1
        match self.kind:
            case "month":
                return f"{year}-{part:02d}"
            case "quarter":
                return f"{year}-Q{part}"
            case "half_year":
                return f"{year}-H{part}"
            case "year":
                return year
            case "five_years":
                return f"{year}-{self.end.year:04d}"

    def contains(self, *, day: date) -> bool:
        """Tell whether the day lies in the period."""
        return self.start <= day <= self.end


def period_of(*, every: Cadence, day: date) -> Period:
    """Return the period of this cadence in which `day` lies."""
    if every == "five_years":
        year = (day.year - 1) // PLAN_YEARS * PLAN_YEARS + 1
        return Period(kind=every, start=date(year, 1, 1), end=date(year + PLAN_YEARS - 1, 12, 31))
    length = MONTHS[every]
    first = (day.month - 1) // length * length + 1
    last = first + length - 1
    end = date(day.year, last, calendar.monthrange(day.year, last)[1])
    return Period(kind=every, start=date(day.year, first, 1), end=end)


def next_period(*, period: Period) -> Period:
    """Return the period that begins the day after this one ends."""
    return period_of(every=period.kind, day=period.end + timedelta(days=1))


def previous_period(*, period: Period) -> Period:
    """Return the period that ends the day before this one begins."""
    return period_of(every=period.kind, day=period.start - timedelta(days=1))


def periods_between(*, every: Cadence, start: date, end: date) -> Iterator[Period]:
    """Yield, in order, every period that shares a day with `start`–`end`, both included."""
    if end < start:
        return
    period = period_of(every=every, day=start)
    while period.start <= end:
        yield period
        period = next_period(period=period)


def parse_label(*, label: str) -> Period:
    """Return the period named by a label; raise ValueError for anything that is not one."""
    match = _LABEL.fullmatch(label)
    if match is None:
        raise ValueError(f"'{label}' is not the label of a period")
    if match["last"]:
        plan = period_of(every="five_years", day=date(int(match["year"]), 1, 1))
        if plan.label != label:
            raise ValueError(f"'{label}' is not the label of a period")
        return plan
    for group, every in _GROUPS:
        if match[group]:
            month = (int(match[group]) - 1) * MONTHS[every] + 1
            return period_of(every=every, day=date(int(match["year"]), month, 1))
    return period_of(every="year", day=date(int(match["year"]), 1, 1))
