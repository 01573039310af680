"""按外部表样导出: a register's rows in the form of another system (3.29): its rows above, its headings, its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from anlan.kernel.sheets.choosing import words_of
from anlan.kernel.sheets.declaring import Sheet, SheetColumn
from anlan.kernel.sheets.export import A4, FORMULA_BEGINNINGS, ZONE, sheet_name
from anlan.kernel.sheets.outside import FIXED, NUMBERED, OUT_ONLY, Heading, OutsideForm

WIDTH = 18

# One row of the register: what a file of its own would hold, and what its list shows, each by the column's name.
Row = tuple[Mapping[str, Any], Mapping[str, Any]]
Filler = Callable[[int, Row], Any]


def write_outside(*, form: OutsideForm, sheet: Sheet, rows: Iterable[Row], file: BinaryIO, now: dt.datetime) -> int:
    """Write the rows in that form and return their number. ``now`` (aware) is noted as the time of making.

    Texts and codes are text, days and numbers what they are; a choice is written as the other system writes it.
    """
    fillers = [_filler(heading=one, form=form, sheet=sheet) for one in form.headings]
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": form.title, "created": now.astimezone(ZONE).replace(tzinfo=None), "author": ""})
        page = book.add_worksheet(sheet_name(title=form.title))
        formats = {
            "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "quoted": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "quote_prefix": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1}),
        }
        _write_head(page=page, form=form, look=formats["head"])
        first = len(form.above) + 1
        for count, row in enumerate(rows, start=1):
            for place, fill in enumerate(fillers):
                _write(page=page, cell=(first + count - 1, place), value=fill(count, row), formats=formats)
    return count


def _write_head(*, page: Worksheet, form: OutsideForm, look: Format) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(len(form.above))
    page.freeze_panes(len(form.above) + 1, 0)
    page.set_column(0, len(form.headings) - 1, WIDTH)
    for number, row in enumerate(form.above):
        for place, text in enumerate(row):
            if text:
                page.write_string(number, place, text)
    for place, heading in enumerate(form.headings):
        page.write_string(len(form.above), place, heading.text, look)


def _filler(*, heading: Heading, form: OutsideForm, sheet: Sheet) -> Filler:
    """What stands below one heading."""
    means = heading.means
    if means == NUMBERED:
        return lambda number, _row: number
    if means == FIXED:
        return lambda _number, _row: heading.fixed
    if means.startswith(OUT_ONLY):
        name = means.removeprefix(OUT_ONLY)
        return lambda _number, row: row[1].get(name)
    column = next((one for one in sheet.columns if one.name == heading.column), None)
    if column is not None:
        return _of_column(column=column, said=form.words.get(column.name, {}))
    # Nothing was said of it, or the register has the column no longer.
    return lambda _number, _row: None


def _of_column(*, column: SheetColumn, said: Mapping[str, str]) -> Filler:
    words = words_of(column=column) | dict(said)
    name = column.name
    if column.kind in ("choice", "check"):
        return lambda _number, row: words.get(row[0].get(name), row[0].get(name))
    return lambda _number, row: row[0].get(name)


def _write(*, page: Worksheet, cell: tuple[int, int], value: Any, formats: Mapping[str, Format]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.datetime):
        value = f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"
    if isinstance(value, dt.date):
        page.write_datetime(*cell, value, formats["date"])
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        page.write_number(*cell, float(value))
    else:
        text = str(value)
        page.write_string(*cell, text, formats["quoted" if text.startswith(FORMULA_BEGINNINGS) else "text"])
