"""Imports at the same moment as others write: one is first, the other is told, nothing is doubled and nothing lost."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cast import NOW, TODAY, Cast
from examples_of_enterprises import FIRST, change, entry
from examples_of_relations import CODE_1, enter_licence
from sheet_files import LINES, declared_lines, workbook
from test_concurrency import all_is_well, at_once

from anlan.kernel.declared import DECLARED
from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.unit import Line, Unit
from anlan.kernel.records.door import Outcome, take
from anlan.kernel.sheets import working
from anlan.kernel.sheets.importing import HandedIn, MovedOn, confirm, hand_in
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.sheets.working import Worker
from anlan.modules.enterprise import Enterprise, EnterpriseFacts, Licence
from anlan.modules.enterprise.particulars import ASKED, COLUMNS
from anlan.web.demonstration_enterprises import seats
from anlan.web.synthetic_enterprises import enterprises

__all__ = ["declared_lines"]

State = SheetImport.State
Row = dict[str, Any]


def worker(folder: Path) -> Worker:
    return Worker(clock=lambda: NOW, pack=installed_pack(), data_dir=folder)


def file_of(sheet: str, rows: Sequence[Row]) -> BytesIO:
    """A workbook with those columns of the sheet that the rows have."""
    columns = [column for column in DECLARED.sheets[sheet].columns if column.name in rows[0]]
    headings = [str(column.label) for column in columns]
    return workbook(headings, *([row[column.name] for column in columns] for row in rows))


def handed_in(cast: Cast, folder: Path, sheet: str, rows: Sequence[Row], who: str = "city") -> SheetImport:
    file = HandedIn("rows.xlsx", file_of(sheet, rows), True, "update", TODAY, "en")
    return hand_in(sheet=DECLARED.sheets[sheet], file=file, act=cast.act(who), submission=uuid.uuid4(), data_dir=folder)


def confirmed(cast: Cast, folder: Path, sheet: str, *files: Sequence[Row], who: str = "city") -> list[SheetImport]:
    """Handed in, checked and, once all are, confirmed, so that any worker may load them."""
    jobs = []
    for rows in files:
        handed_in(cast, folder, sheet, rows, who)
        job = worker(folder).work_once()
        assert job is not None
        assert not job.bad, list(job.faults.values_list("row", "column", "reason"))
        jobs.append(job)
    for job in jobs:
        confirm(job=job, whole=True, act=cast.act(who))
    return jobs


def meet_after_reading(monkeypatch: pytest.MonkeyPatch, parties: int) -> None:
    """Whoever loads waits, its file read, until all are about to write."""
    barrier, read = threading.Barrier(parties), working.read_rows

    def reading(**given: Any) -> Any:
        found = read(**given)
        barrier.wait(timeout=60)
        return found

    monkeypatch.setattr(working, "read_rows", reading)


def states(*jobs: SheetImport) -> list[tuple[str, bool]]:
    return sorted((job.state, job.outdated) for job in SheetImport.objects.filter(pk__in=[job.pk for job in jobs]))


ONE_WON = [("checked", True), ("loaded", False)]


@pytest.mark.usefixtures("declared_lines")
def test_of_two_imports_of_one_sheet_at_once_one_loads_and_the_other_is_told(
    own_cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"number": 901, "code": "a", "name_zh": "甲"}, {"number": 902, "code": "b", "name_zh": "乙"}]
    jobs = confirmed(own_cast, tmp_path, LINES.name, rows, rows, who="office")
    meet_after_reading(monkeypatch, 2)
    at_once(*[worker(tmp_path).work_once] * 2)

    assert states(*jobs) == ONE_WON
    assert Line.objects.filter(pk__in=(901, 902)).count() == 2
    assert Event.objects.filter(kind="line.imported").count() == 1
    lost = SheetImport.objects.get(state=State.CHECKED)
    assert (lost.new, lost.same, lost.good) == (0, 2, 0)
    assert all_is_well()


def test_6_1_of_two_files_with_the_same_new_enterprises_at_once_one_loads(
    own_cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = list(enterprises(count=30, seats=seats(), today=TODAY, first=1000))
    before = Unit.objects.count()
    jobs = confirmed(own_cast, tmp_path, "enterprise", rows[:20], rows[10:])
    meet_after_reading(monkeypatch, 2)
    at_once(*[worker(tmp_path).work_once] * 2)

    assert states(*jobs) == ONE_WON
    assert Unit.objects.count() == before + 20
    assert EnterpriseFacts.objects.filter(unit__code__startswith="91000000DE", valid_to=None).count() == 20
    lost = SheetImport.objects.get(state=State.CHECKED)
    assert (lost.new, lost.same) == (10, 10)
    monkeypatch.undo()
    confirm(job=lost, whole=True, act=own_cast.act("city"))
    ended = worker(tmp_path).work_once()
    assert ended is not None
    assert (ended.state, Unit.objects.count()) == ("loaded", before + 30)
    assert all_is_well()


def test_6_16_of_two_files_with_the_same_new_licence_at_once_one_loads(
    own_cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = ([licence(issued_by=office)] for office in ("甲机关", "乙机关"))
    jobs = confirmed(own_cast, tmp_path, "licence", *files)
    meet_after_reading(monkeypatch, 2)
    at_once(*[worker(tmp_path).work_once] * 2)
    assert states(*jobs) == ONE_WON
    assert Licence.objects.count() == 1
    assert facts_are_those_of_the_entry()


def licence(**other: str) -> Row:
    given = {"credit_code": CODE_1, "kind": "safety_chemicals", "number": "A1", "issued_by": "演示发证机关(虚构)"}
    return given | {"valid_from": "2026-08-01", "valid_until": "2028-01-01"} | other


def test_6_16_a_licence_entered_by_form_at_the_same_moment_stands_once(
    own_cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = confirmed(own_cast, tmp_path, "licence", [licence()])
    at_once(
        worker(tmp_path).work_once,
        lambda: enter_licence(own_cast.act("safety"), FIRST, "safety_chemicals", number="A1"),
    )
    assert Licence.objects.count() == 1
    assert states(job) in ([("loaded", False)], [("checked", True)])
    assert facts_are_those_of_the_entry()
    assert all_is_well()


def test_two_workers_never_take_up_the_same_import(own_cast: Cast, tmp_path: Path) -> None:
    (job,) = confirmed(own_cast, tmp_path, "licence", [licence()])
    results = at_once(*[worker(tmp_path).work_once] * 3)
    # Whoever comes too late finds nothing to do.
    assert Counter(result if result is None else result.pk for result in results) == {job.pk: 1, None: 2}
    assert Licence.objects.count() == 1


def test_two_clicks_on_import_are_one_confirmation(own_cast: Cast, tmp_path: Path) -> None:
    handed_in(own_cast, tmp_path, "licence", [licence()])
    job = worker(tmp_path).work_once()
    assert job is not None
    act = own_cast.act("city")
    results = at_once(*[lambda: confirm(job=job, whole=True, act=act)] * 2)
    assert Counter(type(result) for result in results) == {type(None): 1, MovedOn: 1}


def the_first(**known: object) -> Row:
    """The row of the cast's first enterprise, as the register has it, but for what is given."""
    held = entry(FIRST)
    row = {column.name: getattr(held, column.name, None) for column in DECLARED.sheets["enterprise"].columns}
    return row | {"area": held.unit.area.code} | known


