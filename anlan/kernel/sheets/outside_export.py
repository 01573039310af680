"""按外部表样导出: a register's rows in the form of another system (3.29): its rows above, its headings, its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from anlan.kernel.sheets.choosing import words_of
from anlan.kernel.sheets.declaring import Sheet, SheetColumn
from anlan.kernel.sheets.export import Column, Kind, write_xlsx
from anlan.kernel.sheets.outside import FIXED, NUMBERED, OUT_ONLY, Heading, OutsideForm

WIDTH = 18
KINDS: Mapping[str, Kind] = {"number": "number", "decimal": "number", "date": "date"}

# One row of the register: what a file of its own would hold, and what its list shows, each by the column's name.
Row = tuple[Mapping[str, Any], Mapping[str, Any]]
# What stands below one heading: of which kind it is, and how it comes from the row's number and the row.
Filler = tuple[Kind, Callable[[int, Row], Any]]


def write_outside(
    *,
    form: OutsideForm,
    sheet: Sheet,
    listed: Mapping[str, Kind],
    rows: Iterable[Row],
    file: BinaryIO,
    now: dt.datetime,
) -> int:
    """Write the rows in that form and return their number. ``now`` (aware) is noted as the time of making.

    ``listed`` are the list's columns with the kind that each is in a workbook. Texts and codes are text, days and
    numbers what they are; a choice is written as the other system writes it.
    """
    fillers = [_filler(heading=one, form=form, sheet=sheet, listed=listed) for one in form.headings]
    return write_xlsx(
        title=form.title,
        columns=[Column(one.text, kind, WIDTH) for one, (kind, _fill) in zip(form.headings, fillers, strict=True)],
        rows=([fill(number, row) for _kind, fill in fillers] for number, row in enumerate(rows, start=1)),
        file=file,
        now=now,
        above=form.above,
    )


def _filler(*, heading: Heading, form: OutsideForm, sheet: Sheet, listed: Mapping[str, Kind]) -> Filler:
    """What stands below one heading."""
    means = heading.means
    if means == NUMBERED:
        return "number", lambda number, _row: number
    if means == FIXED:
        return "text", lambda _number, _row: heading.fixed
    if means.startswith(OUT_ONLY):
        name = means.removeprefix(OUT_ONLY)
        return listed.get(name, "text"), lambda _number, row: row[1].get(name)
    column = next((one for one in sheet.columns if one.name == heading.column), None)
    if column is not None:
        return _of_column(column=column, said=form.words.get(column.name, {}))
    # Nothing was said of it, or the register has the column no longer.
    return "text", lambda _number, _row: None


def _of_column(*, column: SheetColumn, said: Mapping[str, str]) -> Filler:
    words, name = words_of(column=column) | dict(said), column.name
    if column.kind in ("choice", "check"):
        return "text", lambda _number, row: words.get(row[0].get(name), row[0].get(name))
    return KINDS.get(column.kind, "text"), lambda _number, row: row[0].get(name)
