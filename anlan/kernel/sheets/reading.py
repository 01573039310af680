"""Reading a worksheet to rows of values, with a fault for each cell that cannot be one. No article."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, XmlError, ZipError

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.sheets.converting import Converter, Unfit, converter_of, shown
from anlan.kernel.sheets.declaring import Fault, Numbered, Sheet
from anlan.kernel.sheets.headings import SEARCHED_ROWS, Headings, find_headings, is_example
from anlan.kernel.sheets.opening import refuse_too_many
from anlan.kernel.sheets.outside import OutsideForm
from anlan.kernel.sheets.package import Inspected, inspect

# Faults that are kept to be shown; all are counted.
MOST_FAULTS = 10_000
# Rows below the headings among which the template's example is looked for.
EXAMPLE_WITHIN = 3
TOLD_EVERY = 5_000


@dataclass
class Read:
    """What a file holds. ``rows`` are those without a fault so far: number and values in the columns' order.

    ``bad`` are the numbers of all rows with a fault; ``faults`` the first of their faults, ``found`` the number of all.
    """

    sheet: Sheet
    headings: Headings
    rows: list[tuple[int, tuple[Any, ...]]] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    total: int = 0
    found: int = 0

    def numbered(self, *, first: int, count: int) -> list[Numbered]:
        """Some of the rows as the functions of a module take them."""
        names = [column.name for column in self.sheet.columns]
        return [(number, dict(zip(names, values, strict=True))) for number, values in self.rows[first : first + count]]

    def say(self, *, fault: Fault) -> None:
        """Note a fault."""
        self.bad.add(fault.row)
        self.found += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def read_rows(
    *,
    content: BinaryIO,
    sheet: Sheet,
    max_rows: int,
    tell: Callable[[int, int], None],
    inspected: Inspected | None = None,
    forms: Sequence[OutsideForm] = (),
) -> Read:
    """Read the first worksheet that has the headings of ``sheet``, or of one of the ``forms`` of other systems.

    ``inspected`` is what these very bytes were found to be before; without it they are looked through now.
    ``tell`` is called with the rows done and all rows, now and then. The faults speak the active language. Raises
    UploadRefused when the file cannot be read at all.
    """
    inspected = inspected or inspect(content=content)
    refuse_too_many(inspected=inspected, max_rows=max_rows)
    content.seek(0)
    try:
        book = CalamineWorkbook.from_object(content)
        names = [name for name in inspected.sheets if name in book.sheet_names]
        if not names:
            raise UploadRefused("sheet_none")
        name, found, headings = _with_headings(book=book, names=names, sheet=sheet, forms=forms)
    except PasswordError as error:
        raise UploadRefused("sheet_protected") from error
    except (CalamineError, XmlError, ZipError, OSError) as error:
        raise UploadRefused("sheet_damaged") from error
    read = Read(sheet=sheet, headings=headings)
    if headings.faults:
        for fault in headings.faults:
            read.say(fault=fault)
        return read
    _read_all(read=read, found=found, odd=inspected.sheets[name].odd, tell=tell)
    refuse_doubles(read=read)
    return read


def _with_headings(
    *, book: CalamineWorkbook, names: list[str], sheet: Sheet, forms: Sequence[OutsideForm]
) -> tuple[str, CalamineSheet, Headings]:
    """The first worksheet with all headings; where none has them, the one that has most of them."""
    best: tuple[str, CalamineSheet, Headings] | None = None
    for name in names:
        found = book.get_sheet_by_name(name)
        headings = find_headings(sheet=sheet, rows=list(islice(found.iter_rows(), SEARCHED_ROWS)), forms=forms)
        if best is None or len(headings.places) > len(best[2].places):
            best = (name, found, headings)
        if headings.row and not headings.faults:
            break
    assert best is not None
    return best


def _read_all(
    *, read: Read, found: CalamineSheet, odd: Mapping[tuple[int, int], str], tell: Callable[[int, int], None]
) -> None:
    sheet, headings = read.sheet, read.headings
    plan = plan_of(sheet=sheet, headings=headings)
    names = [column.name for column in sheet.columns]
    # Leading empty columns are left out by the reader, leading empty rows are not.
    left = found.start[1] + 1 if found.start else 1
    odd_rows = {row for row, _column in odd}
    last = found.total_height + (found.start[0] if found.start else 0)
    for number, cells in _filled(found=found, after=headings.row):
        if number <= headings.row + EXAMPLE_WITHIN and is_example(sheet=sheet, headings=headings, row=cells):
            continue
        read.total += 1
        before = len(read.bad)
        if number in odd_rows:
            _say_odd(read=read, number=number, odd=odd, left=left)
        values = values_of(read=read, number=number, cells=cells, plan=plan)
        if len(read.bad) == before and values is not None:
            row = dict(zip(names, values, strict=True))
            for column, reason in sheet.row_rules(row):
                cell = _cell(cells, headings.places.get(column))
                read.say(fault=Fault(number, column, reason, shown(cell=cell)))
            if len(read.bad) == before:
                read.rows.append((number, values))
        if read.total % TOLD_EVERY == 0:
            tell(number, last)


def _filled(*, found: CalamineSheet, after: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows below the headings in which anything stands, numbered as Excel does."""
    for number, cells in enumerate(found.iter_rows(), start=1):
        if number > after and _says_something(cells):
            yield number, cells


