"""What was read to check a file is used again for its load: with the same result, not for long, and never too much."""

from __future__ import annotations

import datetime as dt
import json
from io import BytesIO

import openpyxl
import pytest
from cast import NOW, Cast
from sheet_files import HEADINGS, LINES, declared_lines, lines_file
from sheet_stage import GOOD, checked, counts, done, handed_in, later, lines, worker

from anlan.kernel.evidence.storage import stored_path
from anlan.kernel.sheets import keeping, working
from anlan.kernel.sheets.declaring import Fault
from anlan.kernel.sheets.importing import confirm
from anlan.kernel.sheets.keeping import KEPT_FOR
from anlan.kernel.sheets.package import Inspected, inspect
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.sheets.working import Worker

__all__ = ["declared_lines", "worker"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared_lines")]

State = SheetImport.State


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Inspected | None]:
    """What was known of each file when its rows were read, in order."""
    found: list[Inspected | None] = []
    real = working.read_rows

    def counted(**arguments: object) -> object:
        found.append(arguments["inspected"])  # type: ignore[arg-type]
        return real(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "read_rows", counted)
    return found


def with_errors(*, count: int) -> BytesIO:
    """A file of lines with so many cells that show an error of Excel."""
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for number in range(901, 901 + count):
        book.active.append((number, f"c{number}", "甲", "#N/A"))
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


def test_one_process_looks_a_file_through_once_and_reads_it_once(
    cast: Cast, worker: Worker, readings: list[Inspected | None]
) -> None:
    job = checked(cast, worker, *GOOD, (903, "forbidden", "丙", "C"))
    assert counts(job) == (2, 0, 0, 1)
    confirm(job=job, whole=False, act=cast.act("office"))
    assert done(worker).state == State.LOADED
    assert lines() == {901: "甲", 902: "乙"}
    assert [one is not None for one in readings] == [True]
    assert worker.kept.reads == {}


def test_another_process_reads_the_file_again_and_loads_the_same(
    cast: Cast, worker: Worker, readings: list[Inspected | None]
) -> None:
    job = checked(cast, worker, *GOOD, (903, "forbidden", "丙", "C"))
    confirm(job=job, whole=False, act=cast.act("office"))
    other = later(worker, by=dt.timedelta(seconds=1))
    assert done(other).state == State.LOADED
    assert lines() == {901: "甲", 902: "乙"}
    assert len(readings) == 2


def test_what_was_read_is_let_go_of_after_a_while(cast: Cast, worker: Worker) -> None:
    checked(cast, worker, *GOOD)
    for passed, kept in ((KEPT_FOR, 1), (KEPT_FOR + dt.timedelta(seconds=1), 0)):
        same = Worker(clock=lambda by=passed: NOW + by, pack=worker.pack, data_dir=worker.data_dir, kept=worker.kept)
        assert same.work_once() is None
        assert len(worker.kept.reads) == kept


def test_the_oldest_gives_way_where_much_is_kept(
    cast: Cast, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    first = checked(cast, worker, *GOOD)
    size = sum(one.size for one in worker.kept.reads.values())
    monkeypatch.setattr(keeping, "MOST_BYTES", size + size // 2)
    second = checked(cast, worker, *GOOD, mode="skip")
    assert worker.kept.of(job=first, sheet=LINES) is None
    assert worker.kept.of(job=second, sheet=LINES) is not None
    monkeypatch.setattr(keeping, "MOST_BYTES", 10)
    third = checked(cast, worker, *GOOD, mode="update")
    assert third.state == State.CHECKED
    assert worker.kept.of(job=third, sheet=LINES) is None


def test_a_table_that_takes_much_room_is_kept_packed_and_loads_the_same(
    cast: Cast, worker: Worker, readings: list[Inspected | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "CELL", keeping.MOST_BYTES)
    job = checked(cast, worker, *GOOD, (903, "forbidden", "丙", "C"))
    assert [type(one.told) for one in worker.kept.reads.values()] == [bytes]
    confirm(job=job, whole=False, act=cast.act("office"))
    assert done(worker).state == State.LOADED
    assert lines() == {901: "甲", 902: "乙"}
    assert len(readings) == 1


def test_what_the_database_had_against_a_row_is_not_kept_with_what_was_read(cast: Cast, worker: Worker) -> None:
    job = checked(cast, worker, *GOOD, (903, "forbidden", "丙", "C"))
    assert counts(job) == (2, 0, 0, 1)
    for _again in range(2):
        read = worker.kept.of(job=job, sheet=LINES)
        assert read is not None
        assert (len(read.rows), read.bad, read.faults, read.found) == (3, set(), [], 0)
        read.say(fault=Fault(read.rows[0][0], "", "x"))


def test_a_file_lost_since_its_check_is_not_loaded_from_memory(cast: Cast, worker: Worker) -> None:
    job = checked(cast, worker, *GOOD)
    stored_path(digest=job.digest, data_dir=worker.data_dir).unlink()
    confirm(job=job, whole=True, act=cast.act("office"))
    assert done(worker).state == State.FAILED
    assert lines() == {}


def test_the_errors_that_cells_show_are_told_from_what_was_found_at_the_upload(
    cast: Cast, worker: Worker, readings: list[Inspected | None]
) -> None:
    handed_in(cast, worker, with_errors(count=2))
    job = done(worker)
    assert [(one.row, one.column, one.value) for one in job.faults.all()] == [
        (2, "name_en", "#N/A"),
        (3, "name_en", "#N/A"),
    ]
    assert readings[0] is not None


def test_a_file_with_very_many_odd_cells_is_looked_through_again(
    cast: Cast, worker: Worker, readings: list[Inspected | None]
) -> None:
    handed_in(cast, worker, with_errors(count=1001))
    assert counts(done(worker)) == (0, 0, 0, 1001)
    assert readings == [None]


@pytest.mark.parametrize("file", [lines_file(*GOOD), with_errors(count=3)])
def test_what_a_package_was_found_to_be_is_stored_without_loss(file: BytesIO) -> None:
    found = inspect(content=file)
    again = Inspected.told(said=json.loads(json.dumps(found.saying)))
    one, other = (
        {name: (part.odd, part.rows, part.columns) for name, part in each.sheets.items()} for each in (found, again)
    )
    assert one == other
