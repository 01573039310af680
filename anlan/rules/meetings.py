"""会议研究安全生产 (3.2, 3.3, 3.8, 3.9, 3.12, 9.1): what can count as a meeting that studied work safety."""

from __future__ import annotations

import datetime as dt

# Which forms of meeting a body can hold. 3.2 and 3.8 ask for the standing committee, 3.3 and 3.9 for the government's
# executive meeting. A town has neither: 3.12 asks it to "study" work safety, in whatever form. A safety committee (9.1)
# meets in plenary at every level.
FORMS_OF = {
    "party_committee": ("standing_committee", "study"),
    "government": ("government_executive", "study"),
    "safety_committee": ("committee_plenary",),
}
TOWN_FORMS = ("study",)
TOWN_BODIES = ("party_committee", "government")


def forms_of(*, kind: str, level: str) -> tuple[str, ...]:
    """The forms of meeting that a unit of this kind and level can hold; empty for a body that holds none."""
    if level == "town" and kind in TOWN_BODIES:
        return TOWN_FORMS
    return FORMS_OF.get(kind, ())


def is_ahead(*, held_on: dt.date, today: dt.date) -> bool:
    """A meeting can be recorded once its day has come."""
    return held_on > today


def is_too_old(*, held_on: dt.date, today: dt.date, back_days: int) -> bool:
    """Whether the day lies further back than may be recorded."""
    return (today - held_on).days > back_days


def counterpart(*, kind: str) -> str | None:
    """The body that may share the record: party committee and government of the same area (3.12)."""
    return {"party_committee": "government", "government": "party_committee"}.get(kind)
