"""Clause 18.8: a ledger of hidden dangers kept before is taken over; what is open in it is owed from now on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cast import NOW, TODAY, Cast, unit
from django.test import Client
from django.utils import timezone
from examples_of_dangers import EMERGENCY, FIRST, SECOND, accept, find, fresh, general, rectify

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.figures import FigureDelta
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.sheets.importing import HandedIn, confirm, hand_in
from anlan.kernel.sheets.sheet_import import SheetFault, SheetImport
from anlan.kernel.sheets.working import Worker
from anlan.modules.hidden_danger import DoubleReport, HiddenDanger
from anlan.policy import Pack

SHEET = DECLARED.sheets["hiddendanger"]
pytestmark = pytest.mark.django_db
Import = Callable[..., SheetImport]


def row(**other: Any) -> dict[str, Any]:
    """A danger that has long been put right, as an enterprise's own ledger has it."""
    given = {
        "unit": FIRST, "found_on": "2026-08-03", "what": "配电箱门缺失", "place": "烧成车间", "due_day": "2026-08-18",
        "rectified_on": "2026-08-10", "result": "已加装箱门", "ended_on": "2026-08-11", "grade": "一般",
    }  # fmt: skip
    return given | other


def still_open(**other: Any) -> dict[str, Any]:
    """A general danger that is being put right."""
    return row(rectified_on=None, result=None, ended_on=None, **{"due_day": "2026-12-20"} | other)


def workbook(rows: Sequence[Mapping[str, Any]], without: Sequence[str] = ()) -> BytesIO:
    """A workbook with the sheet's own headings."""
    columns = [column for column in SHEET.columns if column.name not in without]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([str(column.label) for column in columns])
    for one in rows:
        page.append([one.get(column.name) for column in columns])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


@pytest.fixture
def imported(cast: Cast, pack: Pack, tmp_path: Path) -> Import:
    """Hand a workbook in, let it be checked, and import it where nothing is wrong."""

    def run(
        *rows: Mapping[str, Any], mode: str = "update", username: str = "safety", without: Sequence[str] = ()
    ) -> SheetImport:
        act = cast.act(username)
        file = HandedIn("隐患台账.xlsx", workbook(rows, without), True, mode, TODAY, "en")
        hand_in(sheet=SHEET, file=file, act=act, submission=uuid.uuid4(), data_dir=tmp_path)
        worker = Worker(clock=lambda: NOW, pack=pack, data_dir=tmp_path)
        job = worker.work_once()
        assert job is not None
        if job.good and not job.bad:
            confirm(job=job, whole=True, act=act)
            job = worker.work_once()
            assert job is not None
        return job

    return run


def faults(job: SheetImport) -> list[tuple[int, str]]:
    """Row and column of each fault, in order."""
    return sorted(SheetFault.objects.filter(sheet_import=job).values_list("row", "column"))


def owed(danger: HiddenDanger) -> list[tuple[str, str, dt.date]]:
    """What is owed about a danger: by which duty, by whom, by when."""
    rows = Obligation.objects.filter(record_type="hiddendanger", record_id=danger.pk)
    return sorted(rows.values_list("duty__key", "unit__code", "due_day"))


def test_18_8_what_has_ended_is_history_and_owes_nothing(imported: Import) -> None:
    job = imported(row(), row(what="灭火器过期", place="仓库", grade=None, source="自查"))
    assert (job.state, job.new, job.bad) == ("loaded", 2, 0)
    one, other = HiddenDanger.objects.order_by("id")
    assert (one.state, one.source, one.measure, one.ended_on) == (
        "closed",
        "ledger",
        "none_needed",
        dt.date(2026, 8, 11),
    )
    assert (one.position, one.line_id, one.supervisor_id, one.found_by_id) == (
        one.unit.position, one.unit.line_id, None, one.unit_id,
    )  # fmt: skip
    # What was put right and called nothing else counts as general.
    assert (other.grade, other.source) == ("general", "self_check")
    assert not Obligation.objects.filter(record_type="hiddendanger").exists()
    event = Event.objects.get(kind="danger.imported")
    assert (event.clause, event.answers["digest"], event.answers["written"]) == ("18.8", job.digest, 2)


