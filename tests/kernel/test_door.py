"""The one door for writing: who may, once, one winner, all or nothing, and what the ledger keeps of it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from cast import (
    COUNTY_GOVERNMENT,
    NOW,
    TOWN_GOVERNMENT,
    TOWN_PARTY,
    Cast,
    answers_for,
    at,
    hold,
    owed,
    report,
    unit,
    withdraw,
)

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.post import Post
from anlan.kernel.records import door
from anlan.kernel.records.door import NotPermitted, Overtaken, allowed_steps, begin, take
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem


def test_the_same_form_sent_twice_is_one_meeting(opened: Cast) -> None:
    form = uuid.uuid4()
    first = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", submission=form)
    again = hold(opened.act("town", now=at("2026-11-23", "09:01")), TOWN_GOVERNMENT, "2026-11-20", submission=form)
    assert not first.repeated
    assert again.repeated
    assert (again.record, again.event) == (first.record, first.event)
    assert Meeting.objects.count() == Event.objects.filter(kind="meeting.held").count() == 1


def test_a_form_sent_by_somebody_without_the_right_shows_nothing(opened: Cast) -> None:
    form = uuid.uuid4()
    hold(opened.act("city"), COUNTY_GOVERNMENT, "2026-11-20", submission=form)
    with pytest.raises(NotPermitted):
        hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", submission=form)


def test_the_second_officer_is_told_who_recorded_the_meeting_first(opened: Cast) -> None:
    first = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    with pytest.raises(Overtaken) as error:
        hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-20", form="government_executive")
    assert error.value.record == first.record
    assert error.value.event == first.event
    assert error.value.event.officer_id == opened.officer("town").pk
    assert Meeting.objects.get().form == "study"


@pytest.mark.parametrize(
    ("day", "number", "code"),
    [
        ("2026-11-19", "2026 No. 11", TOWN_GOVERNMENT),
        ("2026-11-20", "2026 No. 12", TOWN_GOVERNMENT),
        ("2026-11-20", "2026 No. 11", TOWN_PARTY),
    ],
)
def test_another_day_number_or_body_is_another_meeting(opened: Cast, day: str, number: str, code: str) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    hold(opened.act("town"), code, day, number=number)
    assert Meeting.objects.count() == 2


def test_after_a_withdrawal_the_meeting_can_be_recorded_rightly(opened: Cast) -> None:
    wrong = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    withdraw(opened.act("town"), wrong.record)
    right = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", form="government_executive")
    assert owed(TOWN_GOVERNMENT, "2026-11-01").met_by == right.event
    assert figures.differences() == []


def test_what_was_withdrawn_is_not_withdrawn_again(opened: Cast) -> None:
    meeting = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20").record
    stale = Meeting.objects.get(pk=meeting.pk)
    done = withdraw(opened.act("town"), meeting)
    with pytest.raises(Overtaken) as error:
        withdraw(opened.act("city"), stale)
    assert (error.value.record.state, error.value.event) == ("withdrawn", done.event)
    assert Event.objects.filter(kind="meeting.withdrawn").count() == 1


def test_a_decision_is_reported_once(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=[("整改", TOWN_PARTY, "2026-12-01")])
    decision, stale = OrderItem.objects.get(), OrderItem.objects.get()
    report(opened.act("town"), decision, "2026-11-22")
    with pytest.raises(Overtaken):
        report(opened.act("city"), stale, "2026-11-23")


@pytest.mark.parametrize("username", ["county", "officer", "reviewer", "safety", "principal", "stranger", "auditor"])
def test_who_may_not_record_a_meeting_records_none(opened: Cast, username: str) -> None:
    with pytest.raises(NotPermitted):
        hold(opened.act(username), TOWN_GOVERNMENT, "2026-11-20")
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("code", ["445122102/town-government", COUNTY_GOVERNMENT, "445100/government"])
def test_a_town_records_no_meeting_of_another_body(opened: Cast, code: str) -> None:
    with pytest.raises(NotPermitted):
        hold(opened.act("town"), code, "2026-11-20")


def test_a_town_does_not_verify_its_own_meeting_the_committee_office_does(opened: Cast) -> None:
    meeting = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20").record
    step = Meeting.workflow.step("verify")
    with pytest.raises(NotPermitted):
        take(record=meeting, step=step, answers={"note": "seen"}, act=opened.act("town"))
    take(record=meeting, step=step, answers={"note": "seen on site"}, act=opened.act("city"))
    stored = Meeting.objects.get()
    assert (stored.state, stored.note) == ("verified", "seen on site")


def test_the_steps_offered_are_those_that_state_and_post_allow(opened: Cast) -> None:
    meeting = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20").record
    names = {who: [s.name for s in allowed_steps(record=meeting, actor=opened.actor(who))] for who in opened.officers}
    assert names.pop("city") == names.pop("office") == ["verify", "withdraw"]
    assert names.pop("town") == ["withdraw"]
    assert set(map(tuple, names.values())) == {()}
    withdraw(opened.act("town"), meeting)
    assert allowed_steps(record=Meeting.objects.get(), actor=opened.actor("city")) == []


def test_a_decision_is_not_begun_by_hand(opened: Cast) -> None:
    with pytest.raises(NotPermitted):
        begin(model=OrderItem, unit=unit(TOWN_PARTY), answers={}, act=opened.act("city"), submission=uuid.uuid4())


def test_the_ledger_says_who_recorded_under_which_post_and_for_which_post(opened: Cast) -> None:
    """Who records (代录) and who is accountable are two fields."""
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    event = Event.objects.get(pk=outcome.event.pk)
    assert event.officer_id == opened.officer("town").pk
    assert Post.objects.get(pk=event.post_id).key == "safety_officer"
    assert Post.objects.get(pk=event.accountable_post_id).leadership == "government_head"
    assert (event.kind, event.variant, event.clause) == ("meeting.held", "study", "3.12")
    assert (event.occurred_on, event.recorded_at) == (dt.date(2026, 11, 20), NOW)
    assert (event.record_type, event.record_id) == ("meeting", outcome.record.pk)
    counts_for = sorted(unit(code).pk for code in (TOWN_GOVERNMENT, TOWN_PARTY))
    assert event.content["counts_for"] == counts_for == sorted(row.unit_id for row in event.performances.all())
    assert event.answers["number"] == "2026 No. 11"


@pytest.mark.parametrize("part", ["append", "meet", "open_owed"])
def test_an_act_that_breaks_off_leaves_nothing_behind(opened: Cast, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    def broken(**_arguments: object) -> None:
        raise KeyboardInterrupt

    before = Event.objects.count(), list(Obligation.objects.order_by("id").values())
    monkeypatch.setattr(door, part, broken)
    with pytest.raises(KeyboardInterrupt):
        hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=[("整改", TOWN_PARTY, "2026-12-01")])
    assert not Meeting.objects.exists()
    assert not OrderItem.objects.exists()
    assert (Event.objects.count(), list(Obligation.objects.order_by("id").values())) == before
    assert figures.differences() == []


def test_a_refused_step_changes_nothing(opened: Cast) -> None:
    before = Event.objects.count()
    with pytest.raises(door.Refused) as error:
        begin(
            model=Meeting,
            unit=unit(TOWN_GOVERNMENT),
            answers=answers_for(TOWN_GOVERNMENT, "2026-11-24", decisions=[("整改", TOWN_PARTY, "2026-11-01")]),
            act=opened.act("town"),
            submission=uuid.uuid4(),
        )
    # Every reason is told at once, not one per attempt.
    assert [refusal.field for refusal in error.value.refusals] == ["occurred_on", "decisions"]
    assert (Meeting.objects.count(), Event.objects.count()) == (0, before)
