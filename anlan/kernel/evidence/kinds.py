"""文件类型: the kinds of file accepted, told by their content and by their name. A product default; no
article.
"""

from __future__ import annotations

from dataclasses import dataclass

import puremagic

from anlan.kernel.evidence.refusal import UploadRefused


@dataclass(frozen=True)
class Kind:
    """One kind: its media type, the endings its names may have, and the bytes its content begins with."""

    media_type: str
    endings: tuple[str, ...]
    beginning: bytes


PDF = Kind("application/pdf", (".pdf",), b"%PDF-")
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), b"PK\x03\x04")
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"), b"\xff\xd8\xff")
PNG = Kind("image/png", (".png",), b"\x89PNG\r\n\x1a\n")
KINDS = (PDF, DOCX, JPEG, PNG)
# 高效图像格式: what phones save photos as to spare room. No decoder of a fitting licence reads it here.
HEIC_ENDINGS = (".heic", ".heif", ".hif")
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"mif2", b"msf1"})


def kind_of_name(*, name: str) -> Kind:
    """The kind a name's ending stands for. Raises UploadRefused ``kind_not_accepted``, ``heic``."""
    if name.lower().endswith(HEIC_ENDINGS):
        raise UploadRefused("heic")
    for kind in KINDS:
        if name.lower().endswith(kind.endings):
            return kind
    raise UploadRefused("kind_not_accepted")


def refuse_heic(*, beginning: bytes) -> None:
    """Refuses a HEIC photo, told by its content: the brand behind ``ftyp``. Raises UploadRefused ``heic``."""
    if beginning[4:8] == b"ftyp" and beginning[8:12] in HEIC_BRANDS:
        raise UploadRefused("heic")


def refuse_disguise(*, kind: Kind, beginning: bytes, declared_type: str) -> None:
    """Refuses content that is not of the kind its name says, or that the browser declared to be another
    kind.

    Browsers declare what the computer's own settings say, and office programs register names of their own
    for .docx: an unknown declared type says nothing, and only another accepted kind is a contradiction.
    Raises UploadRefused ``disguised``, ``heic``.
    """
    refuse_heic(beginning=beginning)
    declared = declared_type.partition(";")[0].strip().lower()
    contradicted = declared != kind.media_type and any(other.media_type == declared for other in KINDS)
    if contradicted or not beginning.startswith(kind.beginning):
        found = declared if contradicted else _looks_like(beginning=beginning)
        raise UploadRefused("disguised", named=kind.endings[0], found=found)


def _looks_like(*, beginning: bytes) -> str:
    """The usual ending of such content, for the message only."""
    guesses = puremagic.magic_string(beginning)
    return guesses[0].extension if guesses and guesses[0].extension else "?"
