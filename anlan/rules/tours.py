"""巡查督查 (3.5, 3.27, 5.3, E.4): who may tour whom, by the kind of tour; pure functions of plain values."""

from __future__ import annotations

import datetime as dt

# 3.5 督促检查 of counties, 3.27 巡查 of lower levels, E.4 专项监督检查, 5.3 监督 of peer departments.
KINDS = ("supervision", "tour", "special", "peers")
LOWER = ("party_committee", "government")


def may_tour(*, kind: str, responsibility: str) -> bool:
    """Bodies and their safety committee's office tour; of departments only the comprehensive regulator does (5.3)."""
    return kind != "department" or responsibility == "comprehensive"


def fits(*, tour: str, subject_kind: str, below: bool) -> bool:
    """Whether such a subject can be toured so. ``below``: it belongs to an area directly below, not to the same one."""
    lower, peer = below and subject_kind in LOWER, not below and subject_kind == "department"
    return {"supervision": lower, "tour": lower, "special": lower or peer, "peers": peer}[tour]


def days_fault(*, started_on: dt.date, held_on: dt.date, today: dt.date, back_days: int) -> str:
    """A tour that ends before it begins, has not ended, or lies too far back: "order", "ahead", "old", or ""."""
    if started_on > held_on:
        return "order"
    if held_on > today:
        return "ahead"
    return "old" if (today - held_on).days > back_days else ""
