"""Clauses 3.13 and 3.16: towns and villages go on patrol; what counts, for whom, and what is refused."""

from __future__ import annotations

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from cast import COUNTY_GOVERNMENT, TOWN_GOVERNMENT, Cast, owed
from django.db import connection
from examples_of_the_field import NEXT_VILLAGE, TOWN_OFFICE, VILLAGE, patrol, taken

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Act, Overtaken, Refused
from anlan.modules.patrol import Patrol

TOWN_PATROL, VILLAGE_PATROL, NOVEMBER = "town-monthly-patrol", "village-monthly-patrol", "2026-11-01"


def refusal_of(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (refusal,) = error.value.refusals
    return refusal.field, str(refusal.message)


def test_3_13_each_town_government_owes_a_patrol_each_month_and_3_16_each_village(opened: Cast) -> None:
    rows = Obligation.objects.filter(period=NOVEMBER).select_related("unit__area")
    towns = rows.filter(duty__key=TOWN_PATROL)
    assert {(row.unit.kind, row.unit.area.level) for row in towns} == {("government", "town")}
    assert towns.count() == 46
    villages = rows.filter(duty__key=VILLAGE_PATROL)
    assert {row.unit.kind for row in villages} == {"village_committee"}
    assert villages.count() == 1025
    assert owed(VILLAGE, NOVEMBER, VILLAGE_PATROL).duty.clause == "3.16"


def test_3_13_a_round_of_the_safety_office_counts_for_the_towns_government(opened: Cast) -> None:
    outcome = patrol(opened.act("town"), TOWN_OFFICE, "2026-11-20")
    row = owed(TOWN_GOVERNMENT, NOVEMBER, TOWN_PATROL)
    assert (row.state, row.on_time, row.met_by) == (Obligation.State.MET, True, outcome.event)
    assert outcome.event is not None
    assert outcome.event.clause == "3.13"


def test_3_16_a_villages_round_counts_for_that_village_alone(opened: Cast) -> None:
    outcome = patrol(opened.act("town"), VILLAGE, "2026-11-20")
    assert owed(VILLAGE, NOVEMBER, VILLAGE_PATROL).state == Obligation.State.MET
    assert owed(NEXT_VILLAGE, NOVEMBER, VILLAGE_PATROL).state == Obligation.State.OPEN
    assert owed(TOWN_GOVERNMENT, NOVEMBER, TOWN_PATROL).state == Obligation.State.OPEN
    assert outcome.event is not None
    assert outcome.event.clause == "3.16"


def test_3_13_a_visit_for_advice_is_recorded_but_is_no_patrol(opened: Cast) -> None:
    patrol(opened.act("town"), TOWN_OFFICE, "2026-11-20", visit="service")
    assert owed(TOWN_GOVERNMENT, NOVEMBER, TOWN_PATROL).state == Obligation.State.OPEN


def test_3_13_an_administrative_inspection_is_not_offered(cast: Cast) -> None:
    asks = {ask.name: ask for ask in Patrol.workflow.step("record").asks}
    assert [visit for visit, _words in asks["visit"].choices(None)] == ["patrol", "service"]  # type: ignore[misc]
    assert "certified officers" in str(asks["visit"].why)


def test_3_13_a_withdrawn_round_is_owed_again(opened: Cast) -> None:
    town = opened.act("town")
    record = patrol(town, TOWN_OFFICE, "2026-11-20").record
    taken(town, record, "withdraw", reason="wrong day")
    assert owed(TOWN_GOVERNMENT, NOVEMBER, TOWN_PATROL).state == Obligation.State.OPEN
    assert Patrol.objects.get(pk=record.pk).withdrawn_because == "wrong day"


def test_3_13_a_round_ahead_or_long_ago_is_refused_in_words(opened: Cast) -> None:
    town = opened.act("town")
    with pytest.raises(Refused) as ahead:
        patrol(town, TOWN_OFFICE, "2026-11-24")
    assert refusal_of(ahead)[0] == "occurred_on"
    assert "2026-11-23" in refusal_of(ahead)[1]
    with pytest.raises(Refused) as old:
        patrol(town, TOWN_OFFICE, "2026-09-21")
    assert "62" in refusal_of(old)[1]
    assert not Patrol.objects.exists()


def test_3_13_county_bodies_do_not_go_on_daily_patrol_and_neighbours_not_for_others(opened: Cast) -> None:
    with pytest.raises(NotPermitted):
        patrol(opened.act("town"), COUNTY_GOVERNMENT, "2026-11-20")
    with pytest.raises(NotPermitted):
        patrol(opened.act("town"), "445122102/town-safety-office", "2026-11-20")
    with pytest.raises(NotPermitted):
        patrol(opened.act("stranger"), VILLAGE, "2026-11-20")


def test_3_13_the_same_form_sent_twice_is_one_round(opened: Cast) -> None:
    town, submission = opened.act("town"), uuid.uuid4()
    first = patrol(town, TOWN_OFFICE, "2026-11-20", submission=submission)
    second = patrol(town, TOWN_OFFICE, "2026-11-20", submission=submission)
    assert (second.record.pk, second.repeated) == (first.record.pk, True)
    assert Event.objects.filter(kind="patrol.done").count() == 1


def test_3_13_a_second_officer_with_the_same_round_is_told_of_the_first(opened: Cast) -> None:
    first = patrol(opened.act("town"), TOWN_OFFICE, "2026-11-20")
    with pytest.raises(Overtaken) as told:
        patrol(opened.act("town"), TOWN_OFFICE, "2026-11-20")
    assert told.value.record == first.record
    assert told.value.event == first.event


def test_3_13_of_two_officers_at_once_one_wins_and_the_other_is_told(own_opened: Cast) -> None:
    acts = [own_opened.act("town"), own_opened.act("town")]

    def go(act: Act) -> str:
        try:
            patrol(act, TOWN_OFFICE, "2026-11-20")
            return "won"
        except Overtaken:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, acts)) == ["told", "won"]
    assert Patrol.objects.filter(visited_on=dt.date(2026, 11, 20)).count() == 1
