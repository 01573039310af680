"""Working days (工作日): national holidays and make-up working days of each published year.

A year is published when the State Council's notice for it stands in the pack. In any other year weekends
alone are counted and every answer is marked as an estimate: nobody is called late on a guess.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated

from pydantic import Field

from anlan.policy.validation import ChineseWords, Entry, Text, Words

SATURDAY = 5
CalendarDay = Annotated[date, Field(strict=False)]


class CalendarFile(Entry):
    """`calendars/YYYY.yaml`: days off (holidays and swapped days) and weekend days that are worked."""

    year: int
    document: Words | None
    source: Words
    off: dict[CalendarDay, ChineseWords]
    work: dict[CalendarDay, ChineseWords]


class HolidayNamesFile(Entry):
    """`calendars/names.yaml`: the English name of every holiday."""

    names: dict[ChineseWords, Words]


@dataclass(frozen=True, slots=True)
class DayKind:
    """Whether a day is worked. `name` is the holiday, also on a day worked in exchange for it."""

    working: bool
    estimated: bool
    name: Text | None


@dataclass(frozen=True, slots=True)
class Step:
    """One calendar day passed while counting working days."""

    day: date
    working: bool
    name: Text | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The day reached, whether any step was an estimate, and every day on the way."""

    date: date
    estimated: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A number of working days, and whether any day counted was an estimate."""

    days: int
    estimated: bool


class WorkingCalendar:
    """The working days of a country: dated data, asked day by day."""

    def __init__(self, *, years: Mapping[int, CalendarFile], names: Mapping[str, str]) -> None:
        self._days: dict[date, DayKind] = {}
        for year in years.values():
            for days, working in ((year.off, False), (year.work, True)):
                for day, zh in days.items():
                    self._days[day] = DayKind(working, False, Text(zh=zh, en=names[zh]))
        self.years = tuple(sorted(years))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all days known: it changes exactly when some day's work or its certainty does."""
        days = [[day.isoformat(), kind.working] for day, kind in sorted(self._days.items())]
        return hashlib.sha256(json.dumps([self.years, days]).encode()).hexdigest()

    @property
    def first_day(self) -> date:
        """The first day of the first published year; raises ValueError if no year is published."""
        return date(min(self.years), 1, 1)

    def published(self, *, year: int) -> bool:
        """Tell whether the holidays of the year are known."""
        return year in self.years

    def is_working_day(self, *, day: date) -> DayKind:
        """Tell whether the day is worked; in an unpublished year a weekends-only estimate."""
        known = self._days.get(day)
        if known is not None:
            return known
        estimated = not self.published(year=day.year)
        return DayKind(working=day.weekday() < SATURDAY, estimated=estimated, name=None)

    def add_working_days(self, *, start: date, days: int) -> Reckoning:
        """Count `days` working days from `start`, which itself is not counted; backwards if negative.

        Zero days give `start` itself, worked or not.
        """
        direction = timedelta(days=1 if days >= 0 else -1)
        day, left, steps = start, abs(days), list[Step]()
        while left:
            day += direction
            kind = self.is_working_day(day=day)
            steps.append(Step(day=day, working=kind.working, name=kind.name, estimated=kind.estimated))
            left -= kind.working
        return Reckoning(date=day, estimated=any(step.estimated for step in steps), steps=tuple(steps))

    def working_days_between(self, *, start: date, end: date) -> WorkingDays:
        """Count the working days after `start` up to and including `end`; zero if `end` is not later."""
        span = max((end - start).days, 0)
        kinds = [self.is_working_day(day=start + timedelta(days=n)) for n in range(1, span + 1)]
        return WorkingDays(days=sum(kind.working for kind in kinds), estimated=any(kind.estimated for kind in kinds))
