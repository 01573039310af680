"""Cells: a record's values as a list, a page, an export and the API show them; decided once for all four."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.kernel.people.naming import name_of
from anlan.kernel.records.record import Case


@dataclass(frozen=True)
class Cell:
    """One value, ready to show. ``value`` is what exports and the API give."""

    label: str
    kind: str
    text: str
    value: Any
    url: str = ""


def cell_of(*, record: Any, column: Column, pages: CasePages, label: str = "") -> Cell:
    """One column of one record; ``label`` is the column's, where the caller has it in words already."""
    value = getattr(record, column.name)
    label = label or str(column.label)
    match column.kind:
        case "unit" | "post" | "area":
            text = name_of(value) if value is not None else ""
            return Cell(label, column.kind, text, text)
        case "state":
            text = str(pages.model.workflow.label(value))
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
            text = _chosen(record=record, name=column.name)
            return Cell(label, "choice", text, text)
        case "check":
            text = _("yes") if value else _("no")
            return Cell(label, "check", text, text)
        case "record" if value is None:
            return Cell(label, "record", "", "")
        case "record":
            return Cell(label, "record", str(value), str(value), url_of(record=value))
    return Cell(label, column.kind, str(value or ""), str(value or ""))


def _digits(value: Any) -> str:
    """A number as it was given, without the zeros that its column adds."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def _chosen(*, record: Any, name: str) -> str:
    """A choice in words. Django's own display puts all choices into words to find one."""
    value = getattr(record, name)
    words = next((words for code, words in record._meta.get_field(name).flatchoices if code == value), value)
    return str(words)


@lru_cache(maxsize=512)
def _labels(name: str, _language: str | None) -> tuple[str, ...]:
    """The headings of a list in one language: the same for each of its rows."""
    return tuple(str(column.label) for column in DECLARED.pages[name].columns)


def row_of(*, record: Any, pages: CasePages) -> list[Cell]:
    """All columns of the list."""
    labels = _labels(pages.name, get_language())
    return [
        cell_of(record=record, column=column, pages=pages, label=label)
        for column, label in zip(pages.columns, labels, strict=True)
    ]


def relations(*, pages: CasePages) -> tuple[str, ...]:
    """What a list has to join so that showing it asks no further query."""
    joined = tuple(column.name for column in pages.columns if column.kind in ("unit", "post", "record"))
    seats = ("unit__area",) if any(column.kind == "area" for column in pages.columns) else ()
    return ("unit", *joined, *seats, *pages.joins)


def url_of(*, record: Case) -> str:
    """The address of a record's page."""
    return reverse("record", args=[record.record_type(), record.pk])


def plain(*, value: Any) -> Any:
    """A cell's value for JSON."""
    return value.isoformat() if isinstance(value, dt.date) else value
