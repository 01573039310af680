"""协助请求 (3.15): who may ask whom to help with lawful supervision, and by when."""

from __future__ import annotations

import datetime as dt

# "上级有关部门": departments of city, county and zone, and the committee offices that coordinate them (article 9).
ASKING = ("department", "safety_committee_office")
LEVELS_ASKING = ("city", "county", "zone")
# Who is asked in an area below: in a town its government and safety office, in a county its government and its office.
ASKED = {
    "town": ("government", "town_safety_office"),
    "county": ("government", "safety_committee_office"),
    "zone": ("government", "safety_committee_office"),
}


def may_ask(*, kind: str, level: str) -> bool:
    """Whether a body of this kind and level supervises others and so may ask for assistance."""
    return kind in ASKING and level in LEVELS_ASKING


def is_asked(*, kind: str, level: str, department: str, by_department: str) -> bool:
    """Whether a body in an area below can be asked: the place's own bodies, and the like department of a county."""
    if kind == "department":
        return level in ("county", "zone") and bool(department) and department == by_department
    return kind in ASKED.get(level, ())


def is_past(*, day: dt.date, today: dt.date) -> bool:
    """Nobody can be asked to have helped yesterday."""
    return day < today


def is_too_far(*, day: dt.date, today: dt.date, longest: int) -> bool:
    """Whether the day lies so many calendar days ahead that the year must be mistyped."""
    return (day - today).days > longest
