"""贯彻落实情况报告 (E.3): who reports to the city's Party committee and government, and about which time.

The clause says 及时 and names no cadence: each quarter is a product default. A report says which quarter it is about,
so that one that comes a quarter late is still the report of its own quarter.
"""

from __future__ import annotations

import datetime as dt

from anlan.policy.periods import Period, period_of, previous_period

REPORTING = {
    "party_committee": ("county", "zone"),
    "government": ("county", "zone"),
    "department": ("city",),
}


def reports_to_the_city(*, kind: str, level: str) -> bool:
    """县区党委、政府 and 有关部门: counties and zones, and the departments of the city."""
    return level in REPORTING.get(kind, ())


def last_quarter(*, day: dt.date) -> Period:
    """The last quarter that was over on this day: what a report is about unless an earlier one is still owed."""
    return previous_period(period=period_of(every="quarter", day=day))


def counterpart(*, kind: str) -> str | None:
    """Party committee and government of one area may send one report together."""
    return {"party_committee": "government", "government": "party_committee"}.get(kind)
