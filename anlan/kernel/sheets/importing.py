"""导入: what people do about an import: hand a file in, let it be imported, let it go. No article; a product rule.

The work itself is done in the background (``kernel.sheets.working``). Nothing here reads the file's rows.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.db import IntegrityError
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.storage import store
from anlan.kernel.evidence.upload import discard
from anlan.kernel.people.acting import Actor, NotPermitted
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.declaring import Sheet
from anlan.kernel.sheets.opening import open_upload
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.transactions import writing


@dataclass(frozen=True)
class HandedIn:
    """A file as the form hands it in, with what the form asks."""

    name: str
    content: BinaryIO
    cleared: bool
    mode: str
    as_of: dt.date
    language: str


class CannotImport(Exception):
    """The import is not in a state for this any more; ``message`` says why, for the reader."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class MovedOn(CannotImport):
    """Somebody else, or the background work, was faster."""

    def __init__(self) -> None:
        super().__init__(_("This import has moved on meanwhile; nothing was done twice. See how it stands now."))


def acting_post(*, sheet: Sheet, actor: Actor) -> Post:
    """The post under which somebody imports: the first that gives the permission. Raises NotPermitted.

    Over which places it gives it is asked of each row, by the sheet's ``check``.
    """
    for holding in actor.holdings:
        if sheet.permission in holding.permissions:
            return holding.post
    raise NotPermitted(f"{sheet.permission} anywhere")


def hand_in(*, sheet: Sheet, file: HandedIn, act: Act, submission: uuid.UUID, data_dir: str | Path) -> SheetImport:
    """Check and store a file, and note that it is to be looked through. The same form sent twice is one import.

    Raises NotPermitted, or UploadRefused; then nothing was stored.
    """
    post = acting_post(sheet=sheet, actor=act.actor)
    earlier = SheetImport.objects.filter(submission=submission).first()
    if earlier is not None:
        return earlier
    parameters = act.pack.parameters
    checked = open_upload(
        name=file.name,
        content=file.content,
        cleared=file.cleared,
        max_bytes=int(parameters.value(key="import.max_bytes", on=act.today).value),
        max_rows=int(parameters.value(key="import.max_rows", on=act.today).value),
    )
    try:
        store(checked=checked, data_dir=data_dir)
        row = SheetImport(
            sheet=sheet.name, digest=checked.digest, size=checked.size, name=checked.name, mode=file.mode,
            as_of=file.as_of, language=file.language, officer=act.actor.officer, post=post, unit=post.unit,
            position=post.unit.position, line_id=post.unit.line_id, cleared=file.cleared, created_at=act.now,
            submission=submission, inspected=checked.inspected.saying,
        )  # fmt: skip
        try:
            with writing():
                row.save(force_insert=True)
        except IntegrityError:
            standing = SheetImport.objects.filter(submission=submission).first()
            if standing is None:
                raise
            return standing
    finally:
        discard(checked=checked)
    return row


def confirm(*, job: SheetImport, whole: bool, act: Act) -> None:
    """Let a checked file be imported: all of it, or its good rows. Only whoever handed it in may.

    Raises NotPermitted, or CannotImport when there is nothing to import, a row is bad where all are wanted, or the
    import has moved on meanwhile.
    """
    sheet = sheet_of(job=job)
    _refuse_others(job=job, act=act)
    if acting_post(sheet=sheet, actor=act.actor).pk != job.post_id:
        raise NotPermitted("another post than the one under which the file was handed in")
    if not job.good:
        raise CannotImport(_("There is nothing to import: no row is new or would be changed."))
    if whole and job.bad:
        raise CannotImport(_("Not all rows are right. Correct the file and hand it in anew, or import the good rows."))
    standing = SheetImport.objects.filter(pk=job.pk, state=SheetImport.State.CHECKED, outcome=job.outcome)
    changes = {"state": SheetImport.State.LOADING, "whole": whole, "attempts": 0, "outdated": False, "done": 0}
    with writing():
        if not standing.update(**changes, lease=None, lease_until=None):
            raise MovedOn


def cancel(*, job: SheetImport, act: Act) -> None:
    """Let go of an import of which nothing was loaded yet. Raises NotPermitted, CannotImport."""
    _refuse_others(job=job, act=act)
    states = SheetImport.State
    standing = SheetImport.objects.filter(pk=job.pk, state__in=(states.UPLOADED, states.CHECKING, states.CHECKED))
    with writing():
        if not standing.update(state=states.CANCELLED, finished_at=act.now, lease=None, lease_until=None):
            raise MovedOn


def sheet_of(*, job: SheetImport) -> Sheet:
    """The declaration by which an import is read. Raises CannotImport when this installation has it no longer."""
    sheet: Sheet | None = DECLARED.sheets.get(job.sheet)
    if sheet is None:
        raise CannotImport(_("This kind of file is no longer imported here."))
    return sheet


def _refuse_others(*, job: SheetImport, act: Act) -> None:
    if job.officer_id != act.actor.officer.pk:
        raise NotPermitted("somebody else's import")
