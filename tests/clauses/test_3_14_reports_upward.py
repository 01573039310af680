"""Clauses 3.14 and 3.17: villages and towns report dangers upward; a receipt at once, an answer within a term."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TOWN, TOWN_GOVERNMENT, Cast, at, unit
from examples_of_the_field import EMERGENCY, HOUSING, TOWN_OFFICE, VILLAGE, act_as, taken, tell

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.danger_report import DangerReport
from anlan.modules.danger_report.choices import receivers_for

ANSWER, UPWARD = "danger-report-answer", "major-danger-upward"


def owing(code: str, duty: str = ANSWER) -> Obligation:
    return Obligation.objects.select_related("duty").get(unit__code=code, duty__key=duty)


def refusal_of(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (refusal,) = error.value.refusals
    return refusal.field, str(refusal.message)


def report_of(outcome_record: object) -> DangerReport:
    assert isinstance(outcome_record, DangerReport)
    return DangerReport.objects.get(pk=outcome_record.pk)


def test_3_17_the_reporter_gets_a_receipt_and_the_receiver_owes_an_answer(cast: Cast) -> None:
    report = report_of(tell(cast.act("town"), VILLAGE, TOWN_OFFICE).record)
    assert report.receipt == f"20261123-{report.pk:06d}"
    row = owing(TOWN_OFFICE)
    assert (row.state, row.duty.clause) == (Obligation.State.OPEN, "3.17")
    # Five working days after Monday, 23 November.
    assert row.due_day == dt.date(2026, 11, 30)


def test_3_17_the_answer_goes_back_to_the_reporter_and_ends_the_duty(cast: Cast) -> None:
    record = tell(cast.act("town"), VILLAGE, TOWN_OFFICE).record
    taken(cast.act("town"), record, "receive")
    taken(cast.act("town"), record, "answer", answer="已现场清理", not_major=False)
    report = report_of(record)
    assert (report.state, report.answer, report.answered_on) == ("answered", "已现场清理", NOW.date())
    assert (owing(TOWN_OFFICE).state, owing(TOWN_OFFICE).on_time) == (Obligation.State.MET, True)
    village = act_as(VILLAGE, "patroller")
    assert DangerReport.objects.visible_to(village.actor.sight()).get().answer == "已现场清理"


def test_3_17_a_village_chooses_among_its_town_and_the_departments_of_its_county(cast: Cast) -> None:
    offered = {int(pk) for pk, _name in receivers_for(unit(VILLAGE))}
    for code in (TOWN_GOVERNMENT, TOWN_OFFICE, COUNTY_GOVERNMENT, EMERGENCY, HOUSING):
        assert unit(code).pk in offered
    for code in ("445122102/town-government", "445103/emergency", "445100/emergency", "445122/finance", VILLAGE):
        assert unit(code).pk not in offered


def test_3_17_a_village_of_a_zone_may_also_turn_to_the_citys_departments(cast: Cast) -> None:
    zone = Area.objects.filter(level="zone", code="445100-fengxi").get()
    village = Unit.objects.filter(kind="village_committee", position__gt=zone.lo, position__lt=zone.hi)[0]
    offered = {int(pk) for pk, _name in receivers_for(village)}
    assert unit("445100/emergency").pk in offered
    assert unit("445100-fengxi/emergency").pk in offered


@pytest.mark.parametrize("outside", ["445122102/town-government", "445103/emergency", "445100/government", VILLAGE])
def test_3_17_a_report_sideways_or_past_the_county_is_refused(cast: Cast, outside: str) -> None:
    with pytest.raises(Refused) as refused:
        tell(cast.act("town"), VILLAGE, outside)
    assert refusal_of(refused)[0] == "receiver"
    assert not DangerReport.objects.exists()


def test_3_14_a_major_danger_told_within_the_hours_is_prompt_and_later_is_flagged(cast: Cast) -> None:
    town = cast.act("town")
    prompt = report_of(tell(town, TOWN_OFFICE, EMERGENCY, major=True, found=at("2026-11-22", "09:00")).record)
    assert (prompt.hours_taken, prompt.late) == (24, False)
    late = report_of(tell(town, VILLAGE, EMERGENCY, major=True, found=at("2026-11-22", "08:59")).record)
    assert (late.hours_taken, late.late) == (24, True)
    assert late.promptness == "24 hours: late for a major danger"
    small = report_of(tell(town, VILLAGE, TOWN_OFFICE, what="灭火器过期", found=at("2026-11-01")).record)
    assert (small.late, small.promptness) == (False, "528 hours")


def test_3_14_a_town_told_of_a_major_danger_owes_telling_the_county_within_a_day(cast: Cast) -> None:
    record = tell(cast.act("town"), VILLAGE, TOWN_OFFICE, major=True).record
    assert (owing(TOWN_OFFICE, UPWARD).due_day, owing(TOWN_OFFICE, UPWARD).duty.clause) == (
        dt.date(2026, 11, 24),
        "3.14",
    )
    taken(cast.act("town"), record, "hand_on", receiver=str(unit(EMERGENCY).pk), reason="属重大隐患")
    assert owing(TOWN_OFFICE, UPWARD).state == Obligation.State.MET
    assert owing(TOWN_OFFICE).state == Obligation.State.MET
    assert owing(EMERGENCY).state == Obligation.State.OPEN
    assert report_of(record).receiver == unit(EMERGENCY)


def test_3_14_a_town_that_finds_at_the_receipt_that_it_is_major_owes_telling_the_county_within_hours(
    cast: Cast,
) -> None:
    record = tell(cast.act("town"), VILLAGE, TOWN_OFFICE).record
    assert not Obligation.objects.filter(duty__key=UPWARD).exists()
    taken(cast.act("town"), record, "receive", major=True)
    row = owing(TOWN_OFFICE, UPWARD)
    assert (row.due_at, row.precision) == (NOW + dt.timedelta(hours=24), 1)
    assert report_of(record).gravity == "Major, as the receiver found"
    with pytest.raises(Refused):
        taken(cast.act("town"), record, "answer", answer="已处理", not_major=False)
    taken(cast.act("town"), record, "hand_on", receiver=str(unit(EMERGENCY).pk), reason="属重大隐患", major=False)
    assert owing(TOWN_OFFICE, UPWARD).state == Obligation.State.MET
    assert report_of(record).major


def test_3_14_a_receipt_without_the_mark_leaves_a_report_as_it_was(cast: Cast) -> None:
    record = tell(cast.act("town"), VILLAGE, TOWN_OFFICE).record
    taken(cast.act("town"), record, "receive", major=False)
    assert not Obligation.objects.filter(duty__key=UPWARD).exists()
    assert report_of(record).gravity == "Not major"


def test_3_14_a_town_marks_a_danger_as_major_when_it_hands_it_up_or_to_the_office_next_door(cast: Cast) -> None:
    up = tell(cast.act("town"), VILLAGE, TOWN_OFFICE, what="厂房无消防通道").record
    taken(cast.act("town"), up, "hand_on", receiver=str(unit(EMERGENCY).pk), reason="属重大隐患", major=True)
    assert report_of(up).major
    assert not Obligation.objects.filter(duty__key=UPWARD).exists()
    beside = tell(cast.act("town"), VILLAGE, TOWN_GOVERNMENT, what="储罐泄漏").record
    taken(cast.act("town"), beside, "hand_on", receiver=str(unit(TOWN_OFFICE).pk), reason="应急办核实", major=True)
    assert owing(TOWN_OFFICE, UPWARD).state == Obligation.State.OPEN


def test_3_14_the_term_ends_so_many_hours_after_the_report_and_not_at_the_end_of_a_day(cast: Cast) -> None:
    tell(cast.act("town"), VILLAGE, TOWN_OFFICE, major=True)
    row = owing(TOWN_OFFICE, UPWARD)
    assert (row.due_at, row.precision) == (NOW + dt.timedelta(hours=24), 1)
    assert not row.is_late(now=NOW + dt.timedelta(hours=23, minutes=59))
    assert row.is_late(now=NOW + dt.timedelta(hours=24))


def test_3_14_handing_a_major_danger_to_the_office_next_door_is_not_telling_the_county(cast: Cast) -> None:
    record = tell(cast.act("town"), VILLAGE, TOWN_GOVERNMENT, major=True).record
    taken(cast.act("town"), record, "hand_on", receiver=str(unit(TOWN_OFFICE).pk), reason="由应急办办理")
    assert owing(TOWN_GOVERNMENT).state == Obligation.State.MET
    assert owing(TOWN_GOVERNMENT, UPWARD).state == Obligation.State.OPEN
    taken(cast.act("town"), record, "hand_on", receiver=str(unit(EMERGENCY).pk), reason="属重大隐患")
    assert owing(TOWN_GOVERNMENT, UPWARD).state == Obligation.State.MET


def test_3_14_a_town_answers_a_major_danger_itself_only_where_it_is_not_major(cast: Cast) -> None:
    record = tell(cast.act("town"), VILLAGE, TOWN_OFFICE, major=True).record
    with pytest.raises(Refused) as refused:
        taken(cast.act("town"), record, "answer", answer="已处理", not_major=False)
    assert refusal_of(refused)[0] == "not_major"
    taken(cast.act("town"), record, "answer", answer="不构成重大隐患,已清理", not_major=True)
    assert owing(TOWN_OFFICE, UPWARD).state == Obligation.State.MET


def test_3_17_reporter_and_receiver_see_the_report_and_neighbours_do_not(cast: Cast) -> None:
    report = report_of(tell(cast.act("town"), VILLAGE, HOUSING).record)
    for code, post, sees in (
        (VILLAGE, "patroller", True),
        (HOUSING, "officer", True),
        (EMERGENCY, "officer", False),
        (f"{TOWN}002/village-committee", "patroller", False),
        ("445122102/town-safety-office", "safety_officer", False),
    ):
        rows = DangerReport.objects.visible_to(act_as(code, post).actor.sight())
        assert rows.filter(pk=report.pk).exists() is sees, code


def test_3_17_only_the_receiver_answers(cast: Cast) -> None:
    record = tell(cast.act("town"), VILLAGE, HOUSING).record
    with pytest.raises(NotPermitted):
        taken(cast.act("town"), record, "answer", answer="…", not_major=True)
    with pytest.raises(Refused) as refused:
        taken(cast.act("city"), record, "answer", answer="…", not_major=True)
    assert "itself" in refusal_of(refused)[1]
    taken(act_as(HOUSING, "officer"), record, "answer", answer="已立案", not_major=True)
    assert owing(HOUSING).state == Obligation.State.MET


def test_3_17_what_was_handed_on_is_seen_by_the_new_receiver_and_no_more_by_the_old(cast: Cast) -> None:
    record = tell(cast.act("town"), VILLAGE, HOUSING).record
    taken(act_as(HOUSING, "officer"), record, "hand_on", receiver=str(unit(EMERGENCY).pk), reason="属工贸企业")
    assert report_of(record).state == "handed_on"
    assert not DangerReport.objects.visible_to(act_as(HOUSING, "officer").actor.sight()).exists()
    taken(act_as(EMERGENCY, "officer"), record, "receive")
    again = act_as(EMERGENCY, "officer")
    with pytest.raises(Refused):
        taken(again, record, "hand_on", receiver=str(unit("445103/emergency").pk), reason="…")


def test_3_17_a_report_withdrawn_by_mistake_is_owed_no_answer(cast: Cast) -> None:
    record = tell(cast.act("town"), VILLAGE, TOWN_OFFICE).record
    taken(cast.act("town"), record, "withdraw", reason="重复上报")
    assert owing(TOWN_OFFICE).state == Obligation.State.LAPSED
    other = tell(cast.act("town"), VILLAGE, TOWN_OFFICE).record
    taken(cast.act("town"), other, "receive")
    with pytest.raises(Overtaken):
        taken(cast.act("town"), other, "withdraw", reason="…")


@pytest.mark.parametrize(
    ("found", "said"), [(at("2026-11-23", "09:01"), "2026-11-23 09:00"), (at("2025-10-01"), "400 days ago")]
)
def test_3_17_a_danger_found_ahead_or_years_ago_is_refused_in_words(cast: Cast, found: dt.datetime, said: str) -> None:
    with pytest.raises(Refused) as refused:
        tell(cast.act("town"), VILLAGE, TOWN_OFFICE, found=found)
    assert refusal_of(refused)[0] == "found_at"
    assert said in refusal_of(refused)[1]


def test_3_17_the_same_form_twice_is_one_report_and_a_second_officer_is_told(cast: Cast) -> None:
    submission = uuid.uuid4()
    first = tell(cast.act("town"), VILLAGE, TOWN_OFFICE, submission=submission)
    assert tell(cast.act("town"), VILLAGE, TOWN_OFFICE, submission=submission).repeated
    with pytest.raises(Overtaken) as told:
        tell(act_as(VILLAGE, "patroller"), VILLAGE, TOWN_OFFICE)
    assert told.value.record == first.record
    assert Event.objects.filter(kind="report.made").count() == 1
    assert Obligation.objects.filter(duty__key=ANSWER).count() == 1


def test_3_17_a_county_or_enterprise_does_not_report_this_way(cast: Cast) -> None:
    with pytest.raises(Refused):
        tell(cast.act("city"), COUNTY_GOVERNMENT, "445100/emergency")
    with pytest.raises(NotPermitted):
        tell(cast.act("safety"), "DEMO-ENTERPRISE-1", TOWN_OFFICE)
