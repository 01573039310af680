"""The pages of imports: hand an Excel file in, see what it would do, let it be done. Work of minutes can be left."""

from __future__ import annotations

from io import BytesIO
from itertools import batched, chain
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.download import attachment
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.storage import EvidenceLost
from anlan.kernel.pages.exports import too_long
from anlan.kernel.pages.giving_out import fillable, to_be_filled
from anlan.kernel.pages.requests import OfficerRequest, StaleForm, act_of, form_token, read_token
from anlan.kernel.people.acting import Actor, NotPermitted
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.kernel.sheets.declaring import BATCH, Sheet
from anlan.kernel.sheets.export import Column, write_xlsx
from anlan.kernel.sheets.importing import CannotImport, HandedIn, cancel, confirm, hand_in
from anlan.kernel.sheets.opening import XLSX
from anlan.kernel.sheets.sheet_import import SheetImport, visible_imports
from anlan.kernel.sheets.template import write_template

# Product defaults: what a page can show at once; the workbook of faults has the others.
FAULTS_SHOWN = 200
EARLIER_SHOWN = 20


class ImportForm(forms.Form):
    """A file with what has to be known of it."""

    file = forms.FileField(label=gettext_lazy("Excel file (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
    cleared = forms.BooleanField(
        label=gettext_lazy("This file is not classified and is cleared for this network"), required=False
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Rows that the register holds already, with other values"), choices=SheetImport.Mode.choices
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day for which the file speaks. What it says holds from then on."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        self.fields["as_of"].initial = act.today

    def clean_as_of(self) -> Any:
        """No file speaks for the days to come."""
        day = self.cleaned_data["as_of"]
        if day > self.act.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def ask_file_again(self) -> None:
        """Browsers do not send a file again with a form that has to be corrected."""
        if "file" in self.files and "file" not in self.errors:
            text = _("Choose the file once more: browsers drop it when something else has to be corrected.")
            self.add_error("file", text)


def import_upload(request: HttpRequest, *, name: str) -> HttpResponse:
    """Hand in a file for a register, with the way to its template and to what was handed in earlier."""
    request = cast(OfficerRequest, request)
    sheet = sheet_named(name=name)
    if not request.actor.has(sheet.permission):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None, act=act_of(request))
    if request.method == "POST":
        job = _handed_in(request, sheet=sheet, form=form)
        if job is not None:
            return HttpResponseRedirect(reverse("import_page", args=[job.pk]))
    mine = SheetImport.objects.filter(officer=request.user, sheet=name).order_by("-id")[:EARLIER_SHOWN]
    context = {
        "sheet": sheet,
        "form": form,
        "form_token": form_token(request),
        "earlier": mine,
        "has_list": name in DECLARED.pages,
    }
    return render(request, "pages/import_upload.html", context, status=422 if form.is_bound else 200)


def import_template(request: HttpRequest, *, name: str) -> FileResponse:
    """The empty workbook to fill in, in the reader's language."""
    request = cast(OfficerRequest, request)
    sheet = sheet_named(name=name)
    if not request.actor.has(sheet.permission):
        raise PermissionDenied
    file = BytesIO()
    write_template(sheet=sheet, file=file, now=request.now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{sheet.label}.xlsx", content_type=XLSX)


def import_rows(request: HttpRequest, *, name: str) -> HttpResponseBase:
    """The template with the rows of the list in it, as far as this reader may hand them in again."""
    request = cast(OfficerRequest, request)
    sheet, pages, act = sheet_named(name=name), DECLARED.pages.get(name), act_of(request)
    if sheet.filled is None or pages is None:
        raise Http404(name)
    if not request.actor.has(sheet.permission):
        raise PermissionDenied
    rows, order = fillable(request, sheet=sheet, pages=pages)
    sight = request.actor.sight(permission=sheet.permission)
    refusal = too_long(request, rows=rows, sight=sight)
    if refusal is not None:
        return refusal
    file = BytesIO()
    listed = to_be_filled(rows=rows, sight=sight, order=order)
    batches = batched(listed, BATCH)
    filled = sheet.filled
    held = chain.from_iterable(filled.held(filled.apart(records)) for records in batches)
    write_template(sheet=sheet, file=file, now=request.now, rows=held)
    file.seek(0)
    name = f"{sheet.label}-{act.today:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def import_page(request: HttpRequest, *, pk: int) -> HttpResponse:
    """One import: how far it is, what it would do, what came of it; and the buttons of whoever handed it in.

    htmx asks for the changing part alone, and no longer once nothing changes any more.
    """
    request = cast(OfficerRequest, request)
    job = visible_import(pk=pk, actor=request.actor)
    if request.method == "POST":
        _take(request, job=job)
        return HttpResponseRedirect(reverse("import_page", args=[job.pk]))
    fragment = getattr(request, "htmx", None)
    template = "pages/import_state.html" if fragment else "pages/import_page.html"
    return render(request, template, _context(request, job=job))


def import_faults(request: HttpRequest, *, pk: int) -> FileResponse:
    """The faults of the preview as a workbook."""
    request = cast(OfficerRequest, request)
    job = visible_import(pk=pk, actor=request.actor)
    labels = labels_of(job=job)
    file = BytesIO()
    write_xlsx(
        title=_("Faults"),
        columns=[
            Column(_("Row"), "number", 8),
            Column(_("Column"), "text", 24),
            Column(_("Value"), "text", 32),
            Column(_("What is wrong"), "text", 60),
        ],
        rows=(
            [one.row, labels.get(one.column, one.column), one.value, one.reason]
            for one in job.faults.all().iterator(chunk_size=1000)
        ),
        file=file,
        now=request.now,
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{job.name.removesuffix('.xlsx')}-faults.xlsx")


def import_file(request: HttpRequest, *, pk: int) -> HttpResponseBase:
    """The workbook as it was handed in, for whoever may see the import: to be saved, never shown."""
    request = cast(OfficerRequest, request)
    job = visible_import(pk=pk, actor=request.actor)
    # Whatever it was called, a computer that opens it shall take it for the workbook that it is.
    name = job.name if job.name.lower().endswith(".xlsx") else f"{job.name}.xlsx"
    try:
        return attachment(digest=job.digest, name=name, media_type=XLSX, data_dir=settings.ANLAN_DATA)
    except EvidenceLost:
        return render(request, "pages/file_lost.html", {"file": job}, status=410)


def sheet_named(*, name: str) -> Sheet:
    """The declaration of that name, or 404."""
    try:
        return cast(Sheet, DECLARED.sheets[name])
    except KeyError:
        raise Http404(name) from None


def visible_import(*, pk: int, actor: Actor) -> SheetImport:
    """The import, or 404 when it does not exist or is out of sight: the two look the same."""
    rows = visible_imports(actor=actor).select_related("officer", "post", "post__unit")
    job = rows.filter(pk=pk).first()
    if job is None:
        raise Http404(f"import {pk}")
    return cast(SheetImport, job)


def _handed_in(request: OfficerRequest, *, sheet: Sheet, form: ImportForm) -> SheetImport | None:
    """The import that the form begins; None where the form is refused, and then says why."""
    try:
        submission = read_token(request)
        if not form.is_valid():
            form.ask_file_again()
            return None
        given = form.cleaned_data
        file = HandedIn(
            name=given["file"].name,
            content=given["file"].file,
            cleared=given["cleared"],
            mode=given["mode"],
            as_of=given["as_of"],
            language=get_language() or "zh-hans",
        )
        return hand_in(sheet=sheet, file=file, act=act_of(request), submission=submission, data_dir=settings.ANLAN_DATA)
    except StaleForm:
        form.add_error(None, _("This form is too old or was not made for you. Nothing was recorded; send it again."))
        form.ask_file_again()
    except UploadRefused as refusal:
        form.add_error("cleared" if refusal.code == "not_cleared" else "file", refusal.message)
        form.ask_file_again()
    except NotPermitted:
        raise PermissionDenied from None
    return None


def _take(request: OfficerRequest, *, job: SheetImport) -> None:
    """What a button of the page asks for."""
    action, act = request.POST.get("action", ""), act_of(request)
    try:
        read_token(request)
        if action == "cancel":
            cancel(job=job, act=act)
            messages.success(request, _("Nothing of this file is imported."))
            return
        if action not in ("whole", "good"):
            raise Http404(action)
        # What was confirmed is what the page showed, not what a later check found.
        job.outcome = request.POST.get("outcome", "")[:64]
        confirm(job=job, whole=action == "whole", act=act)
    except StaleForm:
        messages.error(request, _("This form is too old or was not made for you. Nothing was recorded; send it again."))
    except CannotImport as reason:
        messages.error(request, reason.message)
    except NotPermitted:
        raise PermissionDenied from None


def _context(request: OfficerRequest, *, job: SheetImport) -> dict[str, Any]:
    labels = labels_of(job=job)
    faults = [(one, labels.get(one.column, one.column)) for one in job.faults.all()[:FAULTS_SHOWN]]
    sheet = DECLARED.sheets.get(job.sheet)
    return {
        "job": job,
        "sheet": sheet,
        "label": sheet.label if sheet else job.sheet,
        "faults": faults,
        "mine": job.officer_id == request.user.pk,
        "skipped": job.changed if job.mode == SheetImport.Mode.SKIP else 0,
        "form_token": form_token(request),
        "has_list": job.sheet in DECLARED.pages,
        "may_read_ledger": request.actor.may(
            P.LEDGER_READ, position=job.position, unit=job.unit_id, line=job.line_id
        ),
    }  # fmt: skip


def labels_of(*, job: SheetImport) -> dict[str, str]:
    """The words of the columns, by their names, as far as this installation still has the sheet."""
    sheet = DECLARED.sheets.get(job.sheet)
    return {column.name: str(column.label) for column in sheet.columns} if sheet else {}
