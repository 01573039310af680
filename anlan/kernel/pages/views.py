"""The views behind every module: list, export, record, begin, step. Each starts from what the reader may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.download import file_response
from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.storage import EvidenceLost
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.cells import cell_of, relations, row_of, url_of
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.forms import StepForm
from anlan.kernel.pages.lists import BadCursor, count_up_to, everything, page_of
from anlan.kernel.pages.requests import OfficerRequest, StaleForm, act_of, form_token, read_token
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import (
    NotPermitted,
    Outcome,
    Overtaken,
    Refused,
    allowed_steps,
    begin,
    take,
)
from anlan.kernel.records.record import Case
from anlan.kernel.sheets.export import Column as SheetColumn
from anlan.kernel.sheets.export import write_xlsx


def pages_named(name: str) -> CasePages:
    """The declaration of that name, or 404."""
    try:
        return cast(CasePages, DECLARED.pages[name])
    except KeyError:
        raise Http404(name) from None


def filtered(*, pages: CasePages, query: Mapping[str, str]) -> tuple[SightedQuerySet, dict[str, str]]:
    """The list's rows under the filters of the address, and the filters that were understood.

    Raises Http404 for a filter value that cannot be one.
    """
    rows = pages.model.objects.select_related(*relations(pages=pages))
    kept: dict[str, str] = {}
    day = pages.order[0].lstrip("-")
    for name, lookup in (("state", "state"), ("unit", "unit"), ("since", f"{day}__gte"), ("until", f"{day}__lte")):
        value = query.get(name, "").strip()
        if not value:
            continue
        try:
            if name == "unit":
                int(value)
            elif name in ("since", "until"):
                dt.date.fromisoformat(value)
        except ValueError:
            raise Http404(f"{name}={value}") from None
        kept[name] = value
        rows = rows.filter(**{lookup: value})
    return rows, kept


def record_list(request: HttpRequest, name: str) -> HttpResponse:
    """A register's list: what the reader may see, filtered, a page at a time."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name)
    rows, kept = filtered(pages=pages, query=request.GET)
    sight = request.actor.sight()
    try:
        page = page_of(rows=rows, sight=sight, order=pages.order, key=request.GET.get("after", ""))
    except BadCursor:
        raise Http404("after") from None
    total, exact = count_up_to(rows=rows, sight=sight)
    context = {
        "pages": pages,
        "labels": [column.label for column in pages.columns],
        "rows": [(url_of(record=row), row_of(record=row, pages=pages)) for row in page.rows],
        "next_key": page.key,
        "filters": kept,
        "states": [(state.name, state.label) for state in pages.model.workflow.states],
        "total": total,
        "exact": exact,
        "may_begin": pages.model.workflow.beginning is not None and request.actor.has(pages.steps[0].permission),
    }
    return render(request, "pages/list.html", context)


def record_export(request: HttpRequest, name: str) -> HttpResponseBase:
    """The same list as an Excel file: the same rows, columns and filters."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name)
    rows, _kept = filtered(pages=pages, query=request.GET)
    columns = [SheetColumn(str(c.label), "date" if c.kind == "date" else "text", 24) for c in pages.columns]
    records = everything(rows=rows, sight=request.actor.sight(), order=pages.order)
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


def visible_record(request: OfficerRequest, pages: CasePages, pk: int) -> Case:
    """The record, or 404 when it does not exist or is out of sight: the two look the same."""
    rows = pages.model.objects.visible_to(request.actor.sight())
    record = rows.select_related("unit", "unit__area").filter(pk=pk).first()
    if record is None:
        raise Http404(f"{pages.name} {pk}")
    return cast(Case, record)


def record_page(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """A record's whole life on one page: facts, files, history, and the steps this reader may take."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name)
    record = visible_record(request, pages, pk)
    columns = (*pages.columns, *pages.details)
    steps = allowed_steps(record=record, actor=request.actor)
    context = {
        "pages": pages,
        "record": record,
        "cells": [cell_of(record=record, column=column, pages=pages) for column in columns],
        "files": EvidenceFile.objects.filter(record_type=record.record_type(), record_id=record.pk),
        "history": history_of(record=record),
        "steps": steps,
        "children": [_children(request, pages_named(child), record) for child in pages.children],
        "met": _obligations(request, record=record),
    }
    return render(request, "pages/record.html", context)


def _children(request: OfficerRequest, pages: CasePages, record: Case) -> dict[str, Any]:
    rows = pages.model.objects.visible_to(request.actor.sight()).filter(**{pages.parent: record.pk})
    rows = rows.select_related(*relations(pages=pages)).order_by("id")
    return {
        "label": pages.plural,
        "labels": [column.label for column in pages.columns],
        "rows": [(url_of(record=row), row_of(record=row, pages=pages)) for row in rows],
    }


def _obligations(request: OfficerRequest, *, record: Case) -> list[Obligation]:
    """What the events of this record met, as far as the reader may see it."""
    events = Event.objects.filter(record_type=record.record_type(), record_id=record.pk).values("id")
    rows = Obligation.objects.visible_to(request.actor.sight()).filter(met_by__in=events)
    return list(rows.select_related("duty", "unit").order_by("id"))


def history_of(*, record: Case) -> list[dict[str, Any]]:
    """The ledger's entries about a record, oldest first, with the words and names that a reader needs."""
    events = list(Event.objects.filter(record_type=record.record_type(), record_id=record.pk).order_by("seq"))
    officers = Officer.objects.in_bulk([event.officer_id for event in events if event.officer_id])
    return [
        {
            "event": event,
            "label": DECLARED.events[event.kind].label if event.kind in DECLARED.events else event.kind,
            "officer": officers.get(event.officer_id),
        }
        for event in events
    ]


