"""Article 6: the register is filled from a workbook; what is wrong is named, the same file twice changes nothing."""

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
from examples_of_enterprises import CODES, entry, move, register

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import take
from anlan.kernel.sheets.importing import HandedIn, confirm, hand_in
from anlan.kernel.sheets.sheet_import import SheetFault, SheetImport
from anlan.kernel.sheets.working import Worker
from anlan.modules.enterprise import Enterprise, EnterpriseFacts
from anlan.policy import Pack
from anlan.web.demonstration_enterprises import seats
from anlan.web.synthetic_enterprises import credit_code, enterprises

SHEET = DECLARED.sheets["enterprise"]
pytestmark = pytest.mark.django_db
Row = dict[str, Any]
Import = Callable[..., SheetImport]


def workbook(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> BytesIO:
    """A workbook with the sheet's own headings."""
    names = columns or [column.name for column in SHEET.columns]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([str(SHEET.column(name=name).label) for name in names])
    for row in rows:
        page.append([row.get(name) for name in names])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def synthetic(count: int, first: int = 1000) -> list[Row]:
    """Rows as an office would have them."""
    return list(enterprises(count=count, seats=seats(), today=TODAY, first=first))


@pytest.fixture
def imported(cast: Cast, pack: Pack, tmp_path: Path) -> Import:
    """Hand a workbook in, let it be checked, and (``confirmed``) import it."""

    def run(
        rows: Sequence[Mapping[str, Any]], *, mode: str = "update", whole: bool = True, confirmed: bool = True,
        username: str = "city", as_of: dt.date = TODAY, columns: Sequence[str] = (),
    ) -> SheetImport:  # fmt: skip
        act = cast.act(username)
        file = HandedIn("企业.xlsx", workbook(rows, columns), True, mode, as_of, "en")
        hand_in(sheet=SHEET, file=file, act=act, submission=uuid.uuid4(), data_dir=tmp_path)
        worker = Worker(clock=lambda: NOW, pack=pack, data_dir=tmp_path)
        job = worker.work_once()
        assert job is not None
        if confirmed and job.good and (not job.bad or not whole):
            confirm(job=job, whole=whole, act=act)
            job = worker.work_once()
            assert job is not None
        return job

    return run


def faults(job: SheetImport) -> set[tuple[int, str]]:
    """Row and column of each fault."""
    return set(SheetFault.objects.filter(sheet_import=job).values_list("row", "column"))


def test_6_1_a_workbook_becomes_units_entries_and_facts(imported: Import) -> None:
    rows = synthetic(200)
    job = imported(rows)
    assert (job.state, job.new, job.bad) == ("loaded", 200, 0)
    held = Enterprise.objects.get(credit_code=rows[7]["credit_code"])
    assert (held.name, held.employees, held.unit.area.code) == (rows[7]["name"], rows[7]["employees"], rows[7]["area"])
    assert held.position == held.unit.area.lo
    facts = EnterpriseFacts.objects.get(unit=held.unit)
    assert (facts.valid_from, facts.employees, facts.section) == (TODAY, held.employees, held.section)
    assert job.digest[:12] in facts.source
    event = Event.objects.get(kind="enterprise.imported")
    assert event.answers["digest"] == job.digest


def test_6_1_the_same_file_twice_changes_nothing(imported: Import) -> None:
    rows = synthetic(50)
    imported(rows)
    before = (EnterpriseFacts.objects.count(), Event.objects.count(), Unit.objects.count())
    job = imported(rows)
    assert (job.same, job.new, job.changed) == (50, 0, 0)
    assert (EnterpriseFacts.objects.count(), Event.objects.count(), Unit.objects.count()) == before


def test_6_1_a_changed_row_begins_a_version_and_the_others_stay(imported: Import) -> None:
    rows = synthetic(20)
    imported(rows, as_of=dt.date(2026, 11, 1))
    rows[3] |= {"employees": 777, "name": "演示改名有限公司(虚构)"}
    job = imported(rows, as_of=dt.date(2026, 11, 20))
    assert (job.changed, job.same) == (1, 19)
    held = Enterprise.objects.get(credit_code=rows[3]["credit_code"])
    versions = EnterpriseFacts.objects.filter(unit=held.unit).order_by("valid_from")
    assert [(one.valid_from.day, one.employees == 777) for one in versions] == [(1, False), (20, True)]
    assert (held.unit.name_zh, held.name, held.employees) == ("演示改名有限公司(虚构)", "演示改名有限公司(虚构)", 777)
    assert EnterpriseFacts.objects.count() - 2 == 21  # those of the cast stand beside them


def test_6_1_columns_that_the_file_does_not_have_stay_as_they_are(imported: Import) -> None:
    rows = synthetic(5)
    imported(rows)
    job = imported(
        [{**row, "employees": 3} for row in rows], columns=("credit_code", "name", "area", "industry", "employees")
    )
    assert job.changed == 5
    held = Enterprise.objects.get(credit_code=rows[0]["credit_code"])
    assert (held.employees, held.ownership, held.revenue) == (3, rows[0]["ownership"], rows[0]["revenue"])


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"credit_code": "91000000DE00011800"}, "credit_code"),
        ({"credit_code": 91000000000000000}, "credit_code"),
        ({"area": "999999999"}, "area"),
        ({"area": None}, "area"),
        ({"industry": "9999"}, "industry"),
        ({"industry": "C"}, "industry"),
        ({"employees": -5}, "employees"),
        ({"employees": "很多"}, "employees"),
        ({"established_on": "2012-13-01"}, "established_on"),
        ({"ownership": "皇家"}, "ownership"),
        ({"longitude": 23.65, "latitude": 116.62}, "longitude"),
        ({"longitude": 116.62}, "longitude"),
        ({"name": None}, "name"),
    ],
)
def test_6_1_each_wrong_cell_is_named_and_nothing_is_imported(imported: Import, wrong: Row, column: str) -> None:
    rows = synthetic(10)
    rows[4] |= wrong
    job = imported(rows)
    assert faults(job) == {(6, column)}
    assert (job.state, Enterprise.objects.filter(credit_code=rows[0]["credit_code"]).exists()) == ("checked", False)


