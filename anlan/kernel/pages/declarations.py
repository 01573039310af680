"""Page declarations: plain data that list, record, form, export and API all read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import models

from anlan.kernel.people.acting import Actor
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Step, Words


def label_of(*, model: type[models.Model], name: str) -> Words:
    """What a model calls one of its columns, so that nothing is named twice."""
    return cast("models.Field[Any, Any]", model._meta.get_field(name)).verbose_name


@dataclass(frozen=True)
class Column:
    """One column of a list, or one line of a record's page.

    ``kind``: text, longtext, date, moment (a day with its time), number, unit, post, state, record.
    """

    name: str
    label: Words
    kind: str = "text"


@dataclass(frozen=True)
class Choice:
    """A column by whose few values the list can be narrowed, with the words of each."""

    name: str
    label: Words
    words: Mapping[str, Words]


@dataclass(frozen=True)
class CasePages:
    """The pages of one kind of case.

    ``order`` names indexed columns, with ``id`` last. ``holders`` are the kinds of unit for which one can be begun.
    ``filters`` are columns by whose number the list can be narrowed, ``choices`` those by whose few values it can,
    beside state, unit and days. ``paper`` names the kind of paper (公文) that this reader may write about a record,
    with the words of the button; None where there is none.
    ``children`` are names of pages whose records belong to this one, ``parent`` the attribute that leads back.
    ``by_area`` names the address of a page that adds the records up by area, where there is one.
    """

    name: str
    model: type[Case]
    label: Words
    plural: Words
    order: tuple[str, ...]
    columns: tuple[Column, ...]
    details: tuple[Column, ...] = ()
    holders: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    paper: Callable[[Any, Actor], tuple[str, Words] | None] | None = None
    children: tuple[str, ...] = ()
    parent: str = ""
    empty: Words = ""
    by_area: str = ""

    @property
    def steps(self) -> Sequence[Step]:
        """The steps of the model's workflow."""
        return self.model.workflow.steps
