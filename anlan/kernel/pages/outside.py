"""外部表样的页面: a register given out in the form of another system (3.29); files in it are handed in as any other."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import batched
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.cells import address_of, relations, row_of
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.exports import too_long
from anlan.kernel.pages.giving_out import fillable, to_be_filled
from anlan.kernel.pages.imports import sheet_named
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.pages.views import SHEET_KINDS
from anlan.kernel.roles import P
from anlan.kernel.sheets.declaring import BATCH, Sheet
from anlan.kernel.sheets.opening import XLSX
from anlan.kernel.sheets.outside import OutsideForm, outside_forms
from anlan.kernel.sheets.outside_export import Row, write_outside


def forms_page(request: HttpRequest, *, name: str) -> HttpResponse:
    """The forms in use for a register: each with its file of the list's rows, and whether a file in it is taken in."""
    request = cast(OfficerRequest, request)
    sheet, pages = _asked_for(request, name=name)
    forms = [(one, one.missing(sheet=sheet), _address(request, form=one)) for one in outside_forms(sheet=name)]
    context = {"sheet": sheet, "pages": pages, "forms": forms, "may_keep": request.actor.has(P.FORM_KEEP)}
    return render(request, "pages/outside_forms.html", context)


def form_rows(request: HttpRequest, *, name: str, pk: int) -> HttpResponseBase:
    """The rows of the list in one form, as far as this reader may hand them in: the sight of the register's sheet."""
    request = cast(OfficerRequest, request)
    sheet, pages = _asked_for(request, name=name)
    form = next((one for one in outside_forms(sheet=name) if one.record[1] == pk), None)
    if form is None:
        raise Http404(f"form {pk}")
    rows, order = fillable(request, sheet=sheet, pages=pages)
    rows = rows.select_related(*relations(pages=pages))
    sight = request.actor.sight(permission=sheet.permission)
    refusal = too_long(request, rows=rows, sight=sight)
    if refusal is not None:
        return refusal
    file = BytesIO()
    told = _rows(records=to_be_filled(rows=rows, sight=sight, order=order), sheet=sheet, pages=pages)
    # The other system reads Chinese, whatever the reader does.
    with translation.override(settings.LANGUAGE_CODE):
        kinds = {column.name: SHEET_KINDS.get(column.kind, "text") for column in pages.columns}
        write_outside(form=form, sheet=sheet, listed=kinds, rows=told, file=file, now=request.now)
    file.seek(0)
    title = "".join("_" if sign in "/\\" else sign for sign in form.title)
    name = f"{title}-{act_of(request).today:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _asked_for(request: OfficerRequest, *, name: str) -> tuple[Sheet, CasePages]:
    """The sheet and the pages of a register, for whoever may import it; 404 where it has not both."""
    sheet, pages = sheet_named(name=name), DECLARED.pages.get(name)
    if pages is None:
        raise Http404(name)
    if not request.actor.has(sheet.permission):
        raise PermissionDenied
    return sheet, cast(CasePages, pages)


def _address(request: OfficerRequest, *, form: OutsideForm) -> str:
    """Where the form is kept; empty for whoever does not see that office."""
    record_type, pk = form.record
    pages = DECLARED.pages[record_type]
    seen = pages.model.objects.visible_to(request.actor.sight()).filter(pk=pk).exists()
    return address_of(name=record_type, pk=pk) if seen else ""


def _rows(*, records: Iterator[Any], sheet: Sheet, pages: CasePages) -> Iterator[Row]:
    """Each row as a file of the register's own would hold it, and as its list shows it."""
    for batch in batched(records, BATCH):
        held = sheet.filled.held(batch) if sheet.filled else ({} for _record in batch)
        for record, values in zip(batch, held, strict=True):
            cells = row_of(record=record, pages=pages)
            yield values, {column.name: cell.value for column, cell in zip(pages.columns, cells, strict=True)}
