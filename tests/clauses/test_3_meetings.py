"""Articles 3.2, 3.3, 3.8, 3.9, 3.12 and 3.26: who owes which meeting, by when, and what counts as having held it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from cast import (
    COUNTY_GOVERNMENT,
    COUNTY_PARTY,
    NOW,
    TOWN_GOVERNMENT,
    TOWN_PARTY,
    Cast,
    at,
    hold,
    owed,
    report,
    withdraw,
)
from examples_of_the_field import taken

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.records.door import Refused
from anlan.modules.order import OrderItem
from anlan.policy import Pack

ZONES = ("445100-fengxi", "445100-xinqu", "445102402")
COUNTIES = ("445102", "445103", "445122")


def owing(duty: str, period: str) -> list[Obligation]:
    """Every obligation of a duty for one period, with its unit."""
    rows = Obligation.objects.filter(duty__key=duty, period=period)
    return list(rows.select_related("unit__area").order_by("unit"))


def refusal_of(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (refusal,) = error.value.refusals
    return refusal.field, str(refusal.message)


def test_3_12_each_town_owes_two_bodies_meetings_each_month(opened: Cast) -> None:
    for month in ("2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01", "2026-11-01"):
        rows = owing("town-monthly-meeting", month)
        assert Counter(row.unit.kind for row in rows) == {"party_committee": 46, "government": 46}
        assert {row.unit.area.form for row in rows} == {"town", "street"}
        assert len({row.unit.area_id for row in rows}) == 46


def test_3_12_the_obligation_is_due_when_the_month_ends_in_chaozhou(opened: Cast) -> None:
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    assert row.due_day == dt.date(2026, 11, 30)
    assert row.due_at == at("2026-12-01", "00:00")
    assert row.duty.clause == "3.12"


def test_3_12_forest_farms_and_parks_owe_no_meeting(opened: Cast) -> None:
    assert not Obligation.objects.filter(unit__area__form="township_like").exists()


def test_3_2_and_3_3_the_city_owes_one_meeting_of_each_body_each_half_year(opened: Cast) -> None:
    for duty, kind in (
        ("city-party-half-yearly-meeting", "party_committee"),
        ("city-government-half-yearly-meeting", "government"),
    ):
        (row,) = owing(duty, "2026-07-01")
        assert (row.unit.kind, row.unit.area.code) == (kind, "445100")
        assert row.due_day == dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("duty", "kind"),
    [("county-party-quarterly-meeting", "party_committee"), ("county-government-quarterly-meeting", "government")],
)
def test_3_8_and_3_9_counties_and_functional_zones_owe_each_quarter(opened: Cast, duty: str, kind: str) -> None:
    for quarter, due_day in (("2026-07-01", dt.date(2026, 9, 30)), ("2026-10-01", dt.date(2026, 12, 31))):
        rows = owing(duty, quarter)
        assert {row.unit.area.code for row in rows} == {*COUNTIES, *ZONES}
        assert {(row.unit.kind, row.due_day) for row in rows} == {(kind, due_day)}


def test_3_12_a_shared_meeting_counts_for_party_committee_and_government(opened: Cast) -> None:
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    assert {row.unit.code for row in outcome.met} == {TOWN_GOVERNMENT, TOWN_PARTY}
    for code in (TOWN_GOVERNMENT, TOWN_PARTY):
        row = owed(code, "2026-11-01")
        assert row.standing(now=NOW) == "met_on_time"
        assert (row.met_by, row.met_on) == (outcome.event, dt.date(2026, 11, 20))


def test_3_12_a_meeting_of_one_body_leaves_the_other_owing(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    assert owed(TOWN_GOVERNMENT, "2026-11-01").standing(now=NOW) == "met_on_time"
    assert owed(TOWN_PARTY, "2026-11-01").standing(now=NOW) == "open"


@pytest.mark.parametrize("form", ["study", "standing_committee"])
def test_3_12_names_no_form_so_any_form_meets_it(opened: Cast, form: str) -> None:
    hold(opened.act("town"), TOWN_PARTY, "2026-11-20", form=form)
    assert owed(TOWN_PARTY, "2026-11-01").state == Obligation.State.MET


def test_3_8_a_study_session_is_no_standing_committee_meeting(opened: Cast) -> None:
    outcome = hold(opened.act("city"), COUNTY_PARTY, "2026-11-20", form="study")
    assert list(outcome.met) == []
    assert owed(COUNTY_PARTY, "2026-10-01", "county-party-quarterly-meeting").state == Obligation.State.OPEN
    hold(opened.act("city"), COUNTY_PARTY, "2026-11-21", form="standing_committee")
    assert owed(COUNTY_PARTY, "2026-10-01", "county-party-quarterly-meeting").state == Obligation.State.MET


def test_3_9_a_standing_committee_meeting_is_no_executive_meeting_even_when_shared(opened: Cast) -> None:
    hold(opened.act("city"), COUNTY_PARTY, "2026-11-20", form="standing_committee", shared_with=COUNTY_GOVERNMENT)
    assert owed(COUNTY_PARTY, "2026-10-01", "county-party-quarterly-meeting").state == Obligation.State.MET
    assert owed(COUNTY_GOVERNMENT, "2026-10-01", "county-government-quarterly-meeting").state == 0


def test_3_12_a_meeting_dated_tomorrow_is_refused(opened: Cast) -> None:
    with pytest.raises(Refused) as error:
        hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-24")
    field, message = refusal_of(error)
    assert field == "occurred_on"
    assert "2026-11-23" in message
    assert owed(TOWN_GOVERNMENT, "2026-11-01").state == Obligation.State.OPEN


def test_3_12_today_begins_at_midnight_in_chaozhou_not_in_greenwich(opened: Cast) -> None:
    after_midnight = at("2026-11-24", "00:30")
    hold(opened.act("town", now=after_midnight), TOWN_GOVERNMENT, "2026-11-24")
    assert owed(TOWN_GOVERNMENT, "2026-11-01").met_on == dt.date(2026, 11, 24)


def test_3_12_a_meeting_of_another_month_does_not_answer_this_months_obligation(opened: Cast) -> None:
    november = owed(TOWN_GOVERNMENT, "2026-11-01")
    with pytest.raises(Refused) as error:
        hold(opened.act("town"), TOWN_GOVERNMENT, "2026-10-31", answering=november)
    field, message = refusal_of(error)
    assert field == "occurred_on"
    assert all(part in message for part in ("2026-11", "2026-11-01", "2026-11-30"))


def test_3_12_without_an_obligation_named_a_meeting_counts_for_its_own_month(opened: Cast) -> None:
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-10-31")
    assert [row.period for row in outcome.met] == [dt.date(2026, 10, 1)]
    assert owed(TOWN_GOVERNMENT, "2026-11-01").state == Obligation.State.OPEN


def test_3_12_a_meeting_older_than_may_be_recorded_is_refused(opened: Cast) -> None:
    oldest = NOW.date() - dt.timedelta(days=400)
    hold(opened.act("town"), TOWN_GOVERNMENT, oldest.isoformat())
    with pytest.raises(Refused) as error:
        hold(opened.act("town"), TOWN_GOVERNMENT, (oldest - dt.timedelta(days=1)).isoformat(), number="2025 No. 9")
    assert refusal_of(error)[0] == "occurred_on"
    assert "400" in refusal_of(error)[1]


def test_3_12_a_department_holds_no_such_meeting(opened: Cast) -> None:
    with pytest.raises(Refused):
        hold(opened.act("city"), "445122/emergency", "2026-11-20")


def test_3_12_recorded_within_the_grace_counts_as_on_time(opened: Cast) -> None:
    last_moment = at("2026-12-05", "23:59")
    hold(opened.act("town", now=last_moment), TOWN_GOVERNMENT, "2026-11-30")
    assert owed(TOWN_GOVERNMENT, "2026-11-01").standing(now=last_moment) == "met_on_time"


def test_3_12_recorded_after_the_grace_counts_as_late(opened: Cast) -> None:
    too_late = at("2026-12-06", "00:00")
    hold(opened.act("town", now=too_late), TOWN_GOVERNMENT, "2026-11-30")
    assert owed(TOWN_GOVERNMENT, "2026-11-01").standing(now=too_late) == "met_late"


def test_3_12_an_event_recorded_before_the_period_was_opened_meets_it(cast: Cast, pack: Pack) -> None:
    hold(cast.act("town", now=at("2026-11-20")), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    hold(cast.act("town", now=at("2026-11-21")), TOWN_GOVERNMENT, "2026-11-21", number="2026 No. 12")
    sweep(now=NOW, pack=pack)
    for code in (TOWN_GOVERNMENT, TOWN_PARTY):
        row = owed(code, "2026-11-01")
        assert row.standing(now=NOW) == "met_on_time"
        assert row.met_on == dt.date(2026, 11, 20)


def test_3_12_an_event_recorded_after_the_grace_and_before_opening_meets_it_late(cast: Cast, pack: Pack) -> None:
    hold(cast.act("town"), TOWN_GOVERNMENT, "2026-09-10")
    sweep(now=NOW, pack=pack)
    assert owed(TOWN_GOVERNMENT, "2026-09-01").standing(now=NOW) == "met_late"


def test_3_26_what_a_meeting_decides_is_owed_by_whom_it_names_by_the_day_it_sets(opened: Cast) -> None:
    outcome = hold(
        opened.act("town"), TOWN_GOVERNMENT, "2026-11-20",
        decisions=[("整改排水沟", f"{TOWN_GOVERNMENT.split('/')[0]}/town-safety-office", "2026-12-10")],
    )  # fmt: skip
    row = Obligation.objects.select_related("duty", "unit").get(source_id=outcome.event.pk)
    assert (row.duty.clause, row.what, row.due_day) == ("3.26", "整改排水沟", dt.date(2026, 12, 10))
    assert row.unit.kind == "town_safety_office"
    done = report(opened.act("town"), OrderItem.objects.get(order__origin_id=outcome.record.pk), "2026-11-23")
    assert [met.pk for met in done.met] == [row.pk]
    row.refresh_from_db()
    assert row.standing(now=NOW) == "met_on_time"


def test_3_26_a_decision_carried_out_after_its_day_was_carried_out_late(opened: Cast) -> None:
    decisions = [("整改", TOWN_PARTY, "2026-11-21")]
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=decisions)
    done = report(opened.act("town"), OrderItem.objects.get(order__origin_id=outcome.record.pk), "2026-11-22")
    assert [row.standing(now=NOW) for row in done.met] == ["met_late"]


def test_3_26_a_decision_due_before_its_meeting_is_refused(opened: Cast) -> None:
    with pytest.raises(Refused) as error:
        hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=[("整改", TOWN_PARTY, "2026-11-19")])
    field, message = refusal_of(error)
    assert field == "decisions"
    assert "2026-11-19" in message


def test_3_26_a_decision_is_not_carried_out_tomorrow(opened: Cast) -> None:
    decisions = [("整改", TOWN_PARTY, "2026-12-01")]
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=decisions)
    with pytest.raises(Refused):
        report(opened.act("town"), OrderItem.objects.get(order__origin_id=outcome.record.pk), "2026-11-24")


def test_3_26_a_withdrawn_meeting_takes_what_is_undone_with_it_and_leaves_what_was_done(opened: Cast) -> None:
    decisions = [("排水沟", TOWN_PARTY, "2026-12-01"), ("消防栓", TOWN_PARTY, "2026-12-02")]
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=decisions)
    report(opened.act("town"), OrderItem.objects.get(what="排水沟"), "2026-11-22")
    taken(opened.act("city"), OrderItem.objects.get(what="排水沟"), "accept", remark="")
    withdraw(opened.act("town"), outcome.record)
    rows = Obligation.objects.filter(source_id=outcome.event.pk)
    assert {row.what: row.standing(now=NOW) for row in rows} == {"排水沟": "met_on_time", "消防栓": "lapsed"}
    assert set(OrderItem.objects.values_list("what", "state")) == {("排水沟", "closed"), ("消防栓", "withdrawn")}
