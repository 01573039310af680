"""Page declarations: plain data that list, record, form, export and API all read."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import models

from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Step, Words
from anlan.policy.citations import cite


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
class CasePages:
    """The pages of one kind of case.

    ``order`` names indexed columns, with ``id`` last. ``holders`` are the kinds of unit for which one can be begun.
    ``filters`` are columns by whose number or key the list can be narrowed, beside state, unit and days.
    ``carries`` are the clauses of the reference catalogue whose work is kept in this register, each with the list's
    filters that show its records; the page of the clause counts and links them.
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
    children: tuple[str, ...] = ()
    parent: str = ""
    empty: Words = ""
    by_area: str = ""
    carries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Two frames up stands the module that declares these pages: __post_init__ ← __init__ ← the module.
        frame = sys._getframe(2)
        where = f"{frame.f_globals.get('__name__', '').replace('.', '/')}.py:{frame.f_lineno}"
        for reference in self.carries:
            cite(reference=reference, kind="register", name=self.name, where=where)

    @property
    def steps(self) -> Sequence[Step]:
        """The steps of the model's workflow."""
        return self.model.workflow.steps
