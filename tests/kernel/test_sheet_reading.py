"""What people and Excel write becomes values, or a fault that names row, column, value and reason."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from sheet_files import DAY, KINDS, LINES, lines_file, saved, workbook

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.sheets.converting import Unfit, converter_of
from anlan.kernel.sheets.declaring import Sheet, SheetColumn
from anlan.kernel.sheets.reading import Read, read_rows
from anlan.kernel.sheets.spelling import compact, tidy


def read(file: BytesIO, *, sheet: Sheet = LINES, max_rows: int = 1000) -> Read:
    return read_rows(content=file, sheet=sheet, max_rows=max_rows, tell=lambda done, total: None)


def faults(result: Read) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.value) for one in result.faults]


def value(name: str, cell: Any) -> Any:
    return converter_of(column=KINDS.column(name=name))(cell)


@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        ("code", 445122100.0, "445122100"),
        ("code", 445122100, "445122100"),
        ("code", " ４４５１ 22ａ\u200b\n", "445122a"),
        ("code", "007", "007"),
        ("text", "  潮州市\n某某\u3000公司\u200b ", "潮州市 某某 公司"),
        ("text", "１２Ａｂ（甲）", "12Ab（甲）"),
        ("text", 12.0, "12"),
        ("text", 0.1, "0.1"),
        ("number", "1,000", 1000),
        ("number", "１２", 12),
        ("number", 12.0, 12),
        ("decimal", "12.5%", Decimal("0.125")),
        ("decimal", "1,234.5", Decimal("1234.5")),
        ("decimal", 0.1, Decimal("0.1")),
        ("decimal", 0.1 + 0.2, Decimal("0.3")),
        ("decimal", "￥1,234", Decimal("1234")),
        ("day", "2026-11-23", DAY),
        ("day", "2026/11/23", DAY),
        ("day", "2026年11月23日", DAY),
        ("day", "2026.1.3", dt.date(2026, 1, 3)),
        ("day", "20261123", DAY),
        ("day", 20261123.0, DAY),
        ("day", 46349.0, DAY),
        ("day", dt.datetime.combine(DAY, dt.time(8, 30)), DAY),
        ("day", "2026-11-23 08:30", DAY),
        ("check", "是", True),
        ("check", "√", True),
        ("check", "YES", True),
        ("check", 1.0, True),
        ("check", True, True),
        ("check", "否", False),
        ("check", 0, False),
        ("choice", "small", "small"),
        ("choice", " LARGE ", "large"),
        ("listed", "1", "1"),
        ("listed", "1 One", "1"),
        ("listed", "one", "1"),
        ("listed", 3.0, "3"),
        ("text", "   ", None),
        ("code", "\u200b", None),
        ("number", " ", None),
        ("day", "\n", None),
        ("check", " ", None),
        ("choice", " ", None),
    ],
)
def test_cells_become_values(name: str, cell: Any, expected: Any) -> None:
    found = value(name, cell)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("name", "cell", "why"),
    [
        ("code", 911000001234567890.0, "lost its last digits"),
        ("code", 1.5, "no code"),
        ("code", float("inf"), "no code"),
        ("code", True, "no code"),
        ("code", "x" * 21, "Longer than 20"),
        ("text", "x" * 31, "Longer than 30"),
        ("number", "12.5", "whole number"),
        ("number", -1, "at least 0"),
        ("number", 1001, "at most 1000"),
        ("number", "1,00", "no number"),
        ("number", "about 5", "no number"),
        ("number", DAY, "no number"),
        ("decimal", "1e999", "more digits"),
        ("decimal", float("nan"), "no number"),
        ("day", "2026-02-30", "no such day"),
        ("day", "soon", "no day"),
        ("day", 3.0, "no day"),
        ("day", True, "no day"),
        ("check", "perhaps", "yes"),
        ("choice", "huge", "none of the choices"),
        ("listed", "Two", "Several entries"),
        ("listed", "9", "none of the choices"),
    ],
)
def test_cells_that_cannot_be_values_say_why(name: str, cell: Any, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        value(name, cell)


CELLS = st.one_of(
    st.text(max_size=60),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(cell=CELLS)
def test_no_cell_breaks_a_converter_and_what_it_gives_is_taken_again(cell: Any) -> None:
    for column in KINDS.columns:
        convert = converter_of(column=column)
        try:
            first = convert(cell)
        except Unfit:
            continue
        if first is None:
            continue
        again = convert(first if not isinstance(first, Decimal) else str(first))
        assert again == first


@given(text=st.text(max_size=60))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(text=tidy(text=text)) == tidy(text=text)
    assert compact(text=compact(text=text)) == compact(text=text)


def test_choices_are_read_in_chinese_and_in_english() -> None:
    column = SheetColumn(
        "state", "State", "choice", words={"open": gettext_lazy("State"), "shut": gettext_lazy("Unit")}
    )
    convert = converter_of(column=column)
    with translation.override("zh-hans"):
        chinese = str(gettext_lazy("Unit"))
    assert chinese != "Unit"
    assert convert(chinese) == convert("unit") == convert("SHUT") == "shut"


def test_headings_are_found_below_a_title_in_any_order_and_in_both_languages() -> None:
    columns = (*LINES.columns[:3], dataclasses.replace(LINES.columns[3], label=gettext_lazy("Unit")))
    sheet = dataclasses.replace(LINES, columns=columns)
    with translation.override("zh-hans"):
        chinese = str(gettext_lazy("Unit"))
    for heading in (chinese, "Unit"):
        book = openpyxl.Workbook()
        page = book.active
        page["B2"] = "A list of lines"
        page.merge_cells("B2:E2")
        for column, label in zip("BCDE", (heading, " code * ", "Ｎｕｍｂｅｒ*", "Chinese\nname"), strict=True):
            page[f"{column}4"] = label
        for column, cell in zip("BCDE", ("Fire", "fire", 5, "消防"), strict=True):
            page[f"{column}6"] = cell
        result = read(saved(book), sheet=sheet)
        assert result.faults == []
        assert result.rows == [(6, (5, "fire", "消防", "Fire"))]
        assert result.headings.row == 4


def test_missing_doubled_and_unknown_headings_are_named() -> None:
    result = read(workbook(("Number", "Number", "Code", "Remarks"), (1, 2, "a", "b")))

    assert {(one.row, one.column) for one in result.faults} == {(1, "number"), (1, "name_zh")}
    assert any("“Chinese name” is missing" in one.reason for one in result.faults)
    assert any("“Number” stands twice" in one.reason for one in result.faults)
    assert result.headings.unknown == ["Remarks"]
    assert result.rows == []


def test_a_file_without_any_heading_says_so() -> None:
    result = read(workbook((1, 2), (3, 4)))
    assert [one.reason for one in result.faults] == [
        "No row with the headings was found among the first 10 rows. Use the template."
    ]


def test_every_bad_cell_is_named_with_its_row_as_excel_counts() -> None:
    result = read(lines_file((1, "a", "甲", "A"), ("x", "b", None, "B"), (), (3, "c", "same", "same")))

    assert faults(result) == [(3, "number", "x"), (3, "name_zh", ""), (5, "name_en", "same")]
    assert result.rows == [(2, (1, "a", "甲", "A"))]
    assert (result.total, result.found) == (3, 3)


def test_rows_of_one_key_name_each_other() -> None:
    result = read(lines_file((1, "a", "甲"), (2, "b", "乙"), ("1", "c", "丙"), (1.0, "d", "丁")))

    assert [(one.row, one.reason) for one in result.faults] == [
        (2, "The same row stands in row 4 too."),
        (4, "The same row stands in row 2 too."),
        (5, "The same row stands in row 2 too."),
    ]
    assert [number for number, _values in result.rows] == [3]


def test_the_template_s_example_is_left_out_unless_somebody_changed_it() -> None:
    assert read(lines_file((7, "example", "示例"), (8, "a", "甲"))).rows == [(3, (8, "a", "甲", None))]
    assert len(read(lines_file((7, "example", "示例 2"))).rows) == 1


def test_computed_formulas_give_their_value_and_others_are_faults() -> None:
    book = openpyxl.load_workbook(lines_file((1, "a", "甲"), (2, "b", "=1+1"), (3, "c", "丙")))
    book.active["C4"].value = "#N/A"
    book.active["C4"].data_type = "e"
    result = read(saved(book))

    assert (3, "name_zh", "") in faults(result)
    assert any("formula without a result" in one.reason for one in result.faults)
    assert (4, "name_zh", "#N/A") in faults(result)
    assert [number for number, _values in result.rows] == [2]


def test_the_result_of_a_formula_is_taken() -> None:
    file = with_cell(lines_file((1, "a", "甲")), b"<v>1</v>", b"<f>2-1</f><v>1</v>")
    assert read(file).rows == [(2, (1, "a", "甲", None))]


def with_cell(file: BytesIO, old: bytes, new: bytes) -> BytesIO:
    """The file with one piece of its worksheet replaced."""
    changed = BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(changed, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                assert content.count(old) == 1
                content = content.replace(old, new)
            target.writestr(entry, content)
    changed.seek(0)
    return changed


def test_the_first_worksheet_with_the_headings_is_taken() -> None:
    book = openpyxl.load_workbook(lines_file((1, "a", "甲")))
    notes = book.create_sheet("Notes", 0)
    notes.append(["How to fill this in"])
    assert read(saved(book)).rows == [(2, (1, "a", "甲", None))]


def test_empty_rows_with_formats_count_for_nothing() -> None:
    book = openpyxl.load_workbook(lines_file((1, "a", "甲")))
    for row in range(3, 3000):
        book.active.cell(row=row, column=2).number_format = "@"
    assert read(saved(book), max_rows=100).total == 1


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(UploadRefused) as refusal:
        read(lines_file(*((n, "a", "甲") for n in range(1, 130))), max_rows=100)
    assert refusal.value.code == "sheet_rows"


def test_reasons_are_in_the_language_of_the_uploader() -> None:
    file = lines_file(("x", "a", "甲"))
    with translation.override("zh-hans"):
        chinese = read(file).faults[0].reason
    assert any("\u4e00" <= one <= "\u9fff" for one in chinese)


def test_faults_beyond_the_most_are_counted() -> None:
    result = read(lines_file(*(("x",) for _n in range(3400))), max_rows=5000)
    assert result.found == 10_200
    assert len(result.faults) == 10_000
    assert len(result.bad) == 3400
