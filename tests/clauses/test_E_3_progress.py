"""Ending, E.3: counties, zones and the city's departments report to the city; the figures are those of the pages."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from cast import COUNTY, COUNTY_GOVERNMENT, COUNTY_PARTY, NOW, TOWN_GOVERNMENT, Cast, at, hold, owed, unit
from django.test import Client
from django.utils import timezone
from examples_of_the_field import CITY_HOUSING, COUNTY_OFFICE, act_as, report_progress, taken

from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Act, Overtaken, Refused
from anlan.kernel.records.workflow import Asked
from anlan.modules.progress_report import ProgressReport
from anlan.modules.progress_report.cases import first_words, quarter_of, quarters_owed
from anlan.modules.progress_report.figures import counts_of
from anlan.policy.periods import parse_label

COUNTIES_DUTY, DEPARTMENTS_DUTY, THIRD = "county-progress-report", "department-progress-report", "2026-07-01"
FOURTH = "2026-10-01"


def refusal_of(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (refusal,) = error.value.refusals
    return refusal.field, str(refusal.message)


def test_e_3_counties_zones_and_departments_owe_a_report_after_each_quarter(opened: Cast) -> None:
    rows = Obligation.objects.filter(period=THIRD).select_related("unit__area", "duty")
    counties = rows.filter(duty__key=COUNTIES_DUTY)
    assert {(row.unit.kind, row.unit.area.level) for row in counties} == {
        (kind, level) for kind in ("party_committee", "government") for level in ("county", "zone")
    }
    departments = rows.filter(duty__key=DEPARTMENTS_DUTY)
    assert {(row.unit.kind, row.unit.area.level, row.unit.vertical) for row in departments} == {
        ("department", "city", False)
    }
    assert not departments.filter(unit__code="445100/finance").exists()


def test_e_3_one_report_of_both_bodies_meets_what_both_owe_and_waits_for_review(opened: Cast) -> None:
    office = act_as(COUNTY_OFFICE, "desk_officer")
    report_progress(office, COUNTY_GOVERNMENT, "2026-10-12", shared_with=COUNTY_PARTY)
    for code in (COUNTY_GOVERNMENT, COUNTY_PARTY):
        row = owed(code, THIRD, COUNTIES_DUTY)
        assert (row.state, row.review) == (Obligation.State.MET, Obligation.Review.WAITING)
    report = ProgressReport.objects.get()
    assert (report.period_label, report.reported_on) == ("2026-Q3", dt.date(2026, 10, 12))


def test_e_3_a_department_reports_for_itself_alone(opened: Cast) -> None:
    report_progress(act_as(CITY_HOUSING, "officer"), CITY_HOUSING, "2026-10-13")
    assert owed(CITY_HOUSING, THIRD, DEPARTMENTS_DUTY).state == Obligation.State.MET
    with pytest.raises(NotPermitted):
        report_progress(act_as(CITY_HOUSING, "officer"), "445100/police", "2026-10-13")
    with pytest.raises(Refused) as refused:
        report_progress(opened.act("city"), CITY_HOUSING, "2026-10-14")
    assert "itself" in refusal_of(refused)[1]


def test_e_3_the_figures_are_those_of_the_areas_page(opened: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    hold(opened.act("city"), COUNTY_GOVERNMENT, "2026-09-10", form="government_executive")
    quarter = parse_label(label="2026-Q3")
    counts = counts_of(unit=unit(COUNTY_GOVERNMENT), period=quarter, today=NOW.date())
    client = Client()
    client.force_login(opened.officer("county"))
    page = client.get(f"/areas/{COUNTY}/?period=2026-Q3").context["total"].counts
    assert counts == page
    assert counts.owed > 0
    record = report_progress(act_as(COUNTY_OFFICE, "desk_officer"), COUNTY_GOVERNMENT, "2026-10-12").record
    report = ProgressReport.objects.get(pk=record.pk)
    assert (report.owed, report.on_time, report.late) == (page.owed, page.on_time, page.late)


def test_e_3_a_departments_figures_are_those_of_its_own_obligations(opened: Cast) -> None:
    quarter = parse_label(label="2026-Q4")
    counts = counts_of(unit=unit(CITY_HOUSING), period=quarter, today=NOW.date())
    own = Obligation.objects.filter(unit__code=CITY_HOUSING)
    assert counts.owed == own.filter(due_day__gte=quarter.start, due_day__lte=quarter.end).count() > 0
    assert counts.overdue == own.filter(due_day__lt=NOW.date(), state=0).count()


def test_e_3_the_text_begins_with_the_figures_in_chinese(opened: Cast) -> None:
    act = act_as(COUNTY_OFFICE, "desk_officer")
    answering = owed(COUNTY_GOVERNMENT, THIRD, COUNTIES_DUTY)
    text = first_words(Asked(unit(COUNTY_GOVERNMENT), act, None, answering))
    counts = counts_of(unit=unit(COUNTY_GOVERNMENT), period=parse_label(label="2026-Q3"), today=NOW.date())
    assert text.startswith("2026-07-01至2026-09-30")
    assert f"应履职{counts.owed}项" in text
    assert first_words(Asked(unit(COUNTY_GOVERNMENT), act)) == text


def offered(act: Act, answering: Obligation | None = None) -> list[str]:
    return [label for label, _words in quarters_owed(Asked(unit(COUNTY_GOVERNMENT), act, None, answering))]


def test_e_3_a_report_that_comes_a_quarter_late_meets_its_own_quarter_late(opened: Cast) -> None:
    office = act_as(COUNTY_OFFICE, "desk_officer", now=at("2027-01-20"))
    sweep(now=office.now, pack=office.pack)
    assert offered(office) == ["2026-Q4", "2026-Q3"]
    report_progress(office, COUNTY_GOVERNMENT, "2027-01-20", quarter="2026-Q3", shared_with=COUNTY_PARTY)
    for code in (COUNTY_GOVERNMENT, COUNTY_PARTY):
        assert owed(code, THIRD, COUNTIES_DUTY).standing(now=office.now) == "met_late"
        assert owed(code, FOURTH, COUNTIES_DUTY).standing(now=office.now) == "open"
    assert offered(office) == ["2026-Q4"]
    report_progress(office, COUNTY_GOVERNMENT, "2027-01-20", quarter="2026-Q4", text="四季度")
    assert owed(COUNTY_GOVERNMENT, FOURTH, COUNTIES_DUTY).state == Obligation.State.MET
    assert (verify(), contradictions(), figures.differences()) == ([], [], [])


def test_e_3_a_late_report_that_is_withdrawn_leaves_its_quarter_owed(opened: Cast) -> None:
    office = act_as(COUNTY_OFFICE, "desk_officer", now=at("2027-01-20"))
    sweep(now=office.now, pack=office.pack)
    late = report_progress(office, COUNTY_GOVERNMENT, "2027-01-20", quarter="2026-Q3").record
    taken(office, late, "withdraw", reason="报错季度")
    assert owed(COUNTY_GOVERNMENT, THIRD, COUNTIES_DUTY).standing(now=office.now) == "late"


def test_e_3_the_form_asks_about_the_quarter_that_is_answered(opened: Cast) -> None:
    office = act_as(COUNTY_OFFICE, "desk_officer", now=at("2027-01-20"))
    sweep(now=office.now, pack=office.pack)
    third = owed(COUNTY_GOVERNMENT, THIRD, COUNTIES_DUTY)
    assert quarter_of(Asked(unit(COUNTY_GOVERNMENT), office, None, third)).label == "2026-Q3"
    with pytest.raises(Refused) as refused:
        report_progress(office, COUNTY_GOVERNMENT, "2027-01-20", quarter="2026-Q4", answering=third)
    assert refusal_of(refused) == ("quarter", "What is owed here is the report about 2026-Q3.")


def test_e_3_a_quarter_that_was_not_over_is_not_reported_on(opened: Cast) -> None:
    with pytest.raises(Refused) as refused:
        report_progress(act_as(COUNTY_OFFICE, "desk_officer"), COUNTY_GOVERNMENT, "2026-11-20", quarter="2026-Q4")
    assert refusal_of(refused)[0] == "quarter"


@pytest.mark.parametrize(("day", "said"), [("2026-11-24", "2026-11-23"), ("2026-08-14", "100 days ago")])
def test_e_3_a_report_ahead_or_long_ago_is_refused_in_words(opened: Cast, day: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        report_progress(act_as(COUNTY_OFFICE, "desk_officer"), COUNTY_GOVERNMENT, day, quarter="2026-Q2")
    assert refusal_of(refused)[0] == "occurred_on"
    assert said in refusal_of(refused)[1]


def test_e_3_towns_do_not_report_to_the_city(opened: Cast) -> None:
    with pytest.raises(Refused) as refused:
        report_progress(opened.act("city"), TOWN_GOVERNMENT, "2026-10-12")
    assert any("does not report here" in str(one.message) for one in refused.value.refusals)


def test_e_3_a_withdrawn_report_is_owed_again_and_a_double_click_is_one_report(opened: Cast) -> None:
    office, submission = act_as(COUNTY_OFFICE, "desk_officer"), uuid.uuid4()
    record = report_progress(office, COUNTY_GOVERNMENT, "2026-10-12", submission=submission).record
    assert report_progress(office, COUNTY_GOVERNMENT, "2026-10-12", submission=submission).repeated
    with pytest.raises(Overtaken):
        report_progress(act_as(COUNTY_OFFICE, "deputy_director"), COUNTY_GOVERNMENT, "2026-10-12")
    taken(office, record, "withdraw", reason="附件有误")
    assert owed(COUNTY_GOVERNMENT, THIRD, COUNTIES_DUTY).state == Obligation.State.OPEN