def test_18_8_what_is_open_is_owed_as_if_it_had_been_entered(imported: Import) -> None:
    imported(
        still_open(what="甲"), still_open(what="乙", grade=None, due_day=None), row(what="丙", ended_on=None),
        still_open(what="丁", supervisor=EMERGENCY, grade=None),
    )  # fmt: skip
    found = {one.what: one for one in HiddenDanger.objects.all()}
    assert {what: one.state for what, one in found.items()} == {
        "甲": "rectifying", "乙": "found", "丙": "rectified", "丁": "found",
    }  # fmt: skip
    assert owed(found["甲"]) == [("danger-treatment", FIRST, dt.date(2026, 12, 20))]
    assert owed(found["乙"]) == [("danger-grading", FIRST, dt.date(2026, 11, 26))]
    assert owed(found["丙"]) == [("danger-recheck", FIRST, dt.date(2026, 12, 3))]
    assert owed(found["丁"]) == [("danger-grading-of-bodies", EMERGENCY, dt.date(2026, 11, 26))]
    slots = list(Obligation.objects.filter(record_type="hiddendanger").order_by("slot").values_list("slot", flat=True))
    assert slots == [0, 1, 2, 3]
    assert sum(FigureDelta.objects.filter(opened=1).values_list("opened", flat=True)) >= 4


def test_18_7_an_open_major_danger_owes_its_plan_and_both_legs(imported: Import) -> None:
    imported(still_open(grade="重大", criterion="GM8-04") | {"due_day": None})
    danger = HiddenDanger.objects.get()
    assert (danger.state, danger.criterion, danger.grade_reason) == ("planning", "GM8-04", "")
    assert danger.criterion_text
    assert danger.supervisor is not None
    assert [key for key, _unit, _day in owed(danger)] == ["danger-plan"]
    legs = {one.leg: one.receiver for one in DoubleReport.objects.filter(danger=danger)}
    assert legs == {"to_regulator": danger.supervisor, "to_workers": danger.unit}
    of_legs = Obligation.objects.filter(record_type="doublereport").values_list("duty__key", flat=True)
    assert sorted(of_legs) == ["danger-told-regulator", "danger-told-workers"]


def test_18_8_one_that_is_late_in_the_ledger_is_late_here(imported: Import) -> None:
    imported(still_open() | {"due_day": "2026-11-02"})
    danger = HiddenDanger.objects.get()
    assert danger.is_late(on=TODAY)
    assert Obligation.objects.get(record_id=danger.pk, record_type="hiddendanger").is_late(now=NOW)


def test_18_8_an_imported_danger_is_carried_on_by_its_steps(cast: Cast, imported: Import) -> None:
    imported(still_open())
    danger = HiddenDanger.objects.get()
    rectify(cast.act("safety"), danger)
    accept(cast.act("principal"), danger)
    assert fresh(danger).state == "closed"
    assert Obligation.objects.get(duty__key="danger-treatment").state == Obligation.State.MET


@pytest.mark.parametrize("mode", ["stop", "skip", "update"])
def test_18_8_the_same_file_twice_changes_nothing(imported: Import, mode: str) -> None:
    rows = [row(), still_open(what="叉车未年检"), still_open(what="罐", grade="重大", criterion="无法立即排除"),
            row(what="有编号", upward_number="GD2026-1")]  # fmt: skip
    imported(*rows, mode=mode)
    before = (HiddenDanger.objects.count(), Obligation.objects.count(), Event.objects.count())
    job = imported(*rows, mode=mode)
    assert (job.same, job.new, job.changed, job.bad) == (4, 0, 0, 0)
    assert (HiddenDanger.objects.count(), Obligation.objects.count(), Event.objects.count()) == before


def test_18_8_a_danger_is_known_again_by_its_number_in_the_provinces_system(imported: Import) -> None:
    imported(row(upward_number="GD2026-1"))
    job = imported(row(upward_number="GD2026-1", what="配电箱门缺失、未上锁", result="已加装箱门并上锁"))
    assert (job.new, job.changed) == (0, 1)
    assert HiddenDanger.objects.get().result == "已加装箱门并上锁"


def test_18_8_two_of_one_day_and_words_are_told_apart_by_place_or_number(imported: Import) -> None:
    job = imported(row(place="一楼"), row(place="二楼"), row(upward_number="A1"), row(upward_number="A2"))
    assert (job.state, HiddenDanger.objects.count()) == ("loaded", 4)


@pytest.mark.parametrize("number", [None, "A1"])
def test_18_8_one_danger_in_two_rows_is_a_fault_of_both(imported: Import, number: str | None) -> None:
    job = imported(row(upward_number=number), row(what="别的"), row(upward_number=number, result="已换门"))
    assert [found for found, _column in faults(job)] == [2, 4]


