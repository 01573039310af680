"""安委会组成 (9.2): who may sit where in a work safety committee, by the rule of the day.

The rule is dated data: which post of which body directs the committee has changed before and may change again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ROLES = ("director", "executive_deputy", "deputy", "member")


@dataclass(frozen=True)
class Seat:
    """One seat: its role, and the post that fills it as kind of body and kind of post."""

    role: str
    unit_kind: str
    post_kind: str
    held: bool = True


@dataclass(frozen=True)
class Defect:
    """What does not agree with the rule. ``seat`` is the index of the seat concerned; None: a seat is missing."""

    code: str
    seat: int | None = None


def defects(*, seats: Sequence[Seat], rule: Mapping[str, Sequence[str]], directors: int) -> list[Defect]:
    """Compare a committee with the rule: role → the posts that may fill it, each as "kind of body/kind of post".

    ``directors`` is how many directors a committee has at most. A rule of ``member`` with an empty list binds nobody.
    Codes: no_director, several_directors, no_deputy, no_member, wrong_director, wrong_deputy, wrong_member, vacant.
    """
    found = [Defect(f"no_{name}") for name, roles in _NEEDED.items() if not _sitting(seats, roles)]
    if len(_sitting(seats, ("director",))) > directors:
        found.append(Defect("several_directors"))
    for index, seat in enumerate(seats):
        name = "deputy" if seat.role == "executive_deputy" else seat.role
        allowed = rule.get(name, ())
        if allowed and f"{seat.unit_kind}/{seat.post_kind}" not in allowed:
            found.append(Defect(f"wrong_{name}", index))
        if not seat.held:
            found.append(Defect("vacant", index))
    return found


_NEEDED = {"director": ("director",), "deputy": ("executive_deputy", "deputy"), "member": ("member",)}


def _sitting(seats: Iterable[Seat], roles: Sequence[str]) -> list[Seat]:
    return [seat for seat in seats if seat.role in roles]
