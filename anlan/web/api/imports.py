"""导入 for programs: hand a workbook in, see what it would do and what is wrong, let it be done or let it go.

The background work checks and loads it, as for the pages: ask for the import again until ``under_way`` is false.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import ConfigDict

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.pages.imports import labels_of, visible_import
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.importing import CannotImport, HandedIn, MovedOn, cancel, confirm, hand_in
from anlan.kernel.sheets.sheet_import import SheetImport, visible_imports
from anlan.web.api.asking import REFUSALS, act_behind, only_known
from anlan.web.api.errors import Fault, Unacceptable, answer
from anlan.web.api.shapes import Problem

router = Router(tags=["imports"])
PAGE = 50
FAULTS_PAGE = 200
UNKNOWN_LANGUAGE = "zh-hans"


class Filters(Schema):
    """``sheet``: one register's name. ``before``: the next page."""

    sheet: str = ""
    before: int = Field(default=0, ge=0)


class FaultFilters(Schema):
    """``after``: the next page."""

    after: int = Field(default=0, ge=0)


class Handing(Schema):
    """What has to be known of a file. ``sheet``: the name of the register. ``mode``: what happens with rows that it
    holds with other values: stop, skip or update. ``as_of``: the day for which the file speaks. ``cleared`` says that
    the file is not classified and is cleared for this network. ``submission`` is the caller's own, one for each file:
    sent twice, it is one import."""

    model_config = ConfigDict(extra="forbid")

    sheet: str
    mode: str
    as_of: dt.date
    submission: uuid.UUID
    cleared: bool = False


class Confirming(Schema):
    """``outcome``: that of the preview that is confirmed. ``whole``: all rows, or else only the good ones."""

    model_config = ConfigDict(extra="forbid")

    outcome: str
    whole: bool = True


class Import(Schema):
    """One import. ``good`` rows would be written; ``outcome`` names this preview; ``outdated``: what was confirmed is
    no longer what would happen, so nothing was loaded and this preview is new. ``unknown`` are headings that are not
    taken over, ``form`` is the form of another system by which it was read (empty: the own one), ``entry`` is the place
    in the ledger, ``digest`` the file's SHA-256."""

    id: int
    sheet: str
    name: str
    digest: str
    size: int
    mode: str
    as_of: dt.date
    officer: str
    state: str
    under_way: bool
    note: str
    done: int
    total: int
    rows: int
    new: int
    changed: int
    same: int
    bad: int
    good: int
    faults_found: int
    unknown: list[str]
    form: str
    outcome: str
    outdated: bool
    entry: int | None
    created_at: dt.datetime
    finished_at: dt.datetime | None


class Imports(Schema):
    """Imports in sight, the newest first. ``before`` asks for the next page, 0 where the list ends."""

    rows: list[Import]
    before: int


class SheetFault(Schema):
    """One fault: the row as Excel counts, the column's name and words (both empty: the whole row), the cell, why."""

    row: int
    column: str
    label: str
    value: str
    reason: str


class SheetFaults(Schema):
    """Faults in the order of the file's rows as they were found. ``after`` asks for the next page, 0 at the end."""

    rows: list[SheetFault]
    after: int


MOVED_ON = {**REFUSALS, 409: Problem}


@router.get("/", response={200: Imports, **REFUSALS}, operation_id="import_list")
def list_imports(request: HttpRequest, filters: Query[Filters]) -> Imports:
    """The caller's own imports, and those of the territory whose ledger the caller reads."""
    only_known(request, filters=Filters)
    rows = visible_imports(actor=act_behind(request).actor).select_related("officer").order_by("-id")
    if filters.sheet:
        rows = rows.filter(sheet=filters.sheet)
    if filters.before:
        rows = rows.filter(pk__lt=filters.before)
    found = list(rows[: PAGE + 1])
    return Imports(rows=[shaped(job) for job in found[:PAGE]], before=found[PAGE - 1].pk if len(found) > PAGE else 0)


@router.get("/{int:pk}", response={200: Import, **REFUSALS}, operation_id="import")
def one_import(request: HttpRequest, pk: int) -> Import:
    """One import as it stands now."""
    return shaped(visible_import(pk=pk, actor=act_behind(request).actor))


