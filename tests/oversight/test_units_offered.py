"""The form that begins a record offers the units that may have one, and none that its rules would refuse anyway."""

from __future__ import annotations

import pytest
from cast import NOW, Cast
from django.utils import timezone
from pages import browser

from anlan.kernel.people.unit import Unit
from anlan.rules import danger_reports, patrols, progress_reports


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def offered(cast: Cast, username: str, register: str) -> list[Unit]:
    return list(browser(cast, username).get(f"/records/{register}/new/").context["units"])


def test_E_3_only_bodies_that_report_to_the_city_are_offered_and_only_to_themselves(cast: Cast) -> None:
    units = offered(cast, "office", "progressreport")
    assert {unit.code for unit in units} == {"445122/party-committee", "445122/government"}
    for unit in units:
        assert progress_reports.reports_to_the_city(kind=unit.kind, level=unit.area.level)


def test_3_13_no_county_is_offered_a_patrol(cast: Cast) -> None:
    units = offered(cast, "office", "patrol")
    assert units
    assert all(patrols.goes_on_patrol(kind=unit.kind, level=unit.area.level) for unit in units)


def test_3_14_no_county_is_offered_a_report_of_a_danger(cast: Cast) -> None:
    units = offered(cast, "town", "dangerreport")
    assert {unit.area.level for unit in units} == {"town", "village"}
    assert all(danger_reports.reports_upward(kind=unit.kind, level=unit.area.level) for unit in units)


def test_5_3_of_departments_only_the_comprehensive_regulator_is_offered_a_tour(cast: Cast) -> None:
    units = offered(cast, "city", "tour")
    assert {unit.department for unit in units if unit.kind == "department"} == {"emergency"}
    assert {"party_committee", "government"} <= {unit.kind for unit in units}
