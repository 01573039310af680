"""Cells made values: what people and Excel write for a text, a code, a number, a day, a yes. No article.

A converter is made once per column and file and then only called: converting is most of what an import's check costs.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.sheets.choosing import choices_of, loosely
from anlan.kernel.sheets.declaring import SheetColumn
from anlan.kernel.sheets.spelling import CODE, compact, tidy

Converter = Callable[[Any], Any]

DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
# Commas either part thousands everywhere or are a mistake.
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?")
PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?%?")
YES = frozenset({"是", "有", "对", "√", "✓", "✔", "☑", "y", "yes", "true", "1", "1.0"})
NO = frozenset({"否", "无", "不", "×", "✗", "✘", "☐", "n", "no", "false", "0", "0.0"})
# Excel keeps 15 digits of a number and makes the rest zeros.
MOST_DIGITS = 10**15
# Excel counts days from here; 1 is 1900-01-01, and it takes 1900 for a leap year.
SERIAL_FROM, SERIAL_LEAST, SERIAL_MOST = dt.date(1899, 12, 30), 61, 2_958_465
# Choices, days and the like repeat from row to row.
MOST_REMEMBERED = 20_000


class Unfit(Exception):
    """A cell holds nothing that its column can take; the reason is in the language of the moment."""


def converter_of(*, column: SheetColumn) -> Converter:
    """The function that makes a cell of this column a value.

    The function takes what the reader gives of a cell that is not empty (str, float, int, bool, date, time, timedelta)
    and raises Unfit. A cell of which nothing is left, such as one of spaces, gives None.
    """
    return _CONVERTERS[column.kind](column)


def shown(*, cell: Any) -> str:
    """What a cell held, as a person would recognise it, at most 200 characters."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < MOST_DIGITS:
        cell = int(cell)
    return tidy(text=str(cell))[:200]


def _remembering(convert: Converter) -> Converter:
    # A table for each type: 1, 1.0 and True are one key of a dictionary.
    known: dict[type, dict[Any, Any]] = defaultdict(dict)

    def remembered(cell: Any) -> Any:
        table = known[cell.__class__]
        if cell in table:
            return table[cell]
        value = convert(cell)
        if len(table) < MOST_REMEMBERED:
            table[cell] = value
        return value

    return remembered


def _text(column: SheetColumn) -> Converter:
    most = column.max_length

    def convert(cell: Any) -> str | None:
        if cell.__class__ is not str:
            cell = _written(cell)
        text = tidy(text=cell)
        if len(text) > most:
            raise Unfit(_("Longer than %(most)d characters.") % {"most": most})
        return text or None

    return convert


def _code(column: SheetColumn) -> Converter:
    most = column.max_length

    def convert(cell: Any) -> str | None:
        if cell.__class__ is not str:
            cell = _digits(cell)
        elif not (cell.isascii() and cell.isalnum()):
            cell = compact(text=cell)
        if len(cell) > most:
            raise Unfit(_("Longer than %(most)d characters.") % {"most": most})
        return cell or None

    return convert


def _digits(cell: Any) -> str:
    """The code of which Excel made a number."""
    number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if not number or not isfinite(cell) or cell != int(cell):
        raise Unfit(_("This is no code. Make the column text and type the code anew."))
    if abs(cell) >= MOST_DIGITS:
        raise Unfit(
            _("Excel made a number of this code and lost its last digits. Make the column text and type it anew.")
        )
    return str(int(cell))


def _written(cell: Any) -> str:
    """How a cell that is no text would be written."""
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < MOST_DIGITS else repr(cell)
    return str(cell)


def _number(column: SheetColumn) -> Converter:
    def convert(cell: Any) -> int | None:
        value = _decimal_of(cell)
        if value is None:
            return None
        if _within(value, column) != value.to_integral_value():
            raise Unfit(_("This must be a whole number."))
        return int(value)

    return _remembering(convert)


def _decimal(column: SheetColumn) -> Converter:
    def convert(cell: Any) -> Decimal | None:
        value = _decimal_of(cell)
        return None if value is None else _within(value, column)

    return _remembering(convert)


def _decimal_of(cell: Any) -> Decimal | None:
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        raise Unfit(_("This is no number."))
    if isinstance(cell, int | float):
        try:
            # 15 digits are what Excel shows of a number; the rest is noise of its binary form.
            value = Decimal(f"{cell:.15g}")
        except (InvalidOperation, OverflowError, ValueError):
            raise Unfit(_("This is no number.")) from None
        if not value.is_finite():
            raise Unfit(_("This is no number."))
        return value
    text = compact(text=str(cell)).lstrip("¥￥")
    if not text:
        return None
    if not (PLAIN.fullmatch(text) or GROUPED.fullmatch(text)) or len(text) > 40:
        raise Unfit(_("This is no number."))
    value = Decimal(text.replace(",", "").rstrip("%"))
    return value / 100 if text.endswith("%") else value


def _within(value: Decimal, column: SheetColumn) -> Decimal:
    if column.least is not None and value < column.least:
        raise Unfit(_("This must be at least %(least)s.") % {"least": column.least})
    if column.most is not None and value > column.most:
        raise Unfit(_("This must be at most %(most)s.") % {"most": column.most})
    if abs(value) >= MOST_DIGITS:
        raise Unfit(_("This number has more digits than Excel keeps."))
    return value


def _date(column: SheetColumn) -> Converter:
    def convert(cell: Any) -> dt.date | None:
        if isinstance(cell, dt.datetime):
            return cell.date()
        if isinstance(cell, dt.date):
            return cell
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return _day_of_number(cell)
        if not isinstance(cell, str):
            raise Unfit(_no_day())
        text = tidy(text=cell.translate(CODE))
        if not text:
            return None
        found = DAY.fullmatch(text) or COMPACT_DAY.fullmatch(text)
        if not found:
            raise Unfit(_no_day())
        return _day(*map(int, found.groups()))

    return _remembering(convert)


def _day_of_number(cell: float) -> dt.date:
    if SERIAL_LEAST <= cell <= SERIAL_MOST:
        return SERIAL_FROM + dt.timedelta(days=int(cell))
    compact = COMPACT_DAY.fullmatch(str(int(cell))) if cell == cell and abs(cell) < MOST_DIGITS else None
    if not compact or cell != int(cell):
        raise Unfit(_no_day())
    return _day(*map(int, compact.groups()))


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Unfit(_("There is no such day.")) from None


def _no_day() -> str:
    return _("This is no day. Write it like 2026-11-23.")


def _check(column: SheetColumn) -> Converter:
    def convert(cell: Any) -> bool | None:
        text = tidy(text=str(cell)).casefold()
        if not text:
            return None
        if text in YES or text in NO:
            return text in YES
        raise Unfit(_("Write “yes” or “no” (是 or 否)."))

    return _remembering(convert)


def _choice(column: SheetColumn) -> Converter:
    known = choices_of(column=column)

    def convert(cell: Any) -> str | None:
        text = tidy(text=cell if isinstance(cell, str) else _written(cell))
        if not text:
            return None
        code = known.get(loosely(text=text))
        if code is None:
            raise Unfit(_("This is none of the choices. The template lists them."))
        if code == "":
            raise Unfit(_("Several entries of the list have this name. Write the code."))
        return code

    return _remembering(convert)


_CONVERTERS: dict[str, Callable[[SheetColumn], Converter]] = {
    "text": _text,
    "code": _code,
    "number": _number,
    "decimal": _decimal,
    "date": _date,
    "check": _check,
    "choice": _choice,
}
