"""Clauses (条款): the Opinions taken apart into single duties, articles 1–27 and the ending.

A clause says who owes what, when, with what evidence, to whom and with what consequence, and how Anlan
carries it. The texts are a faithful rendering of the articles; only the articles themselves are the law.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from anlan.policy.validation import Entry, Text, Words

ClauseCadence = Literal[
    "half-yearly",
    "quarterly",
    "monthly",
    "annual",
    "start-of-year",
    "every-3-years",
    "every-5-years",
    "regular",
    "continuous",
    "on-event",
    "one-off",
    "term",
    "campaign",
]
ClauseModule = Literal[
    "responsibility",
    "duties",
    "risk",
    "hazard",
    "enforcement",
    "accident",
    "emergency",
    "licensing",
    "health",
    "investment",
    "services",
    "insurance",
    "credit",
    "training",
    "assessment",
    "accountability",
    "tasks",
    "disclosure",
    "warning",
    "oversight",
    "urban",
    "projects",
]
Carrier = Literal["duty", "step", "rule", "register", "page", "none"]


class Carried(Entry):
    """How Anlan carries a clause; where it does not, the reason or the milestone it waits for."""

    how: Carrier
    reason: Text | None = None
    milestone: Words | None = None

    @model_validator(mode="after")
    def _explained(self) -> Self:
        if self.how == "none" and self.reason is None and self.milestone is None:
            raise ValueError("'none' needs a reason or the milestone that will carry the clause")
        if self.how != "none" and self.milestone is not None:
            raise ValueError(f"a clause carried by a {self.how} waits for no milestone")
        return self


class Clause(Entry):
    """One clause of the city's document.

    `reference` is the clause's id in the catalogue that code cites; `None` when the city's clause answers
    to none. `cadence_source` tells whether the document itself names the cadence (`policy`) or it is a
    product default (`inferred`). `binding` other than `must` is never counted as a violation. In
    `consequence`, what follows "law:" is national law; "(parameter)", "default" and "software rule" mark
    product defaults.
    """

    id: Words
    reference: Words | None = None
    article: Words
    title: Text
    subject: Text
    subject_codes: tuple[Words, ...]
    condition: Text | None
    duty: Text
    cadence: ClauseCadence
    cadence_source: Literal["policy", "inferred"]
    deadline: Words | None
    evidence: Words | None
    reports_to: Words | None
    consequence: Words | None
    module: ClauseModule
    binding: Literal["must", "encouraged", "exploratory"]
    software: Words | None
    carried: Carried


class ClausesFile(Entry):
    """`clauses.yaml`."""

    clauses: tuple[Clause, ...]


class Milestone(Entry):
    """A later piece of the product that will carry the clauses which wait for it."""

    id: Words
    title: Text
    about: Text


class MilestonesFile(Entry):
    """`milestones.yaml`."""

    milestones: tuple[Milestone, ...]


class Line(Entry):
    """A line of supervision (条线): the second dimension of sight beside territory (article 5)."""

    code: Words
    id: int
    name: Text


class LinesFile(Entry):
    """`lines.yaml`."""

    lines: tuple[Line, ...]
