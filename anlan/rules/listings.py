"""挂牌督办 (19.8–19.11): who may list, who may take which rung of the ladder, in which order and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

LEVELS = ("city", "county")
# The rungs when a listed danger is late, each a document of its own. Legal measures run beside them, from discovery on.
REMINDER, TALK, EXPOSURE, ACCOUNTABILITY = "reminder", "talk", "exposure", "accountability"
RUNGS = (REMINDER, TALK, EXPOSURE, ACCOUNTABILITY)
LISTING_BODIES = ("government", "safety_committee", "safety_committee_office", "department")
# 19.11 names the safety regulator for exposure; who is held to account is proposed, and decided by others (19.10).
POWERS = {
    REMINDER: LISTING_BODIES,
    TALK: LISTING_BODIES,
    EXPOSURE: ("department", "government"),
    ACCOUNTABILITY: ("government", "safety_committee", "safety_committee_office"),
}


def level_of(*, area_level: str) -> str:
    """The level at which a body of such an area lists; a zone lists as a county does; empty: it does not list."""
    return {"city": "city", "county": "county", "zone": "county"}.get(area_level, "")


def next_rung(*, taken: Sequence[str]) -> str:
    """The rung that comes next; empty after the last one. None is left out."""
    left = [rung for rung in RUNGS if rung not in taken]
    return left[0] if left else ""


def rung_fault(
    *,
    rung: str,
    taken: Sequence[str],
    kind: str,
    due_day: dt.date,
    today: dt.date,
    waits: dt.date | None,
    of_work_safety: bool = True,
) -> str:
    """Why a rung cannot be taken: ``early`` (not late yet), ``order``, ``power``, ``timer``; empty: it can.

    ``of_work_safety``: of the departments only the regulator of work safety exposes (19.11).
    """
    if today <= due_day:
        return "early"
    if rung != next_rung(taken=taken):
        return "order"
    if kind not in POWERS[rung] or (rung == EXPOSURE and kind == "department" and not of_work_safety):
        return "power"
    return "timer" if waits is not None and today <= waits else ""


def asked_in_time(*, asked_on: dt.date, last_day: dt.date) -> bool:
    """Whether more time was asked for early enough to be decided before the term ends."""
    return asked_on <= last_day
