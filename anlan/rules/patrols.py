"""日常巡查 (3.13, 3.16): which bodies go on patrol, for whom a patrol counts, and what a patrol is not."""

from __future__ import annotations

import datetime as dt

# The kinds of visit that a town or a village makes. 行政检查 is not among them: only certified officers of a published
# body inspect, within the published yearly cap.
VISITS = ("patrol", "service")

# Which kinds of body go on patrol at which level: 3.13 speaks of towns and subdistricts, 3.16 of villages.
PATROLLING = {"town": ("government", "town_safety_office"), "village": ("village_committee",)}


def goes_on_patrol(*, kind: str, level: str) -> bool:
    """Whether a body of this kind and level is one that the clauses ask to go on patrol."""
    return kind in PATROLLING.get(level, ())


def counts_for_government(*, kind: str) -> bool:
    """A town's safety office goes on patrol for the town's government, which owes it (3.13)."""
    return kind == "town_safety_office"


def is_ahead(*, day: dt.date, today: dt.date) -> bool:
    """A patrol can be recorded once its day has come."""
    return day > today


def is_too_old(*, day: dt.date, today: dt.date, back_days: int) -> bool:
    """Whether the day lies further back than may be recorded, in calendar days."""
    return (today - day).days > back_days
