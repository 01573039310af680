"""电子表格导入的声明: what a module says of a sheet, so that its register can be filled from Excel.

The module says which columns there are, what a row may hold, what the database has already, and how rows are written.
Reading, converting, preview, permission, transaction and ledger are the kernel's (docs/decisions/0019-excel-in.md).
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Q

from anlan.kernel.ledger.event import Event
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Words
from anlan.kernel.roles import P
from anlan.policy.citations import cite

ColumnKind = Literal["text", "code", "number", "decimal", "date", "check", "choice"]
Verdict = Literal["new", "changed", "same"]

# A row as it was read: its number as Excel counts, and its values by column.
Numbered = tuple[int, Mapping[str, Any]]
# The same with what is to be done: "new" or "changed".
Judged = tuple[int, Mapping[str, Any], Verdict]
# What the register says of a row: the verdict, and what a load would overwrite (empty where nothing).
Compared = tuple[Verdict, str]

# The three answers to what happens with a row that the register holds already with other values.
STOP, SKIP, UPDATE = "stop", "skip", "update"
# Rows are handed to a module's functions at most so many at a time.
BATCH = 5000


@dataclass(frozen=True)
class SheetColumn:
    """One column of a sheet. Cells that are empty give None.

    ``kind``: text (one line, str), code (str without spaces; what Excel made a number of becomes text again), number
    (int), decimal (Decimal), date, check (bool), choice (str: the code).
    A choice has ``words`` (code → words; cells may hold the code, the Chinese or the English words) or ``listed``, a
    long list of (code, name): cells may hold the code, "code name", or the name where only one entry has it. ``also``
    are further spellings with their codes, such as codes of former years; the template does not list them.
    ``example`` stands in the template's example row, as a person would type it. ``why`` says what the answer is for.
    ``least`` and ``most`` bound a number; ``max_length`` counts characters.
    """

    name: str
    label: Words
    kind: ColumnKind
    required: bool = False
    words: Mapping[str, Words] = field(default_factory=dict)
    listed: Callable[[], Sequence[tuple[str, str]]] | None = None
    also: Callable[[], Sequence[tuple[str, str]]] | None = None
    example: str = ""
    why: Words = ""
    max_length: int = 200
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell: ``row`` as Excel numbers it, ``column`` by its name (empty: the whole row).

    ``reason`` is in the language of whoever uploaded the file; ``value`` is what the cell held.
    """

    row: int
    column: str
    reason: str
    value: str = ""


@dataclass(frozen=True)
class Loading:
    """One import as the module's functions see it.

    ``act`` is who imports, on the day of this pass, ``post`` the id of the post under which it is done. ``mode`` is
    stop, skip or update. ``as_of`` is the day for which the file speaks. ``source`` names the file for people,
    ``digest`` is its SHA-256. ``columns`` are those that the file has: what it does not have stays as it stands.
    ``event`` is the ledger's entry of the import; it exists only while rows are loaded. In ``kept`` a sheet keeps what
    it asked the database during this pass, under a name of its own, so that no batch asks for it again.
    """

    act: Act
    post: int
    mode: str
    as_of: dt.date
    source: str
    digest: str
    columns: frozenset[str] = frozenset()
    event: Event | None = None
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


def _no_rules(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """For sheets whose rows need nothing beyond what their columns say."""
    return ()


def _all(records: Sequence[Any]) -> Sequence[Any]:
    """For sheets whose rows tell every record apart."""
    return records


@dataclass(frozen=True)
class Filled:
    """How the records of a register become rows of its own sheet, so that what is given out filled in loads back.

    ``held(records)`` gives the values of each by column, as a file gives them: of a choice the code; what is missing is
    empty. ``rows`` are those of which a file may speak, ``joins`` the relations that are read with them. ``apart``
    leaves out of the records those that no row can tell from another. Both are handed at most ``BATCH`` records.
    """

    held: Callable[[Sequence[Any]], Iterable[Mapping[str, Any]]]
    rows: Q = field(default_factory=Q)
    joins: tuple[str, ...] = ()
    apart: Callable[[Sequence[Any]], Sequence[Any]] = _all


@dataclass(frozen=True)
class Sheet:
    """One kind of Excel file, which fills the register of the same ``name``.

    ``key`` names the columns that tell rows apart: two rows of one key within a file are faults that name each other.
    Where a row fills in all of ``numbered_by``, such as a number given elsewhere, these tell it apart instead.
    ``row_rules(values)`` gives (column, reason) for what is wrong with a row by itself; it is asked of rows whose cells
    are all right. ``check(rows=…, loading=…)`` gives the faults that need the database; a row of which it says nothing
    may be written by this act, so it also asks whether the act's officer holds ``permission`` over the row's place.
    ``compare(rows=…, loading=…)`` gives for each row whether the register has it: "new", "changed" or "same", and as
    any text what a load would overwrite: where somebody has written something else there since the preview, nothing is
    loaded.
    ``load(rows=…, loading=…)`` writes rows judged "new" or "changed". All are handed at most ``BATCH`` rows; check and
    compare see the register as it was before the first row is loaded, and all of it is one transaction.
    ``permission`` is asked at upload, at confirmation and at load. ``event`` is the kind of the one ledger entry that
    an import leaves, under ``clause``. ``why`` tells whoever uploads what the file is for. ``filled`` gives the
    register out in the sheet's own columns, to be corrected in Excel and handed in again.
    """

    name: str
    label: Words
    columns: tuple[SheetColumn, ...]
    key: tuple[str, ...]
    permission: P
    clause: str
    event: str
    check: Callable[..., Iterable[Fault]]
    compare: Callable[..., Sequence[Compared]]
    load: Callable[..., None]
    row_rules: Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]] = _no_rules
    why: Words = ""
    numbered_by: tuple[str, ...] = ()
    filled: Filled | None = None

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names) or not {*self.key, *self.numbered_by} <= set(names) or not self.key:
            raise ValueError(f"sheet {self.name}: a column stands twice, or the key is none of the columns")
        if any(column.kind == "choice" and not (column.words or column.listed) for column in self.columns):
            raise ValueError(f"sheet {self.name}: a choice has nothing to choose from")
        # Two frames up stands the module that declares this sheet: __post_init__ ← __init__ ← the module.
        frame = sys._getframe(2)
        where = f"{frame.f_globals.get('__name__', '').replace('.', '/')}.py:{frame.f_lineno}"
        cite(reference=self.clause, kind="step", name=self.event, where=where)
        cite(reference=self.clause, kind="permission", name=str(self.permission), where=where)

    def column(self, *, name: str) -> SheetColumn:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
