"""Clause 3.15: departments above ask towns for assistance; the town answers, the department confirms."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from cast import TOWN_GOVERNMENT, Cast, unit
from examples_of_the_field import (
    CITY_EMERGENCY,
    COUNTY_OFFICE,
    EMERGENCY,
    HOUSING,
    TOWN_OFFICE,
    act_as,
    ask_for_help,
    taken,
)

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.kernel.records.record import Case
from anlan.modules.assist import AssistRequest
from anlan.modules.assist.choices import asked_for

DONE = {"occurred_on": dt.date(2026, 11, 23), "result": "已配合核查三家企业"}


def owing(code: str = TOWN_OFFICE) -> Obligation:
    return Obligation.objects.select_related("duty").get(unit__code=code, duty__key="assist-request")


def refusal_of(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (refusal,) = error.value.refusals
    return refusal.field, str(refusal.message)


def state_of(record: Case) -> str:
    return str(AssistRequest.objects.get(pk=record.pk).state)


def test_3_15_what_is_asked_is_owed_by_the_day_that_is_named(cast: Cast) -> None:
    ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE, due="2026-12-01")
    row = owing()
    assert (row.state, row.due_day, row.duty.clause) == (Obligation.State.OPEN, dt.date(2026, 12, 1), "3.15")


def test_3_15_accepted_done_and_confirmed_by_somebody_else(cast: Cast) -> None:
    record = ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE).record
    taken(cast.act("town"), record, "accept")
    taken(cast.act("town"), record, "report", **DONE)
    assert (owing().state, owing().on_time) == (Obligation.State.MET, True)
    taken(cast.act("officer"), record, "confirm")
    assert state_of(record) == "confirmed"


def test_3_15_what_is_returned_as_not_done_is_owed_again(cast: Cast) -> None:
    record = ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE).record
    taken(cast.act("town"), record, "report", **DONE)
    taken(cast.act("officer"), record, "send_back", reason="缺两家企业")
    assert (owing().state, state_of(record)) == (Obligation.State.OPEN, "accepted")
    taken(cast.act("town"), record, "report", **DONE)
    assert owing().state == Obligation.State.MET


def test_3_15_declining_gives_a_reason_and_ends_nothing_until_the_request_is_taken_back(cast: Cast) -> None:
    record = ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE).record
    taken(cast.act("town"), record, "decline", reason="当日有应急演练")
    assert (state_of(record), owing().state) == ("declined", Obligation.State.OPEN)
    taken(cast.act("officer"), record, "insist", reason="可改为下午")
    assert (state_of(record), owing().state) == ("requested", Obligation.State.OPEN)
    taken(cast.act("town"), record, "decline", reason="下午也有")
    taken(cast.act("officer"), record, "take_back", reason="改由邻镇协助")
    assert (state_of(record), owing().state) == ("withdrawn", Obligation.State.LAPSED)


def test_3_15_whom_a_body_may_ask_lies_below_it(cast: Cast) -> None:
    bureau = {int(pk) for pk, _name in asked_for(unit(EMERGENCY))}
    assert {unit(TOWN_OFFICE).pk, unit(TOWN_GOVERNMENT).pk} <= bureau
    assert not {unit(code).pk for code in ("445103121/town-government", HOUSING, CITY_EMERGENCY)} & bureau
    citys = {int(pk) for pk, _name in asked_for(unit(CITY_EMERGENCY))}
    assert {unit(EMERGENCY).pk, unit(TOWN_OFFICE).pk} <= citys
    assert unit(HOUSING).pk not in citys


def test_3_15_bodies_without_standing_cannot_ask(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        ask_for_help(cast.act("town"), TOWN_OFFICE, TOWN_GOVERNMENT)
    with pytest.raises(Refused) as refused:
        ask_for_help(cast.act("city"), TOWN_GOVERNMENT, TOWN_OFFICE)
    assert any("cannot ask" in str(one.message) for one in refused.value.refusals)
    with pytest.raises(Refused) as borrowed:
        ask_for_help(cast.act("officer"), HOUSING, TOWN_OFFICE)
    assert "itself" in refusal_of(borrowed)[1]
    assert not AssistRequest.objects.exists()


def test_3_15_a_request_into_another_territory_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        ask_for_help(cast.act("officer"), EMERGENCY, "445103121/town-government")
    assert refusal_of(refused)[0] == "receiver"


@pytest.mark.parametrize(("due", "said"), [("2026-11-22", "has passed"), ("2062-12-01", "Check the year")])
def test_3_15_a_day_that_has_passed_or_is_mistyped_is_refused(cast: Cast, due: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE, due=due)
    assert refusal_of(refused)[0] == "due_day"
    assert said in refusal_of(refused)[1]


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-22"])
def test_3_15_help_is_not_done_tomorrow_nor_before_it_was_asked(cast: Cast, day: str) -> None:
    record = ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE).record
    with pytest.raises(Refused) as refused:
        taken(cast.act("town"), record, "report", occurred_on=dt.date.fromisoformat(day), result="…")
    assert refusal_of(refused)[0] == "occurred_on"
    assert owing().state == Obligation.State.OPEN


def test_3_15_both_sides_see_the_request_and_a_third_does_not(cast: Cast) -> None:
    record = ask_for_help(act_as(HOUSING, "officer"), HOUSING, TOWN_OFFICE).record
    for code, post, sees in (
        (HOUSING, "officer", True),
        (TOWN_OFFICE, "patroller", True),
        (EMERGENCY, "officer", False),
        ("445122102/town-safety-office", "safety_officer", False),
        (COUNTY_OFFICE, "desk_officer", True),
    ):
        rows = AssistRequest.objects.visible_to(act_as(code, post).actor.sight())
        assert rows.filter(pk=record.pk).exists() is sees, code


def test_3_15_the_telephone_stands_on_the_request_and_not_in_the_ledger(cast: Cast) -> None:
    outcome = ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE)
    assert AssistRequest.objects.get(pk=outcome.record.pk).telephone == "0768-0000000"
    assert outcome.event is not None
    assert "0768" not in outcome.event.canonical
    assert "telephone" not in outcome.event.answers


def test_3_15_of_two_answers_one_wins_and_a_double_click_is_one_request(cast: Cast) -> None:
    submission = uuid.uuid4()
    record = ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE, submission=submission).record
    assert ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE, submission=submission).repeated
    taken(cast.act("town"), record, "report", **DONE)
    with pytest.raises(Overtaken):
        taken(act_as(TOWN_OFFICE, "patroller"), record, "report", **DONE)
    assert Event.objects.filter(kind="assist.done").count() == 1
    with pytest.raises(Overtaken):
        ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE)
