"""The views behind every module that read: list, export, record, file. Each starts from what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.download import file_response, picture_response
from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.storage import EvidenceLost
from anlan.kernel.ledger.event import Event, Performance
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.cells import cell_of, relations, row_of, url_of
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.exports import too_long
from anlan.kernel.pages.filtering import filtered
from anlan.kernel.pages.lists import BadCursor, counted_page_of, everything
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.pages.timeline import life_of
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.people.unit import Unit
from anlan.kernel.places.placed import Placed
from anlan.kernel.records.door import allowed_steps
from anlan.kernel.records.findings import all_intakes
from anlan.kernel.records.record import Case
from anlan.kernel.sheets.export import Column as SheetColumn
from anlan.kernel.sheets.export import Kind, write_xlsx

# Degrees around a place on the map that a record leads to: about two kilometres.
AROUND = 0.02
# Columns that a workbook keeps as more than text.
SHEET_KINDS: dict[str, Kind] = {"date": "date", "moment": "datetime", "number": "number"}


def pages_named(*, name: str) -> CasePages:
    """The declaration of that name, or 404."""
    try:
        return cast(CasePages, DECLARED.pages[name])
    except KeyError:
        raise Http404(name) from None


def record_list(request: HttpRequest, *, name: str) -> HttpResponse:
    """A register's list: what the reader may see, filtered, a page at a time."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name=name)
    act = act_of(request)
    rows, kept, order = filtered(pages=pages, query=request.GET, on=act.today, pack=act.pack)
    sight = request.actor.sight()
    try:
        page, total, exact = counted_page_of(rows=rows, sight=sight, order=order, key=request.GET.get("after", ""))
    except BadCursor:
        raise Http404("after") from None
    sheet = DECLARED.sheets.get(name)
    context = {
        "pages": pages,
        "sheet": sheet if sheet and request.actor.has(sheet.permission) else None,
        "labels": [column.label for column in pages.columns],
        "rows": [(url_of(record=row), row_of(record=row, pages=pages)) for row in page.rows],
        "next_key": page.key,
        "filters": kept,
        "states": [(state.name, state.label) for state in pages.model.workflow.states],
        "choices": [(one.name, one.label, one.words.items(), kept.get(one.name, "")) for one in pages.narrowing],
        "narrowed": any(one.name in kept for one in pages.narrowing) or "since" in kept or "until" in kept,
        "by_area": pages.by_area if _sees_an_area(request) else "",
        "total": total,
        "exact": exact,
        "remedies": pages.remedies(actor=request.actor, kept=kept),
        "printed": _printed(request, pages=pages, kept=kept),
        "may_begin": pages.model.workflow.beginning is not None and request.actor.has(pages.steps[0].permission),
    }
    return render(request, "pages/list.html", context)


def _printed(request: OfficerRequest, *, pages: CasePages, kept: Mapping[str, str]) -> str:
    """The address that prints the records of the unit asked for, or of the reader's only one; otherwise empty."""
    if pages.printed is None:
        return ""
    units = Unit.objects.visible_to(request.actor.sight()).filter(kind__in=pages.holders)
    units = units.filter(pk__in=[kept["unit"]] if "unit" in kept else request.actor.unit_ids)
    codes = list(units.values_list("code", flat=True)[:2])
    return reverse(pages.printed[0], args=codes) if len(codes) == 1 else ""


def _sees_an_area(request: OfficerRequest) -> bool:
    """Whether the reader sees a whole area: a page that adds records up by area is not shown to others."""
    sight = request.actor.sight()
    return any(sight.covers_range(lo=post.unit.area.lo, hi=post.unit.area.hi) for post in request.actor.posts)


def record_export(request: HttpRequest, *, name: str) -> HttpResponseBase:
    """The same list as an Excel file: the same rows, columns and filters."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name=name)
    act = act_of(request)
    rows, _kept, order = filtered(pages=pages, query=request.GET, on=act.today, pack=act.pack)
    sight = request.actor.sight()
    refusal = too_long(request, rows=rows, sight=sight)
    if refusal is not None:
        return refusal
    columns = [SheetColumn(str(c.label), SHEET_KINDS.get(c.kind, "text"), 24) for c in pages.columns]
    records = everything(rows=rows, sight=sight, order=order)
    file = BytesIO()
    write_xlsx(
        title=str(pages.plural),
        columns=columns,
        rows=([cell.value for cell in row_of(record=record, pages=pages)] for record in records),
        file=file,
        now=request.now,
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}-{request.now:%Y%m%d}.xlsx")


def visible_record(request: OfficerRequest, *, pages: CasePages, pk: int) -> Case:
    """The record, or 404 when it does not exist or is out of sight: the two look the same."""
    rows = pages.model.objects.visible_to(request.actor.sight())
    record = rows.select_related("unit", "unit__area").filter(pk=pk).first()
    if record is None:
        raise Http404(f"{pages.name} {pk}")
    return cast(Case, record)


def record_page(request: HttpRequest, *, name: str, pk: int) -> HttpResponse:
    """A record's whole life on one page: facts, files, history, and the steps this reader may take."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name=name)
    record = visible_record(request, pages=pages, pk=pk)
    columns = (*pages.columns, *pages.details)
    steps = allowed_steps(record=record, actor=request.actor)
    life = life_of(record=record, pack=act_of(request).pack)
    context = {
        "pages": pages,
        "record": record,
        "cells": [cell_of(record=record, column=column, pages=pages) for column in columns],
        "files": life.files,
        "compared": life.compared,
        "history": life.acts,
        "steps": steps,
        "paper": pages.paper(record, request.actor) if pages.paper else None,
        "children": [*_children(request, pages=pages, record=record), *_came_of(request, record=record)],
        "unit_seen": request.actor.sight().covers(
            position=record.unit.position, unit=record.unit_id, line=record.unit.line_id
        ),
        "on_map": _on_map(request, pages=pages, record=record),
        "owed": _owed(request, record=record),
        "met": _obligations(request, record=record),
        "returned": _returned(request, record=record),
    }
    return render(request, "pages/record.html", context)


