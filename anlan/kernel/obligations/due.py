"""When an obligation is due and when the sweep has to look at it: pure functions of plain values and the pack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from anlan.policy import Pack
from anlan.policy.calendar import Reckoning
from anlan.policy.duties import Duty as PolicyDuty


@dataclass(frozen=True)
class Rung:
    """One moment at which an open obligation is attended to."""

    at: dt.datetime
    kind: str  # Notice.Kind value
    reckoning: Reckoning | None = None


def local_day(*, moment: dt.datetime, pack: Pack) -> dt.date:
    """The day on the city's calendars at that instant."""
    return moment.astimezone(ZoneInfo(pack.timezone)).date()


def start_of(*, day: dt.date, pack: Pack) -> dt.datetime:
    """The first instant of a local day."""
    return dt.datetime.combine(day, dt.time(), ZoneInfo(pack.timezone)).astimezone(dt.UTC)


def end_of(*, day: dt.date, pack: Pack) -> dt.datetime:
    """The instant from which something due on that day is late: the day's 24:00."""
    return start_of(day=day + dt.timedelta(days=1), pack=pack)


def rungs(*, duty: PolicyDuty, due_day: dt.date, pack: Pack) -> list[Rung]:
    """All moments of attention, earliest first: reminders in working days before the due day, then lateness.

    A reminder that falls into a year without a published calendar is reckoned by weekends alone and says so.
    """
    found = []
    for key in duty.remind:
        days = int(pack.parameters.value(key=key, on=due_day).value)
        reckoning = pack.calendar.add_working_days(start=due_day, days=-days)
        found.append(Rung(start_of(day=reckoning.date, pack=pack), "reminder", reckoning))
    found.append(Rung(end_of(day=due_day, pack=pack), "late"))
    return sorted(found, key=lambda rung: rung.at)


def recording_ends(*, duty: PolicyDuty, due_day: dt.date, pack: Pack) -> dt.datetime:
    """Until when an event that occurred in time may be recorded and still count as on time (a dated grace)."""
    days = int(pack.parameters.value(key=duty.grace, on=due_day).value) if duty.grace else 0
    return end_of(day=due_day + dt.timedelta(days=days), pack=pack)
