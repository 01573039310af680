"""Imports whose work breaks off: whatever breaks, nothing is half done, and somebody is told."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from cast import Cast
from django.db import OperationalError
from sheet_files import LINES, declared_lines, lines_file
from sheet_stage import GOOD, done, handed_in, imported, later, lines, worker

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.storage import stored_path
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.unit import Line
from anlan.kernel.sheets import working
from anlan.kernel.sheets.importing import confirm
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.sheets.working import LEASE, MOST_ATTEMPTS, Worker

__all__ = ["declared_lines", "worker"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared_lines")]

State = SheetImport.State


class Killed(BaseException):
    """The process ends here and now: no handler of ours runs, as with a power failure."""


@pytest.mark.parametrize("where", ["read_rows", "judge", "append", "SheetFault"])
def test_a_process_that_dies_anywhere_leaves_nothing_half_done(
    cast: Cast, worker: Worker, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Killed at that point of the check or the load; after its lease the import is taken up again and ends well."""
    job = handed_in(cast, worker, lines_file(*GOOD, ("x", "c", "丙", "C")))
    if where == "append":
        confirm(job=done(worker), whole=False, act=cast.act("office"))
    with killed_at(monkeypatch, where):
        with pytest.raises(OperationalError):
            worker.work_once()
        assert lines() == {}
        assert not job.faults.exists() or where == "append"
        assert worker.work_once() is None, "the lease still runs"
    again = later(worker, by=LEASE + dt.timedelta(seconds=1))
    job = done(again)
    if where != "append":
        confirm(job=job, whole=False, act=cast.act("office"))
        job = done(again)
    assert job.state == State.LOADED
    assert lines() == {901: "甲", 902: "乙"}
    assert Event.objects.filter(kind="line.imported").count() == 1


class killed_at:
    """While it lasts, the connection breaks where the named function of the work is called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
        self.monkeypatch, self.where = monkeypatch, where

    def __enter__(self) -> None:
        self.real = getattr(working, self.where)
        self.monkeypatch.setattr(working, self.where, _Broken())

    def __exit__(self, *_error: object) -> None:
        self.monkeypatch.setattr(working, self.where, self.real)


class _Broken:
    def __call__(self, **_arguments: Any) -> Any:
        raise OperationalError("the connection is gone")

    def __getattr__(self, _name: str) -> Any:
        raise OperationalError("the connection is gone")


def test_a_load_that_breaks_in_the_middle_is_undone(
    cast: Cast, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(*, rows: Any, loading: Any) -> None:
        LINES.load(rows=rows[:1], loading=loading)
        assert Line.objects.filter(pk=901).exists()
        raise ZeroDivisionError

    monkeypatch.setitem(DECLARED.sheets, "lines", dataclasses.replace(LINES, load=half))
    job = imported(cast, worker, *GOOD)

    assert job.state == State.FAILED
    assert "ZeroDivisionError" in job.note
    assert lines() == {}
    assert not Event.objects.filter(kind="line.imported").exists()


def test_an_import_that_kills_every_process_is_given_up(
    cast: Cast, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in(cast, worker, lines_file(*GOOD))
    with killed_at(monkeypatch, "read_rows"):
        for attempt in range(MOST_ATTEMPTS):
            with pytest.raises(OperationalError):
                later(worker, by=attempt * 2 * LEASE).work_once()
        assert later(worker, by=MOST_ATTEMPTS * 2 * LEASE).work_once() is None
    assert SheetImport.objects.get().state == State.FAILED


def test_a_process_that_is_stopped_leaves_its_import_to_the_next(
    cast: Cast, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in(cast, worker, lines_file(*GOOD))
    real = working.read_rows

    def stopped(**_arguments: Any) -> Iterator[None]:
        raise Killed

    monkeypatch.setattr(working, "read_rows", stopped)
    with pytest.raises(Killed):
        worker.work_once()
    monkeypatch.setattr(working, "read_rows", real)
    job = done(worker)
    assert (job.state, job.attempts) == (State.CHECKED, 0)


def test_a_stored_file_that_is_lost_is_said(cast: Cast, worker: Worker) -> None:
    job = handed_in(cast, worker, lines_file(*GOOD))
    stored_path(digest=job.digest, data_dir=worker.data_dir).unlink()
    job = done(worker)
    assert job.state == State.FAILED
    assert "missing or damaged" in job.note


def test_faults_are_told_in_the_language_of_the_uploader(cast: Cast, worker: Worker) -> None:
    handed_in(cast, worker, lines_file((901, None, "甲")), language="zh-hans")
    assert "\u586b" in done(worker).faults.get().reason
