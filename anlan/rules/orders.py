"""督办 (3.4, 9.3): where an order may come from, whom it may be given to, how it ends; pure functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

# Where an order may come from. What a meeting decided (3.26) and what tours and led inspections found comes in by
# itself, in the act that records it, and is not registered a second time.
ENTERED = ("leader", "superior", "provincial", "proposal")
FOUND = {"meeting": "meeting", "tour": "tour", "led_inspection": "inspection"}
SOURCES = (*ENTERED, *FOUND.values())
# 3.4 asks to resolve the major problems (重大问题): they are marked as such.
IMPORTANCE = ("ordinary", "important", "major")
ENDED = ("closed", "withdrawn")


def may_order_peers(*, kind: str) -> bool:
    """A department orders downwards only; the offices of committees also order the departments beside them (9.3)."""
    return kind != "department"


def occasion_of(*, source: str, vertical: bool) -> str:
    """The occasion on which a unit owes its part: a meeting's resolution (3.26), an order (9.3), or a letter.

    A vertically managed unit answers to its own superior: it gets a letter, and nothing escalates, whatever the source.
    """
    if vertical:
        return "order.letter"
    return "order.resolution" if source == "meeting" else "order.item"


def latest_day(*, due_day: dt.date, extended: int, most: int) -> dt.date:
    """The last day to which a part may still be extended: ``most`` days in all beyond the day that was set."""
    return due_day + dt.timedelta(days=max(most - extended, 0))


def all_have_ended(*, states: Collection[str]) -> bool:
    """An order is closed when nothing that it gave to a unit is still in hand."""
    return set(states) <= set(ENDED)
