"""PDF documents: opened, searched for programs and attached files, and read for marks (保守国家秘密法
(2024), article 22).

Read: the first two and the last two pages, notes and form fields of every page, bookmarks and document
properties. Not read: pictures (a scanned page is a picture) and text in fonts without a character map.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.xml_text import read_part

# Product defaults: far above real papers, far below what would tie up a server.
# Forms and pictures placed on one page. The reader would skip what comes after, and a mark with it.
MOST_PLACEMENTS = 1_000
LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 8_000_000,
    "lzw_maximum_output_length": 8_000_000,
    "run_length_maximum_output_length": 8_000_000,
    "array_based_stream_maximum_output_length": 8_000_000,
    "stream_parsing_work_maximum_count": 1_000_000,
    "xform_maximum_invocations_per_extraction": MOST_PLACEMENTS,
    "page_tree_maximum_entries": 10_000,
}
MOST_OBJECTS = 200_000
# Operations, operands and text of one page, weighed together; showing text is slow to read.
MOST_WORK = 1_000_000
SHOWING = {b"Tj": 10, b"TJ": 10, b"'": 10, b'"': 10}
MOST_METADATA = 5_000_000
PAGES_AT_EACH_END = 2
END = b"%%EOF"

ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute", "/GoToE"}
)
ATTACHMENTS = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
TEXTS = ("/Contents", "/V", "/Title", "/Subject", "/Keywords", "/ActualText")


def text_of_pdf(*, content: BinaryIO) -> str:
    """The text that is read for marks, in lines. The file must open without a password and do nothing by
    itself.

    Raises UploadRefused: ``encrypted``, ``active_content``, ``embedded_files``, ``two_files_in_one``,
    ``too_complex``, ``damaged``.
    """
    _check_nothing_follows(content=content)
    try:
        with apply_configuration(**LIMITS):
            reader = PdfReader(content)
            if reader.is_encrypted:
                raise UploadRefused("encrypted")
            return "\n".join([*_walk(reader=reader), *_properties(reader=reader), *_pages(reader=reader)])
    except UploadRefused:
        raise
    except LimitReachedError as error:
        raise UploadRefused("too_complex") from error
    except Exception as error:
        # A broken PDF can fail inside the reader in any way (KeyError, RecursionError …); what the reader
        # cannot read, nobody has checked.
        raise UploadRefused("damaged") from error


def _check_nothing_follows(*, content: BinaryIO) -> None:
    size = content.seek(0, 2)
    content.seek(max(0, size - 4096))
    _, found, rest = content.read().rpartition(END)
    content.seek(0)
    if not found:
        raise UploadRefused("damaged")
    if rest.strip(b"\0\t\n\f\r "):
        raise UploadRefused("two_files_in_one")


def _walk(*, reader: PdfReader) -> list[str]:
    """Visits every object that a viewer can reach; refuses programs and attachments; returns notes and
    field values.
    """
    texts: list[str] = []
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    visited = 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if (value.idnum, value.generation) in seen:
                continue
            seen.add((value.idnum, value.generation))
            value = value.get_object()
        visited += 1
        if visited > MOST_OBJECTS:
            raise UploadRefused("too_complex")
        if isinstance(value, DictionaryObject):
            _refuse_active(entries=value)
            found = [value_of(entries=value, key=key) for key in TEXTS]
            texts += [str(text) for text in found if isinstance(text, TextStringObject)]
            waiting += [item for item in value.values() if _holds_objects(value=item)]
        elif isinstance(value, ArrayObject):
            waiting += [item for item in value if _holds_objects(value=item)]
    return texts


def value_of(*, entries: DictionaryObject, key: str) -> Any:
    """The entry itself, wherever the file keeps it: any value may be a reference to an object elsewhere.

    None where there is no such entry. A reference to a reference is no PDF; the reader fails on it.
    """
    value: Any = entries.get(key)
    return value.get_object() if isinstance(value, IndirectObject) else value


def _holds_objects(*, value: object) -> bool:
    return isinstance(value, IndirectObject | DictionaryObject | ArrayObject)


def _refuse_active(*, entries: DictionaryObject) -> None:
    keys = entries.keys()
    action, subtype = value_of(entries=entries, key="/S"), value_of(entries=entries, key="/Subtype")
    if "/JS" in keys or "/JavaScript" in keys or "/XFA" in keys:
        raise UploadRefused("active_content")
    if isinstance(action, NameObject) and action in ACTIONS:
        raise UploadRefused("active_content")
    if "/EF" in keys or value_of(entries=entries, key="/Type") == "/EmbeddedFile":
        raise UploadRefused("embedded_files")
    if isinstance(subtype, NameObject) and subtype in ATTACHMENTS:
        raise UploadRefused("embedded_files")


def _properties(*, reader: PdfReader) -> list[str]:
    properties = reader.metadata or DictionaryObject()
    texts = [str(value_of(entries=properties, key=key)) for key in properties]
    stream = reader.root_object.get("/Metadata")
    stream = stream.get_object() if stream is not None else None
    if isinstance(stream, StreamObject):
        content = stream.get_data()
        if len(content) > MOST_METADATA:
            raise UploadRefused("too_complex")
        # A packet may be padded or empty; only its document counts.
        document = content.strip(b"\0 \r\n\t")
        texts += read_part(content=document).lines if document else []
    return texts


def _pages(*, reader: PdfReader) -> list[str]:
    count = len(reader.pages)
    if not count:
        raise UploadRefused("damaged")
    ends = {*range(PAGES_AT_EACH_END), *range(count - PAGES_AT_EACH_END, count)}
    return [_text_of_page(reader=reader, number=number) for number in sorted(ends) if 0 <= number < count]


def _text_of_page(*, reader: PdfReader, number: int) -> str:
    work = placements = 0

    def refuse_overload() -> None:
        if work > MOST_WORK or placements > MOST_PLACEMENTS:
            raise UploadRefused("too_complex")

    def weigh(operator: bytes, operands: Sequence[object], *_: object) -> None:
        nonlocal work, placements
        work += (
            SHOWING.get(operator, 1)
            + len(operands)
            + sum(len(item) for item in operands if isinstance(item, str | bytes)) // 16
        )
        placements += operator == b"Do"
        refuse_overload()

    text = reader.pages[number].extract_text(visitor_operand_before=weigh)
    # The reader leaves out a form in which anything is raised, and goes on.
    refuse_overload()
    return text