def begin_case(request: HttpRequest, name: str) -> HttpResponse:
    """Begin a case: choose the unit (or come from an obligation), answer, done."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name)
    step = pages.model.workflow.beginning
    if step is None or not request.actor.has(step.permission):
        raise PermissionDenied
    sight = request.actor.sight(permission=step.permission)
    units = Unit.objects.visible_to(sight).filter(kind__in=pages.holders, closed_on=None)
    answering = _answering(request)
    if answering is not None:
        unit = units.filter(pk=answering.unit_id).first()
    else:
        chosen = request.GET.get("unit", "")
        unit = units.filter(pk=int(chosen)).first() if chosen.isdecimal() else _only(units)
        if unit is None and not chosen:
            choices = units.select_related("area").order_by("position", "id")
            return render(request, "pages/choose_unit.html", {"pages": pages, "step": step, "units": choices})
    if unit is None:
        raise Http404("unit")
    act = act_of(request)
    form = StepForm(request.POST or None, request.FILES or None, asks=step.asks, unit=unit, act=act)
    context = {"pages": pages, "step": step, "unit": unit, "form": form, "answering": answering}

    def doing() -> Outcome:
        return begin(
            model=pages.model,
            unit=unit,
            answers=form.answers,
            act=act,
            submission=read_token(request),
            answering=answering,
            files=form.files_kept,
        )

    return _answer(request, form=form, doing=doing, context=context)


def take_step(request: HttpRequest, name: str, pk: int, step_name: str) -> HttpResponse:
    """Take one step of a case that the reader may see."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name)
    record = visible_record(request, pages, pk)
    step = next((step for step in pages.steps if step.name == step_name and step.source), None)
    if step is None:
        raise Http404(step_name)
    place = {"position": record.position, "unit": record.unit_id, "line": record.line_id}
    if not request.actor.may(step.permission, **place):
        raise PermissionDenied
    act = act_of(request)
    form = StepForm(request.POST or None, request.FILES or None, asks=step.asks, unit=record.unit, act=act)
    context = {"pages": pages, "step": step, "unit": record.unit, "record": record, "form": form}
    if request.method == "GET" and record.state not in step.source:
        return _overtaken(request, Overtaken(record, None), context)

    def doing() -> Outcome:
        read_token(request)
        return take(record=record, step=step, answers=form.answers, act=act, files=form.files_kept)

    return _answer(request, form=form, doing=doing, context=context)


def _answer(request: OfficerRequest, *, form: StepForm, doing: Any, context: dict[str, Any]) -> HttpResponse:
    """Show the form, or do what it says; whatever is refused keeps what was typed and says why."""
    if request.method == "POST" and form.is_valid():
        try:
            outcome = doing()
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_refusal(field=refusal.field, message=refusal.message)
        except Overtaken as overtaken:
            return _overtaken(request, overtaken, context)
        except StaleForm:
            form.add_error(None, _("This form is too old or was not made for you. Nothing was recorded; send it again."))
        except NotPermitted:
            raise PermissionDenied from None
        else:
            _say(request, outcome=outcome)
            return HttpResponseRedirect(url_of(record=outcome.record))
    status = 422 if form.is_bound and not form.is_valid() else 200
    context["form_token"] = form_token(request)
    return render(request, "pages/step.html", context, status=status)


def _say(request: OfficerRequest, *, outcome: Outcome) -> None:
    if outcome.repeated:
        messages.info(request, _("This was recorded already; nothing was recorded twice."))
        return
    messages.success(request, _("Recorded in the ledger as entry %(seq)s.") % {"seq": outcome.event.seq})  # type: ignore[union-attr]
    for row in outcome.met:
        text = _("It meets what %(unit)s owed by %(day)s.")
        messages.success(request, text % {"unit": name_of(row.unit), "day": row.due_day})


def _overtaken(request: OfficerRequest, overtaken: Overtaken, context: dict[str, Any]) -> HttpResponse:
    """Somebody else was first: say who and when, and show what stands. What was typed is shown again, not recorded."""
    event = overtaken.event
    officer = Officer.objects.filter(pk=event.officer_id).first() if event and event.officer_id else None
    context |= {"standing": overtaken.record, "event": event, "officer": officer, "form_token": form_token(request)}
    if overtaken.record is not None:
        context["standing_url"] = url_of(record=overtaken.record)
    return render(request, "pages/overtaken.html", context, status=409)


def evidence(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file, for whoever may see the record it belongs to."""
    request = cast(OfficerRequest, request)
    file = EvidenceFile.objects.filter(pk=pk).first()
    if file is None or file.record_id is None:
        raise Http404("file")
    visible_record(request, pages_named(file.record_type), file.record_id)
    try:
        return file_response(evidence=file, data_dir=settings.ANLAN_DATA)
    except EvidenceLost:
        return render(request, "pages/file_lost.html", {"file": file}, status=410)


def _answering(request: OfficerRequest) -> Obligation | None:
    """The obligation that the reader came from, if it is within sight."""
    value = request.GET.get("obligation", "")
    if not value:
        return None
    if not value.isdecimal():
        raise Http404("obligation")
    rows = Obligation.objects.visible_to(request.actor.sight()).select_related("duty", "unit")
    found = rows.filter(pk=int(value)).first()
    if found is None:
        raise Http404("obligation")
    return cast(Obligation, found)


def _only(units: SightedQuerySet) -> Unit | None:
    """The one unit that can be meant, where there is just one."""
    first = list(units[:2])
    return first[0] if len(first) == 1 else None