def _on_map(request: OfficerRequest, *, pages: CasePages, record: Case) -> str:
    """The address of the map around the record's place; empty where it has none or the reader does not see its area."""
    layer, area = pages.layer, record.unit.area
    if layer is None or not isinstance(record, Placed) or record.longitude is None or record.latitude is None:
        return ""
    value = getattr(record, layer.column)
    lies_there = pages.model.objects.filter(layer.shown, pk=record.pk).exists()
    if value not in layer.words or not lies_there or not request.actor.sight().covers_range(lo=area.lo, hi=area.hi):
        return ""
    east, north = float(record.longitude), float(record.latitude)
    box = f"{east - AROUND:.4f},{north - AROUND:.4f},{east + AROUND:.4f},{north + AROUND:.4f}"
    query = urlencode({"layer": pages.name, "value": value, "box": box})
    return f"{reverse('map_of', args=[area.code])}?{query}"


def _children(request: OfficerRequest, *, pages: CasePages, record: Case) -> list[dict[str, Any]]:
    found = []
    for child in (pages_named(name=name) for name in pages.children):
        rows = child.model.objects.filter(**{child.parent: record.pk})
        found.append(_table(request, pages=child, rows=cast(SightedQuerySet, rows)))
    return found


def _came_of(request: OfficerRequest, *, record: Case) -> list[dict[str, Any]]:
    """What follows the record up in other registers, as far as the reader may see it."""
    sets = [rows for intake in all_intakes() for rows in intake.came_of(origin=record)]
    tables = [_table(request, pages=pages_named(name=rows.model.record_type()), rows=rows) for rows in sets]
    return [table for table in tables if table["rows"]]


def _table(request: OfficerRequest, *, pages: CasePages, rows: SightedQuerySet) -> dict[str, Any]:
    rows = rows.visible_to(request.actor.sight()).select_related(*relations(pages=pages)).order_by("id")
    return {
        "label": pages.plural,
        "labels": [column.label for column in pages.columns],
        "rows": [(url_of(record=row), row_of(record=row, pages=pages)) for row in rows],
    }


def _owed(request: OfficerRequest, *, record: Case) -> list[Obligation]:
    """What somebody owes about this record now, the earliest day first, as far as the reader may see it."""
    rows = Obligation.objects.visible_to(request.actor.sight()).filter(
        record_type=record.record_type(), record_id=record.pk, state=Obligation.State.OPEN
    )
    return list(rows.select_related("duty", "version", "unit").order_by("due_at", "id"))


def _obligations(request: OfficerRequest, *, record: Case) -> list[Obligation]:
    """What the events of this record met, as far as the reader may see it."""
    events = Event.objects.filter(record_type=record.record_type(), record_id=record.pk).values("id")
    rows = Obligation.objects.visible_to(request.actor.sight()).filter(met_by__in=events)
    return list(rows.select_related("duty", "unit").order_by("id"))


def _returned(request: OfficerRequest, *, record: Case) -> list[dict[str, Any]]:
    """What the events of this record had met until a superior returned it, with the words of the return (9.3)."""
    events = Event.objects.filter(record_type=record.record_type(), record_id=record.pk)
    seqs = set(events.values_list("seq", flat=True))
    units = Performance.objects.filter(event__in=events.values("id")).values("unit_id")
    returns = [
        event
        for event in Event.objects.filter(kind="obligation.returned", unit_id__in=units, seq__gt=min(seqs, default=0))
        if event.answers["event"] in seqs
    ]
    visible = Obligation.objects.visible_to(request.actor.sight()).select_related("unit")
    rows = visible.in_bulk([event.record_id for event in returns])
    return [
        {"row": rows[event.record_id], "event": event, **event.answers} for event in returns if event.record_id in rows
    ]


def evidence(request: HttpRequest, *, pk: int) -> HttpResponseBase:
    """A file, for whoever may see the record it belongs to."""
    file = _file_in_sight(request, pk=pk)
    try:
        return file_response(evidence=file, data_dir=settings.ANLAN_DATA)
    except EvidenceLost:
        return render(request, "pages/file_lost.html", {"file": file}, status=410)


def photo(request: HttpRequest, *, pk: int, small: bool) -> HttpResponseBase:
    """A photo to look at, or its thumbnail, for whoever may see the record it belongs to."""
    file = _file_in_sight(request, pk=pk)
    if not file.thumbnail:
        raise Http404("photo")
    try:
        return picture_response(digest=file.thumbnail if small else file.digest, data_dir=settings.ANLAN_DATA)
    except EvidenceLost:
        return render(request, "pages/file_lost.html", {"file": file}, status=410)


def _file_in_sight(request: HttpRequest, *, pk: int) -> EvidenceFile:
    """The file, or 404 when it does not exist or its record is out of sight: the two look the same."""
    file = EvidenceFile.objects.filter(pk=pk).first()
    if file is None or file.record_id is None:
        raise Http404("file")
    pages = pages_named(name=file.record_type)
    visible_record(cast(OfficerRequest, request), pages=pages, pk=file.record_id)
    return file
