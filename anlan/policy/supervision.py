"""What follows when a duty is answered or not (督办): escalation, review, extension, waiver (article 9).

Who acts is never a person: `superior` is the body above the unit that owes, `committee_office` the office of the work
safety committee of the area. Every number is the key of a dated parameter.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from anlan.policy.validation import Entry, Text, Words

# The occasion that a duty names for looking at what was submitted; whatever a module opens for a look of its own ends
# in the same word.
REVIEW_OCCASION = "obligation.review"
Authority = Literal["superior", "committee_office"]


def is_review(*, occasion: str | None) -> bool:
    """Tell whether the duty of this occasion is to look at what another unit submitted or answered (审核)."""
    return (occasion or "").endswith(".review")


class Escalation(Entry):
    """So many working days (`after`) after the due day, whoever is named is told that it is late."""

    after: Words
    to: Authority


class Review(Entry):
    """Who looks at what was submitted, within which term, and how many working days a rejection leaves (`more`)."""

    by: Authority
    within: Words
    more: Words


class Extension(Entry):
    """Who may grant more time, and how many days at most in all."""

    by: Authority
    most: Words


class Reason(Text):
    """A reason for which the duty may be waived, with the code under which the ledger keeps it."""

    key: Words


class Waiver(Entry):
    """Who may waive the duty, for which reasons."""

    by: Authority
    reasons: tuple[Reason, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        keys = [reason.key for reason in self.reasons]
        if len(set(keys)) != len(keys):
            raise ValueError("gives the same key to two reasons")
        return self