@router.get("/{int:pk}/faults", response={200: SheetFaults, **REFUSALS}, operation_id="import_faults")
def faults(request: HttpRequest, pk: int, filters: Query[FaultFilters]) -> SheetFaults:
    """What is wrong, in the language of whoever handed the file in: at most the first 10,000 faults are kept."""
    only_known(request, filters=FaultFilters)
    job = visible_import(pk=pk, actor=act_behind(request).actor)
    labels = labels_of(job=job)
    # Ids rise in the order in which faults were found.
    found = list(job.faults.filter(pk__gt=filters.after).order_by("pk")[: FAULTS_PAGE + 1])
    more = len(found) > FAULTS_PAGE
    return SheetFaults(
        rows=[
            SheetFault(
                row=one.row,
                column=one.column,
                label=labels.get(one.column, one.column),
                value=one.value,
                reason=one.reason,
            )
            for one in found[:FAULTS_PAGE]
        ],
        after=found[FAULTS_PAGE - 1].pk if more else 0,
    )


@router.post("/", response={200: Import, 201: Import, **REFUSALS}, operation_id="import_hand_in")
def hand_workbook_in(request: HttpRequest, given: Form[Handing], file: File[UploadedFile]) -> Any:
    """Hand an Excel file (.xlsx) in as multipart/form-data; nothing is loaded yet. 200: it was handed in already."""
    act = act_behind(request)
    _refuse_odd(request, given, act.today)
    handed = HandedIn(
        name=file.name or "",
        content=cast(Any, file.file),
        cleared=given.cleared,
        mode=given.mode,
        as_of=given.as_of,
        language=get_language() or UNKNOWN_LANGUAGE,
    )
    repeated = SheetImport.objects.filter(submission=given.submission).exists()
    sheet = DECLARED.sheets[given.sheet]
    try:
        job = hand_in(
            sheet=sheet, file=handed, act=act, submission=given.submission, data_dir=settings.ANLAN_DATA
        )  # fmt: skip
    except UploadRefused as refusal:
        field = "cleared" if refusal.code == "not_cleared" else "file"
        raise Unacceptable([Fault(field, str(refusal.message))]) from None
    # Somebody else's submission leads nowhere, as if there were none.
    return Status(200 if repeated else 201, shaped(visible_import(pk=job.pk, actor=act.actor)))


@router.post("/{int:pk}/confirm", response={200: Import, **MOVED_ON}, operation_id="import_confirm")
def confirm_import(request: HttpRequest, pk: int, body: Confirming) -> Any:
    """Let a checked file be loaded; only whoever handed it in may."""
    act = act_behind(request)
    job = visible_import(pk=pk, actor=act.actor)
    job.outcome = body.outcome[:64]
    return _after(act, job, lambda: confirm(job=job, whole=body.whole, act=act))


@router.post("/{int:pk}/cancel", response={200: Import, **MOVED_ON}, operation_id="import_cancel")
def cancel_import(request: HttpRequest, pk: int) -> Any:
    """Let go of a file of which nothing was loaded yet; only whoever handed it in may."""
    act = act_behind(request)
    job = visible_import(pk=pk, actor=act.actor)
    return _after(act, job, lambda: cancel(job=job, act=act))


def _after(act: Act, job: SheetImport, doing: Any) -> Any:
    """The import as it stands after the act."""
    try:
        doing()
    except MovedOn as reason:
        return answer(reason.message, 409)
    except CannotImport as reason:
        raise Unacceptable([Fault("", reason.message)]) from None
    return shaped(visible_import(pk=job.pk, actor=act.actor))


def _refuse_odd(request: HttpRequest, given: Handing, today: dt.date) -> None:
    # Of a form the parser hands on only what is asked for.
    sent = {*request.POST, *request.FILES} - {*Handing.model_fields, "file"}
    faults = [Fault(name, _("There is no such field.")) for name in sorted(sent)]
    if given.sheet not in DECLARED.sheets:
        faults.append(Fault("sheet", _("No register of this name is filled from a file.")))
    if given.mode not in SheetImport.Mode.values:
        faults.append(Fault("mode", _("There is no such value.")))
    if given.as_of > today:
        faults.append(Fault("as_of", _("This day has not come yet.")))
    if faults:
        raise Unacceptable(faults)


def shaped(job: SheetImport) -> Import:
    """An import; needs its officer at hand."""
    names = set(Import.model_fields) - {"officer", "entry"}
    values: dict[str, Any] = {name: job.pk if name == "id" else getattr(job, name) for name in names}
    return Import(**values, officer=job.officer.name, entry=job.event_seq)
