"""By when a duty is due (履职期限), as the pack writes it under `due`.

    period_end                                  the last day of the month, quarter, half-year, year or plan period
    as_given                                    the day that the occasion itself names
    {day: "01-31"}                              that day of the year, of a yearly duty
    {after: start, days: key}                   the first so many days of the period
    {after: end, working_days: key}             so many days after the period has ended
    {after: occasion | fact, hours: key}        so long after what began the term

`key` names a dated parameter. The day from which a term runs is not counted itself (Civil Code, article 201). What
is due after the end of a period is about that period and is done in the next one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from anlan.policy.documents import Document, KeyPath
from anlan.policy.periods import Cadence, Period, next_period, period_of, previous_period
from anlan.policy.problems import Problem, gettext_noop
from anlan.policy.validation import Entry, Words, fit_part

Named = Literal["period_end", "as_given"]
Basis = Literal["start", "end", "occasion", "fact"]
Unit = Literal["days", "working_days", "hours"]
_DAY = re.compile(r"(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")


class FixedEntry(Entry):
    """A day of the year as the file writes it."""

    day: Words


class TermEntry(Entry):
    """A term as the file writes it: exactly one of days, working days and hours."""

    after: Basis
    days: Words | None = None
    working_days: Words | None = None
    hours: Words | None = None


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A day of the year; never 29 February, which most years do not have."""

    month: int
    day: int

    def of(self, *, year: int) -> date:
        """Return the day in that year."""
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Term:
    """A number of days, working days or hours (the parameter `amount`) after what begins the term."""

    after: Basis
    unit: Unit
    amount: str


type Due = Named | FixedDay | Term


def parse_due(*, data: object, document: Document, path: KeyPath, problems: list[Problem]) -> Due | None:
    """Parse what stands at `path` of `document`; faults go to `problems` and give None."""
    if data == "period_end" or data == "as_given":
        return data
    if not isinstance(data, dict):
        reason = gettext_noop("%(given)r is not one of period_end, as_given, {day: …}, {after: …}", given=data)
        problems.append(Problem(where=document.where(path=path), reason=reason))
        return None
    if "day" in data:
        fixed = fit_part(data=data, document=document, path=path, model=FixedEntry, problems=problems)
        return None if fixed is None else _fixed(fixed.day, document, (*path, "day"), problems)
    entry = fit_part(data=data, document=document, path=path, model=TermEntry, problems=problems)
    if entry is None:
        return None
    given: dict[Unit, str | None] = {"days": entry.days, "working_days": entry.working_days, "hours": entry.hours}
    terms = [Term(entry.after, unit, key) for unit, key in given.items() if key is not None]
    if len(terms) != 1:
        reason = gettext_noop("needs exactly one of `days`, `working_days` and `hours`")
        problems.append(Problem(where=document.where(path=path), reason=reason))
        return None
    return terms[0]


def _fixed(text: str, document: Document, path: KeyPath, problems: list[Problem]) -> FixedDay | None:
    match = _DAY.fullmatch(text)
    try:
        # A common year, so that 29 February is refused.
        day = date(2001, int(match["month"]), int(match["day"])) if match else None
    except ValueError:
        day = None
    if day is None:
        reason = gettext_noop("'%(text)s' is not a day that every year has (month-day)", text=text)
        problems.append(Problem(where=document.where(path=path), reason=reason))
        return None
    return FixedDay(day.month, day.day)


def follows_period(*, due: Due) -> bool:
    """Tell whether the duty is done after the period that it is about."""
    return isinstance(due, Term) and due.after == "end"


def answering_days(*, due: Due, period: Period) -> tuple[date, date]:
    """First and last day on which an event answers what is owed for the period, both included."""
    days = next_period(period=period) if follows_period(due=due) else period
    return days.start, days.end


def answered_period(*, due: Due, every: Cadence, day: date) -> Period:
    """The period for which an event of that day counts."""
    period = period_of(every=every, day=day)
    return previous_period(period=period) if follows_period(due=due) else period


def counted_from(*, due: Term, period: Period) -> date:
    """The day from which a term of a periodic duty is counted, itself not counted."""
    return period.end if due.after == "end" else period.start - timedelta(days=1)
