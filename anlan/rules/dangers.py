"""隐患 (18.7, 18.8, 19.1–19.4): what makes a danger safe at once, who may accept, which terms run, what recurs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

GENERAL, MAJOR = "general", "major"
# What was done at once. 安全生产法 65: where safety cannot be assured, people leave the place or work is suspended.
NONE_NEEDED, STOPPED, WITHDRAWN, FENCED, UNSAFE = "none_needed", "stopped", "withdrawn", "fenced", "unsafe"
AT_ONCE = (STOPPED, WITHDRAWN, FENCED)
SOURCES_OF_ENTERPRISES = ("self_check", "worker", "agency")
SOURCES_OF_BODIES = ("patrol", "service", "agency", "public")
INSPECTION = "inspection"
ON_THE_SPOT = "on_the_spot"
OPEN = ("found", "planning", "rectifying", "rectified")


def still_unsafe(*, measure: str) -> bool:
    """Whether people still have to be withdrawn or work suspended, at once (安全生产法, article 65)."""
    return measure == UNSAFE


def sources_for(*, of_an_enterprise: bool, certified: bool) -> tuple[str, ...]:
    """From where a danger may be known: an administrative inspection is made by certified officers only."""
    if of_an_enterprise:
        return SOURCES_OF_ENTERPRISES
    return (INSPECTION, *SOURCES_OF_BODIES) if certified else SOURCES_OF_BODIES


def why_not_accepted(*, person: int, fixers: Collection[int], from_outside: bool, needs_outsider: bool) -> str:
    """Why this person may not accept: ``fixer``, whatever posts the same person holds; ``inside``; empty: it may.

    ``needs_outsider``: a major danger, and one that a public body has taken over, is accepted by a public body.
    """
    if person in fixers:
        return "fixer"
    return "inside" if needs_outsider and not from_outside else ""


def day_fault(*, day: dt.date, today: dt.date, longest_days: int) -> str:
    """What is wrong with a time limit: ``past``, ``far``, or nothing."""
    if day < today:
        return "past"
    return "far" if (day - today).days > longest_days else ""


def recurs(*, likeness: float, least: float, closed_on: dt.date | None, found_on: dt.date, within_days: int) -> bool:
    """Whether a danger is the same one again: alike, and put right not long before it was found."""
    if closed_on is None or likeness < least:
        return False
    return dt.timedelta() <= found_on - closed_on <= dt.timedelta(days=within_days)
