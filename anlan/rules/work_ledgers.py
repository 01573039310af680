"""企业安全生产工作台账 (6.8, 6.9): which days of a month have an entry. Pure functions of plain values.

A day without an entry is that and no more: on which days an enterprise works is not known here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

ENTRY, NO_ENTRY, AHEAD, BEFORE = "entry", "no_entry", "ahead", "before"


def day_of_ledger(
    *, day: dt.date, entered: Collection[dt.date], since: dt.date | None, today: dt.date, last: dt.date | None = None
) -> str:
    """How a day stands in a ledger that is kept since ``since``, and until ``last`` where the enterprise is no more.

    ENTRY where there is one; AHEAD where the day has not come, or came when the enterprise was no more; BEFORE where
    the enterprise was not there yet; otherwise NO_ENTRY. Today without an entry is AHEAD: it is not over.
    """
    if day in entered:
        return ENTRY
    if day >= today or (last is not None and day > last):
        return AHEAD
    return BEFORE if since is not None and day < since else NO_ENTRY
