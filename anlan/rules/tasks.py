"""重点任务分工 (E.5): who divides tasks, and which duty a task becomes."""

from __future__ import annotations


def may_divide(*, kind: str, level: str) -> bool:
    """The committee office of the city, and of a county or zone for its own bodies."""
    return kind == "safety_committee_office" and level in ("city", "county", "zone")


def occasion(*, same_area: bool, kind: str) -> str:
    """The occasion under which the lead unit owes the task.

    More time for a department is granted by the office of its own level; for a body below, by the office above it.
    """
    return "task.given" if same_area and kind == "department" else "task.given_below"
