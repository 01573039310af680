"""材料上传: a file is received, checked and held; nothing is kept of a file that is refused.

A marked paper may not enter a network that is not cleared for it (保守国家秘密法 (2024), article 22, on
marks). So the officer is asked for every file, and the file's name and text are searched for marks.
``marking`` says what that search cannot see. While it is checked, the file lies in a nameless temporary
file: even if the server is killed in the middle, the operating system leaves nothing of it.
"""

from __future__ import annotations

import errno
import hashlib
import tempfile
import zipfile
from dataclasses import dataclass, field
from typing import IO, BinaryIO, cast

from anlan.kernel.evidence.file_names import clean_name
from anlan.kernel.evidence.kinds import DOCX, PDF, Kind, kind_of_name, refuse_disguise
from anlan.kernel.evidence.marking import Mark, marking_in, marking_in_name
from anlan.kernel.evidence.pdf_document import text_of_pdf
from anlan.kernel.evidence.picture import check_picture
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.word_document import text_of_docx

CHUNK = 1 << 16
# PDF programs look for the heading this far into a file, whatever stands before it.
PDF_HEADING_WITHIN = 1024
# Archive programs open these wherever they stand in a file; a random match of six bytes does not happen.
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True)
class CheckedUpload:
    """A file that may be stored. ``digest`` is SHA-256 in hexadecimal, ``size`` is in bytes.

    ``content`` is open and nameless; it is gone when ``discard`` closes it.
    """

    name: str
    media_type: str
    digest: str
    size: int
    content: IO[bytes] = field(repr=False, compare=False)


def check_upload(*, name: str, content: BinaryIO, declared_type: str, cleared: bool, max_bytes: int) -> CheckedUpload:
    """Receives and checks one file. The caller stores it, and discards it in any case.

    ``cleared`` is the officer's answer "not classified, cleared for this network". ``declared_type`` is the
    browser's media type, or "". Reading stops as soon as ``max_bytes`` is passed. Raises UploadRefused with
    one of the codes of ``refusal.MESSAGES``; then nothing is left anywhere.
    """
    if not cleared:
        raise UploadRefused("not_cleared")
    cleaned = clean_name(name=name)
    refuse_marked_name(name=cleaned)
    kind = kind_of_name(name=cleaned)
    held = cast(BinaryIO, tempfile.TemporaryFile(prefix="anlan-"))  # noqa: SIM115
    try:
        digest, size = receive(source=content, target=held, max_bytes=max_bytes)
        _check_content(content=held, kind=kind, declared_type=declared_type)
    except BaseException:
        held.close()
        raise
    return CheckedUpload(name=cleaned, media_type=kind.media_type, digest=digest, size=size, content=held)


def discard(*, checked: CheckedUpload) -> None:
    """Lets go of the held bytes, stored or not. Doing it twice does no harm."""
    checked.content.close()


def refuse_marked_name(*, name: str) -> None:
    """Refuses a name that bears a mark. Raises UploadRefused ``marked_name``."""
    _refuse_mark(mark=marking_in_name(name=name), code="marked_name")


def receive(*, source: BinaryIO, target: BinaryIO, max_bytes: int) -> tuple[str, int]:
    """Copies what comes in and returns its digest and size in bytes; ``target`` is then at its beginning.

    Raises UploadRefused: ``too_large`` as soon as ``max_bytes`` is passed, ``empty``, ``disk_full``, ``cannot_write``.
    """
    digest, size = hashlib.sha256(), 0
    while block := source.read(CHUNK):
        size += len(block)
        if size > max_bytes:
            raise UploadRefused("too_large", limit=f"{max_bytes / 1_000_000:g}")
        digest.update(block)
        try:
            target.write(block)
        except OSError as error:
            raise UploadRefused("disk_full" if error.errno in FULL else "cannot_write") from error
    if not size:
        raise UploadRefused("empty")
    target.seek(0)
    return digest.hexdigest(), size


def _check_content(*, content: BinaryIO, kind: Kind, declared_type: str) -> None:
    beginning = content.read(PDF_HEADING_WITHIN)
    refuse_disguise(kind=kind, beginning=beginning, declared_type=declared_type)
    if PDF.beginning in beginning and kind is not PDF:
        raise UploadRefused("two_files_in_one")
    _refuse_archive(content=content, kind=kind)
    content.seek(0)
    if kind is PDF:
        _refuse_mark(mark=marking_in(text=text_of_pdf(content=content)), code="marked_text")
    elif kind is DOCX:
        _refuse_mark(mark=marking_in(text=text_of_docx(content=content)), code="marked_text")
    else:
        check_picture(content=content, kind=kind)
    content.seek(0)


def _refuse_archive(*, content: BinaryIO, kind: Kind) -> None:
    """An archive glued behind a picture or a PDF opens as an archive, while viewers show the picture."""
    content.seek(0)
    tail = b""
    while block := content.read(CHUNK):
        window = tail + block
        if any(beginning in window for beginning in ARCHIVES):
            raise UploadRefused("two_files_in_one")
        tail = window[-8:]
    if kind is DOCX:
        return
    try:
        with zipfile.ZipFile(content) as package:
            hidden = bool(package.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        hidden = False
    if hidden:
        raise UploadRefused("two_files_in_one")


def _refuse_mark(*, mark: Mark | None, code: str) -> None:
    if mark:
        raise UploadRefused(code, found=mark.found)