def facts_are_those_of_the_entry() -> bool:
    """What is known now is known once, and the entry says the same as its fact version."""
    facts = EnterpriseFacts.objects.get(unit__code=FIRST, valid_to=None)
    held = entry(FIRST)
    assert {name: getattr(facts, name) for name in COLUMNS} == {name: getattr(held, name) for name in COLUMNS}
    return True


def test_6_1_a_change_by_form_before_the_load_is_not_lost_to_the_file(own_cast: Cast, tmp_path: Path) -> None:
    (job,) = confirmed(own_cast, tmp_path, "enterprise", [the_first(employees=321)])
    change(own_cast.act("town"), FIRST, f"{TODAY}", address="新地址一号")
    worker(tmp_path).work_once()
    assert states(job) == [("checked", True)]
    held = entry(FIRST)
    assert (held.address, held.employees == 321) == ("新地址一号", False)
    assert facts_are_those_of_the_entry()
    confirm(job=SheetImport.objects.get(pk=job.pk), whole=True, act=own_cast.act("city"))
    worker(tmp_path).work_once()
    assert states(job) == [("loaded", False)]
    assert entry(FIRST).employees == 321


@pytest.mark.parametrize("first", ["file", "form"])
def test_6_1_an_import_loaded_while_an_officer_changes_one_of_its_enterprises_by_form(
    own_cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """Both have the enterprise before them as it was; whoever is second neither undoes the first nor doubles a fact."""
    (job,) = confirmed(own_cast, tmp_path, "enterprise", [the_first(employees=321)])
    reached, gone = threading.Event(), threading.Event()
    read, held = working.read_rows, entry(FIRST)

    def reading(**given: Any) -> Any:
        found = read(**given)
        reached.set()
        if first == "form":
            assert gone.wait(timeout=60)
        return found

    monkeypatch.setattr(working, "read_rows", reading)

    def load() -> Any:
        try:
            return worker(tmp_path).work_once()
        finally:
            if first == "file":
                gone.set()

    def by_form() -> Any:
        assert reached.wait(timeout=60)
        if first == "file":
            assert gone.wait(timeout=60)
        try:
            return changed_from(held, own_cast)
        finally:
            if first == "form":
                gone.set()

    results = at_once(load, by_form)
    assert [type(result) for result in results] == [SheetImport, Outcome]
    found = entry(FIRST)
    assert found.address == "新地址一号"
    assert (states(job), found.employees) == (
        ([("loaded", False)], 321) if first == "file" else ([("checked", True)], held.employees)
    )
    assert facts_are_those_of_the_entry()
    assert all_is_well()


def changed_from(held: Enterprise, cast: Cast) -> Outcome:
    """The form of an officer who had the page open before the load."""
    answers = {name: getattr(held, name) for name in ASKED}
    answers |= {"address": "新地址一号", "occurred_on": TODAY, "basis": ""}
    return take(record=held, step=Enterprise.workflow.step("change"), answers=answers, act=cast.act("town"))


def test_6_1_an_import_and_a_form_that_write_at_the_very_same_moment(own_cast: Cast, tmp_path: Path) -> None:
    (job,) = confirmed(own_cast, tmp_path, "enterprise", [the_first(employees=321)])
    act = own_cast.act("town")
    results = at_once(worker(tmp_path).work_once, lambda: change(act, FIRST, f"{TODAY}", address="新地址一号"))
    assert [type(result) for result in results] == [SheetImport, Outcome]
    assert entry(FIRST).address == "新地址一号"
    assert (states(job), entry(FIRST).employees == 321) in (([("loaded", False)], True), ([("checked", True)], False))
    assert facts_are_those_of_the_entry()
    assert all_is_well()
