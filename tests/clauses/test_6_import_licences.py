"""Clause 6.16: the register of licences is filled from a workbook, and says until when an enterprise is licensed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cast import NOW, TODAY, Cast
from examples_of_enterprises import FIRST, SECOND, entry, move
from examples_of_relations import CODE_1, CODE_2, STRANGE_CODE, day, enter_licence, go

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.records.door import take
from anlan.kernel.sheets.importing import HandedIn, confirm, hand_in
from anlan.kernel.sheets.sheet_import import SheetFault, SheetImport
from anlan.kernel.sheets.working import Worker
from anlan.modules.enterprise import Enterprise, EnterpriseFacts, Licence
from anlan.policy import Pack

SHEET = DECLARED.sheets["licence"]
pytestmark = pytest.mark.django_db
Row = dict[str, Any]
Import = Callable[..., SheetImport]


def row(code: str = CODE_1, number: str = "粤WH安许证字〔2026〕001", **other: Any) -> Row:
    """A licence to make hazardous chemicals, as an office would have it in its list."""
    given = {"credit_code": code, "kind": "safety_chemicals", "number": number, "issued_by": "演示发证机关(虚构)"}
    return given | {"valid_from": "2026-08-01", "valid_until": "2027-01-31"} | other


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
        *rows: Mapping[str, Any], mode: str = "update", username: str = "city", as_of: dt.date = TODAY,
        without: Sequence[str] = (),
    ) -> SheetImport:  # fmt: skip
        act = cast.act(username)
        file = HandedIn("许可证照.xlsx", workbook(rows, without), True, mode, as_of, "en")
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


def faults(job: SheetImport) -> set[tuple[int, str]]:
    """Row and column of each fault."""
    return set(SheetFault.objects.filter(sheet_import=job).values_list("row", "column"))


def licensed(code: str, on: str) -> dt.date | None:
    """Until when the facts of that day say that the enterprise is licensed."""
    held = EnterpriseFacts.objects.filter(unit__code=code, valid_from__lte=day(on)).exclude(valid_to__lte=day(on))
    until: dt.date | None = held.get().licensed_until
    return until


def test_6_16_rows_become_licences_at_the_place_of_their_enterprise(imported: Import) -> None:
    job = imported(row(), row(CODE_2, "P-7", kind="排污许可证", valid_until=None))
    assert (job.state, job.new, job.bad) == ("loaded", 2, 0)
    one, other = Licence.objects.get(unit__code=FIRST), Licence.objects.get(unit__code=SECOND)
    assert (one.state, one.number, one.valid_until) == ("valid", "粤WH安许证字〔2026〕001", day("2027-01-31"))
    assert (one.position, one.line_id) == (one.unit.position, one.unit.line_id)
    assert (one.renewal, one.entered_on) == (day("2026-10-31"), TODAY)
    assert (other.kind, other.valid_until, other.renewal) == ("pollution", None, None)
    event = Event.objects.get(kind="licence.imported")
    assert (event.clause, event.answers["digest"], event.answers["written"]) == ("6.16", job.digest, 2)


def test_6_16_the_fact_follows_as_it_does_from_the_form(cast: Cast, imported: Import) -> None:
    imported(row())
    enter_licence(cast.act("stranger"), SECOND, "safety_chemicals", since="2026-08-01", until="2027-01-31")
    days = ("2026-07-31", "2026-08-01", "2026-11-23")
    assert [licensed(FIRST, on) for on in days] == [None, day("2027-01-31"), day("2027-01-31")]
    assert [licensed(SECOND, on) for on in days] == [licensed(FIRST, on) for on in days]
    imported(row(valid_until="2030-01-31"))
    assert licensed(FIRST, "2026-11-23") == day("2030-01-31")


def test_6_16_a_licence_that_is_no_safety_production_licence_notes_no_fact(imported: Import) -> None:
    before = EnterpriseFacts.objects.count()
    imported(row(kind="fire"))
    assert (licensed(FIRST, "2026-11-23"), EnterpriseFacts.objects.count()) == (None, before)


@pytest.mark.parametrize("mode", ["stop", "skip", "update"])
def test_6_16_the_same_file_twice_changes_nothing(imported: Import, mode: str) -> None:
    rows = [row(), row(CODE_2, "B1", valid_until=None)]
    imported(*rows, mode=mode)
    before = (Licence.objects.count(), EnterpriseFacts.objects.count(), Event.objects.count())
    job = imported(*rows, mode=mode)
    assert (job.same, job.new, job.changed, job.bad) == (2, 0, 0, 0)
    assert (Licence.objects.count(), EnterpriseFacts.objects.count(), Event.objects.count()) == before


def test_6_16_a_licence_entered_by_form_is_known_again_however_its_number_is_spaced(
    cast: Cast, imported: Import
) -> None:
    held = enter_licence(cast.act("safety"), FIRST, "safety_chemicals", number="AQ 001", until="2027-01-31").record
    job = imported(row(number="ＡＱ001", valid_from="2025-01-01", valid_until="2030-01-31"))
    held.refresh_from_db()
    assert (job.changed, job.new, held.number) == (1, 0, "AQ 001")
    assert (held.valid_until, held.renew_by) == (day("2030-01-31"), day("2029-10-31"))


def test_6_16_a_column_that_the_file_does_not_have_stays_as_it_is(imported: Import) -> None:
    imported(row())
    job = imported(row(issued_by="广东省演示机关(虚构)"), without=("valid_until",))
    held = Licence.objects.get(unit__code=FIRST)
    assert (job.changed, held.issued_by, held.valid_until) == (1, "广东省演示机关(虚构)", day("2027-01-31"))


@pytest.mark.parametrize(
    ("wrong", "column", "reason"),
    [
        ({"credit_code": STRANGE_CODE}, "credit_code", "No enterprise is registered"),
        ({"credit_code": "91000000DE00011800"}, "credit_code", "check digit"),
        ({"credit_code": None}, "credit_code", "must be filled in"),
        ({"kind": "皇家许可"}, "kind", "none of the choices"),
        ({"number": None}, "number", "must be filled in"),
        ({"number": 911000001234567890.0}, "number", "lost its last digits"),
        ({"issued_by": None}, "issued_by", "must be filled in"),
        ({"valid_from": None}, "valid_from", "must be filled in"),
        ({"valid_until": "2026-07-31"}, "valid_until", "ends before it begins"),
        ({"valid_until": "2027-02-30"}, "valid_until", "no such day"),
    ],
)
def test_6_16_each_wrong_cell_is_named_and_nothing_is_imported(
    imported: Import, wrong: Row, column: str, reason: str
) -> None:
    job = imported(row(), row(CODE_2, "B1") | wrong)
    assert faults(job) == {(3, column)}
    assert reason in SheetFault.objects.get(sheet_import=job).reason
    assert not Licence.objects.exists()


def test_6_16_one_number_in_two_rows_is_a_fault_of_both_and_another_kind_is_none(imported: Import) -> None:
    assert {
        number for number, _column in faults(imported(row(), row(CODE_2), row(number="粤 WH安许证字〔2026〕001")))
    } == {
        2,
        4,
    }
    assert imported(row(), row(kind="fire")).state == "loaded"


def test_6_16_a_struck_off_enterprise_gets_no_licence_from_a_file(cast: Cast, imported: Import) -> None:
    step = Enterprise.workflow.step("strike_off")
    take(record=entry(SECOND), step=step, answers={"occurred_on": TODAY, "into": "", "basis": ""}, act=cast.act("city"))
    job = imported(row(), row(CODE_2))
    assert faults(job) == {(3, "credit_code")}
    assert "struck off" in SheetFault.objects.get(sheet_import=job).reason


def test_6_16_a_county_office_imports_within_its_county_only(cast: Cast, imported: Import) -> None:
    move(cast.act("city"), SECOND, "445103101")
    job = imported(row(), row(CODE_2), username="office")
    assert faults(job) == {(3, "credit_code")}
    assert SheetFault.objects.get(sheet_import=job).value == ""


def test_6_16_a_revoked_licence_is_not_revived_and_a_withdrawn_one_is_entered_anew(
    cast: Cast, imported: Import
) -> None:
    imported(row(), row(CODE_2))
    go(cast.act("town"), Licence.objects.get(unit__code=FIRST), "revoke", occurred_on=TODAY, reason="吊销决定")
    assert faults(imported(row(valid_until="2030-01-31"))) == {(2, "number")}
    go(cast.act("stranger"), Licence.objects.get(unit__code=SECOND), "withdraw", reason="录入错误")
    job = imported(row(CODE_2))
    assert (job.state, job.new) == ("loaded", 1)


@pytest.mark.parametrize(("mode", "bad"), [("update", 1), ("skip", 0)])
def test_6_16_an_older_file_shortens_no_term(imported: Import, mode: str, bad: int) -> None:
    imported(row(valid_until="2030-01-31"))
    job = imported(row(), mode=mode)
    assert (job.bad, Licence.objects.get().valid_until) == (bad, day("2030-01-31"))


def test_6_16_a_term_that_would_begin_after_its_kept_end_is_refused(imported: Import) -> None:
    imported(row())
    assert faults(imported(row(valid_from="2027-03-01"), without=("valid_until",))) == {(2, "valid_from")}


def test_6_16_a_licence_that_begins_later_counts_from_the_day_of_which_the_file_speaks(imported: Import) -> None:
    imported(row(valid_from="2026-12-01", valid_until="2029-11-30"), as_of=dt.date(2026, 11, 10))
    assert [licensed(FIRST, on) for on in ("2026-11-09", "2026-11-10")] == [None, day("2029-11-30")]
