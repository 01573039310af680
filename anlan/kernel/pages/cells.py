"""Cells: a record's values as a list, a page, an export and the API show them; decided once for all four."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, cast

from django.db import models
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.kernel.people.naming import name_of
from anlan.kernel.records.record import Case


class Cell(NamedTuple):
    """One value, ready to show. ``value`` is what exports and the API give."""

    label: str
    kind: str
    text: str
    value: Any
    url: str = ""


def cell_of(*, record: Any, column: Column, pages: CasePages, label: str = "", language: str | None = None) -> Cell:
    """One column of one record; ``label`` is the column's in the reader's ``language``, where the caller knows both."""
    value = getattr(record, column.name)
    label = label or str(column.label)
    match column.kind:
        case "unit" | "post" | "area":
            text = name_of(value) if value is not None else ""
            return Cell(label, column.kind, text, text)
        case "state":
            text = _state(pages.model, value, language or get_language())
            return Cell(label, "state", text, text)
        case "date":
            return Cell(label, "date", value.isoformat() if value else "", value)
        case "moment":
            local = timezone.localtime(value) if value else None
            return Cell(label, "moment", local.strftime("%Y-%m-%d %H:%M") if local else "", local)
        case "number":
            # Workbooks and programs take a fraction as they keep it; its few digits come through unchanged.
            return Cell(label, "number", _digits(value), float(value) if isinstance(value, Decimal) else value)
        case "choice":
            text = _chosen(record._meta.model, column.name, value, language or get_language())
            return Cell(label, "choice", text, text)
        case "check":
            text = _("yes") if value else _("no")
            return Cell(label, "check", text, text)
        case "record" if value is None:
            return Cell(label, "record", "", "")
        case "record":
            text = str(value)
            return Cell(label, "record", text, text, url_of(record=value))
    # A text that waits for its language is put into it each time it is asked anything.
    text = str(value) if value else ""
    return Cell(label, column.kind, text, text)


def _digits(value: Any) -> str:
    """A number as it was given, without the zeros that its column adds."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


# The rows of a list say the same few things again and again; each is put into words once in each language.
@lru_cache(maxsize=2048)
def _state(model: type[Case], state: str, _language: str | None) -> str:
    """A state in words."""
    return str(model.workflow.label(state))


@lru_cache(maxsize=2048)
def _chosen(model: type[models.Model], name: str, value: Any, _language: str | None) -> str:
    """A choice in words."""
    field = cast("models.Field[Any, Any]", model._meta.get_field(name))
    return str(next((words for code, words in field.flatchoices if code == value), value))


@lru_cache(maxsize=512)
def _labels(name: str, _language: str | None) -> tuple[str, ...]:
    """The headings of a list in one language: the same for each of its rows."""
    return tuple(str(column.label) for column in DECLARED.pages[name].columns)


def row_of(*, record: Any, pages: CasePages) -> list[Cell]:
    """All columns of the list."""
    language = get_language()
    labels = _labels(pages.name, language)
    return [
        cell_of(record=record, column=column, pages=pages, label=label, language=language)
        for column, label in zip(pages.columns, labels, strict=True)
    ]


def relations(*, pages: CasePages) -> tuple[str, ...]:
    """What a list has to join so that showing it asks no further query."""
    joined = tuple(column.name for column in pages.columns if column.kind in ("unit", "post", "record"))
    seats = ("unit__area",) if any(column.kind == "area" for column in pages.columns) else ()
    return ("unit", *joined, *seats, *pages.joins)


def url_of(*, record: Case) -> str:
    """The address of a record's page."""
    return address_of(name=record.record_type(), pk=record.pk)


def address_of(*, name: str, pk: int) -> str:
    """The address of the record with that number in the register of that name."""
    before, after = around_the_number(name=name)
    return f"{before}{pk}{after}"


def around_the_number(*, name: str) -> tuple[str, str]:
    """What stands before and after the number in such addresses, for pages that lead to hundreds of records."""
    return _around_the_number(name, get_script_prefix())


@lru_cache(maxsize=256)
def _around_the_number(name: str, _prefix: str) -> tuple[str, str]:
    before, _number, after = reverse("record", args=[name, 0]).rpartition("0")
    return before, after


def plain(*, value: Any) -> Any:
    """A cell's value for JSON."""
    return value.isoformat() if isinstance(value, dt.date) else value
