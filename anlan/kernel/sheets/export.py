"""电子表格导出: rows to an Excel workbook that prints on A4. No article; a product rule.

Text stays text: a cell that begins with = + - @ is shown, never calculated. Codes and credit codes belong
in text columns, since Excel keeps only 15 digits of a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Literal
from zoneinfo import ZoneInfo

import xlsxwriter
from django.utils.functional import Promise
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

# Days and hours on papers are those of China, wherever the server stands.
ZONE = ZoneInfo("Asia/Shanghai")
# Limits of Excel itself.
MOST_ROWS = 1_048_575
LONGEST_TEXT = 32_767
MOST_DIGITS = 10**15
SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAME = str.maketrans("[]:*?/\\'", " " * 8)
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")
A4 = 9

Kind = Literal["text", "date", "datetime", "number"]


@dataclass(frozen=True)
class Column:
    """One column. ``width`` is in characters of the body font; a Chinese character takes two."""

    label: str | Promise
    kind: Kind = "text"
    width: float = 16


def write_xlsx(
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    file: BinaryIO,
    now: datetime,
    above: Sequence[Sequence[str]] = (),
) -> int:
    """Writes a workbook of one sheet and returns the number of rows. Memory does not grow with the rows.

    ``above`` are rows of text over the headings.

    None and "" leave a cell empty. Date-times must be aware and are written as Chinese time. ``now``
    (aware) is noted as the time of making. Raises ValueError, naming row and column, for what Excel would
    cut or alter without a word: texts over 32,767 characters, numbers over 15 digits, more rows than a
    sheet has, rows of another length than ``columns``, values that do not fit their column's kind.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "created": now.astimezone(ZONE).replace(tzinfo=None)})
        sheet = book.add_worksheet(sheet_name(title=title))
        formats = _formats(book=book)
        _write_header(sheet=sheet, title=title, columns=columns, above=above, style=formats["header"])
        count, head = 0, len(above)
        for count, row in enumerate(rows, start=1):
            _write_row(sheet=sheet, number=head + count, row=row, columns=columns, formats=formats)
        sheet.autofilter(head, 0, head + count, len(columns) - 1)
    return count


def _formats(*, book: Workbook) -> dict[str, Format]:
    plain = {"valign": "top", "text_wrap": True}
    return {
        "header": book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1}),
        "text": book.add_format({**plain, "num_format": "@"}),
        # Excel's own leading apostrophe: the cell stays text even after someone edits it.
        "quoted": book.add_format({**plain, "num_format": "@", "quote_prefix": True}),
        "date": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm"}),
        "number": book.add_format({"valign": "top"}),
    }


def _write_header(
    *, sheet: Worksheet, title: str, columns: Sequence[Column], above: Sequence[Sequence[str]], style: Format
) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(len(above))
    sheet.freeze_panes(len(above) + 1, 0)
    # In Excel's headers & begins a code, && is the sign itself; 255 characters is Excel's limit.
    sheet.set_header("&C" + title[:100].replace("&", "&&"))
    sheet.set_footer("&C&P / &N")
    for number, row in enumerate(above):
        for index, text in enumerate(row):
            sheet.write_string(number, index, text)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(len(above), index, str(column.label), style)


def _write_row(
    *,
    sheet: Worksheet,
    number: int,
    row: Sequence[Any],
    columns: Sequence[Column],
    formats: dict[str, Format],
) -> None:
    if number > MOST_ROWS:
        raise ValueError(f"more than {MOST_ROWS} rows")
    for index, (column, value) in enumerate(zip(columns, row, strict=True)):
        try:
            _write_cell(sheet=sheet, cell=(number, index), kind=column.kind, value=value, formats=formats)
        except ValueError as error:
            raise ValueError(f"row {number}, column {column.label}: {error}") from error


def _write_cell(*, sheet: Worksheet, cell: tuple[int, int], kind: Kind, value: Any, formats: dict[str, Format]) -> None:
    if value is None or value == "":
        return
    if kind == "text":
        text = str(value)
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"text longer than {LONGEST_TEXT} characters")
        sheet.write_string(*cell, text, formats["quoted" if text.startswith(FORMULA_BEGINNINGS) else "text"])
    elif kind == "number":
        sheet.write_number(*cell, _number(value=value), formats["number"])
    elif kind == "date":
        if not isinstance(value, date) or isinstance(value, datetime):
            raise ValueError("not a date")
        sheet.write_datetime(*cell, value, formats["date"])
    else:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValueError("not a date-time with a time zone")
        sheet.write_datetime(*cell, value.astimezone(ZONE).replace(tzinfo=None), formats["datetime"])


def _number(*, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError("not a number")
    if not -MOST_DIGITS < value < MOST_DIGITS:
        raise ValueError("more digits than Excel keeps; write it as text")
    return float(value) if isinstance(value, Decimal) else value


def sheet_name(*, title: str) -> str:
    """The title as Excel allows it for a sheet: 31 characters, some signs left out."""
    return " ".join(title.translate(FORBIDDEN_IN_SHEET_NAME).split())[:SHEET_NAME].strip() or "Anlan"
