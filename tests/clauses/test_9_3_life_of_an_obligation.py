"""Clauses 9.3 and 5.3: the committee office urges, reviews, returns, extends, waives, confirms; it never punishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from cast import (
    COUNTY,
    COUNTY_GOVERNMENT,
    NOW,
    TOWN_GOVERNMENT,
    Cast,
    at,
    hold,
    owed,
    treat,
    unit,
    withdraw,
)
from django.test import Client
from django.utils import timezone

from anlan.kernel.ledger.verify import verify
from anlan.kernel.life.acts import TooLate, steps_for
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Refused
from anlan.policy import Pack

COUNTY_DUTY = "county-government-quarterly-meeting"
CITY_OFFICE, COUNTY_OFFICE = "445100/safety-committee-office", f"{COUNTY}/safety-committee-office"
RETURNED = {"reason": "纪要中未见安全生产议题", "telephone": "0768-0000000"}
URGED = {"text": "请尽快召开会议", "telephone": "0768-0000000", "letter": ""}


def county(period: str = "2026-10-01") -> Obligation:
    """What the county government owes for a quarter, as the database has it now."""
    return owed(COUNTY_GOVERNMENT, period, COUNTY_DUTY)


def submitted(cast: Cast, day: str = "2026-11-20", now: dt.datetime = NOW) -> Obligation:
    """The county's meeting of the fourth quarter, recorded by its committee office."""
    hold(cast.act("office", now=now), COUNTY_GOVERNMENT, day, form="government_executive")
    return county()


def refusals(error: pytest.ExceptionInfo[Refused]) -> str:
    return " ".join(str(one.message) for one in error.value.refusals)


def names(cast: Cast, username: str, row: Obligation) -> set[str]:
    return {step.name for step in steps_for(row=row, actor=cast.actor(username))}


def logged_in(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.officer(username))
    return client


@pytest.fixture(autouse=True)
def adds_up(opened: Cast) -> Iterator[None]:
    """After every test, figures, obligations and ledger still say the same."""
    yield
    assert not figures.differences()
    assert not contradictions()
    assert not verify()


def test_9_3_a_county_meeting_is_reviewed_by_the_city_office(opened: Cast) -> None:
    row = submitted(opened)
    assert (row.state, row.review, row.on_time) == (Obligation.State.MET, Obligation.Review.WAITING, True)
    review = Obligation.objects.get(record_type="obligation", record_id=row.pk)
    assert review.unit == unit(CITY_OFFICE)
    assert review.due_day == dt.date(2026, 11, 30), "five working days after Monday the 23rd"
    assert review.notices.get().kind == Notice.Kind.SUBMITTED
    treat(opened.act("city"), row, "accept", note="")
    assert county().review == Obligation.Review.ACCEPTED
    review.refresh_from_db()
    assert (review.state, review.on_time) == (Obligation.State.MET, True)


def test_9_3_returning_names_reason_and_telephone_and_reopens_the_same_row(opened: Cast) -> None:
    row = submitted(opened)
    event = treat(opened.act("city", now=at("2026-11-26")), row, "return", **RETURNED)
    again = county()
    assert again.pk == row.pk
    assert (again.state, again.review, again.met_by) == (Obligation.State.OPEN, Obligation.Review.RETURNED, None)
    assert again.due_day == dt.date(2027, 1, 3), "the three days that the review took are given back"
    assert event.answers["telephone"] == "0768-0000000"
    assert again.notices.filter(kind=Notice.Kind.RETURNED, event_id=event.pk).exists()
    assert not Obligation.objects.filter(record_type="obligation", record_id=row.pk, state=0).exists()


def test_9_3_what_is_returned_on_the_last_day_leaves_working_days_to_act(opened: Cast) -> None:
    row = submitted(opened, day="2026-12-30", now=at("2026-12-30"))
    treat(opened.act("city", now=at("2026-12-31", "17:00")), row, "return", **RETURNED)
    again = county()
    assert again.due_day > dt.date(2027, 1, 3)
    assert again.original_due_at == at("2027-01-01", "00:00")
    # What is held in the time that was given answers this quarter, and not the next.
    answer = hold(
        opened.act("office", now=at("2027-01-05")),
        COUNTY_GOVERNMENT,
        "2027-01-04",
        form="government_executive",
        number="2027 No. 1",
        answering=again,
    )
    assert [met.pk for met in answer.met] == [row.pk]
    assert county().on_time
    sweep(now=at("2027-01-06"), pack=opened.act("city").pack)
    assert county("2027-01-01").state == Obligation.State.OPEN


