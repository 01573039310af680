"""Page declarations: plain data that list, record, form, export and API all read."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.acting import Actor
from anlan.kernel.people.area import Area
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Step, Words
from anlan.kernel.roles import P
from anlan.policy import Pack
from anlan.policy.citations import cite


def label_of(*, model: type[models.Model], name: str) -> Words:
    """What a model calls one of its columns, so that nothing is named twice."""
    return cast("models.Field[Any, Any]", model._meta.get_field(name)).verbose_name


def of_kind_and_level(*, kinds: Sequence[str], rule: Callable[..., bool]) -> Q:
    """Units of these kinds at the levels where ``rule``, asked by ``kind`` and ``level``, says yes."""
    found = Q(pk__in=[])
    for kind in kinds:
        levels = [level for level in Area.Level.values if rule(kind=kind, level=level)]
        found |= Q(kind=kind, area__level__in=levels)
    return found


@dataclass(frozen=True)
class Column:
    """One column of a list, or one line of a record's page.

    ``kind``: text, longtext, date, moment (a day with its time), number, unit, area, post, state, record, choice (in
    the words of the column's choices), check (yes or no).
    """

    name: str
    label: Words
    kind: str = "text"


def columns_of(*, model: type[models.Model], names: Sequence[str]) -> tuple[Column, ...]:
    """These columns of a model under their own names, each of the kind that its field says."""
    kinds = {"DateField": "date", "BooleanField": "check", "DecimalField": "number", "PositiveIntegerField": "number"}
    found = []
    for name in names:
        field = cast("models.Field[Any, Any]", model._meta.get_field(name))
        kind = "choice" if field.choices else kinds.get(field.get_internal_type(), "text")
        found.append(Column(name, field.verbose_name, kind=kind))
    return tuple(found)


@dataclass(frozen=True)
class Choice:
    """A column by whose few values the list can be narrowed, with the words of each."""

    name: str
    label: Words
    words: Mapping[str, Words]


@dataclass(frozen=True)
class Question:
    """Something that a list can be asked beyond its columns, with the words of each answer.

    ``asks`` is given the answer that was chosen, the day and the pack, and returns a ``Q``. ``linked`` are the answers
    to which the list leads with a link of its own, because they are asked every day. ``remedies`` are answers to which
    something can be done for many records at once: the address of that page, its words, and who may.
    """

    name: str
    label: Words
    words: Mapping[str, Words]
    asks: Callable[[str, dt.date, Pack], Q]
    linked: tuple[str, ...] = ()
    remedies: Mapping[str, tuple[str, Words, P]] = field(default_factory=dict)


@dataclass(frozen=True)
class Sort:
    """An order in which the list can be read: indexed columns, with ``id`` last, all in one direction."""

    name: str
    label: Words
    order: tuple[str, ...]


@dataclass(frozen=True)
class MapLayer:
    """How a register of ``Placed`` records is shown on the map (17.3).

    ``column`` is of few values, ``words`` names them, the most severe first: each has its colour and its shape.
    ``first`` are the values shown until others are chosen; empty: all. ``shown`` are the rows that lie on the map.
    ``opens`` marks the one with which the map begins.
    """

    column: str
    words: Mapping[str, Words]
    first: tuple[str, ...] = ()
    shown: Q = field(default_factory=Q)
    opens: bool = False


@dataclass(frozen=True)
class CasePages:
    """The pages of one kind of case.

    ``order`` names indexed columns, with ``id`` last. ``holders`` are the kinds of unit for which one can be begun.
    ``offered`` says, as of a day, which of these units a form offers: none that its rules would refuse anyway.
    ``reads`` are all the fields from which the list's columns are shown, those of joined tables too, where a record has
    many more; empty: all. ``joins`` are relations from which columns are computed. ``sorts`` are further orders,
    ``questions`` what can be asked beyond columns, ``search`` the column that is searched by part of its text
    (``kernel.searching.install`` lays its index).
    ``filters`` are columns by whose number or key the list can be narrowed, ``choices`` those whose few values it
    offers, beside state, unit and days. ``paper`` names the kind of paper (公文) that this reader may write about a
    record, with the words of the button; None where there is none.
    ``carries`` are the clauses of the reference catalogue whose work is kept in this register, each with the list's
    filters that show its records; the page of the clause counts and links them.
    ``children`` are names of pages whose records belong to this one, ``parent`` the attribute that leads back.
    ``by_area`` names the address of a page that adds the records up by area, where there is one; ``further`` that of
    another page about them, with the words of its link. ``layer`` puts the records on the map. ``leads`` are
    addresses, each of one record by its number, to which the record's page leads, with the words of the link;
    ``printed`` is that of a page which prints all of one unit's records, by the unit's code.
    """

    name: str
    model: type[Case]
    label: Words
    plural: Words
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    details: tuple[Column, ...] = ()
    holders: tuple[str, ...] = ()
    offered: Callable[[dt.date], Q] | None = None
    filters: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    questions: tuple[Question, ...] = ()
    sorts: tuple[Sort, ...] = ()
    reads: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    search: str = ""
    paper: Callable[[Any, Actor], tuple[str, Words] | None] | None = None
    children: tuple[str, ...] = ()
    parent: str = ""
    empty: Words = ""
    by_area: str = ""
    further: tuple[str, Words] | None = None
    layer: MapLayer | None = None
    leads: tuple[tuple[str, Words], ...] = ()
    printed: tuple[str, Words] | None = None
    carries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Two frames up stands the module that declares these pages: __post_init__ ← __init__ ← the module.
        frame = sys._getframe(2)
        where = f"{frame.f_globals.get('__name__', '').replace('.', '/')}.py:{frame.f_lineno}"
        for reference in self.carries:
            cite(reference=reference, kind="register", name=self.name, where=where)

    @property
    def narrowing(self) -> tuple[Choice, ...]:
        """Everything of which the list lets one of a few values be chosen; the order is the last of it."""
        asked = (Choice(one.name, one.label, one.words) for one in self.questions)
        orders = {one.name: one.label for one in self.sorts}
        return (*self.choices, *asked, *([Choice("sort", _("Sorted by"), orders)] if orders else []))

    @property
    def links(self) -> list[tuple[Words, str, Words, str]]:
        """The questions that one click answers: label and name of the question, words and name of the answer."""
        return [(one.label, one.name, one.words[name], name) for one in self.questions for name in one.linked]

    def remedies(self, *, actor: Actor, kept: Mapping[str, str] | None = None) -> list[tuple[str, Words]]:
        """Address and words of what this reader may do for many records at once, under these filters; None: any."""
        return [
            (reverse(address), words)
            for one in self.questions
            for answer, (address, words, permission) in one.remedies.items()
            if actor.has(permission) and (kept is None or kept.get(one.name) == answer)
        ]

    @property
    def steps(self) -> Sequence[Step]:
        """The steps of the model's workflow."""
        return self.model.workflow.steps
