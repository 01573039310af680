"""Filters of a list: what an address says of state, unit, days, area, choices, questions, search and order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import cast

from django.db import models
from django.http import Http404

from anlan.kernel.pages.cells import relations
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.people.area import Area
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.searching import containing
from anlan.policy import Pack

# No column holds more, and no database takes more digits for the number of a row.
LONGEST_KEY = 64
LONGEST_ID = 18


def filtered(
    *, pages: CasePages, query: Mapping[str, str], on: dt.date, pack: Pack
) -> tuple[SightedQuerySet, dict[str, str], Sequence[str]]:
    """The list's rows under the filters of the address, the filters that were understood, and the order asked for.

    ``on`` is the day on which questions are asked. Raises Http404 for a filter value that cannot be one.
    """
    given = {name: value.strip() for name, value in query.items() if value.strip()}
    rows = pages.model.objects.select_related(*relations(pages=pages))
    if pages.reads:
        rows = rows.only(*pages.reads)
    kept: dict[str, str] = {}
    for name, lookup in _lookups(pages=pages).items():
        if name not in given:
            continue
        if not _can_be(name=name, value=given[name], pages=pages):
            raise Http404(f"{name}={given[name]}")
        kept[name] = given[name]
        rows = rows.filter(**{lookup: given[name]})
    for question in pages.questions:
        if question.name in given:
            if given[question.name] not in question.words:
                raise Http404(f"{question.name}={given[question.name]}")
            kept[question.name] = given[question.name]
            rows = rows.filter(question.asks(given[question.name], on, pack))
    if pages.search and "q" in given:
        text = given["q"][:LONGEST_KEY].replace("\0", "")
        kept["q"] = text
        rows = containing(rows=rows, column=pages.search, text=text)
    rows = _inside(rows=rows, given=given, kept=kept)
    orders = {one.name: one.order for one in pages.sorts}
    sort = given.get("sort", "")
    if sort and sort not in orders:
        raise Http404(f"sort={sort}")
    if sort:
        kept["sort"] = sort
    return cast(SightedQuerySet, rows), kept, orders.get(sort, pages.order)


def _lookups(*, pages: CasePages) -> dict[str, str]:
    """Every filter by a column, with what it compares."""
    day = pages.order[0].lstrip("-")
    more = {name: name for name in (*pages.filters, *(choice.name for choice in pages.choices))}
    return {"state": "state", "unit": "unit", "since": f"{day}__gte", "until": f"{day}__lte", **more}


def _can_be(*, name: str, value: str, pages: CasePages) -> bool:
    """Whether the value can be one of this filter."""
    choices = {choice.name: choice.words for choice in pages.choices}
    if name in choices:
        return value in choices[name]
    if name in ("since", "until"):
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            return False
        return True
    if name in pages.filters and isinstance(pages.model._meta.get_field(name), models.CharField):
        # A database refuses this sign in a text.
        return len(value) <= LONGEST_KEY and "\0" not in value
    if name == "unit" or name in pages.filters:
        return len(value) <= LONGEST_ID and value.lstrip("-").isascii() and value.lstrip("-").isdecimal()
    return True


def _inside(*, rows: models.QuerySet, given: Mapping[str, str], kept: dict[str, str]) -> models.QuerySet:
    """The rows of an area, or (``own``) only those of its own level."""
    code = given.get("area", "")
    if not code:
        return rows
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise Http404(f"area={code}")
    own = bool(given.get("own"))
    kept |= {"area": code, **({"own": "1"} if own else {})}
    return rows.filter(position__gte=area.lo, position__lt=area.lo + 1 if own else area.hi)
