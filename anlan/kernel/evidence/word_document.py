"""Word documents (.docx): opened part by part, checked, and read for marks (保守国家秘密法 (2024), article
22).

Read: body, headers, footers, notes, comments, text boxes, watermarks, deleted text still kept, document
properties, and every other XML part. Not read: pictures, and the workbook behind a chart.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import BinaryIO

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.xml_text import Part, read_part

# Product defaults: far above real papers, far below what would tie up a server.
MOST_ENTRIES = 2_000
MOST_BYTES = 200_000_000
MOST_XML_BYTES = 32_000_000
# Below this size nobody is harmed by any ratio, and blank pictures do compress a thousandfold.
RATIO_APPLIES_FROM = 10_000_000
MOST_RATIO = 100
CHUNK = 1 << 16

TYPES = "[content_types].xml"
BODY = "word/document.xml"
BODY_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)


def text_of_docx(*, content: BinaryIO) -> str:
    """All text of a Word document, a line per paragraph. The file must be a real document without active
    parts.

    Raises UploadRefused: ``damaged``, ``disguised`` (a package, but no Word document), ``encrypted``,
    ``macros``, ``embedded_files``, ``outside_content``, ``two_files_in_one``, ``too_complex``.
    """
    try:
        with zipfile.ZipFile(content) as package:
            entries = package.infolist()
            _check_sizes(entries=entries, packed=_length(content=content))
            _check_entries(entries=entries, package=package)
            parts = _read_parts(package=package, entries=entries)
    except UNREADABLE as error:
        raise UploadRefused("damaged") from error
    _check_types(parts=parts)
    for part in parts.values():
        _check_relationships(part=part)
    return "\n".join(line for part in parts.values() for line in part.lines)


def _length(*, content: BinaryIO) -> int:
    content.seek(0, 2)
    return content.tell()


def _check_sizes(*, entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    xml = sum(entry.file_size for entry in entries if _is_xml(name=entry.filename))
    if len(entries) > MOST_ENTRIES or unpacked > MOST_BYTES or xml > MOST_XML_BYTES:
        raise UploadRefused("too_complex")
    if unpacked > RATIO_APPLIES_FROM and unpacked > MOST_RATIO * packed:
        raise UploadRefused("too_complex")


def _check_entries(*, entries: list[zipfile.ZipInfo], package: zipfile.ZipFile) -> None:
    names = [entry.filename.lower() for entry in entries]
    if TYPES not in names or BODY not in names:
        raise UploadRefused("disguised", named=".docx", found=".zip")
    # Programs differ in which of two entries of one name they show: what we read may not be what others see.
    if len(set(names)) != len(names) or any(".." in name.split("/") or "\\" in name for name in names):
        raise UploadRefused("damaged")
    if min(entry.header_offset for entry in entries) > 0 or package.comment:
        raise UploadRefused("two_files_in_one")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UploadRefused("encrypted")
    for name in names:
        if name.rpartition("/")[2].startswith(("vbaproject", "vbadata")):
            raise UploadRefused("macros")
        # A chart brings the workbook it was drawn from; anything else embedded is a file of its own.
        if name.startswith("word/activex/") or ("/embeddings/" in name and not name.endswith((".xlsx", "/"))):
            raise UploadRefused("embedded_files")


def _read_parts(*, package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, Part]:
    """Reads every entry to its end, which checks its checksum and its declared size; keeps what the XML
    parts say.
    """
    parts: dict[str, Part] = {}
    for entry in entries:
        with package.open(entry) as stream:
            if _is_xml(name=entry.filename):
                parts[entry.filename.lower()] = read_part(content=stream.read(MOST_XML_BYTES))
            else:
                while stream.read(CHUNK):
                    pass
    return parts


def _is_xml(*, name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _check_types(*, parts: dict[str, Part]) -> None:
    declared = [attributes for _, attributes in parts[TYPES].declarations]
    types = {attributes.get("ContentType", "").lower() for attributes in declared}
    if any("macroenabled" in kind or "vba" in kind for kind in types):
        raise UploadRefused("macros")
    bodies = [kind for kind in types if kind == BODY_TYPE]
    if not bodies:
        raise UploadRefused("disguised", named=".docx", found=".zip")


def _check_relationships(*, part: Part) -> None:
    for element, attributes in part.declarations:
        if element != "Relationship":
            continue
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        if kind == "afchunk":
            raise UploadRefused("embedded_files")
        external = attributes.get("TargetMode", "").lower() == "external"
        if external and kind != "hyperlink" and not _on_the_authors_disk(target=attributes.get("Target", "")):
            raise UploadRefused("outside_content")


def _on_the_authors_disk(*, target: str) -> bool:
    """Word notes the path of the template or linked picture on the author's own disk, which reaches nobody
    else.
    """
    path = target.lower().replace("\\", "/").removeprefix("file:///")
    return not path.startswith("/") and "://" not in path and (":" not in path or path[1:2] == ":")