def test_9_3_what_was_submitted_late_stays_late_after_a_return(opened: Cast) -> None:
    late = owed(COUNTY_GOVERNMENT, "2026-07-01", COUNTY_DUTY)
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-09-20", form="government_executive")
    late.refresh_from_db()
    assert late.on_time is False
    treat(opened.act("city", now=at("2026-11-25")), late, "return", **RETURNED)
    late.refresh_from_db()
    assert late.due_day == dt.date(2026, 10, 2)
    assert late.is_late(now=at("2026-11-25"))


def test_9_3_a_returned_meeting_does_not_answer_again_when_another_is_withdrawn(opened: Cast) -> None:
    row = submitted(opened)
    treat(opened.act("city"), row, "return", **RETURNED)
    second = hold(
        opened.act("office"), COUNTY_GOVERNMENT, "2026-11-21", form="government_executive", number="2026 No. 12"
    )
    assert county().state == Obligation.State.MET
    withdraw(opened.act("office"), second.record)
    assert county().state == Obligation.State.OPEN


def test_9_3_a_returned_meeting_of_a_town_does_not_answer_again_either(opened: Cast) -> None:
    """No review is owed of it, and yet it was returned."""
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    treat(opened.act("office"), owed(TOWN_GOVERNMENT, "2026-11-01"), "return", **RETURNED)
    second = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-21", number="2026 No. 12")
    assert owed(TOWN_GOVERNMENT, "2026-11-01").state == Obligation.State.MET
    withdraw(opened.act("town"), second.record)
    assert owed(TOWN_GOVERNMENT, "2026-11-01").state == Obligation.State.OPEN


def test_9_3_withdrawing_a_submission_ends_its_review(opened: Cast) -> None:
    outcome = hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    review = Obligation.objects.get(record_type="obligation", record_id=county().pk)
    withdraw(opened.act("office"), outcome.record)
    review.refresh_from_db()
    assert review.state == Obligation.State.LAPSED
    assert county().review == Obligation.Review.NONE


