"""The template can be filled in without a manual, and what it gives out is read back as it was meant."""

from __future__ import annotations

import dataclasses
from io import BytesIO

import openpyxl
import pytest
from cast import NOW
from openpyxl.worksheet.worksheet import Worksheet
from sheet_files import KINDS, LINES

from anlan.kernel.sheets.declaring import Sheet
from anlan.kernel.sheets.reading import read_rows
from anlan.kernel.sheets.template import write_template

LONG = dataclasses.replace(KINDS.column(name="listed"), listed=lambda: [(f"{n:03}", f"地方{n}") for n in range(300)])


def written(sheet: Sheet) -> BytesIO:
    file = BytesIO()
    write_template(sheet=sheet, file=file, now=NOW)
    file.seek(0)
    return file


@pytest.fixture
def book() -> openpyxl.Workbook:
    columns = (*(one for one in KINDS.columns if one.name != "listed"), LONG)
    return openpyxl.load_workbook(written(dataclasses.replace(KINDS, columns=columns)))


@pytest.fixture
def table(book: openpyxl.Workbook) -> Worksheet:
    return book.worksheets[0]


def test_headings_say_what_is_required_and_why(table: Worksheet) -> None:
    assert [cell.value for cell in table[1]][:3] == ["Code *", "Text", "Count"]
    assert table["A1"].font.bold
    comment = table["A1"].comment.text
    for part in ("Required.", "kept as text", "Clause 3.12", "Example: 445122100"):
        assert part in comment


def test_codes_are_text_so_that_excel_keeps_them(table: Worksheet) -> None:
    assert table.column_dimensions["A"].number_format == "@" or table["A2"].number_format == "@"
    assert (table["A2"].value, table["A2"].data_type) == ("445122100", "s")


def test_pick_lists_stand_in_the_rule_or_on_the_second_sheet(book: openpyxl.Workbook, table: Worksheet) -> None:
    rules = {str(rule.sqref).split(":")[0]: rule for rule in table.data_validations.dataValidation}
    assert rules["G2"].formula1 == '"Small,Large"'
    assert rules["F2"].formula1 == '"Yes,No"'
    assert rules["H2"].formula1 == "'Lists'!$H$2:$H$301"
    assert book["Lists"]["H301"].value == "299 地方299"
    assert rules["E2"].type == "date"
    assert (rules["C2"].type, rules["C2"].formula1, rules["C2"].formula2) == ("whole", "0", "1000")


def test_it_prints_on_a4_with_the_headings_on_each_page(table: Worksheet) -> None:
    assert table.page_setup.paperSize == 9
    assert table.page_setup.orientation == "landscape"
    assert table.print_title_rows == "$1:$1"
    assert table.freeze_panes == "A2"


def test_a_sheet_without_long_lists_shows_no_second_sheet() -> None:
    assert openpyxl.load_workbook(written(LINES))["Lists"].sheet_state == "hidden"


@pytest.mark.parametrize("sheet", [LINES, KINDS], ids=lambda sheet: sheet.name)
def test_an_empty_template_read_back_holds_no_rows_and_no_faults(sheet: Sheet) -> None:
    result = read_rows(content=written(sheet), sheet=sheet, max_rows=1000, tell=lambda done, total: None)
    assert (result.total, result.faults, result.headings.unknown) == (0, [], [])


def test_a_row_below_the_example_is_read() -> None:
    book = openpyxl.load_workbook(written(LINES))
    for column, value in zip("ABC", (8, "a", "甲"), strict=True):
        book.worksheets[0][f"{column}3"] = value
    file = BytesIO()
    book.save(file)
    file.seek(0)
    result = read_rows(content=file, sheet=LINES, max_rows=1000, tell=lambda done, total: None)
    assert result.rows == [(3, (8, "a", "甲", None))]
