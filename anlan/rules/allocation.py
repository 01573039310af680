"""职责分工 (5.1, 5.2): who is competent for which matter in which industry, where nobody is, and where several are.

The narrower grant decides: a division goes before its section, a section before "all industries". Only grants of
industry supervision (行业监管) divide matters; comprehensive supervision (综合监管) is held beside them by design.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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

    ``parts`` says of a department that is competent for some of the industry only, for which sections or divisions.
    ``missing`` are those for which nobody is competent while somebody is for others.
    """

    matter: str
    industry: str
    units: tuple[int, ...]
    state: str
    missing: tuple[str, ...] = ()
    parts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


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
            found.append(_whole(matter, divisions, own))
        for section in sections:
            found.append(_of_section(matter, section, divisions.get(section, ()), own))
    return found


def competent_for(*, grants: Sequence[Grant], matter: str, section: str, division: str) -> tuple[int, ...]:
    """The departments that are competent for one enterprise's matter: those of the narrowest grant that fits.

    More than one: several claim it. None: nobody is named.
    """
    dividing = [grant for grant in grants if grant.kind == INDUSTRY and grant.matter == matter]
    return _units(dividing, division) or _units(dividing, section) or _units(dividing, ALL)


def _whole(matter: str, divisions: Mapping[str, Sequence[str]], grants: Sequence[Grant]) -> Cell:
    """A matter of all industries: one department for all of them, others for parts of them, or both."""
    general = _units(grants, ALL)
    sections = [_of_section(matter, section, codes, grants) for section, codes in divisions.items()]
    units = tuple(dict.fromkeys([*general, *(unit for one in sections for unit in one.units)]))
    missing = tuple(code for one in sections for code in ((one.industry,) if one.state == GAP else one.missing))
    if not units:
        return Cell(matter, ALL, (), GAP)
    clashing = len(general) > 1 or any(one.state == OVERLAP for one in sections)
    state = OVERLAP if clashing else PART if missing else SETTLED
    return Cell(matter, ALL, units, state, missing, _parts(units, general, grants, (*divisions, *_all(divisions))))


def _of_section(matter: str, section: str, divisions: Sequence[str], grants: Sequence[Grant]) -> Cell:
    fallback = _units(grants, section) or _units(grants, ALL)
    by_division = {code: _units(grants, code) for code in divisions}
    missing = tuple(code for code, units in by_division.items() if not units) if not fallback else ()
    units = tuple(dict.fromkeys([*fallback, *(unit for some in by_division.values() for unit in some)]))
    if not units:
        return Cell(matter, section, (), GAP)
    clashing = len(fallback) > 1 or any(len(some) > 1 for some in by_division.values())
    state = OVERLAP if clashing else PART if missing else SETTLED
    return Cell(matter, section, units, state, missing, _parts(units, fallback, grants, divisions))


def _parts(
    units: Sequence[int], whole: Sequence[int], grants: Sequence[Grant], within: Sequence[str]
) -> dict[int, tuple[str, ...]]:
    """For each department that is not competent for the whole: the parts within it for which it is."""
    return {
        unit: tuple(dict.fromkeys(one.industry for one in grants if one.unit == unit and one.industry in within))
        for unit in units
        if unit not in whole
    }


def _all(divisions: Mapping[str, Sequence[str]]) -> list[str]:
    return [code for codes in divisions.values() for code in codes]


def _units(grants: Sequence[Grant], industry: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(grant.unit for grant in grants if grant.industry == industry))
