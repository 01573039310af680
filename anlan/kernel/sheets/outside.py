"""外部表样: the form that another system asks for: its headings, and what each of them means in a register here.

The province has systems of record of its own and takes Excel files in forms of its own. What is known here already is
given out in such a form, and taken in from it; it is not typed a second time (3.29). Which forms there are is entered
by offices, in a register that a module declares; the kernel reads and writes files by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from anlan.kernel.declared import DECLARED
from anlan.kernel.sheets.declaring import Sheet, SheetColumn
from anlan.kernel.sheets.spelling import loose

# What a heading means beside a column: the row's own number, and words that always stand there.
NUMBERED, FIXED = "row", "fixed"
# Columns that a file fills, and columns that the register's list shows and a file cannot fill.
BOTH_WAYS, OUT_ONLY = "sheet:", "list:"


@dataclass(frozen=True)
class Heading:
    """One heading. ``means`` is empty (nothing is written there), ``NUMBERED``, ``FIXED`` with the words in ``fixed``,
    or the name of a column behind ``BOTH_WAYS`` or ``OUT_ONLY``."""

    text: str
    means: str = ""
    fixed: str = ""

    @property
    def column(self) -> str:
        """The column that a file fills by it; empty where it fills none."""
        return self.means.removeprefix(BOTH_WAYS) if self.means.startswith(BOTH_WAYS) else ""


@dataclass(frozen=True)
class OutsideForm:
    """One form in use. ``above`` are the rows over the headings, such as a title; ``words`` how the other system
    writes the codes of a column, by column and code. ``record`` is where it is kept: kind and number.
    """

    record: tuple[str, int]
    title: str
    system: str
    sheet: str
    headings: tuple[Heading, ...]
    above: tuple[tuple[str, ...], ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def fills(self) -> dict[str, str]:
        """The columns that a file in this form fills, by what stands over them, made comparable."""
        return {loose(text=one.text): one.column for one in self.headings if one.column and loose(text=one.text)}

    def missing(self, *, sheet: Sheet) -> list[SheetColumn]:
        """The columns without which a file in this form cannot be taken in."""
        filled = set(self.fills.values())
        return [column for column in sheet.columns if column.required and column.name not in filled]

    def read_by(self, *, column: SheetColumn) -> SheetColumn:
        """The column, with the words of the other system among what its cells may hold."""
        told = tuple((word, code) for code, word in self.words.get(column.name, {}).items())
        if not told:
            return column
        return replace(column, also=lambda: (*(column.also() if column.also else ()), *told))


def outside_forms(*, sheet: str) -> Sequence[OutsideForm]:
    """The forms in use for the register of that sheet, the latest first; none where no module keeps any."""
    return DECLARED.outside_forms(sheet=sheet) if DECLARED.outside_forms else ()


def twice(*, texts: Iterable[str]) -> str:
    """The first heading that stands there twice; empty where each stands once. Empty cells do not count."""
    seen: set[str] = set()
    for text in texts:
        key = loose(text=text)
        if key and key in seen:
            return text
        seen.add(key)
    return ""
