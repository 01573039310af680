"""What a listing makes others owe by a day of its own: progress by the unit, the next rung by whoever listed it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.records.door import Act
from anlan.modules.hidden_danger.refusals import number


def owe_progress(owed: list[Owed], *, listing: Any, act: Act) -> None:
    """The unit owes its next report on progress, so many days from today."""
    day = act.today + dt.timedelta(days=listing.report_days)
    owed.append(Owed("listing.progress", listing.unit, str(listing)[:200], day, listing.record_type(), listing.pk))


def owe_follow_up(owed: list[Owed], *, listing: Any, since: dt.date, act: Act) -> None:
    """Whoever listed it owes the next rung of the ladder unless it is settled by then (19.9)."""
    day = since + dt.timedelta(days=number(act=act, key="listing.rung_days"))
    owed.append(Owed("listing.follow_up", listing.receiver, str(listing)[:200], day, listing.record_type(), listing.pk))
