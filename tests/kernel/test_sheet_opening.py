"""What is no Excel file, or would harm the server or the network, is refused with a reason before it is stored."""

from __future__ import annotations

import io
import struct
import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from sheet_files import lines_file, saved, workbook

from anlan.kernel.evidence import upload
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.upload import CheckedUpload
from anlan.kernel.sheets.opening import OLE, open_upload
from anlan.kernel.sheets.package import inspect

MANIFEST, SHEET = "[Content_Types].xml", "xl/worksheets/sheet1.xml"


def opened(
    content: BytesIO, *, name: str = "lines.xlsx", cleared: bool = True, max_bytes: int = 5_000_000
) -> CheckedUpload:
    return open_upload(name=name, content=content, cleared=cleared, max_bytes=max_bytes, max_rows=1000)


def refused(content: BytesIO, **options: Any) -> str:
    with pytest.raises(UploadRefused) as refusal:
        opened(content, **options)
    return refusal.value.code


def repacked(
    *, replace: dict[str, bytes] | None = None, add: dict[str, bytes] | None = None, without: tuple[str, ...] = ()
) -> BytesIO:
    """A good file with some parts replaced, added or left out."""
    changed = BytesIO()
    with zipfile.ZipFile(lines_file((1, "a", "甲"))) as source:
        parts = {entry.filename: source.read(entry) for entry in source.infolist()}
    parts |= (replace or {}) | (add or {})
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for part, content in parts.items():
            if part not in without:
                target.writestr(part, content)
    changed.seek(0)
    return changed


def part(name: str) -> bytes:
    with zipfile.ZipFile(lines_file((1, "a", "甲"))) as source:
        return source.read(name)


def test_a_good_file_is_held_with_its_digest() -> None:
    content = lines_file((1, "a", "甲"))
    checked = opened(content, name=" 企业\u200b.xlsx")
    assert checked.name == "企业.xlsx"
    assert checked.size == len(content.getvalue())
    assert len(checked.digest) == 64
    assert checked.content.read() == content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"number,code\n1,a\n", "sheet_kind"),
        (b"<html><table></table></html>", "sheet_kind"),
        (b"%PDF-1.7", "sheet_kind"),
        (OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600), "sheet_old"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), "sheet_protected"),
        (b"PK\x03\x04" + bytes(200), "sheet_damaged"),
    ],
    ids=["empty", "csv", "html", "pdf", "xls", "password", "broken"],
)
def test_other_kinds_are_told_by_their_content_whatever_the_name(content: bytes, code: str) -> None:
    assert refused(BytesIO(content)) == code


def test_a_word_document_is_no_excel_file() -> None:
    document = BytesIO()
    with zipfile.ZipFile(document, "w") as package:
        package.writestr(MANIFEST, b"<Types/>")
        package.writestr("word/document.xml", b"<w/>")
    document.seek(0)
    assert refused(document) == "sheet_kind"


def test_a_binary_workbook_is_no_excel_file_of_this_kind() -> None:
    manifest = part(MANIFEST).replace(b"spreadsheetml.sheet.main+xml", b"vnd.ms-excel.sheet.binary.macroEnabled.main")
    assert refused(repacked(replace={MANIFEST: manifest})) == "sheet_kind"


def test_macros_and_files_within_the_file_are_refused() -> None:
    assert refused(repacked(add={"xl/vbaProject.bin": b"x"})) == "sheet_macros"
    nested = lines_file((1, "a", "甲")).getvalue()
    assert refused(repacked(add={"xl/embeddings/more.bin": nested})) == "embedded_files"
    assert refused(repacked(add={"xl/embeddings/ole.bin": OLE})) == "embedded_files"


