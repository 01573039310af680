"""Duties (职责): what a pack makes units owe in every period, on an occasion, or as long as facts are so.

A duty cites the clause that creates it. It is periodic (`every`: articles 3 and 6 count in months, quarters,
half-years and years), begins with an occasion (`on`: what a meeting decides, clause 3.26), or stands (`while`: a safety
body with its staff, article 10).
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from anlan.policy.conditions import Condition, parse_condition
from anlan.policy.documents import Document, KeyPath
from anlan.policy.due_rules import Due, FixedDay, Term, parse_due
from anlan.policy.met_by import MetBy, parse_met_by
from anlan.policy.periods import Cadence
from anlan.policy.problems import PackError, Problem, Reason, Where, gettext_noop
from anlan.policy.supervision import Escalation, Extension, Review, Waiver
from anlan.policy.units import PostKind
from anlan.policy.validation import Entry, Text, Words

ALWAYS = "always"


class DutyEntry(Entry):
    """A duty as the file writes it; see `conditions`, `met_by`, `due_rules` and `supervision` for its parts."""

    id: Words
    clause: Words
    title: Text
    owed_by: dict[str, Any]
    unless: dict[str, Any] | None = None
    every: Cadence | None = None
    on: Words | None = None
    while_: Any = Field(default=None, alias="while")
    due: Any
    met_by: Any
    accountable: PostKind
    line: Words
    lead: Words | None = None
    remind: tuple[Words, ...]
    grace: Words
    escalate: tuple[Escalation, ...] = ()
    review: Review | None = None
    extend: Extension | None = None
    waive: Waiver | None = None


class DutiesFile(Entry):
    """`duties.yaml`."""

    duties: tuple[DutyEntry, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty, owed `every` period, `on` an occasion that a module names or opens, or standing (`while`).

    `clause` is the id in the pack; `owed_by` and `unless` are conditions on the unit's facts: on the first day of the
    period, on the day of the occasion, or today. `condition` is what a standing duty adds to them (None: always).
    `accountable` is a kind of post (article 4), never a person. `lead`, `remind` and `grace` name parameters: days
    before the period at which the obligation opens, working days before due at which a reminder is sent, days after
    due in which a timely event may still be recorded. `digest` changes exactly when the entry does, and identifies
    the duty's version; `body` is the entry as JSON.
    """

    id: str
    clause: str
    title: Text
    owed_by: Condition
    unless: Condition | None
    every: Cadence | None
    on: str | None
    condition: Condition | None
    due: Due
    met_by: MetBy
    accountable: PostKind
    line: str
    lead: str | None
    remind: tuple[str, ...]
    grace: str
    escalate: tuple[Escalation, ...]
    review: Review | None
    extend: Extension | None
    waive: Waiver | None
    body: str
    digest: str
    where: Where
    document: Document = dataclasses.field(compare=False, repr=False)
    path: KeyPath = dataclasses.field(compare=False, repr=False)

    def at(self, *below: str | int) -> Where:
        """The place of something that the duty says, by its keys."""
        return self.document.where(path=(*self.path, *below))

    @property
    def standing(self) -> bool:
        """Whether the duty is a requirement that always stands, met by a fact."""
        return self.every is None and self.on is None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition on facts, whatever it is for."""
        return tuple(filter(None, (self.owed_by, self.unless, self.condition, self.met_by.fact)))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Keys of the parameters of time that the duty uses, each once."""
        return tuple(dict.fromkeys(key for _, key, _ in times_of(duty=self)))


