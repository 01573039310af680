"""隐患报告 (3.14, 3.17): who may be told of a danger, how long telling took, and whether that was prompt.

Both clauses say 及时 and name no hours; how many are still prompt is a dated parameter of the pack (a product default).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

# Bodies that take reports, by the level of their area: "当地人民政府或有关部门".
RECEIVING = {
    "town": ("government", "town_safety_office"),
    "county": ("government", "safety_committee_office", "department"),
    "zone": ("government", "safety_committee_office", "department"),
    "city": ("government", "safety_committee_office", "department"),
}
REPORTING = {"village": ("village_committee",), "town": ("government", "town_safety_office")}


def reports_upward(*, kind: str, level: str) -> bool:
    """Whether the clauses ask a body of this kind and level to report dangers to those above."""
    return kind in REPORTING.get(level, ())


def levels_told(*, above: Sequence[str]) -> tuple[str, ...]:
    """Which of the levels above, nearest first, may be told: up to the county; from a zone the city as well.

    A zone has few departments of its own, so that its towns and villages may turn to the city's.
    """
    told: list[str] = []
    for level in above:
        if level in RECEIVING:
            told.append(level)
        if level in ("county", "city"):
            break
    return tuple(told)


def hours_taken(*, found_at: dt.datetime, reported_at: dt.datetime) -> int:
    """Whole hours from finding to reporting (3.14: the clock runs from discovery)."""
    return int((reported_at - found_at).total_seconds() // 3600)


def is_late(*, found_at: dt.datetime, reported_at: dt.datetime, hours: int) -> bool:
    """Whether a major danger was reported after more than so many hours."""
    return reported_at - found_at > dt.timedelta(hours=hours)
