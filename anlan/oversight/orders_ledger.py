"""督办台账 as page and file: late first, narrowed by the address, figures that lead to their rows (3.26, 9.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.pages.exports import too_long
from anlan.kernel.pages.lists import BadCursor, everything, page_of
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.sight import Reach, Sight, SightedQuerySet
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.kernel.sheets.export import Column, write_xlsx
from anlan.oversight.areas import area_in_sight, own_area, own_level, place_among, within
from anlan.oversight.orders_rows import (
    ALL,
    ORDER,
    STANDINGS,
    Entry,
    Line,
    entries_of,
    importance_words,
    ledger_rows,
    lines_by,
    source_words,
    standing_words,
)
from anlan.oversight.wording import due_of
from anlan.rules import orders

SHARED = ("unit", "importance", "since", "until")
SHAPES = {"late": "late", "open": "open", "waiting": "provisional", "void": "void"}
# The rows were already narrowed to what the reader may see, from both sides of an order.
NARROWED = Sight((Reach(),))


def asked(*, query: Mapping[str, str], act: Act) -> tuple[SightedQuerySet, SightedQuerySet, dict[str, str]]:
    """The rows that the address asks for, those over which its figures run, and its filters.

    The figures run over unit, importance and days; source, area and standing are what they tell apart. Raises Http404
    for a filter that cannot be one.
    """
    names = ("unit", "since", "until", "source", "importance", "area", "own", "standing", "returned")
    kept = {name: query[name].strip() for name in names if query.get(name, "").strip()}
    base = ledger_rows(act=act)
    if "unit" in kept:
        base = base.filter(unit__code=kept["unit"])
    if "importance" in kept:
        base = base.filter(importance=_one_of(kept["importance"], orders.IMPORTANCE))
    try:
        if "since" in kept:
            base = base.filter(due_day__gte=dt.date.fromisoformat(kept["since"]))
        if "until" in kept:
            base = base.filter(due_day__lte=dt.date.fromisoformat(kept["until"]))
    except ValueError:
        raise Http404("day") from None
    rows = base
    if "source" in kept:
        rows = rows.filter(source=_one_of(kept["source"], orders.SOURCES))
    if "area" in kept:
        area = area_in_sight(code=kept["area"], actor=act.actor)
        rows = rows.filter(own_level(area=area) if kept.get("own") else within(area=area))
    if "standing" in kept:
        standing = _one_of(kept["standing"], (*ALL, "issued"))
        every = standing == "issued"
        rows = rows.exclude(ledger_standing="void") if every else rows.filter(ledger_standing=standing)
    if "returned" in kept:
        rows = rows.filter(returned__gt=0).exclude(ledger_standing="void")
    return rows, base, kept


def _one_of(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Http404(value)
    return value


def orders_ledger(request: HttpRequest) -> HttpResponse:
    """The ledger: figures by source and by area, and the rows, late first."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    rows, base, kept = asked(query=request.GET, act=act)
    try:
        page = page_of(
            rows=rows.select_related("unit", "duty", "version"), sight=NARROWED, order=ORDER,
            key=request.GET.get("after", ""),
        )  # fmt: skip
    except BadCursor:
        raise Http404("after") from None
    shared: dict[str, str] = {name: kept[name] for name in SHARED if name in kept}
    context = {
        "entries": [_shown(entry=one, act=act) for one in entries_of(rows=page.rows)],
        "total": rows.count(),
        "filters": kept,
        "sources": [(source, source_words(source)) for source in orders.SOURCES],
        "importances": list(importance_words().items()),
        "standings": [(standing, standing_words(standing)) for standing in ALL],
        "heads": _heads(),
        "by_source": _by_source(rows=base, shared=shared),
        "by_area": _by_area(rows=base, shared=shared, actor=request.actor),
        "export_query": urlencode(kept),
        "next_query": urlencode({**kept, "after": page.key}) if page.key else "",
        "first": bool(request.GET.get("after")),
        "may_issue": request.actor.has(P.ORDER_ISSUE),
        "today": act.today,
    }
    return render(request, "oversight/orders_ledger.html", context)