def times_of(*, duty: Duty) -> Iterator[tuple[KeyPath, str, tuple[str, ...]]]:
    """Yield each parameter of time: its place within the duty, its key, and the units in which it may count."""
    if duty.lead:
        yield ("lead",), duty.lead, ("day",)
    for index, key in enumerate(duty.remind):
        yield ("remind", index), key, ("working day",)
    yield ("grace",), duty.grace, ("day",)
    if isinstance(duty.due, Term):
        unit = {"days": "day", "working_days": "working day", "hours": "hour"}[duty.due.unit]
        yield ("due", duty.due.unit), duty.due.amount, (unit,)
    for index, rung in enumerate(duty.escalate):
        yield ("escalate", index, "after"), rung.after, ("working day",)
    if duty.review:
        yield ("review", "within"), duty.review.within, ("working day",)
        yield ("review", "more"), duty.review.more, ("working day",)
    if duty.extend:
        yield ("extend", "most"), duty.extend.most, ("day",)


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
    """Turn the entries of `duties.yaml` into duties with parsed parts; faults go to `problems`."""
    built = (_build(entry, document, ("duties", index), problems) for index, entry in enumerate(file.duties))
    return tuple(duty for duty in built if duty is not None)


def _build(entry: DutyEntry, document: Document, path: KeyPath, problems: list[Problem]) -> Duty | None:
    found = len(problems)

    def condition(data: Any, key: str) -> Condition | None:
        if data is None:
            return None
        return parse_condition(data=data, document=document, path=(*path, key), problems=problems)

    owed_by, unless = condition(entry.owed_by, "owed_by"), condition(entry.unless, "unless")
    holding = None if entry.while_ == ALWAYS else condition(entry.while_, "while")
    due = parse_due(data=entry.due, document=document, path=(*path, "due"), problems=problems)
    met_by = parse_met_by(data=entry.met_by, document=document, path=(*path, "met_by"), problems=problems)
    if len(problems) > found or owed_by is None or due is None or met_by is None:
        return None
    for below, reason in _misfits(entry, due, met_by):
        problems.append(Problem(where=document.where(path=(*path, *below)), reason=reason))
    body = json.dumps(
        entry.model_dump(mode="json", by_alias=True, exclude_defaults=True), ensure_ascii=False, sort_keys=True
    )
    same = {name: getattr(entry, name) for name in DutyEntry.model_fields if name != "while_"}
    parsed = {"owed_by": owed_by, "unless": unless, "condition": holding, "due": due, "met_by": met_by}
    digest = hashlib.sha256(body.encode()).hexdigest()
    return Duty(
        **same | parsed, body=body, digest=digest, where=document.where(path=path), document=document, path=path
    )


def _misfits(entry: DutyEntry, due: Due, met_by: MetBy) -> Iterator[tuple[KeyPath, Reason]]:
    """What cannot be said together of one duty, with its place within the duty."""
    given = [name for name in ("every", "on", "while_") if getattr(entry, name) is not None]
    if len(given) != 1:
        yield (), gettext_noop("needs exactly one of `every`, `on` and `while`")
        return
    cause: Literal["every", "on", "while_"] = given[0]  # type: ignore[assignment]
    if (cause == "every") != (entry.lead is not None):
        yield (), gettext_noop("has a `lead` exactly when it has `every`")
    if (cause == "while_") != (met_by.fact is not None):
        yield ("met_by",), gettext_noop("is a `fact` exactly when the duty has `while`")
    if cause == "while_" and entry.review is not None:
        yield ("review",), gettext_noop("is of what was submitted: a fact is not submitted")
    yield from _due_misfits(entry, due, cause)


def _due_misfits(entry: DutyEntry, due: Due, cause: str) -> Iterator[tuple[KeyPath, Reason]]:
    if due == "period_end" and cause != "every":
        yield ("due",), gettext_noop("is `period_end` only with `every`")
    if due == "as_given" and cause != "on":
        yield ("due",), gettext_noop("is `as_given` only with `on`")
    if isinstance(due, FixedDay) and entry.every != "year":
        yield ("due", "day"), gettext_noop("is a day of the year only with `every: year`")
    if isinstance(due, Term):
        allowed = {"every": ("start", "end"), "on": ("occasion",), "while_": ("fact",)}[cause]
        if due.after not in allowed:
            yield (
                ("due", "after"),
                gettext_noop("is %(allowed)s with `%(cause)s`", allowed=" or ".join(allowed), cause=cause.rstrip("_")),
            )
        if due.unit == "hours" and cause == "every":
            yield ("due", "hours"), gettext_noop("are counted from an occasion, not from a period")
