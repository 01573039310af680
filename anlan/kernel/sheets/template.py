"""The Excel file that is given out to be filled in: headings that explain themselves, an example or rows, pick lists.

No article; a product rule. Columns of codes are text from the beginning, so that Excel keeps every digit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from anlan.kernel.sheets.choosing import words_of
from anlan.kernel.sheets.declaring import Sheet, SheetColumn
from anlan.kernel.sheets.export import A4, FORMULA_BEGINNINGS, ZONE, sheet_name
from anlan.kernel.sheets.spelling import REQUIRED_SIGN

# Rows for which Excel is given formats and pick lists; a file may have more.
PREPARED_ROWS = 5_000
# Excel's limit for a list that stands in the rule itself, and for the words that explain a cell.
LONGEST_INLINE = 255
LONGEST_INPUT_TITLE, LONGEST_COMMENT = 32, 1_000
WIDTHS = {"text": 24, "code": 20, "number": 12, "decimal": 12, "date": 14, "check": 10, "choice": 20}
FORMATS = {"text": "@", "code": "@", "choice": "@", "check": "@", "date": "yyyy-mm-dd", "number": "0", "decimal": ""}


@dataclass(frozen=True)
class _Lists:
    """The second worksheet, which holds the pick lists that are too long to stand in a rule."""

    book: Workbook
    sheet: Worksheet

    def add(self, *, place: int, label: str, entries: list[str], head: Format) -> str:
        """Write one list and return where it stands."""
        self.sheet.write_string(0, place, label, head)
        self.sheet.set_column(place, place, 32)
        for number, entry in enumerate(entries, start=1):
            self.sheet.write_string(number, place, entry)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        return f"='{self.sheet.get_name()}'!${letter}$2:${letter}${len(entries) + 1}"


def write_template(
    *, sheet: Sheet, file: BinaryIO, now: dt.datetime, rows: Iterable[Mapping[str, Any]] | None = None
) -> None:
    """Write the template in the language of the moment. ``now`` (aware) is noted as the time of making.

    ``rows`` are what stands in it already, by column, choices by their code; without them it shows an example.
    """
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {"title": str(sheet.label), "created": now.astimezone(ZONE).replace(tzinfo=None), "author": ""}
        )
        page = book.add_worksheet(sheet_name(title=str(sheet.label)))
        lists = _Lists(book, book.add_worksheet(sheet_name(title=_("Lists"))))
        plain = {"text_wrap": True, "valign": "vcenter", "bottom": 1}
        heads = {True: book.add_format({**plain, "bold": True, "bg_color": "#DCE6F1"}), False: book.add_format(plain)}
        _lay_out(page=page, sheet=sheet)
        for place, column in enumerate(sheet.columns):
            _write_column(book=book, page=page, lists=lists, place=place, column=column, head=heads[column.required])
        if rows is None:
            _write_examples(book=book, page=page, sheet=sheet)
        else:
            _write_rows(book=book, page=page, sheet=sheet, rows=rows)
        if lists.sheet.dim_rowmax is None:
            lists.sheet.hide()
        page.activate()


def _lay_out(*, page: Worksheet, sheet: Sheet) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.freeze_panes(1, 0)
    page.set_row(0, 32)
    page.set_header("&C" + str(sheet.label)[:100].replace("&", "&&"))
    page.set_footer("&C&P / &N")


def _write_column(
    *, book: Workbook, page: Worksheet, lists: _Lists, place: int, column: SheetColumn, head: Format
) -> None:
    label = str(column.label)
    page.write_string(0, place, f"{label} {REQUIRED_SIGN}" if column.required else label, head)
    page.write_comment(0, place, _explained(column=column)[:LONGEST_COMMENT], {"x_scale": 2, "y_scale": 1.4})
    shape: dict[str, Any] = {"num_format": FORMATS[column.kind]} if FORMATS[column.kind] else {}
    page.set_column(place, place, WIDTHS[column.kind], book.add_format(shape))
    rule = _rule(column=column, lists=lists, place=place, head=head)
    if rule:
        page.data_validation(1, place, PREPARED_ROWS, place, rule)


def _explained(*, column: SheetColumn) -> str:
    """What stands in the comment of a heading: whether it must be filled in, what belongs there, and why."""
    kinds = {
        "text": _("Text of at most %(most)d characters.") % {"most": column.max_length},
        "code": _("A code, kept as text."),
        "number": _("A whole number."),
        "decimal": _("A number."),
        "date": _("A day, such as 2026-11-23."),
        "check": _("Yes or no."),
        "choice": _("One of the list."),
    }
    parts = [_("Required.") if column.required else _("Optional."), kinds[column.kind], str(column.why)]
    if column.example:
        parts.append(_("Example: %(example)s") % {"example": column.example})
    return "\n".join(filter(None, parts))


def _write_examples(*, book: Workbook, page: Worksheet, sheet: Sheet) -> None:
    for place, column in enumerate(sheet.columns):
        if column.example:
            shape = {"num_format": FORMATS[column.kind]} if FORMATS[column.kind] else {}
            look = book.add_format({**shape, "italic": True, "font_color": "#666666"})
            _write_example(page=page, place=place, column=column, look=look)


def _write_rows(*, book: Workbook, page: Worksheet, sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write what the register holds, each cell as it is read again: choices in words, numbers as numbers."""
    # Excel's own leading apostrophe: what looks like a formula stays text even after somebody edits the cell.
    quoted = book.add_format({"num_format": "@", "quote_prefix": True})
    words = [words_of(column=column) for column in sheet.columns]
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(sheet.columns):
            value = row.get(column.name)
            if value is None or value == "":
                continue
            if column.kind in ("number", "decimal"):
                page.write_number(number, place, float(value))
            elif column.kind == "date":
                page.write_datetime(number, place, value)
            else:
                text = words[place].get(value, str(value))
                page.write_string(number, place, text, quoted if text.startswith(FORMULA_BEGINNINGS) else None)


