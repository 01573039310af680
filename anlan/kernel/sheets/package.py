"""The package that an Excel file is: unpacked once to its real end, within limits, before anything reads it.

The sizes that a ZIP archive states about itself prove nothing, so every entry is unpacked here and counted. No article;
product defaults, far above real tables and far below what would tie up a server.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError, fromstring

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.sheets.scanning import Part, Scanner, mark_of

MOST_ENTRIES = 5_000
MOST_BYTES = 1_000_000_000
# Below this size nobody is harmed by any ratio; tables of a few repeated words do compress a hundredfold.
RATIO_APPLIES_FROM = 50_000_000
MOST_RATIO = 250
# Beyond them the table's grid alone would fill the memory, however few of its cells are filled.
MOST_CELLS = 8_000_000
MOST_SMALL_XML = 4_000_000
CHUNK = 1 << 20
MOST_ODD_STORED = 1_000

TYPES, MAIN, BINDINGS = "[content_types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
WORKBOOK_TYPE = b"spreadsheetml.sheet.main+xml"
ARCHIVES = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\xd0\xcf\x11\xe0")
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Inspected:
    """What the package holds: worksheets by their names, in order, each with what its part said."""

    sheets: dict[str, Part] = field(default_factory=dict)

    @property
    def saying(self) -> list[Any] | None:
        """The same as plain lists, to be stored beside the bytes; None where many odd cells would make it long."""
        if sum(len(part.odd) for part in self.sheets.values()) > MOST_ODD_STORED:
            return None
        return [
            [name, part.rows, part.columns, [[*place, text] for place, text in part.odd.items()]]
            for name, part in self.sheets.items()
        ]

    @classmethod
    def told(cls, *, said: list[Any]) -> Inspected:
        """What ``saying`` said once."""
        return cls(
            {
                name: Part(odd={(row, column): text for row, column, text in odd}, rows=rows, columns=columns)
                for name, rows, columns, odd in said
            }
        )


def inspect(*, content: BinaryIO) -> Inspected:
    """Unpack every entry to its end, look it through, and name the worksheets.

    Raises UploadRefused: ``sheet_damaged`` (also a truncated upload), ``sheet_kind``, ``sheet_protected``,
    ``sheet_macros``, ``embedded_files``, ``sheet_too_complex``, ``sheet_odd``, ``marked_text``, ``sheet_none``.
    """
    try:
        content.seek(0)
        with zipfile.ZipFile(content) as package:
            entries = package.infolist()
            _check_entries(entries=entries, packed=content.seek(0, 2))
            small: dict[str, bytes] = {}
            parts: dict[str, Part] = {}
            room = MOST_BYTES
            for entry in entries:
                room -= _look_through(content=content, entry=entry, room=room, parts=parts, small=small)
    except UNREADABLE as error:
        raise UploadRefused("sheet_damaged") from error
    if WORKBOOK_TYPE not in small.get(TYPES, b""):
        raise UploadRefused("sheet_kind")
    named = _names(small=small)
    if not named:
        raise UploadRefused("sheet_none")
    # Two of one name, or one that lies where nothing was looked through: another program may read what we did not.
    if len({name for name, _part in named}) != len(named) or any(part not in parts for _name, part in named):
        raise UploadRefused("sheet_damaged")
    sheets = {name: parts[part] for name, part in named}
    for name in sheets:
        mark = mark_of(text=name)
        if mark:
            raise UploadRefused("marked_text", found=mark.found)
    return Inspected(sheets)


def _check_entries(*, entries: list[zipfile.ZipInfo], packed: int) -> None:
    names = [entry.filename.lower() for entry in entries]
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UploadRefused("sheet_macros")
    if TYPES not in names or MAIN not in names:
        raise UploadRefused("sheet_kind")
    if len(set(names)) != len(names) or any(".." in name.split("/") or "\\" in name for name in names):
        raise UploadRefused("sheet_damaged")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UploadRefused("sheet_protected")
    unpacked = sum(entry.file_size for entry in entries)
    too_dense = unpacked > RATIO_APPLIES_FROM and unpacked > MOST_RATIO * packed
    if len(entries) > MOST_ENTRIES or unpacked > MOST_BYTES or too_dense:
        raise UploadRefused("sheet_too_complex")


def _look_through(
    *, content: BinaryIO, entry: zipfile.ZipInfo, room: int, parts: dict[str, Part], small: dict[str, bytes]
) -> int:
    """Unpack one entry and return its real size."""
    name = entry.filename.lower()
    xml = name.endswith((".xml", ".rels", ".vml"))
    scanner = Scanner(sheet=name.startswith("xl/worksheets/")) if xml else None
    size, checksum, kept = 0, 0, bytearray()
    for block in _unpacked(content=content, entry=entry):
        if not size and block.startswith(ARCHIVES):
            raise UploadRefused("embedded_files")
        size += len(block)
        checksum = zlib.crc32(block, checksum)
        if size > room or size > max(entry.file_size, RATIO_APPLIES_FROM):
            raise UploadRefused("sheet_too_complex")
        if scanner:
            scanner.feed(block=block)
        if name in (TYPES, MAIN, BINDINGS) and size <= MOST_SMALL_XML:
            kept += block
    if size != entry.file_size or checksum != entry.CRC:
        raise UploadRefused("sheet_damaged")
    if scanner:
        parts[name] = scanner.close()
        small[name] = bytes(kept)
    return size


def _unpacked(*, content: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an entry as any program would unpack them: Python's own reader stops at the size it was told."""
    content.seek(entry.header_offset)
    header = content.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("no entry where one is stated")
    content.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = entry.compress_size
    inflater = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    if inflater is None and entry.compress_type != zipfile.ZIP_STORED:
        raise zipfile.BadZipFile("packed in a way that Excel does not know")
    while left:
        packed = content.read(min(CHUNK, left))
        if not packed:
            raise EOFError("the file ends early")
        left -= len(packed)
        if inflater is None:
            yield packed
            continue
        while packed and not inflater.eof:
            yield inflater.decompress(packed, CHUNK)
            packed = inflater.unconsumed_tail
    if inflater is not None:
        yield inflater.flush()
        if not inflater.eof:
            raise EOFError("an entry ends early")


def _names(*, small: dict[str, bytes]) -> list[tuple[str, str]]:
    """The worksheets in the order of the book, each with the name of its part."""
    try:
        targets = {one.get("Id"): one.get("Target", "") for one in fromstring(small.get(BINDINGS, b""))}
        found = [one for one in fromstring(small[MAIN]).iter() if one.tag.rpartition("}")[2] == "sheet"]
    except (ParseError, KeyError) as error:
        raise UploadRefused("sheet_damaged") from error
    named = [(one.get("name", ""), targets.get(one.get(RELATION), "").lower()) for one in found]
    return [
        (name, target.lstrip("/") if target.startswith("/") else f"xl/{target}")
        for name, target in named
        if "worksheets/" in target
    ]
