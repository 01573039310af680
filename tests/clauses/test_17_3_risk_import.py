"""Risk points from Excel (17.3): bad rows with their reason, the same file twice, what new points make others owe."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest
from cast import TODAY, Cast
from examples_of_dangers import FIRST
from examples_of_risks import risk

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.sheets.declaring import UPDATE, Loading
from anlan.kernel.transactions import sweeping
from anlan.modules.risk_point import RiskPoint
from anlan.modules.risk_point.sheet import RISK_SHEET

ROW: dict[str, Any] = {column.name: None for column in RISK_SHEET.columns}
ROW |= {"unit": FIRST, "code": "FX-010", "name": "液化气瓶组间", "kind": "place", "colour": "orange"}


@pytest.fixture
def loading(cast: Cast) -> Loading:
    """An import by the safety manager."""
    act = cast.act("safety")
    columns = frozenset(column.name for column in RISK_SHEET.columns)
    return Loading(
        act=act, post=act.actor.posts[0].pk, mode=UPDATE, as_of=TODAY, source="x", digest="d", columns=columns
    )


def faults(loading: Loading, **values: Any) -> list[tuple[str, str]]:
    """What is said of a row that differs from a right one in these cells."""
    row = {**ROW, **values}
    own = list(RISK_SHEET.row_rules(row))
    return own or [(one.column, one.reason) for one in RISK_SHEET.check(rows=[(3, row)], loading=loading)]


def load(loading: Loading, *rows: dict[str, Any]) -> list[str]:
    """Import rows as the worker does, in one transaction with the ledger's entry; returns the verdicts."""
    numbered = list(enumerate(rows, start=3))
    verdicts = [verdict for verdict, _text in RISK_SHEET.compare(rows=numbered, loading=loading)]
    wanted = [
        (number, values, verdict) for (number, values), verdict in zip(numbered, verdicts, strict=True)
        if verdict != "same"
    ]  # fmt: skip
    unit = loading.act.actor.posts[0].unit
    with sweeping():
        place = Place(unit=unit.pk, position=unit.position, line=unit.line_id)
        entry = Entry(
            kind="risk.imported", variant="", clause="17.3", occurred_on=TODAY,
            officer=loading.act.actor.officer.pk, post=loading.post, place=place, record_type="sheetimport",
            record_id=uuid.uuid4().int % 10**9, answers={},
        )  # fmt: skip
        event = append(entry=entry, now=loading.act.now)
        RISK_SHEET.load(rows=wanted, loading=dataclasses.replace(loading, event=event))
    return verdicts


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"unit": "91000000DEM0000000"}, "unit"),
        ({"unit": "DEMO-ENTERPRISE-2"}, "unit"),
        ({"longitude": 113, "latitude": 23}, "longitude"),
        ({"longitude": 116}, "longitude"),
        ({"likelihood": 7, "exposure": 6, "consequence": 15}, "likelihood"),
        ({"likelihood": -3, "exposure": 6, "consequence": 15}, "likelihood"),
        ({"likelihood": 3}, "likelihood"),
        ({"colour": None}, "colour"),
    ],
)
def test_17_3_a_bad_row_is_named_with_its_column_and_reason(
    loading: Loading, values: dict[str, Any], column: str
) -> None:
    found = faults(loading, **values)
    assert found[0][0] == column
    assert found[0][1]


def test_17_3_the_same_file_twice_changes_nothing(loading: Loading) -> None:
    rows = [ROW, {**ROW, "code": "FX-011", "colour": None, "likelihood": 3, "exposure": 6, "consequence": 15}]
    assert load(loading, *rows) == ["new", "new"]
    assert load(loading, *rows) == ["same", "same"]
    found = RiskPoint.objects.get(code="FX-011")
    assert (found.colour, found.method, str(found.value)) == ("orange", "lec", "270.00")


def test_18_4_imported_points_owe_what_entered_ones_owe(loading: Loading, cast: Cast) -> None:
    typed = risk(cast.act("safety"), "FX-001", colour="orange")
    load(loading, ROW)
    imported = RiskPoint.objects.get(code="FX-010")
    owed = [
        sorted(Obligation.objects.filter(record_type="riskpoint", record_id=one.pk).values_list("duty__key", "due_day"))
        for one in (typed, imported)
    ]
    assert owed[0] == owed[1]
    assert [key for key, _day in owed[0]] == ["risk-check", "risk-control", "risk-watch"]


def test_18_4_whoever_is_responsible_is_a_post_of_the_unit_or_stands_as_written(loading: Loading) -> None:
    control = {"level": "company", "control_unit": "安全部", "engineering": "报警"}
    load(
        loading,
        {**ROW, **control, "responsible": "安全管理人员"},
        {**ROW, **control, "code": "FX-011", "responsible": "老陈"},
    )
    post, words = RiskPoint.objects.order_by("code")
    assert (post.responsible.key, post.responsible_words, post.controlled) == ("safety_manager", "", True)
    assert (words.responsible, words.answerable, words.controlled) == (None, "老陈", True)


def test_17_3_what_a_file_does_not_have_stays(loading: Loading) -> None:
    load(loading, {**ROW, "place": "东侧", "engineering": "报警"})
    fewer = dataclasses.replace(loading, columns=frozenset({"unit", "code", "name", "kind", "colour"}))
    assert load(fewer, {**ROW, "colour": "red"}) == ["changed"]
    found = RiskPoint.objects.get(code="FX-010")
    assert (found.colour, found.place, found.engineering) == ("red", "东侧", "报警")
