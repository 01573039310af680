"""When an obligation is due and when the sweep has to look at it: pure functions of plain values and the pack.

Numbers are those in force on the day from which the term is counted; reminders, grace and escalation take those in
force on the due day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from anlan.policy import Pack
from anlan.policy.calendar import Reckoning
from anlan.policy.due_rules import FixedDay, Term, counted_from
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.periods import Period, period_of

# Precision of a due instant, as an obligation stores it.
DAY, MINUTE = 0, 1


@dataclass(frozen=True)
class Due:
    """The instant from which it is late, the last local day on which it is on time, and how exact that is.

    ``estimated``: working days were counted in a year without a published calendar, so lateness waits.
    """

    at: dt.datetime
    day: dt.date
    precision: int = DAY
    estimated: bool = False


@dataclass(frozen=True)
class Rung:
    """One moment at which an open obligation is attended to."""

    at: dt.datetime
    kind: str  # Notice.Kind value
    reckoning: Reckoning | None = None
    to: str = ""  # whom an escalation tells, as the duty names it


def local_day(*, moment: dt.datetime, pack: Pack) -> dt.date:
    """The day on the city's calendars at that instant."""
    return moment.astimezone(ZoneInfo(pack.timezone)).date()


def start_of(*, day: dt.date, pack: Pack) -> dt.datetime:
    """The first instant of a local day."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(pack.timezone)).astimezone(dt.UTC)


def end_of(*, day: dt.date, pack: Pack) -> dt.datetime:
    """The instant from which something due on that day is late: the day's 24:00."""
    return start_of(day=day + dt.timedelta(days=1), pack=pack)


def due_given(*, day: dt.date, pack: Pack, estimated: bool = False) -> Due:
    """Due on the day that an occasion named, or counted (then perhaps an estimate)."""
    return Due(end_of(day=day, pack=pack), day, DAY, estimated)


def due_in_period(*, duty: PolicyDuty, period: Period, pack: Pack) -> Due:
    """When what a periodic duty owes for the period is due."""
    if isinstance(duty.due, FixedDay):
        return due_given(day=duty.due.of(year=period.start.year), pack=pack)
    if isinstance(duty.due, Term):
        return _after(term=duty.due, counted=counted_from(due=duty.due, period=period), on=period.start, pack=pack)
    return due_given(day=period.end, pack=pack)


def due_after(*, duty: PolicyDuty, runs_on: dt.date, opened_at: dt.datetime, pack: Pack) -> Due:
    """When a term is over that an occasion or a fact began on the day ``runs_on``.

    Hours are counted from the moment of opening: nobody can be quicker than the notice. Raises ValueError for a duty
    whose occasion names the day itself.
    """
    if not isinstance(duty.due, Term):
        raise ValueError(f"{duty.id} is due on the day that its occasion names")
    if duty.due.unit == "hours":
        hours = int(pack.parameters.value(key=duty.due.amount, on=runs_on).value)
        at = opened_at + dt.timedelta(hours=hours)
        return Due(at, local_day(moment=at - dt.timedelta(microseconds=1), pack=pack), MINUTE)
    return _after(term=duty.due, counted=runs_on, on=runs_on, pack=pack)


def _after(*, term: Term, counted: dt.date, on: dt.date, pack: Pack) -> Due:
    number = int(pack.parameters.value(key=term.amount, on=on).value)
    if term.unit == "days":
        return due_given(day=counted + dt.timedelta(days=number), pack=pack)
    reckoning = pack.calendar.add_working_days(start=counted, days=number)
    return Due(end_of(day=reckoning.date, pack=pack), reckoning.date, DAY, reckoning.estimated)


def moved(*, due: Due, days: int, pack: Pack) -> Due:
    """The same with so many calendar days added, as an extension or a rejection gives them."""
    day = due.day + dt.timedelta(days=days)
    at = due.at + dt.timedelta(days=days) if due.precision == MINUTE else end_of(day=day, pack=pack)
    return Due(at, day, due.precision, due.estimated)


def due_anew(
    *,
    duty: PolicyDuty,
    due: Due,
    period_start: dt.date | None,
    runs_on: dt.date | None,
    opened_at: dt.datetime | None,
    moved_days: int,
    pack: Pack,
) -> Due:
    """What is due as ``due`` says, reckoned anew by today's numbers and calendar; a day that was set stays."""
    if duty.every is not None and period_start is not None:
        anew = due_in_period(duty=duty, period=period_of(every=duty.every, day=period_start), pack=pack)
    elif duty.every is None and isinstance(duty.due, Term) and runs_on is not None:
        anew = due_after(duty=duty, runs_on=runs_on, opened_at=opened_at or due.at, pack=pack)
    else:
        return due
    return moved(due=anew, days=moved_days, pack=pack)


def rungs(
    *,
    duty: PolicyDuty,
    due_day: dt.date,
    pack: Pack,
    due_at: dt.datetime | None = None,
    estimated: bool = False,
) -> list[Rung]:
    """All moments of attention, earliest first: reminders before the due day, lateness, escalation after it.

    Reminders and escalations are counted in working days. A reminder that falls into a year without a published
    calendar is reckoned by weekends alone and says so. Where the due day itself is an estimate, lateness and
    escalation wait for the calendar, and so does an escalation that would be counted in such a year.
    """
    found = []
    for key in duty.remind:
        reckoning = _working_days(key=key, due_day=due_day, sign=-1, pack=pack)
        found.append(Rung(start_of(day=reckoning.date, pack=pack), "reminder", reckoning))
    if not estimated:
        found.append(Rung(due_at or end_of(day=due_day, pack=pack), "late"))
        for step in duty.escalate:
            reckoning = _working_days(key=step.after, due_day=due_day, sign=1, pack=pack)
            if not reckoning.estimated:
                found.append(Rung(end_of(day=reckoning.date, pack=pack), "escalation", reckoning, step.to))
    return sorted(found, key=lambda rung: rung.at)


def _working_days(*, key: str, due_day: dt.date, sign: int, pack: Pack) -> Reckoning:
    days = int(pack.parameters.value(key=key, on=due_day).value)
    return pack.calendar.add_working_days(start=due_day, days=sign * days)


def first_attention(*, duty: PolicyDuty, due: Due, pack: Pack) -> dt.datetime | None:
    """The first moment at which the sweep has to look; None where it never has to."""
    ladder = rungs(duty=duty, due_day=due.day, pack=pack, due_at=due.at, estimated=due.estimated)
    return ladder[0].at if ladder else None


def recording_ends(*, duty: PolicyDuty, due_day: dt.date, pack: Pack) -> dt.datetime:
    """Until when an event that occurred in time may be recorded and still count as on time (a dated grace)."""
    days = int(pack.parameters.value(key=duty.grace, on=due_day).value) if duty.grace else 0
    return end_of(day=due_day + dt.timedelta(days=days), pack=pack)


def in_time(*, duty: PolicyDuty, due: Due, occurred_on: dt.date, recorded_at: dt.datetime, pack: Pack) -> bool:
    """Whether what happened on that day, and was recorded then, was on time.

    A day says nothing of the hour, so what is due to the minute is on time when it was recorded by then, or happened
    on an earlier day. While the due day is an estimate nothing is late: it is decided when the calendar arrives.
    """
    if due.estimated:
        return True
    if occurred_on > due.day:
        return False
    if due.precision == MINUTE and occurred_on == due.day:
        return recorded_at < due.at
    return recorded_at < recording_ends(duty=duty, due_day=due.day, pack=pack)
