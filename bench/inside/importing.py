"""An import of a workbook as an office does it, beside its parts by themselves: read, validate, load."""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import batched
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.declaring import BATCH, UPDATE, Loading, Sheet
from anlan.kernel.sheets.headings import find_headings
from anlan.kernel.sheets.importing import HandedIn, confirm, hand_in
from anlan.kernel.sheets.reading import Read, plan_of, values_of
from anlan.kernel.sheets.working import Worker
from bench.results import Line, seconds

IMPORT_TARGET, MEMORY_MB = 2, 500


class Undone(Exception):
    """Raised to take back what was only measured."""


@dataclass(frozen=True)
class Workbook:
    """A workbook to import: the sheet's name, its columns, a fresh iterator of its rows, and how many there are.

    ``load`` writes the rows as the sheet does, ``written`` are the models whose rows it writes, in an order in which
    they can be written bare.
    """

    sheet: str
    columns: Sequence[str]
    rows: Callable[[], Iterable[Mapping[str, Any]]]
    count: int
    load: Callable[[], None]
    written: Sequence[Any]
    topic: str
    forget: Callable[[], None] = lambda: None


def import_lines(*, book: Workbook, act: Act, database: str) -> list[Line]:
    """The import, which comes first while the process is small, so that its peak of memory is the import's."""
    content, took, peak = _content(book), 0.0, 0.0
    try:
        with transaction.atomic():
            took = _whole(book, content, act)
            peak = _peak_megabytes()
            raise Undone
    except Undone:
        pass
    cells: list[list[Any]] = []
    read = seconds(lambda: cells.extend(_read(content)))
    book.forget()
    validate = seconds(lambda: _validate(DECLARED.sheets[book.sheet], cells))
    bare = _load_bare(book)
    said = (
        f"{took:.1f} s ({book.count / took:,.0f} rows/s); read {read:.1f}, validate {validate:.1f}, load {bare:.1f} s"
    )
    print(f"  import: {said}, memory {peak:.0f} MB", flush=True)
    ratio = round(took / (read + validate + bare), 2)
    return [
        Line(f"{book.topic}, its parts", database, said, ratio, IMPORT_TARGET),
        Line(f"{book.topic}, memory of the whole process", database, f"{peak:.0f} MB", round(peak), MEMORY_MB, "MB"),
    ]


def load_rows(*, sheet: str, rows: Iterable[Mapping[str, Any]], act: Act, columns: Iterable[str]) -> None:
    """Write rows as an import does, with its entry in the ledger, all of them as new ones."""
    declared, post = DECLARED.sheets[sheet], act.actor.posts[0]
    place = Place(unit=post.unit_id, position=post.unit.position, line=post.unit.line_id)
    entry = Entry(
        kind=declared.event, occurred_on=act.today, officer=act.actor.officer.pk, post=post.pk, place=place,
        answers={"synthetic": True},
    )  # fmt: skip
    event = append(entry=entry, now=timezone.now())
    loading = Loading(act, post.pk, UPDATE, act.today, "synthetic", "", frozenset(columns), event)
    for batch in batched(enumerate(rows), BATCH):
        declared.load(rows=[(number, row, "new") for number, row in batch], loading=loading)


def _peak_megabytes() -> float:
    """The highest memory of this process so far; what getrusage tells is handed down by whoever started it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _whole(book: Workbook, content: bytes, act: Act) -> float:
    """How long it takes from handing the file in until it is loaded: checked, confirmed, read again, written."""
    sheet = DECLARED.sheets[book.sheet]
    with tempfile.TemporaryDirectory(prefix="anlan-bench-files-") as folder:
        worker = Worker(clock=timezone.now, pack=act.pack, data_dir=folder)

        def whole() -> None:
            file = HandedIn("book.xlsx", BytesIO(content), True, UPDATE, act.today, "en")
            hand_in(sheet=sheet, file=file, act=act, submission=uuid.uuid4(), data_dir=folder)
            checked = worker.work_once()
            if checked is None or checked.new != book.count:
                raise RuntimeError(f"the check found {checked and checked.new} new rows, {checked and checked.note}")
            confirm(job=checked, whole=True, act=act)
            loaded = worker.work_once()
            if loaded is None or loaded.state != "loaded":
                raise RuntimeError(f"the import was not loaded: {loaded and loaded.note}")

        return seconds(whole)


def _content(book: Workbook) -> bytes:
    sheet = DECLARED.sheets[book.sheet]
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False}) as written:
        page, day = written.add_worksheet(), written.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, [str(sheet.column(name=name).label) for name in book.columns])
        for number, row in enumerate(book.rows(), start=1):
            for place, name in enumerate(book.columns):
                value = row[name]
                if isinstance(value, bool):
                    page.write_string(number, place, "是" if value else "否")
                elif isinstance(value, dt.date):
                    page.write_datetime(number, place, dt.datetime.combine(value, dt.time()), day)
                elif value not in ("", None):
                    page.write(number, place, value)
    return file.getvalue()


def _read(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def _validate(sheet: Sheet, cells: list[list[Any]]) -> None:
    headings = find_headings(sheet=sheet, rows=cells[:1])
    plan, read = plan_of(sheet=sheet, headings=headings), Read(sheet, headings)
    names = [column.name for column in sheet.columns]
    for number, row in enumerate(cells[1:], start=2):
        values = values_of(read=read, number=number, cells=row, plan=plan)
        if values is not None:
            for _fault in sheet.row_rules(dict(zip(names, values, strict=True))):
                raise RuntimeError("a synthetic row is at fault")


def _load_bare(book: Workbook) -> float:
    """The same rows, made ready, written to their tables by one statement each; taken back afterwards."""
    ready: dict[Any, list[tuple[Any, ...]]] = {}
    highest = {model: _highest(model) for model in book.written}
    try:
        with transaction.atomic():
            book.load()
            ready = {model: _since(model, highest[model]) for model in book.written}
            raise Undone
    except Undone:
        pass
    took = 0.0
    try:
        with transaction.atomic():
            for model in book.written:
                took += seconds(lambda model=model: _write(model=model, rows=ready[model]))  # type: ignore[misc]
            raise Undone
    except Undone:
        return took


def _highest(model: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {model._meta.db_table}")
        return int(cursor.fetchone()[0])


def _since(model: Any, highest: int) -> list[tuple[Any, ...]]:
    """The rows written since, as the database gives them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table} WHERE id > %s ORDER BY id", [highest])
        return list(cursor.fetchall())


def _write(*, model: Any, rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