def test_18_8_a_file_gives_a_living_danger_its_number_and_nothing_else(cast: Cast, imported: Import) -> None:
    danger = find(cast.act("safety"))
    general(cast.act("safety"), danger)
    same = {
        "unit": FIRST, "found_on": "2026-11-23", "what": danger.what, "place": danger.place, "source": "self_check",
        "grade": "general", "due_day": "2026-12-04", "upward_number": "GD2026-77",
    }  # fmt: skip
    job = imported(same)
    assert (job.changed, fresh(danger).upward_number, fresh(danger).state) == (1, "GD2026-77", "rectifying")
    assert faults(imported({**same, "ended_on": "2026-11-23"})) == [(2, "what")]
    assert "carried on in the register" in SheetFault.objects.latest("id").reason
    assert imported({**same, "ended_on": "2026-11-23"}, mode="skip").bad == 0
    assert fresh(danger).ended_on is None


def test_18_8_two_rows_that_mean_one_danger_of_the_register_are_told(imported: Import) -> None:
    imported(row(upward_number="A1"))
    job = imported(row(upward_number="A1", result="甲"), row(result="乙"))
    assert faults(job) == [(3, "what")]


def test_18_8_a_column_that_the_file_does_not_have_stays_as_it_is(imported: Import) -> None:
    imported(row())
    job = imported(row(result="已加装箱门并上锁"), without=("place", "grade", "due_day"))
    found = HiddenDanger.objects.get()
    assert (job.changed, found.place, found.grade, found.due_day) == (1, "烧成车间", "general", dt.date(2026, 8, 18))


@pytest.mark.parametrize(
    ("wrong", "column", "reason"),
    [
        ({"unit": "91000000DEM0000000"}, "unit", "No unit of your territory"),
        ({"unit": SECOND}, "unit", "No unit of your territory"),
        ({"unit": None}, "unit", "must be filled in"),
        ({"what": None}, "what", "must be filled in"),
        (
            {"found_on": "2026-11-24", "due_day": None, "rectified_on": None, "ended_on": None, "grade": None},
            "found_on",
            "has not come yet",
        ),
        ({"found_on": "2026-02-30"}, "found_on", "no such day"),
        ({"ended_on": "2026-11-24"}, "ended_on", "has not come yet"),
        ({"rectified_on": "2026-11-24", "ended_on": None}, "rectified_on", "has not come yet"),
        ({"due_day": "2026-08-02"}, "due_day", "lies before"),
        ({"due_day": "2062-08-18"}, "due_day", "Check the year"),
        ({"ended_on": "2026-08-02", "rectified_on": None}, "ended_on", "lies before"),
        ({"rectified_on": "2026-08-12"}, "ended_on", "lies before"),
        ({"grade": "特大"}, "grade", "none of the choices"),
        ({"grade": "major"}, "criterion", "which criterion"),
        ({"grade": "major", "criterion": "GM99-99"}, "criterion", "no criterion of this number"),
        ({"ended_on": None, "rectified_on": None, "due_day": None}, "due_day", "still open"),
        ({"source": "听说"}, "source", "none of the choices"),
        ({"supervisor": "445103/emergency"}, "supervisor", "over the unit"),
        ({"supervisor": SECOND}, "supervisor", "over the unit"),
    ],
)
def test_18_8_each_wrong_cell_is_named_and_nothing_is_imported(
    imported: Import, wrong: dict[str, Any], column: str, reason: str
) -> None:
    job = imported(row(), row(what="另一处") | wrong)
    assert (3, column) in faults(job)
    assert {number for number, _column in faults(job)} == {3}
    assert reason in SheetFault.objects.get(sheet_import=job, column=column).reason
    assert not HiddenDanger.objects.exists()


def test_18_8_an_office_imports_for_the_units_of_its_territory_only(cast: Cast, imported: Import) -> None:
    assert imported(row(), row(unit=SECOND), username="office").state == "loaded"
    type(unit(SECOND)).objects.filter(code=SECOND).update(position=0)
    job = imported(row(what="甲"), row(what="乙", unit=SECOND), username="office")
    assert faults(job) == [(3, "unit")]
    with pytest.raises(NotPermitted):
        imported(row(what="丙"), username="auditor")


def test_18_8_no_dangers_are_kept_of_a_committee(imported: Import) -> None:
    assert faults(imported(row(unit="445122/party-committee"), username="office")) == [(2, "unit")]


def test_18_8_the_page_of_an_imported_danger_is_like_any_other(
    cast: Cast, imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    imported(row(), still_open(what="叉车未年检"))
    client = Client()
    client.force_login(cast.officer("safety"))
    shown = client.get("/records/hiddendanger/").content.decode()
    assert "叉车未年检" in shown
    for one in HiddenDanger.objects.all():
        assert client.get(f"/records/hiddendanger/{one.pk}/").status_code == 200
