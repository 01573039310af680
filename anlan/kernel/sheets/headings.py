"""The heading row: found among the first rows by the words of the columns, in either language. No article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from anlan.kernel.sheets.declaring import Fault, Sheet, SheetColumn
from anlan.kernel.sheets.spelling import CODE, tidy

# A title, a date and a remark may stand above the headings.
SEARCHED_ROWS = 10
REQUIRED_SIGN = "*"


@dataclass
class Headings:
    """Where the columns stand: ``places`` leads from a column's name to its place in a row, from 0.

    ``row`` is the heading row as Excel counts, 0 where none was found. ``unknown`` are headings that no column has:
    what stands below them is not taken over, and the preview says so.
    """

    row: int = 0
    places: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def find_headings(*, sheet: Sheet, rows: Sequence[Sequence[Any]]) -> Headings:
    """The headings among the first rows, which begin with the worksheet's first.

    Missing required columns and headings that stand twice are faults that name the column.
    """
    known = _labels(sheet=sheet)
    best = Headings()
    for number, row in enumerate(rows[:SEARCHED_ROWS], start=1):
        found = _headings_in(number=number, row=row, known=known)
        if len(found.places) > len(best.places):
            best = found
    if not best.places:
        reason = _("No row with the headings was found among the first %(rows)d rows. Use the template.")
        best.faults.append(Fault(1, "", reason % {"rows": SEARCHED_ROWS}))
        return best
    for column in sheet.columns:
        if column.required and column.name not in best.places:
            reason = _("The column “%(label)s” is missing; it must be there.") % {"label": column.label}
            best.faults.append(Fault(best.row, column.name, reason))
    return best


def loose(*, text: str) -> str:
    """A heading made comparable: without spaces, signs of being required, and differences of width and case."""
    plain = tidy(text=text).translate(CODE)
    return "".join(plain.split()).strip(REQUIRED_SIGN).casefold()


def is_example(*, sheet: Sheet, headings: Headings, row: Sequence[Any]) -> bool:
    """Whether a row is the template's example row, still as it was given out."""
    shown = {column.name: loose(text=column.example) for column in sheet.columns if column.name in headings.places}
    if not any(shown.values()):
        return False
    return all(loose(text=_text_of(row[headings.places[name]])) == example for name, example in shown.items())


def _text_of(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _labels(*, sheet: Sheet) -> dict[str, SheetColumn]:
    known: dict[str, SheetColumn] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {loose(text=str(column.label)): column for column in sheet.columns}
    return known


def _headings_in(*, number: int, row: Sequence[Any], known: dict[str, SheetColumn]) -> Headings:
    found = Headings(row=number)
    for place, cell in enumerate(row):
        if not isinstance(cell, str) or not cell.strip():
            continue
        column = known.get(loose(text=cell))
        if column is None:
            found.unknown.append(tidy(text=cell)[:60])
        elif column.name in found.places:
            reason = _("The heading “%(label)s” stands twice.") % {"label": column.label}
            found.faults.append(Fault(number, column.name, reason))
        else:
            found.places[column.name] = place
    return found