def _shown(*, entry: Entry, act: Act) -> dict[str, Any]:
    row = entry.row
    return {
        "entry": entry,
        "row": row,
        "url": reverse("record", args=[row.record_type, row.record_id]),
        "due": due_of(row=row, now=act.now, pack=act.pack),
        "standing": standing_words(entry.standing),
        "shape": SHAPES.get(entry.standing, "met"),
    }


def _heads() -> list[str]:
    """The words over the figures, in their order."""
    return [
        pgettext("ledger of orders", "Issued"),
        *(standing_words(standing) for standing in STANDINGS),
        pgettext("ledger of orders", "Returned"),
    ]


def _cells(*, line: Line, query: Mapping[str, str]) -> list[tuple[int, str, str]]:
    """Each figure with the address of exactly its rows and its word: issued, its partition, and what was returned."""
    figures = [("standing", "issued", line.issued)]
    figures += [("standing", standing, line.counts[standing]) for standing in STANDINGS]
    figures.append(("returned", "1", line.counts["returned"]))
    return [
        (number, urlencode({**query, name: value}) if number else "", word)
        for (name, value, number), word in zip(figures, _heads(), strict=True)
    ]


def _by_source(*, rows: SightedQuerySet, shared: Mapping[str, str]) -> list[tuple[str, list[tuple[int, str, str]]]]:
    lines = lines_by(rows=rows, key=lambda source, _position: source)
    shown = [
        (source_words(source), _cells(line=lines[source], query={**shared, "source": source}))
        for source in orders.SOURCES
        if source in lines
    ]
    total = lines_by(rows=rows, key=lambda _source, _position: None)
    return [*shown, (_("Total"), _cells(line=total[None], query=shared))] if shown else []


def _by_area(
    *, rows: SightedQuerySet, shared: Mapping[str, str], actor: Actor
) -> list[tuple[str, list[tuple[int, str, str]]]]:
    """By the areas directly below the reader's own, and its own level; nothing for whoever oversees no area."""
    try:
        area = own_area(actor=actor)
    except Http404:
        return []
    children = list(Area.objects.filter(parent=area.pk))
    places = {child.pk: child for child in children}
    inside = rows.filter(within(area=area))
    lines = lines_by(rows=inside, key=lambda _source, position: place_among(position=position, children=children))
    shown = []
    for place in (None, *places):
        if place not in lines:
            continue
        one = places[place] if place else area
        label = name_of(one) if place else _("%(area)s, own level") % {"area": name_of(area)}
        query = {**shared, "area": one.code, **({} if place else {"own": "1"})}
        shown.append((label, _cells(line=lines[place], query=query)))
    return shown


def orders_export(request: HttpRequest) -> HttpResponseBase:
    """The same rows as an Excel file."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    rows, _base, _kept = asked(query=request.GET, act=act)
    refusal = too_long(request, rows=rows, sight=NARROWED)
    if refusal is not None:
        return refusal
    columns = [
        Column(_("Source"), "text", 20),
        Column(_("Importance"), "text", 12),
        Column(_("Ordered by"), "text", 30),
        Column(_("Document number"), "text", 20),
        Column(_("Subject"), "text", 40),
        Column(_("Unit"), "text", 30),
        Column(_("What"), "text", 40),
        Column(_("Number of the letter or notice"), "text", 20),
        Column(_("By when"), "date", 12),
        Column(_("State"), "text", 16),
        Column(_("Carried out on"), "date", 12),
        Column(_("Times returned"), "number", 10),
    ]
    found = everything(rows=rows.select_related("unit"), sight=NARROWED, order=ORDER)
    cells = (
        [
            one.source, one.importance, one.ordered_by, one.number, one.subject, name_of(one.row.unit), one.row.what,
            one.letter, one.row.due_day, standing_words(one.standing), one.row.met_on, one.row.returned,
        ]
        for one in entries_of(rows=found)
    )  # fmt: skip
    file = BytesIO()
    write_xlsx(title=_("Ledger of orders"), columns=columns, rows=cells, file=file, now=request.now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"orders-{act.today:%Y%m%d}.xlsx")
