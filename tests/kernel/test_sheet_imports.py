"""An import from upload to register: nothing half done, nothing twice, and by nobody who may not."""

from __future__ import annotations

import datetime as dt
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cast import TODAY, Cast
from sheet_files import LINES, declared_lines, lines_file
from sheet_stage import GOOD, checked, counts, done, handed_in, imported, lines, worker

from anlan.kernel.declared import DECLARED, EventKind, Module
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.storage import stored_path
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.post import Appointment
from anlan.kernel.sheets import working
from anlan.kernel.sheets.importing import CannotImport, cancel, confirm
from anlan.kernel.sheets.sheet_import import SheetImport, visible_imports
from anlan.kernel.sheets.working import Worker

__all__ = ["declared_lines", "worker"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared_lines")]

State = SheetImport.State


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


def test_a_sheet_brings_its_kind_of_event_along() -> None:
    declared = type(DECLARED)()
    declared.declare(modules=[Module(name="test", sheets=[LINES])])
    assert declared.sheets == {"lines": LINES}
    assert declared.events["line.imported"].discharges is False
    named = EventKind("line.imported", "Lines", discharges=False)
    declared.declare(modules=[Module(name="test", sheets=[LINES], events=[named])])
    assert declared.events["line.imported"] is named
