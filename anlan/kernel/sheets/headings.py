"""The heading row: found among the first rows by the words of the columns, in either language. No article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from anlan.kernel.sheets.declaring import Fault, Sheet, SheetColumn
from anlan.kernel.sheets.outside import OutsideForm
from anlan.kernel.sheets.spelling import loose, tidy

# A title, a date and a remark may stand above the headings.
SEARCHED_ROWS = 10


@dataclass
class Headings:
    """Where the columns stand: ``places`` leads from a column's name to its place in a row, from 0.

    ``row`` is the heading row as Excel counts, 0 where none was found. ``unknown`` are headings that no column has:
    what stands below them is not taken over, and the preview says so. ``form`` is the form of another system whose
    headings they are; None where they are the register's own.
    """

    row: int = 0
    places: dict[str, int] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    form: OutsideForm | None = None


def find_headings(*, sheet: Sheet, rows: Sequence[Sequence[Any]], forms: Sequence[OutsideForm] = ()) -> Headings:
    """The register's own headings, or those of a form, among the first rows, which begin with the worksheet's first.

    Meant is what fills the most columns, of several such what has the most headings in all; the own ones come first.
    Missing required columns and headings that stand twice are faults that name the column.
    """
    by_name = {column.name: column for column in sheet.columns}
    own = _labels(sheet=sheet)
    ways: list[tuple[OutsideForm | None, dict[str, SheetColumn | None]]] = [(None, {**own})]
    for form in forms:
        # What stands below its other headings is known, and taken from nowhere; where the register has such a column
        # itself, the preview says so.
        silent = {loose(text=one.text) for one in form.headings} - own.keys() - {""}
        known = dict[str, SheetColumn | None].fromkeys(silent)
        ways.append((form, known | {key: by_name.get(name) for key, name in form.fills.items()}))
    best, most = Headings(), (0, 0)
    for number, row in enumerate(rows[:SEARCHED_ROWS], start=1):
        for way, known in ways:
            found, recognised = _headings_in(number=number, row=row, known=known)
            if found.places and (len(found.places), recognised) > most:
                found.form = way
                best, most = found, (len(found.places), recognised)
    if not best.places:
        reason = _("No row with the headings was found among the first %(rows)d rows. Use the template.")
        best.faults.append(Fault(1, "", reason % {"rows": SEARCHED_ROWS}))
        return best
    for column in sheet.columns:
        if column.required and column.name not in best.places:
            reason = _("The column “%(label)s” is missing; it must be there.") % {"label": column.label}
            best.faults.append(Fault(best.row, column.name, reason))
    return best


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


def _headings_in(*, number: int, row: Sequence[Any], known: dict[str, SheetColumn | None]) -> tuple[Headings, int]:
    """The headings of one row, and how many of its cells are known ones."""
    found, recognised = Headings(row=number), 0
    for place, cell in enumerate(row):
        if not isinstance(cell, str) or not cell.strip():
            continue
        key = loose(text=cell)
        recognised += key in known
        column = known.get(key)
        if column is None:
            if key not in known:
                found.unknown.append(tidy(text=cell)[:60])
        elif column.name in found.places:
            reason = _("The heading “%(label)s” stands twice.") % {"label": column.label}
            found.faults.append(Fault(number, column.name, reason))
        else:
            found.places[column.name] = place
    return found, recognised
