"""What meets a duty (履职方式): an event, several events, or a fact in the register.

    {event: e, variant: [v], times: 2}    so many events of that kind, each in one of these forms
    {any: [{event: e}, …], times: 2}      so many events, each of one of several kinds
    {all: [{event: e}, {any: […]}, …]}    each of several of the above
    {fact: {…}, through: [e]}             a condition on the unit's facts; only of a standing requirement. `through`
                                          names the events by which the unit says so: they carry the button

One event counts for every part that it fits: a meeting that studied both matters need not be held twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field

from anlan.policy.conditions import Condition, parse_condition
from anlan.policy.documents import Document, KeyPath
from anlan.policy.problems import Problem, Where, gettext_noop
from anlan.policy.validation import Entry, Words, fit_part


class EventEntry(Entry):
    """An event as the file writes it; with variants, only an event of one of these forms counts."""

    event: Words
    variant: tuple[Words, ...] = ()
    times: int = Field(default=1, ge=1, le=366)


class AlternativeEntry(Entry):
    """One of several kinds of event under `any`; how many of them are needed stands beside `any`."""

    event: Words
    variant: tuple[Words, ...] = ()


class AnyEntry(Entry):
    """Several kinds of event of which any counts."""

    any: tuple[AlternativeEntry, ...] = Field(min_length=2)
    times: int = Field(default=1, ge=1, le=366)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A kind of event; with variants, only in one of these forms."""

    event: str
    variant: tuple[str, ...] = ()
    where: Where | None = field(default=None, compare=False, repr=False)

    def counts(self, *, kind: str, variant: str) -> bool:
        """Tell whether an event of this kind and variant is such an event."""
        return kind == self.event and (not self.variant or variant in self.variant)


@dataclass(frozen=True, slots=True)
class Part:
    """So many events, each of one of the alternatives."""

    alternatives: tuple[Alternative, ...]
    times: int = 1

    def counts(self, *, kind: str, variant: str) -> bool:
        """Tell whether an event of this kind and variant counts for the part."""
        return any(one.counts(kind=kind, variant=variant) for one in self.alternatives)


@dataclass(frozen=True, slots=True)
class MetBy:
    """What meets a duty: every part (events), or the fact. Exactly one of the two is given.

    ``through`` are the events by which a unit tells the fact; they meet nothing by themselves.
    """

    parts: tuple[Part, ...] = ()
    fact: Condition | None = None
    through: tuple[Alternative, ...] = ()

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Every kind of event that counts, in the order of the file."""
        return tuple(one for part in self.parts for one in part.alternatives)

    @property
    def events(self) -> tuple[str, ...]:
        """The kinds of event that count, each once, in the order of the file."""
        return tuple(dict.fromkeys(one.event for one in self.alternatives))

    @property
    def single(self) -> bool:
        """Whether one event alone meets the duty, whichever of its alternatives it is."""
        return len(self.parts) == 1 and self.parts[0].times == 1

    @property
    def meaning(self) -> Hashable:
        """Which events are asked for, in whichever order they are named; of a fact nothing."""
        parts = (
            (frozenset((one.event, frozenset(one.variant)) for one in part.alternatives), part.times)
            for part in self.parts
        )
        return frozenset(Counter(parts).items())

    def counts(self, *, kind: str, variant: str) -> bool:
        """Tell whether an event of this kind and variant counts for any part."""
        return any(part.counts(kind=kind, variant=variant) for part in self.parts)


def parse_met_by(*, data: object, document: Document, path: KeyPath, problems: list[Problem]) -> MetBy | None:
    """Parse the mapping at `path` of `document`; faults go to `problems` and give None."""
    found = len(problems)
    if isinstance(data, dict) and "fact" in data:
        for key in data.keys() - {"fact", "through"}:
            _refuse(document, (*path, key), gettext_noop("cannot stand beside `fact`"), problems)
        fact = parse_condition(data=data["fact"], document=document, path=(*path, "fact"), problems=problems)
        through = _through(data.get("through", ()), document, (*path, "through"), problems)
        return None if len(problems) > found else MetBy(fact=fact, through=through)
    if isinstance(data, dict) and "all" in data:
        for key in data.keys() - {"all"}:
            _refuse(document, (*path, key), gettext_noop("cannot stand beside `all`"), problems)
        items = data["all"]
        if not isinstance(items, tuple) or len(items) < 2:
            _refuse(document, (*path, "all"), gettext_noop("must be a list of at least two events"), problems)
            return None
        parts = [_part(item, document, (*path, "all", index), problems) for index, item in enumerate(items)]
    else:
        parts = [_part(data, document, path, problems)]
    whole = tuple(part for part in parts if part is not None)
    return None if len(problems) > found else MetBy(parts=whole)


def _through(data: Any, document: Document, path: KeyPath, problems: list[Problem]) -> tuple[Alternative, ...]:
    if not isinstance(data, tuple) or not all(isinstance(one, str) for one in data):
        _refuse(document, path, gettext_noop("must be a list of events"), problems)
        return ()
    return tuple(Alternative(one, (), document.where(path=(*path, index))) for index, one in enumerate(data))


def _part(data: Any, document: Document, path: KeyPath, problems: list[Problem]) -> Part | None:
    if not isinstance(data, dict) or not data.keys() & {"event", "any"}:
        reason = gettext_noop("must name an `event`, or several under `any` or `all`, or a `fact`")
        _refuse(document, path, reason, problems)
        return None
    if "any" in data:
        several = fit_part(data=data, document=document, path=path, model=AnyEntry, problems=problems)
        if several is None:
            return None
        places = (document.where(path=(*path, "any", index, "event")) for index in range(len(several.any)))
        named = zip(several.any, places, strict=True)
        return Part(tuple(Alternative(one.event, one.variant, where) for one, where in named), several.times)
    one = fit_part(data=data, document=document, path=path, model=EventEntry, problems=problems)
    if one is None:
        return None
    return Part((Alternative(one.event, one.variant, document.where(path=(*path, "event"))),), one.times)


def _refuse(document: Document, path: KeyPath, reason: str, problems: list[Problem]) -> None:
    problems.append(Problem(where=document.where(path=path), reason=reason))