def _write_example(*, page: Worksheet, place: int, column: SheetColumn, look: Format) -> None:
    if column.kind in ("number", "decimal") and column.example.replace(".", "", 1).isdecimal():
        page.write_number(1, place, float(column.example), look)
    elif column.kind == "date":
        page.write_datetime(1, place, dt.date.fromisoformat(column.example), look)
    else:
        page.write_string(1, place, column.example, look)


def _rule(*, column: SheetColumn, lists: _Lists, place: int, head: Format) -> dict[str, Any] | None:
    """What Excel checks while somebody types. Anlan checks everything once more."""
    wrong = {"error_title": _("Not accepted"), "ignore_blank": True}
    if column.kind in ("choice", "check"):
        entries = _entries(column=column)
        inline = "," not in "".join(entries) and len(",".join(entries)) <= LONGEST_INLINE
        source: Any = entries
        if not inline:
            source = lists.add(place=place, label=str(column.label), entries=entries, head=head)
        return {"validate": "list", "source": source, "error_message": _("Choose from the list."), **wrong}
    if column.kind == "date":
        bounds = {"minimum": dt.date(1900, 3, 1), "maximum": dt.date(9999, 12, 31)}
        return {"validate": "date", "criteria": "between", **bounds, "error_message": _no_day(), **wrong}
    if column.kind in ("number", "decimal"):
        most = Decimal(10**15 - 1)
        least, most = (-most if column.least is None else column.least), (most if column.most is None else column.most)
        text = _("A number from %(least)s to %(most)s.") % {"least": least, "most": most}
        kind = "integer" if column.kind == "number" else "decimal"
        number = int if column.kind == "number" else float
        bounds_of = {"minimum": number(least), "maximum": number(most)}
        return {"validate": kind, "criteria": "between", **bounds_of, "error_message": text, **wrong}
    return None


def _no_day() -> str:
    return _("This is no day. Write it like 2026-11-23.")


def _entries(*, column: SheetColumn) -> list[str]:
    if column.kind == "check":
        return [_("Yes"), _("No")]
    if column.listed:
        return [f"{code} {name}" for code, name in column.listed()]
    return [str(word) for word in column.words.values()]
