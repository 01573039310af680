"""Duties (职责): what a pack makes units owe in every month, quarter, half-year or year, or on an occasion.

A duty cites the clause that creates it (for Chaozhou so far 3.2, 3.3, 3.8, 3.9 and 3.12: the meetings at
which Party committees and governments study work safety; 3.26: what such a meeting decides).
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import model_validator

from anlan.policy.conditions import Condition, parse_condition
from anlan.policy.documents import Document
from anlan.policy.periods import Cadence
from anlan.policy.problems import PackError, Problem, Where
from anlan.policy.units import PostKind
from anlan.policy.validation import Entry, Text, Words


class MetBy(Entry):
    """The event that meets a duty; with variants, only an event of one of these forms does."""

    event: Words
    variant: tuple[Words, ...] = ()


class DutyEntry(Entry):
    """A duty as the file writes it. `lead`, `remind` and `grace` are keys of dated parameters."""

    id: Words
    clause: Words
    title: Text
    owed_by: dict[str, Any]
    unless: dict[str, Any] | None = None
    every: Cadence | None = None
    on: Words | None = None
    due: Literal["period_end", "as_given"]
    met_by: MetBy
    accountable: PostKind
    line: Words
    lead: Words | None = None
    remind: tuple[Words, ...]
    grace: Words

    @model_validator(mode="after")
    def _one_occasion(self) -> Self:
        if (self.every is None) == (self.on is None):
            raise ValueError("needs either `every` or `on`")
        if (self.every is None) != (self.due == "as_given"):
            raise ValueError("is due at the `period_end` of its `every`, or `as_given` by the event of its `on`")
        if (self.every is None) != (self.lead is None):
            raise ValueError("has a `lead` exactly when it has `every`")
        return self


class DutiesFile(Entry):
    """`duties.yaml`."""

    duties: tuple[DutyEntry, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty, owed `every` period or `on` an occasion that a module names (each decision of a meeting).

    `clause` is the id in the pack; `owed_by` and `unless` are conditions on the unit's facts on the first
    day of the period; `accountable` is a kind of post (article 4), never a person. `lead`, `remind` and
    `grace` name parameters: days before the period at which the obligation opens, working days before due
    at which a reminder is sent, days after due in which a timely event may still be recorded. `digest`
    changes exactly when the entry does, and identifies the duty's version; `body` is the entry as JSON.
    """

    id: str
    clause: str
    title: Text
    owed_by: Condition
    unless: Condition | None
    every: Cadence | None
    on: str | None
    due: Literal["period_end", "as_given"]
    met_by: MetBy
    accountable: PostKind
    line: str
    lead: str | None
    remind: tuple[str, ...]
    grace: str
    body: str
    digest: str
    where: Where

    @property
    def parameters(self) -> tuple[str, ...]:
        """Keys of the parameters of time that the duty uses."""
        return tuple(filter(None, (self.lead, *self.remind, self.grace)))


@functools.lru_cache(maxsize=1024)
def duty_of_body(*, body: str) -> Duty:
    """The duty of an earlier `body`: what a version said when it was loaded, whatever the pack says today."""
    data = _tuples(json.loads(body))
    document = Document(file="duties.yaml", data={"duties": (data,)}, lines={})
    problems: list[Problem] = []
    duties = build_duties(
        file=DutiesFile(duties=(DutyEntry.model_validate(data),)), document=document, problems=problems
    )
    if problems:
        raise PackError(problems=problems)
    return duties[0]


def _tuples(value: Any) -> Any:
    """JSON as the reader of files gives it: lists are tuples."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def build_duties(*, file: DutiesFile, document: Document, problems: list[Problem]) -> tuple[Duty, ...]:
    """Turn the entries of `duties.yaml` into duties with parsed conditions; faults go to `problems`."""
    duties = []
    for index, entry in enumerate(file.duties):
        path = ("duties", index)
        owed_by = parse_condition(data=entry.owed_by, document=document, path=(*path, "owed_by"), problems=problems)
        unless = None
        if entry.unless is not None:
            unless = parse_condition(data=entry.unless, document=document, path=(*path, "unless"), problems=problems)
        if owed_by is not None:
            fields = {name: getattr(entry, name) for name in DutyEntry.model_fields}
            fields |= {"owed_by": owed_by, "unless": unless}
            body = json.dumps(entry.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
            digest = hashlib.sha256(body.encode()).hexdigest()
            duties.append(Duty(**fields, body=body, digest=digest, where=document.where(path=path)))
    return tuple(duties)
