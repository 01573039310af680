"""职责分工 (5.1, 5.2): who is competent for which matter in which industry, where nobody is, and where several are.

The narrower grant decides: a division goes before its section, a section before "all industries". Only grants of
industry supervision (行业监管) divide matters; comprehensive supervision (综合监管) is held beside them by design.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ALL = ""
INDUSTRY, COMPREHENSIVE = "industry", "comprehensive"
SETTLED, GAP, PART, OVERLAP = "settled", "gap", "part", "overlap"


@dataclass(frozen=True)
class Grant:
    """One department is competent for one matter in one industry (a section, a division, or ``ALL``)."""

    unit: int
    matter: str
    industry: str
    kind: str = INDUSTRY


@dataclass(frozen=True)
class Cell:
    """One matter in one industry: which departments are competent, and whether that is settled.

    ``missing`` are the divisions of a section for which nobody is competent while somebody is for others.
    """

    matter: str
    industry: str
    units: tuple[int, ...]
    state: str
    missing: tuple[str, ...] = ()


def cells_of(
    *, matters: Mapping[str, Sequence[str]], divisions: Mapping[str, Sequence[str]], grants: Sequence[Grant]
) -> list[Cell]:
    """Every matter in every industry for which somebody must be competent.

    ``matters``: matter → the sections that each need a department; empty: one for all industries. ``divisions``:
    section → its divisions.
    """
    dividing = [grant for grant in grants if grant.kind == INDUSTRY]
    found = []
    for matter, sections in matters.items():
        own = [grant for grant in dividing if grant.matter == matter]
        if not sections:
            found.append(_whole(matter, own))
        for section in sections:
            found.append(_of_section(matter, section, divisions.get(section, ()), own))
    return found


def _whole(matter: str, grants: Sequence[Grant]) -> Cell:
    """A matter for which one department is competent in all industries; narrower grants are exceptions from it."""
    general = _units(grants, ALL)
    if not general:
        return Cell(matter, ALL, (), GAP)
    clashing = len(general) > 1 or any(
        len(_units(grants, code)) > 1 for code in {grant.industry for grant in grants if grant.industry}
    )
    return Cell(matter, ALL, general, OVERLAP if clashing else SETTLED)


def _of_section(matter: str, section: str, divisions: Sequence[str], grants: Sequence[Grant]) -> Cell:
    fallback = _units(grants, section) or _units(grants, ALL)
    by_division = {code: _units(grants, code) for code in divisions}
    missing = tuple(code for code, units in by_division.items() if not units) if not fallback else ()
    units = tuple(dict.fromkeys([*fallback, *(unit for some in by_division.values() for unit in some)]))
    if not units:
        return Cell(matter, section, (), GAP)
    if len(fallback) > 1 or any(len(some) > 1 for some in by_division.values()):
        return Cell(matter, section, units, OVERLAP, missing)
    return Cell(matter, section, units, PART if missing else SETTLED, missing)


def _units(grants: Sequence[Grant], industry: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(grant.unit for grant in grants if grant.industry == industry))
