"""Excel out: what is written is read back as the same text, day, hour and number, and nothing runs."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from anlan.kernel.sheets.export import Column, write_xlsx

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
COLUMNS = [
    Column("单位", "text", 24),
    Column("到期日", "date", 12),
    Column("记录时间", "datetime", 18),
    Column("件数", "number", 8),
]


def written(rows, *, title="11月未报送单位", columns=COLUMNS):
    stream = io.BytesIO()
    count = write_xlsx(title=title, columns=columns, rows=rows, file=stream, now=NOW)
    stream.seek(0)
    return count, load_workbook(stream)


def test_rows_come_back_as_they_were():
    count, book = written([["古巷镇政府", date(2026, 11, 30), datetime(2026, 11, 29, 18, 5, tzinfo=UTC), 3]])
    sheet = book.active
    assert count == 1
    assert [cell.value for cell in sheet[1]] == ["单位", "到期日", "记录时间", "件数"]
    assert sheet["A2"].value == "古巷镇政府"
    assert sheet["B2"].value == datetime(2026, 11, 30)  # noqa: DTZ001 (Excel knows no time zones)
    assert sheet["B2"].is_date
    assert sheet["D2"].value == 3


def test_hours_are_those_of_china():
    _, book = written([["甲", None, datetime(2026, 11, 29, 18, 5, tzinfo=UTC), None]])
    assert book.active["C2"].value == datetime(2026, 11, 30, 2, 5)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=cmd|"/c calc"!A0',
        "+8613800000000",
        "-5",
        "@SUM(A1)",
        "\t=1+1",
        "{=1+1}",
        "https://www.gov.cn/",
        "mailto:a@b.cn",
        "0012",
        "91445100MA4UXXXX0A",
        "123456789012345678",
        "a\nb",
        "_x0041_",
        "𠮷野",
    ],
)
def test_text_stays_text(text):
    _, book = written([[text, None, None, None]])
    cell = book.active["A2"]
    assert cell.data_type == "s"
    # Excel's file format writes "_x0041_" as "_x005F_x0041_"; Excel shows the original.
    assert cell.value.replace("_x005F_", "_") == text
    assert cell.hyperlink is None
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_the_sheet_prints_on_a4_and_its_header_stays():
    _, book = written([["甲", None, None, 1], ["乙", None, None, 2]])
    sheet = book.active
    assert sheet.title == "11月未报送单位"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet.auto_filter.ref == "A1:D3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    # One page wide (Excel's default when fitting), as many high as needed.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.column_dimensions["A"].width == pytest.approx(24, abs=1)
    assert book.properties.created == datetime(2026, 11, 23, 16, 30)  # noqa: DTZ001


def test_no_rows_give_a_sheet_with_its_header():
    count, book = written([])
    assert count == 0
    assert book.active.max_row == 1


@pytest.mark.parametrize(("title", "name"), [("a/b:[c]?*\\d", "a b c d"), ("长" * 40, "长" * 31), ("/?", "Anlan")])
def test_any_title_names_the_sheet(title, name):
    assert written([], title=title)[1].active.title == name


def test_rows_are_taken_one_by_one():
    count, book = written([str(number), None, None, Decimal("1.5")] for number in range(2_000))
    assert count == 2_000
    assert book.active["D2001"].value == 1.5


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["长" * 32_768, None, None, None], "单位"),
        (["甲", datetime(2026, 11, 30, tzinfo=UTC), None, None], "到期日"),
        (["甲", "2026-11-30", None, None], "到期日"),
        (["甲", None, datetime(2026, 11, 30), None], "记录时间"),  # noqa: DTZ001
        (["甲", None, None, 10**15], "件数"),
        (["甲", None, None, float("nan")], "件数"),
        (["甲", None, None, "3"], "件数"),
        (["甲", None, None, True], "件数"),
    ],
)
def test_what_excel_would_alter_in_silence_is_refused_with_row_and_column(row, column):
    with pytest.raises(ValueError, match=f"row 1, column {column}"):
        written([row])


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        written([["甲"]])