def test_9_3_who_submitted_does_not_review(opened: Cast) -> None:
    hold(opened.act("city"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    for step, answers in (("accept", {"note": ""}), ("return", RETURNED)):
        with pytest.raises(Refused) as error:
            treat(opened.act("city"), county(), step, **answers)
        assert "Another officer" in refusals(error)
    assert county().review == Obligation.Review.WAITING


def test_9_3_the_unit_and_its_own_office_decide_nothing_about_themselves(opened: Cast) -> None:
    row = submitted(opened)
    assert names(opened, "city", row) == {"accept", "return"}
    for username in ("county", "office", "town", "stranger", "auditor"):
        assert not names(opened, username, row)
        with pytest.raises(NotPermitted):
            treat(opened.act(username), row, "accept", note="")


def test_9_3_of_two_reviewers_one_wins_and_the_other_is_told(opened: Cast) -> None:
    row = submitted(opened)
    treat(opened.act("city"), row, "accept", note="")
    with pytest.raises(TooLate) as late:
        treat(opened.act("city"), row, "accept", note="")
    assert late.value.event is not None
    assert late.value.event.kind == "obligation.accepted"


def test_9_3_a_recorded_meeting_of_a_town_can_be_returned_for_a_while(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    assert row.review == Obligation.Review.NONE
    with pytest.raises(Refused):
        treat(opened.act("office", now=at("2027-01-20")), row, "return", **RETURNED)
    treat(opened.act("office"), row, "return", **RETURNED)
    assert owed(TOWN_GOVERNMENT, "2026-11-01").state == Obligation.State.OPEN


def test_9_3_urging_tells_the_unit_once_a_day(opened: Cast) -> None:
    row = county()
    event = treat(opened.act("city"), row, "urge", **URGED)
    assert row.notices.get(kind=Notice.Kind.URGED).event_id == event.pk
    with pytest.raises(Refused) as error:
        treat(opened.act("city", now=at("2026-11-23", "17:00")), row, "urge", **URGED)
    assert "today" in refusals(error)
    treat(opened.act("city", now=at("2026-11-24")), row, "urge", **URGED)
    assert row.notices.filter(kind=Notice.Kind.URGED).count() == 2


def test_9_3_a_vertically_managed_body_gets_a_letter(opened: Cast) -> None:
    row = county()
    with pytest.raises(Refused) as error:
        treat(opened.act("city"), row, "urge", **{**URGED, "letter": "潮安委办函〔2026〕1号"})
    assert "without a letter" in refusals(error)
    row.unit.vertical = True
    row.unit.save()
    with pytest.raises(Refused) as error:
        treat(opened.act("city"), row, "urge", **URGED)
    assert "number of the letter" in refusals(error)
    treat(opened.act("city"), row, "urge", **{**URGED, "letter": "潮安委办函〔2026〕1号"})


def test_9_3_an_extension_stays_within_what_the_duty_allows(opened: Cast) -> None:
    row = county()
    with pytest.raises(Refused) as error:
        treat(opened.act("city"), row, "extend", until=dt.date(2026, 12, 31), reason="防汛")
    assert "already" in refusals(error)
    with pytest.raises(Refused) as error:
        treat(opened.act("city"), row, "extend", until=dt.date(2027, 1, 31), reason="防汛")
    assert "2027-01-30" in refusals(error), "thirty days in all"
    event = treat(opened.act("city"), row, "extend", until=dt.date(2027, 1, 20), reason="防汛")
    assert event.answers["days"] == 20
    with pytest.raises(Refused):
        treat(opened.act("city"), county(), "extend", until=dt.date(2027, 1, 31), reason="防汛")
    treat(opened.act("city"), county(), "extend", until=dt.date(2027, 1, 30), reason="防汛")
    moved = county()
    assert (moved.due_day, moved.moved_days, moved.extensions) == (dt.date(2027, 1, 30), 30, 2)
    assert moved.original_due_at == at("2027-01-01", "00:00")
    assert not moved.is_late(now=at("2027-01-30", "23:59"))
    assert moved.is_late(now=at("2027-01-31", "00:00"))


def test_9_3_a_duty_that_names_no_extension_knows_none(opened: Cast) -> None:
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    assert names(opened, "office", row) == {"urge", "confirm"}
    with pytest.raises(NotPermitted):
        treat(opened.act("office"), row, "extend", until=dt.date(2026, 12, 5), reason="防汛")


def test_9_3_a_waiver_leaves_the_denominator(opened: Cast) -> None:
    treat(opened.act("city"), county(), "waive", ground="merged", reason="与区政府会议合并召开")
    waived = county()
    assert waived.state == Obligation.State.WAIVED
    assert waived.attend_at is None
    assert not names(opened, "city", waived)


def test_9_3_only_what_is_late_and_told_is_confirmed_as_not_performed(opened: Cast, pack: Pack) -> None:
    answers = {"reason": "实地核查未召开", "telephone": "0768-0000000"}
    with pytest.raises(Refused) as error:
        treat(opened.act("city"), county(), "confirm", **answers)
    assert "not late" in refusals(error)
    late = owed(COUNTY_GOVERNMENT, "2026-07-01", COUNTY_DUTY)
    late.notices.all().delete()
    with pytest.raises(Refused) as error:
        treat(opened.act("city"), late, "confirm", **answers)
    assert "told" in refusals(error)
    treat(opened.act("city"), late, "urge", **URGED)
    event = treat(opened.act("city"), late, "confirm", **answers)
    late.refresh_from_db()
    assert late.not_performed == event
    assert late.state == Obligation.State.OPEN, "confirmed, it is still owed"
    with pytest.raises(TooLate):
        treat(opened.act("city"), late, "confirm", **answers)
    treat(opened.act("city"), late, "unconfirm", reason="补充材料已核实")
    late.refresh_from_db()
    assert late.not_performed is None


def test_9_3_what_was_decided_without_an_entry_is_found(opened: Cast) -> None:
    row = county()
    Obligation.objects.filter(pk=row.pk).update(state=Obligation.State.WAIVED, moved_days=5)
    found = [finding.problem for finding in contradictions()]
    assert any("obligation.waived" in text for text in found)
    assert any("moved by 5 days" in text for text in found)
    Obligation.objects.filter(pk=row.pk).update(state=Obligation.State.OPEN, moved_days=0)


def test_9_3_the_page_shows_what_was_said_and_offers_what_may_be_done(
    opened: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    row = submitted(opened)
    page = logged_in(opened, "city").get(f"/obligations/{row.pk}/").content.decode()
    assert f"/obligations/{row.pk}/return/" in page
    treat(opened.act("city"), row, "return", **RETURNED)
    page = logged_in(opened, "office").get(f"/obligations/{row.pk}/").content.decode()
    assert RETURNED["reason"] in page
    assert RETURNED["telephone"] in page
    assert f"/obligations/{row.pk}/urge/" not in page