def test_6_1_the_good_rows_are_imported_if_somebody_says_so(imported: Import) -> None:
    rows = synthetic(10)
    rows[4] |= {"industry": "9999"}
    job = imported(rows, whole=False)
    assert (job.state, Enterprise.objects.filter(unit__code__startswith="91000000DE").count()) == ("loaded", 9)


def test_6_1_one_code_in_two_rows_is_a_fault_of_both(imported: Import) -> None:
    rows = synthetic(4)
    rows[3]["credit_code"] = rows[1]["credit_code"]
    assert {row for row, _column in faults(imported(rows))} >= {5}


@pytest.mark.parametrize(
    "spelled", ["445121101", "445121101000", "445103101000", "登塘镇", "潮安区登塘镇", "４４５１０３１０１"]
)
def test_6_1_areas_are_known_by_former_codes_and_names(imported: Import, spelled: str) -> None:
    rows = synthetic(1)
    town = Unit.objects.get(code="445103101/town-safety-office").area
    rows[0]["area"] = spelled.replace("登塘镇", town.name_zh)
    imported(rows)
    assert Enterprise.objects.get(credit_code=rows[0]["credit_code"]).unit.area == town


def test_6_1_dates_as_text_full_width_digits_and_codes_as_numbers_are_read(imported: Import) -> None:
    rows = synthetic(1)
    rows[0] |= {"established_on": "2012年5月8日", "employees": "１２０", "industry": 3074.0, "area": 445122100}
    imported(rows)
    held = Enterprise.objects.get(credit_code=rows[0]["credit_code"])
    assert (held.established_on, held.employees, held.industry) == (dt.date(2012, 5, 8), 120, "3074")


def test_6_2_one_person_in_two_posts_is_no_fault(imported: Import) -> None:
    rows = synthetic(1)
    rows[0] |= {"legal_representative": "演示甲", "actual_controller": "演示甲", "party_secretary": "演示甲"}
    assert imported(rows).state == "loaded"


def test_6_1_a_moved_enterprise_moves_with_what_it_owes(opened: Cast, imported: Import) -> None:
    held = entry("DEMO-ENTERPRISE-1")
    row = {name.name: getattr(held, name.name, None) for name in SHEET.columns} | {"area": "445103101"}
    job = imported([row])
    assert (job.changed, unit("DEMO-ENTERPRISE-1").area.code) == (1, "445103101")
    positions = Obligation.objects.filter(unit=held.unit, state=Obligation.State.OPEN).values_list(
        "position", flat=True
    )
    assert set(positions) <= {unit("DEMO-ENTERPRISE-1").position}


def test_6_1_an_enterprise_that_moved_away_is_not_fetched_back_by_a_county(cast: Cast, imported: Import) -> None:
    held = entry("DEMO-ENTERPRISE-1")
    row = {name.name: getattr(held, name.name, None) for name in SHEET.columns} | {"area": held.unit.area.code}
    move(cast.act("city"), "DEMO-ENTERPRISE-1", "445103101")
    assert faults(imported([row], username="office")) == {(2, "credit_code")}
    assert unit("DEMO-ENTERPRISE-1").area.code == "445103101"


def test_6_1_a_struck_off_enterprise_is_not_revived_by_a_file(cast: Cast, imported: Import) -> None:
    answers = {"occurred_on": TODAY, "into": "", "basis": ""}
    step = Enterprise.workflow.step("strike_off")
    take(record=entry("DEMO-ENTERPRISE-2"), step=step, answers=answers, act=cast.act("city"))
    rows = synthetic(1)
    rows[0]["credit_code"] = "91000000DEM000002C"
    assert faults(imported(rows)) == {(2, "credit_code")}


def test_6_1_a_file_older_than_what_is_known_is_told_so(imported: Import, cast: Cast) -> None:
    register(cast.act("town"), CODES[0], "演示(虚构)", day="2026-11-10")
    rows = synthetic(1)
    rows[0]["credit_code"] = CODES[0]
    assert faults(imported(rows, as_of=dt.date(2026, 11, 9))) == {(2, "credit_code")}


def test_6_1_a_county_office_imports_within_its_county_only(imported: Import) -> None:
    rows = synthetic(2)
    rows[0]["area"], rows[1]["area"] = "445122100", "445103101"
    assert faults(imported(rows, username="office")) == {(3, "area")}


@pytest.mark.parametrize(("mode", "employees", "bad"), [("stop", 5, 1), ("skip", 5, 0), ("update", 6, 0)])
def test_6_1_stop_skip_and_update_treat_known_enterprises_each_in_its_way(
    imported: Import, mode: str, employees: int, bad: int
) -> None:
    rows = synthetic(3)
    rows[0]["employees"] = 5
    imported(rows[:1])
    job = imported([{**rows[0], "employees": 6}, *rows[1:]], mode=mode)
    assert (Enterprise.objects.get(credit_code=rows[0]["credit_code"]).employees, job.bad) == (employees, bad)
    assert Enterprise.objects.filter(credit_code=rows[1]["credit_code"]).exists() == (mode != "stop")


def test_codes_of_synthetic_enterprises_are_of_no_registry() -> None:
    assert all(credit_code(number=number).startswith("91000000DE") for number in range(0, 10**6, 9973))
