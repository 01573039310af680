"""以何单位名义 (9.3): in which own body's name an officer takes a step, as forms offer it and the door checks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from anlan.kernel.people.naming import name_of
from anlan.kernel.records.workflow import Asked, Refusal, Words
from anlan.kernel.roles import P


def bodies_with(*, permission: P) -> Callable[[Asked], Sequence[tuple[str, Words]]]:
    """What a form offers: the bodies whose posts give the reader this permission."""

    def offered(asked: Asked) -> Sequence[tuple[str, Words]]:
        return [(str(one.pk), name_of(one)) for one in asked.act.actor.bodies(permission=permission)]

    return offered


def first_with(*, permission: P) -> Callable[[Asked], str]:
    """The first of them, so that nothing has to be chosen; empty where there is none."""

    def first(asked: Asked) -> str:
        return next((str(one.pk) for one in asked.act.actor.bodies(permission=permission)), "")

    return first


def one_of_those_with(*, permission: P, words: Words, field: str = "receiver") -> Callable[[Any], Refusal | None]:
    """A rule of a step: the body that was sent is one of them; ``words`` say so to who sent another."""

    def refused(doing: Any) -> Refusal | None:
        mine = {str(one.pk) for one in doing.act.actor.bodies(permission=permission)}
        return None if doing.answers[field] in mine else Refusal(field, words)

    return refused