def _says_something(cells: Sequence[Any]) -> bool:
    """Whether anything but empty cells and spaces stands in a row; mostly its first cell that is not empty tells."""
    first = next(filter(None, cells), None)
    if isinstance(first, str) and first.strip():
        return True
    return any(not isinstance(cell, str) or cell.strip() for cell in cells)


@dataclass(frozen=True)
class Planned:
    """One column as it is read: where it stands in a row, and what makes a cell a value."""

    name: str
    place: int | None
    convert: Converter
    required: bool


def plan_of(*, sheet: Sheet, headings: Headings) -> list[Planned]:
    """How the cells of this file become the columns of the sheet."""
    form = headings.form
    read_by = [form.read_by(column=column) if form else column for column in sheet.columns]
    return [
        Planned(column.name, headings.places.get(column.name), converter_of(column=column), column.required)
        for column in read_by
    ]


def values_of(*, read: Read, number: int, cells: Sequence[Any], plan: Sequence[Planned]) -> tuple[Any, ...] | None:
    """The row's values in the plan's order; None where a cell is at fault, of which ``read`` is told."""
    values: list[Any] = []
    fit = True
    for one in plan:
        cell = "" if one.place is None else cells[one.place]
        try:
            value = None if cell == "" else one.convert(cell)
            if value is None and one.required:
                raise Unfit(_("This must be filled in."))
            values.append(value)
        except Unfit as unfit:
            fit = False
            read.say(fault=Fault(number, one.name, str(unfit), shown(cell=cell)))
    return tuple(values) if fit else None


def _cell(cells: Sequence[Any], place: int | None) -> Any:
    return "" if place is None else cells[place]


def _say_odd(*, read: Read, number: int, odd: Mapping[tuple[int, int], str], left: int) -> None:
    """The cells of a row that show an error, or a formula that was never computed."""
    for name, place in read.headings.places.items():
        said = odd.get((number, place + left))
        if said:
            read.say(fault=Fault(number, name, _("The cell shows an error of Excel."), said))
        elif said is not None:
            reason = _("The cell holds a formula without a result. Open the file in Excel, save it, and send it again.")
            read.say(fault=Fault(number, name, reason))


def refuse_doubles(*, read: Read) -> None:
    """Two rows of one key are both at fault, and each names the other."""
    names = [column.name for column in read.sheet.columns]
    usual = [names.index(name) for name in read.sheet.key]
    numbered = [names.index(name) for name in read.sheet.numbered_by]
    first: dict[tuple[Any, ...], int] = {}
    doubles: list[tuple[int, int, tuple[Any, ...]]] = []
    for number, values in read.rows:
        has_number = bool(numbered) and all(values[place] not in (None, "") for place in numbered)
        key = tuple(values[place] for place in (numbered if has_number else usual))
        other = first.setdefault(key, number)
        if other != number:
            doubles.append((number, other, key))
    for number, other, key in doubles:
        value = " ".join("" if part is None else str(part) for part in key)
        for one, two in ((other, number), (number, other)):
            if one == number or one not in read.bad:
                reason = _("The same row stands in row %(row)d too.") % {"row": two}
                read.say(fault=Fault(one, read.sheet.key[0], reason, value))
    if doubles:
        read.rows = [row for row in read.rows if row[0] not in read.bad]