def test_a_truncated_upload_is_refused_wherever_it_ends() -> None:
    whole = lines_file(*((n, "a", f"甲{n}") for n in range(200))).getvalue()
    for length in range(200, len(whole) - 1, len(whole) // 23):
        assert refused(BytesIO(whole[:length])) == "sheet_damaged"


def test_damage_within_is_found() -> None:
    whole = bytearray(lines_file(*((n, "a", f"甲{n}") for n in range(200))).getvalue())
    with zipfile.ZipFile(BytesIO(whole)) as package:
        entry = package.getinfo(SHEET)
    whole[entry.header_offset + 30 + len(SHEET) + entry.compress_size // 2] ^= 0xFF
    assert refused(BytesIO(whole)) == "sheet_damaged"


def test_a_file_that_says_it_unpacks_to_too_much_is_refused_unread() -> None:
    assert refused(repacked(add={"xl/media/zero.xml": bytes(60_000_000)})) == "sheet_too_complex"


def test_a_file_that_lies_about_its_size_is_found_out() -> None:
    """The header says ten bytes, the packed stream holds sixty megabytes: other programs would unpack them all."""
    file = bytearray(repacked(add={"xl/zero.xml": bytes(60_000_000)}).getvalue())
    directory = file.rindex(b"xl/zero.xml") - 46
    checksum = struct.pack("<I", 0xE38A6876)
    file[directory + 16 : directory + 20] = checksum
    file[directory + 24 : directory + 28] = struct.pack("<I", 10)
    assert refused(BytesIO(file)) == "sheet_too_complex"


def test_document_type_declarations_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    assert refused(repacked(replace={SHEET: bomb})) == "sheet_damaged"


def test_a_file_without_a_worksheet_is_refused() -> None:
    book = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>'
    assert refused(repacked(replace={"xl/workbook.xml": book})) == "sheet_none"


def test_too_many_bytes_and_too_many_rows_are_refused() -> None:
    file = lines_file((1, "a", "甲"))
    assert refused(file, max_bytes=1000) == "sheet_too_large"
    assert refused(lines_file(*((n, "a", "甲") for n in range(1100)))) == "sheet_rows"


def test_one_cell_far_away_does_not_lay_out_a_grid() -> None:
    """Its reader would make room for every cell in between: some sixteen thousand million."""
    book = openpyxl.load_workbook(lines_file((1, "a", "甲")))
    book.active["XFD1000"] = "x"
    assert refused(saved(book)) == "sheet_far_cells"


def test_rows_without_references_are_counted_by_their_rows() -> None:
    sheet = part(SHEET).replace(b"</sheetData>", b'<row r="900000"><c><v>1</v></c></row></sheetData>')
    assert refused(repacked(replace={SHEET: sheet})) == "sheet_rows"


@pytest.mark.parametrize("reference", [b" r='XFD1000'", b' r = "XFD1000"', b' r="xfd1000"'])
def test_no_way_of_writing_a_reference_hides_a_cell(reference: bytes) -> None:
    sheet = part(SHEET).replace(b"</sheetData>", b'<row r="1000"><c' + reference + b"><v>1</v></c></row></sheetData>")
    assert refused(repacked(replace={SHEET: sheet})) == "sheet_far_cells"


def test_a_worksheet_where_nobody_looks_is_refused() -> None:
    binding = part("xl/_rels/workbook.xml.rels").replace(b"sheet1.xml", b"sheet1.dat")
    hidden = {"xl/_rels/workbook.xml.rels": binding}
    assert refused(repacked(replace=hidden, add={"xl/worksheets/sheet1.dat": part(SHEET)})) == "sheet_damaged"


def test_more_faulty_cells_than_can_be_named_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anlan.kernel.sheets.scanning.MOST_ODD", 2)
    assert opened(lines_file((1, "=1+1", "=1+1"))).size
    assert refused(lines_file((1, "=1+1", "=1+1"), (2, "=1+1", "甲"))) == "sheet_odd"


def test_the_question_is_asked() -> None:
    assert refused(lines_file((1, "a", "甲")), cleared=False) == "not_cleared"


@pytest.mark.parametrize("place", [0, 77, 149])
def test_one_marked_cell_among_many_with_the_same_characters_is_refused(place: int) -> None:
    rows = [(number, "厂内仓库", "密封材料") for number in range(150)]
    assert opened(workbook(("Number", "Code", "Kind"), *rows)).size
    rows[place] = (place, "厂内仓库", "机密★1年")
    assert refused(workbook(("Number", "Code", "Kind"), *rows)) == "marked_text"


@pytest.mark.parametrize("name", ["机密-企业.xlsx", "企业（内部）.xlsx", "秘密★1年.xlsx"])
def test_marked_names_are_refused(name: str) -> None:
    assert refused(lines_file((1, "a", "甲")), name=name) == "marked_name"


def test_marks_in_cells_headings_sheet_names_and_printed_headings_are_refused() -> None:
    assert refused(workbook(("机密★1年",), ("Number", "Code"))) == "marked_text"
    assert refused(workbook(("Number", "Code"), (1, "秘密"))) == "marked_text"
    assert refused(workbook(("Number",), title="绝密")) == "marked_text"
    book = openpyxl.load_workbook(lines_file((1, "a", "甲")))
    book.active.oddHeader.center.text = "机密"
    assert refused(saved(book)) == "marked_text"


def test_a_mark_in_pieces_of_one_cell_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText("机", TextBlock(InlineFont(b=True), "密"))
    assert refused(saved(book)) == "marked_text"


def test_words_of_a_table_are_no_marks() -> None:
    file = workbook(("Number", "Code", "Kind"), (1, "商业秘密保护", "内部"), (2, "密封材料", "内部管理"))
    assert opened(file).size


def test_a_full_disk_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, _data: Any) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("anlan.kernel.sheets.opening.tempfile.TemporaryFile", lambda **_options: Full())
    assert upload.FULL
    assert refused(lines_file((1, "a", "甲"))) == "disk_full"


def test_worksheets_are_named_in_the_order_of_the_book() -> None:
    book = openpyxl.load_workbook(lines_file((1, "a", "甲")))
    book.create_sheet("Second")
    found = inspect(content=saved(book))
    assert list(found.sheets) == ["Sheet", "Second"]
    assert (found.sheets["Sheet"].rows, found.sheets["Sheet"].columns) == (2, 4)
