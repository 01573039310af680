"""An import from upload to register: nothing half done, nothing twice, and by nobody who may not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cast import NOW, TODAY, Cast
from django.db import OperationalError
from sheet_files import LINES, declared_lines, lines_file

from anlan.kernel.declared import DECLARED, EventKind, Module
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.storage import stored_path
from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.post import Appointment
from anlan.kernel.people.unit import Line
from anlan.kernel.sheets import working
from anlan.kernel.sheets.importing import CannotImport, HandedIn, cancel, confirm, hand_in
from anlan.kernel.sheets.sheet_import import SheetImport, visible_imports
from anlan.kernel.sheets.working import LEASE, MOST_ATTEMPTS, Worker

__all__ = ["declared_lines"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared_lines")]

GOOD = ((901, "a", "甲", "A"), (902, "b", "乙", "B"))
State = SheetImport.State


class Killed(BaseException):
    """The process ends here and now: no handler of ours runs, as with a power failure."""


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    return Worker(clock=lambda: NOW, pack=installed_pack(), data_dir=tmp_path)


def later(worker: Worker, *, by: dt.timedelta) -> Worker:
    return Worker(clock=lambda: NOW + by, pack=worker.pack, data_dir=worker.data_dir)


def handed_in(
    cast: Cast, worker: Worker, file: BytesIO, *, mode: str = "stop", who: str = "office",
    submission: uuid.UUID | None = None, language: str = "en",
) -> SheetImport:  # fmt: skip
    handed = HandedIn(name="lines.xlsx", content=file, cleared=True, mode=mode, as_of=TODAY, language=language)
    return hand_in(
        sheet=LINES, file=handed, act=cast.act(who), submission=submission or uuid.uuid4(), data_dir=worker.data_dir
    )


def checked(cast: Cast, worker: Worker, *rows: Any, mode: str = "stop") -> SheetImport:
    handed_in(cast, worker, lines_file(*rows), mode=mode)
    return done(worker)


def done(worker: Worker) -> SheetImport:
    job = worker.work_once()
    assert job is not None
    return job


def imported(cast: Cast, worker: Worker, *rows: Any, mode: str = "stop", whole: bool = True) -> SheetImport:
    confirm(job=checked(cast, worker, *rows, mode=mode), whole=whole, act=cast.act("office"))
    return done(worker)


def lines() -> dict[int, str]:
    return dict(Line.objects.filter(pk__gte=900).values_list("pk", "name_zh"))


def counts(job: SheetImport) -> tuple[int, int, int, int]:
    return job.new, job.changed, job.same, job.bad


def test_a_file_is_stored_checked_and_imported_with_one_entry_in_the_ledger(cast: Cast, worker: Worker) -> None:
    job = checked(cast, worker, *GOOD)
    assert (job.state, job.rows, counts(job)) == (State.CHECKED, 2, (2, 0, 0, 0))
    assert stored_path(digest=job.digest, data_dir=worker.data_dir).is_file()
    assert lines() == {}

    before = Event.objects.count()
    confirm(job=job, whole=True, act=cast.act("office"))
    job = done(worker)

    assert job.state == State.LOADED
    assert lines() == {901: "甲", 902: "乙"}
    event = Event.objects.get(seq=job.event_seq)
    assert Event.objects.count() == before + 1
    assert (event.kind, event.record_type, event.record_id) == ("line.imported", "import", job.pk)
    assert (event.officer_id, event.post_id) == (job.officer_id, job.post_id)
    said = event.content["answers"]
    assert (said["digest"], said["mode"], said["new"], said["written"]) == (job.digest, "stop", 2, 2)
    assert event.content["files"] == [job.digest]
    assert worker.work_once() is None


@pytest.mark.parametrize("mode", ["stop", "skip", "update"])
def test_the_same_file_twice_changes_nothing(cast: Cast, worker: Worker, mode: str) -> None:
    imported(cast, worker, *GOOD, mode=mode)
    events = Event.objects.count()
    job = checked(cast, worker, *GOOD, mode=mode)

    assert counts(job) == (0, 0, 2, 0)
    with pytest.raises(CannotImport, match="nothing to import"):
        confirm(job=job, whole=True, act=cast.act("office"))
    assert Event.objects.count() == events


def test_rows_that_exist_already_are_reported_left_or_updated(cast: Cast, worker: Worker) -> None:
    imported(cast, worker, *GOOD)
    changed = ((901, "a", "改", "A"), (903, "c", "丙", "C"))

    stopped = checked(cast, worker, *changed, mode="stop")
    assert counts(stopped) == (1, 0, 0, 1)
    assert [one.reason for one in stopped.faults.all()] == ["The register holds this already, with other values."]

    assert counts(imported(cast, worker, *changed, mode="skip")) == (1, 1, 0, 0)
    assert lines() == {901: "甲", 902: "乙", 903: "丙"}

    assert counts(imported(cast, worker, *changed, mode="update")) == (0, 1, 1, 0)
    assert lines() == {901: "改", 902: "乙", 903: "丙"}


def test_all_or_nothing_unless_the_good_rows_are_asked_for(cast: Cast, worker: Worker) -> None:
    job = checked(cast, worker, *GOOD, (903, "forbidden", "丙", "C"), ("x", "d", "丁", "D"))

    assert counts(job) == (2, 0, 0, 2)
    assert [(one.row, one.column, one.value) for one in job.faults.all()] == [
        (4, "code", "forbidden"),
        (5, "number", "x"),
    ]
    with pytest.raises(CannotImport, match="Not all rows are right"):
        confirm(job=job, whole=True, act=cast.act("office"))
    confirm(job=job, whole=False, act=cast.act("office"))
    assert done(worker).state == State.LOADED
    assert lines() == {901: "甲", 902: "乙"}


def test_of_two_imports_at_once_the_second_learns_that_its_preview_is_outdated(cast: Cast, worker: Worker) -> None:
    first = checked(cast, worker, *GOOD)
    second = checked(cast, worker, (902, "b", "其他", "B"), (904, "e", "戊", "E"))
    for job in (first, second):
        confirm(job=job, whole=True, act=cast.act("office"))

    assert done(worker).state == State.LOADED
    second = done(worker)
    assert (second.state, second.outdated, counts(second)) == (State.CHECKED, True, (1, 0, 0, 1))
    assert lines() == {901: "甲", 902: "乙"}
    assert second.faults.count() == 1
    confirm(job=second, whole=False, act=cast.act("office"))
    assert done(worker).state == State.LOADED
    assert lines() == {901: "甲", 902: "乙", 904: "戊"}


def test_the_form_sent_twice_is_one_import(cast: Cast, worker: Worker) -> None:
    token = uuid.uuid4()
    first = handed_in(cast, worker, lines_file(*GOOD), submission=token)
    assert handed_in(cast, worker, lines_file(*GOOD), submission=token).pk == first.pk


def test_a_confirmation_sent_twice_is_one(cast: Cast, worker: Worker) -> None:
    job = checked(cast, worker, *GOOD)
    confirm(job=job, whole=True, act=cast.act("office"))
    with pytest.raises(CannotImport, match="moved on"):
        confirm(job=job, whole=True, act=cast.act("office"))


def test_who_has_no_right_hands_nothing_in(cast: Cast, worker: Worker) -> None:
    with pytest.raises(NotPermitted):
        handed_in(cast, worker, lines_file(*GOOD), who="auditor")
    assert not SheetImport.objects.exists()


def test_a_refused_file_leaves_nothing(cast: Cast, worker: Worker) -> None:
    with pytest.raises(UploadRefused):
        handed_in(cast, worker, BytesIO(b"number,code"))
    assert not SheetImport.objects.exists()
    assert not list(Path(worker.data_dir).iterdir())


def test_nobody_confirms_or_cancels_for_somebody_else(cast: Cast, worker: Worker) -> None:
    job = checked(cast, worker, *GOOD)
    with pytest.raises(NotPermitted):
        confirm(job=job, whole=True, act=cast.act("city"))
    with pytest.raises(NotPermitted):
        cancel(job=job, act=cast.act("city"))


def test_a_right_that_ended_since_the_confirmation_is_none(cast: Cast, worker: Worker) -> None:
    job = checked(cast, worker, *GOOD)
    confirm(job=job, whole=True, act=cast.act("office"))
    Appointment.objects.filter(officer=job.officer).update(until=TODAY - dt.timedelta(days=1))

    job = done(worker)
    assert job.state == State.REFUSED
    assert "no right" in job.note
    assert lines() == {}


def test_a_right_that_ended_before_the_check_is_none(cast: Cast, worker: Worker) -> None:
    job = handed_in(cast, worker, lines_file(*GOOD))
    Appointment.objects.filter(officer=job.officer).update(until=TODAY - dt.timedelta(days=1))
    assert done(worker).state == State.REFUSED


def test_imports_are_seen_by_their_officer_and_by_who_reads_the_ledger_there(cast: Cast, worker: Worker) -> None:
    job = handed_in(cast, worker, lines_file(*GOOD))
    assert {name for name in cast.officers if visible_imports(actor=cast.actor(name)).filter(pk=job.pk)} == {
        "office",
        "city",
        "auditor",
    }


def test_a_cancelled_import_stays_cancelled(cast: Cast, worker: Worker) -> None:
    job = checked(cast, worker, *GOOD)
    cancel(job=job, act=cast.act("office"))
    assert worker.work_once() is None
    with pytest.raises(CannotImport):
        confirm(job=job, whole=True, act=cast.act("office"))
    with pytest.raises(CannotImport):
        cancel(job=job, act=cast.act("office"))


def test_one_that_is_cancelled_while_it_is_checked_stops(
    cast: Cast, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = handed_in(cast, worker, lines_file(*GOOD))
    real = working.read_rows

    def reading(**arguments: Any) -> Any:
        cancel(job=job, act=cast.act("office"))
        return real(**arguments)

    monkeypatch.setattr(working, "read_rows", reading)
    assert done(worker).state == State.CANCELLED
    assert not job.faults.exists()


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


def test_a_sheet_brings_its_kind_of_event_along() -> None:
    declared = type(DECLARED)()
    declared.declare(modules=[Module(name="test", sheets=[LINES])])
    assert declared.sheets == {"lines": LINES}
    assert declared.events["line.imported"].discharges is False
    named = EventKind("line.imported", "Lines", discharges=False)
    declared.declare(modules=[Module(name="test", sheets=[LINES], events=[named])])
    assert declared.events["line.imported"] is named
