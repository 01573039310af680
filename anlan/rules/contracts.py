"""租赁与发包资质审查 (6.16, 安全生产法 49): nothing is let or contracted out to whoever lacks the qualification."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Defect = Literal["", "missing", "revoked", "not_yet", "ended"]


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate of the kind that the object of a contract needs; ``valid_until`` None: without a term."""

    number: str
    valid_from: dt.date | None
    valid_until: dt.date | None
    revoked_on: dt.date | None = None

    def serves(self, *, on: dt.date) -> bool:
        """Whether it holds on that day; one that was revoked by now serves nothing."""
        begun = self.valid_from is None or self.valid_from <= on
        lasting = self.valid_until is None or self.valid_until >= on
        return begun and lasting and self.revoked_on is None


def best_of(*, held: Sequence[Held], on: dt.date) -> Held | None:
    """The certificate that serves on that day, and longest; None where none does."""
    serving = [one for one in held if one.serves(on=on)]
    return max(serving, key=lambda one: one.valid_until or dt.date.max, default=None)


def what_is_wrong(*, held: Sequence[Held], begins_on: dt.date) -> Defect:
    """Why the counterpart may not be given a contract that begins on that day (6.16); empty where it may."""
    if best_of(held=held, on=begins_on) is not None:
        return ""
    standing = [one for one in held if one.revoked_on is None]
    if not held:
        return "missing"
    if not standing:
        return "revoked"
    return (
        "ended" if any(one.valid_until is not None and one.valid_until < begins_on for one in standing) else "not_yet"
    )


def ends_before_the_contract(*, valid_until: dt.date | None, ends_on: dt.date | None) -> bool:
    """Whether a qualification does not last to the contract's end; a contract without an end outlasts every term."""
    if valid_until is None:
        return False
    return ends_on is None or valid_until < ends_on
