"""督办 (3.4, 9.3): where an order may come from, whom it may be given to, how it ends; pure functions."""

from __future__ import annotations

from collections.abc import Collection

# Where an order may come from. What a meeting decided is owed from the meeting's own record (3.26) and is not
# registered a second time; findings of tours and led inspections come in by themselves.
ENTERED = ("leader", "superior", "provincial", "proposal")
FOUND = {"tour": "tour", "led_inspection": "inspection"}
SOURCES = (*ENTERED, *FOUND.values())
ENDED = ("closed", "withdrawn")


def may_order_peers(*, kind: str) -> bool:
    """A department orders downwards only; the offices of committees also order the departments beside them (9.3)."""
    return kind != "department"


def all_have_ended(*, states: Collection[str]) -> bool:
    """An order is closed when nothing that it gave to a unit is still in hand."""
    return set(states) <= set(ENDED)
