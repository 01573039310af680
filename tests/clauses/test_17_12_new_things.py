"""Clauses 17.12 and 18.1: what is new is assessed before use, and an enterprise assesses all its risks."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY_GOVERNMENT, TODAY, Cast, at, owed
from examples_of_assessments import AGENCY, assess_new, assess_risks, plan_new
from examples_of_enterprises import FIRST
from examples_of_relations import day, go
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.kernel.records.record import Case
from anlan.modules.new_thing import NewThing
from anlan.modules.risk_assessment import RiskAssessment
from anlan.rules import new_things, risk_assessments

OPEN, MET, LAPSED = Obligation.State.OPEN, Obligation.State.MET, Obligation.State.LAPSED
DAYS = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2040, 12, 31))


@pytest.fixture
def thing(cast: Cast) -> Case:
    """A new process whose first use is planned for 15 December."""
    return plan_new(cast.act("safety"), "氢能窑炉").record


def row() -> Obligation:
    return Obligation.objects.get(duty__key="new-thing-assessment")


def now(thing: Case) -> NewThing:
    return NewThing.objects.get(pk=thing.pk)


def test_17_12_what_is_planned_owes_its_assessment_by_the_day_before(thing: Case) -> None:
    assert (row().state, row().due_day, row().unit.code) == (OPEN, day("2026-12-14"), FIRST)


def test_17_12_what_is_in_use_already_owes_it_today(cast: Cast) -> None:
    plan_new(cast.act("safety"), "数码喷釉", on="2026-11-23")
    assert row().due_day == TODAY


@pytest.mark.parametrize("on", ["2026-11-22", "2036-11-23"])
def test_17_12_a_plan_in_the_past_or_in_ten_years_is_refused(cast: Cast, on: str) -> None:
    with pytest.raises(Refused) as told:
        plan_new(cast.act("safety"), "数码喷釉", on=on)
    assert [one.field for one in told.value.refusals] == ["planned_on"]


def test_17_12_it_is_not_used_before_an_assessment_accepted_it(cast: Cast, thing: Case) -> None:
    safety = cast.act("safety")
    with pytest.raises(Refused):
        go(safety, thing, "begin_use", occurred_on=TODAY)
    assess_new(safety, thing, "declined", measures="")
    assert (now(thing).state, row().state) == ("declined", MET)
    with pytest.raises(Refused):
        go(safety, thing, "begin_use", occurred_on=TODAY)
    assert now(thing).begun_on is None
    assess_new(safety, thing, on="2026-11-21")
    go(safety, thing, "begin_use", occurred_on=TODAY)
    assert (now(thing).state, now(thing).begun_on) == ("in_use", TODAY)


def test_17_12_an_accepted_one_that_is_assessed_anew_and_declined_may_not_be_used(cast: Cast, thing: Case) -> None:
    assess_new(cast.act("safety"), thing)
    may = now(thing).use
    assess_new(cast.act("safety"), thing, "declined")
    assert (now(thing).state, now(thing).use == may) == ("declined", False)
    with pytest.raises(Refused):
        go(cast.act("safety"), thing, "begin_use", occurred_on=TODAY)


@pytest.mark.parametrize("on", ["2026-11-19", "2026-11-24"])
def test_17_12_use_begins_neither_before_the_assessment_nor_ahead_of_today(cast: Cast, thing: Case, on: str) -> None:
    assess_new(cast.act("safety"), thing)
    with pytest.raises(Refused) as told:
        go(cast.act("safety"), thing, "begin_use", occurred_on=day(on))
    assert [one.field for one in told.value.refusals] == ["occurred_on"]


def test_17_12_it_is_accepted_only_with_the_measures_that_control_it(cast: Cast, thing: Case) -> None:
    with pytest.raises(Refused) as told:
        assess_new(cast.act("safety"), thing, measures=" ")
    assert [one.field for one in told.value.refusals] == ["measures"]


@pytest.mark.parametrize("step", ["end", "withdraw"])
def test_17_12_what_is_given_up_owes_nothing(cast: Cast, thing: Case, step: str) -> None:
    go(cast.act("safety"), thing, step, reason="不再采用")
    assert row().state == LAPSED


def test_17_12_an_office_above_does_not_assess_for_the_enterprise(cast: Cast, thing: Case) -> None:
    with pytest.raises(Refused):
        assess_new(cast.act("city"), thing)
    with pytest.raises(NotPermitted):
        assess_new(cast.act("stranger"), thing)
    assert now(thing).state == "planned"


def test_17_12_a_government_owes_the_assessment_of_its_own_new_things(cast: Cast) -> None:
    plan_new(cast.act("office"), "无人机巡查", COUNTY_GOVERNMENT)
    one = Obligation.objects.get(duty__key="public-new-thing-assessment")
    assert (one.unit.code, one.due_day) == (COUNTY_GOVERNMENT, day("2026-12-14"))


@given(planned=DAYS, today=DAYS)
def test_17_12_the_assessment_is_due_before_the_first_use_and_never_in_the_past(
    planned: dt.date, today: dt.date
) -> None:
    due = new_things.assess_by(planned_on=planned, today=today)
    assert due >= today
    assert due < planned or due == today


def test_18_1_a_full_assessment_meets_the_year_and_says_when_the_next_is_due(cast: Cast) -> None:
    sweep(now=at("2027-01-04"), pack=installed_pack())
    one = assess_risks(cast.act("safety", now=at("2027-03-01")), on="2027-03-01").record
    year = owed(FIRST, "2027-01-01", "enterprise-annual-risk-assessment")
    assert (year.state, year.due_day) == (MET, day("2027-12-31"))
    assert isinstance(one, RiskAssessment)
    assert one.next_on == day("2028-03-01")


def test_18_1_a_withdrawn_assessment_is_owed_again(cast: Cast) -> None:
    sweep(now=at("2027-01-04"), pack=installed_pack())
    act = cast.act("safety", now=at("2027-03-01"))
    go(act, assess_risks(act, on="2027-03-01").record, "withdraw", reason="录错")
    assert owed(FIRST, "2027-01-01", "enterprise-annual-risk-assessment").state == OPEN


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"assessor": "agency"}, "agency"),
        ({"agency": AGENCY}, "agency"),
        ({"orange": 0, "yellow": 0, "blue": 0}, "blue"),
        ({"occurred_on": day("2026-11-24")}, "occurred_on"),
        ({"occurred_on": day("2020-11-24")}, "occurred_on"),
    ],
)
def test_18_1_an_assessment_that_cannot_be_is_refused_at_its_answer(
    cast: Cast, known: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as told:
        assess_risks(cast.act("safety"), **known)  # type: ignore[arg-type]
    assert [one.field for one in told.value.refusals] == [field]


def test_18_1_the_same_day_is_kept_once(cast: Cast) -> None:
    assess_risks(cast.act("safety"))
    with pytest.raises(Overtaken):
        assess_risks(cast.act("safety"), conclusion="另一份")


def test_18_1_the_town_does_not_assess_for_the_enterprise(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        assess_risks(cast.act("town"))


@given(start=DAYS, months=st.integers(1, 60))
def test_18_1_months_end_on_the_same_day_or_the_last_of_a_shorter_month(start: dt.date, months: int) -> None:
    end = risk_assessments.months_after(day=start, months=months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end + dt.timedelta(days=1)).day == 1
