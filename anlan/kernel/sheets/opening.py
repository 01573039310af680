"""Opening an uploaded Excel file safely: what it is, how large it really is, whether it is marked. No article but that
of marks (保守国家秘密法 (2024), article 22).

Nothing is stored of a file that is refused, and no table is read before its package has been looked through.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from anlan.kernel.evidence.file_names import clean_name
from anlan.kernel.evidence.marking import marking_in_name
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.upload import CheckedUpload, receive
from anlan.kernel.sheets.package import MOST_CELLS, Inspected, inspect

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Old Excel files, and new ones behind a password: Excel puts the encrypted package into the old container.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MB = 1_000_000


@dataclass(frozen=True)
class CheckedWorkbook(CheckedUpload):
    """An Excel file that may be stored, with what was found when its package was looked through."""

    inspected: Inspected = field(repr=False, compare=False)


def open_upload(*, name: str, content: BinaryIO, cleared: bool, max_bytes: int, max_rows: int) -> CheckedWorkbook:
    """Receive and check one Excel file. The caller stores it, and discards it in any case.

    ``cleared`` is the officer's answer "not classified, cleared for this network". Raises UploadRefused with a code of
    ``evidence.refusal.MESSAGES``; then nothing is left anywhere.
    """
    if not cleared:
        raise UploadRefused("not_cleared")
    cleaned = clean_name(name=name)
    mark = marking_in_name(name=cleaned)
    if mark:
        raise UploadRefused("marked_name", found=mark.found)
    held = cast(BinaryIO, tempfile.TemporaryFile(prefix="anlan-"))  # noqa: SIM115
    try:
        digest, size = _received(source=content, target=held, max_bytes=max_bytes)
        refuse_other_kinds(content=held)
        inspected = inspect(content=held)
        refuse_too_many(inspected=inspected, max_rows=max_rows)
        held.seek(0)
    except BaseException:
        held.close()
        raise
    return CheckedWorkbook(
        name=cleaned, media_type=XLSX, digest=digest, size=size, content=held, inspected=inspected
    )  # fmt: skip


def refuse_other_kinds(*, content: BinaryIO) -> None:
    """Refuse what is no Excel file of today, whatever its name says.

    Raises UploadRefused: ``sheet_protected``, ``sheet_old``, ``sheet_kind``.
    """
    content.seek(0)
    beginning = content.read(1 << 16)
    if beginning.startswith(OLE):
        content.seek(0)
        protected = any(ENCRYPTED in block for block in iter(lambda: content.read(1 << 20), b""))
        raise UploadRefused("sheet_protected" if protected else "sheet_old")
    if not beginning.startswith(b"PK\x03\x04"):
        raise UploadRefused("sheet_kind")


def refuse_too_many(*, inspected: Inspected, max_rows: int) -> None:
    """Refuse a table that reaches too far, so that its grid is never laid out in memory.

    Raises UploadRefused: ``sheet_rows``, ``sheet_far_cells``.
    """
    for name, part in inspected.sheets.items():
        # A title and the headings stand above the rows.
        if part.rows > max_rows + 10:
            raise UploadRefused("sheet_rows", sheet=name, row=f"{part.rows:,}", limit=f"{max_rows:,}")
        if part.rows * part.columns > MOST_CELLS:
            raise UploadRefused("sheet_far_cells", sheet=name, row=f"{part.rows:,}", column=part.columns)


def _received(*, source: BinaryIO, target: BinaryIO, max_bytes: int) -> tuple[str, int]:
    try:
        return receive(source=source, target=target, max_bytes=max_bytes)
    except UploadRefused as refusal:
        if refusal.code == "too_large":
            raise UploadRefused("sheet_too_large", limit=f"{max_bytes / MB:g}") from None
        raise
