"""监管责任主体 (5.1, 5.11, 6.21): who answers for what of an enterprise, by role, and which body may.

Territory is where the enterprise has its seat. Who supervises a matter, who punishes, who assesses and in which area's
figures it counts are separate questions and may have other answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

REGULATOR, ENFORCER, ASSESSOR, STATISTICS = "regulator", "enforcer", "assessor", "statistics"
# These are of one matter; the others of the enterprise as a whole, and each is one body.
OF_A_MATTER = (REGULATOR, ENFORCER)
ONE_BODY = (ASSESSOR, STATISTICS)
OWN, DELEGATED, ENTRUSTED = "own", "delegated", "entrusted"
GAP, ONE, OVERLAP = "gap", "one", "overlap"
STANDINGS = (GAP, ONE, OVERLAP)

# The office of a safety committee reminds, supervises and assesses; it neither regulates nor punishes (9.3).
BODIES: Mapping[str, tuple[str, ...]] = {
    REGULATOR: ("department", "government", "town_safety_office"),
    ENFORCER: ("department", "government", "town_safety_office"),
    ASSESSOR: ("party_committee", "government", "safety_committee_office", "department"),
    STATISTICS: ("government",),
}


def fits(*, role: str, kind: str) -> bool:
    """Tell whether a body of this kind can have that role."""
    return kind in BODIES.get(role, ())


def may_own(*, role: str, kind: str) -> bool:
    """Tell whether such a body can hold the power by law and in its own name.

    A government supervises its territory by law, but punishes only what was delegated to it; the office of a town acts
    for the town or for whoever entrusted it.
    """
    return kind == "department" or (kind == "government" and role == REGULATOR)


def standing(*, regulators: int) -> str:
    """How a matter of one enterprise stands with so many regulators."""
    return GAP if regulators < 1 else ONE if regulators == 1 else OVERLAP


@dataclass(frozen=True)
class Tally:
    """One matter: to how many enterprises it applies, and for how many of them nobody, one or several answer."""

    applicable: int
    gap: int
    one: int
    overlap: int


def tally(*, applicable: Mapping[str, Collection[int]], ties: Iterable[tuple[int, str, int]]) -> dict[str, Tally]:
    """Each matter's figures. ``applicable``: matter → enterprises; ``ties``: enterprise, matter, body that regulates.

    What a body answers for beyond the enterprises to which the matter applies counts nowhere.
    """
    bodies: dict[tuple[str, int], set[int]] = {}
    for enterprise, matter, body in ties:
        bodies.setdefault((matter, enterprise), set()).add(body)
    found = {}
    for matter, enterprises in applicable.items():
        counts = dict.fromkeys(STANDINGS, 0)
        for enterprise in set(enterprises):
            counts[standing(regulators=len(bodies.get((matter, enterprise), ())))] += 1
        found[matter] = Tally(applicable=len(set(enterprises)), **counts)
    return found
