"""Hidden dangers (18.7, 18.8, 18.11, 19.1, 19.4): the life of one case, its clocks, and who may do what."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import TODAY, Cast, at
from examples_of_dangers import (
    EMERGENCY,
    FIRST,
    accept,
    find,
    fresh,
    general,
    major,
    plan,
    rectify,
    step,
)
from examples_of_the_field import taken

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act, Overtaken, Refused, allowed_steps, take
from anlan.kernel.records.record import Case
from anlan.modules.hidden_danger import DoubleReport, HiddenDanger

OPEN, MET, LAPSED = Obligation.State.OPEN, Obligation.State.MET, Obligation.State.LAPSED


def rows(record: Case, duty: str) -> list[Obligation]:
    """What was or is owed for a record under one duty, oldest first."""
    found = Obligation.objects.filter(record_type=record.record_type(), record_id=record.pk, duty__key=duty)
    return list(found.order_by("id"))


def legs(danger: Case, stage: str = "treatment") -> dict[str, DoubleReport]:
    """Both legs of the double report of a stage."""
    return {one.leg: one for one in DoubleReport.objects.filter(danger=danger.pk, stage=stage)}


def why(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """The answers that were refused, with the reasons."""
    return [(one.field, str(one.message)) for one in refused.value.refusals]


def test_18_8_what_is_put_right_on_the_spot_is_one_screen_and_owes_nothing(cast: Cast) -> None:
    danger = find(cast.act("safety"), what="灭火器被杂物遮挡", put_right="已清理")
    assert (danger.state, danger.grade, danger.ended_on) == ("on_the_spot", "general", TODAY)
    assert not Obligation.objects.filter(record_type="hiddendanger", record_id=danger.pk).exists()


def test_18_8_a_danger_that_is_found_is_graded_within_three_working_days(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    (row,) = rows(danger, "danger-grading")
    assert (row.unit.code, row.due_day) == (FIRST, dt.date(2026, 11, 26))
    general(cast.act("safety"), danger)
    (row,) = rows(danger, "danger-grading")
    assert row.state == MET


def test_65_what_cannot_be_made_safe_makes_people_leave_within_the_hour_and_waits_for_nothing(cast: Cast) -> None:
    danger = find(cast.act("safety"), measure="unsafe")
    (row,) = rows(danger, "danger-withdrawal")
    assert row.due_at - row.opened_at == dt.timedelta(hours=1)
    # A fence is no withdrawal; a withdrawal is recorded in whatever state the danger is.
    step(cast.act("safety"), danger, "make_safe", measure="fenced", measure_note="拉警戒线")
    assert rows(danger, "danger-withdrawal")[0].state == OPEN
    major(cast.act("officer"), danger)
    step(cast.act("safety"), danger, "make_safe", measure="withdrawn", measure_note="12人撤出")
    assert rows(danger, "danger-withdrawal")[0].state == MET
    assert fresh(danger).state == "planning"


def test_19_1_a_major_danger_needs_its_criterion_or_a_written_reason(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    with pytest.raises(Refused) as refused:
        major(cast.act("officer"), danger, reason="")
    assert why(refused)[0][0] == "reason"
    with pytest.raises(Refused) as refused:
        major(cast.act("officer"), danger, criterion="NO-SUCH")
    assert why(refused)[0][0] == "criterion"


def test_19_1_what_the_finder_owed_is_met_when_another_body_supervises_from_then_on(cast: Cast) -> None:
    danger = find(cast.act("city"))
    (row,) = rows(danger, "danger-grading-of-bodies")
    assert row.unit.code == "445100/safety-committee-office"
    major(cast.act("city"), danger, supervisor=EMERGENCY)
    assert rows(danger, "danger-grading-of-bodies")[0].state == MET


def test_19_4_a_major_danger_is_treated_by_a_plan_with_five_fixings(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger)
    with pytest.raises(Overtaken):
        rectify(cast.act("safety"), danger)
    (row,) = rows(danger, "danger-plan")
    assert row.state == OPEN
    plan(cast.act("safety"), danger, "2026-12-20")
    assert rows(danger, "danger-plan")[0].state == MET
    (row,) = rows(danger, "danger-treatment")
    assert (row.state, row.due_day) == (OPEN, dt.date(2026, 12, 20))
    asked = {ask.name: ask.required for ask in HiddenDanger.workflow.step("plan").asks}
    assert [name for name, needed in asked.items() if needed] == [
        "responsible", "funds", "measures", "due_day", "contingency",
    ]  # fmt: skip


@pytest.mark.parametrize("day", ["2026-11-22", "2028-11-22"])
def test_19_4_a_time_limit_lies_neither_before_today_nor_years_ahead(cast: Cast, day: str) -> None:
    danger = find(cast.act("safety"))
    with pytest.raises(Refused) as refused:
        general(cast.act("safety"), danger, day)
    assert why(refused)[0][0] == "due_day"


def test_18_8_each_return_begins_a_clock_of_its_own(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    general(cast.act("officer"), danger, "2026-12-04")
    for day in ("2026-12-10", "2026-12-15"):
        rectify(cast.act("safety"), danger)
        step(cast.act("officer"), danger, "send_back", reason="仍未联锁", due_day=day)
    treatment = rows(danger, "danger-treatment")
    assert [(row.state, row.due_day.isoformat()) for row in treatment] == [
        (MET, "2026-12-04"), (MET, "2026-12-10"), (OPEN, "2026-12-15"),
    ]  # fmt: skip
    assert [row.state for row in rows(danger, "danger-recheck-of-bodies")] == [MET, MET]
    assert fresh(danger).returned == 2


def test_18_8_the_fixer_never_accepts_under_any_post(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    general(cast.act("safety"), danger)
    rectify(cast.act("safety"), danger)
    with pytest.raises(Refused, match="somebody else has to re-check"):
        accept(cast.act("safety"), danger)
    # The same person appointed to a second post of the enterprise is still the same person.
    post = Post.objects.get(unit__code=FIRST, key="in_charge")
    Appointment.objects.create(post=post, officer=cast.officer("safety"), since=TODAY)
    with pytest.raises(Refused, match="somebody else has to re-check"):
        accept(cast.act("safety"), danger)
    accept(cast.act("principal"), danger)
    assert fresh(danger).state == "closed"


def test_18_8_a_fixer_who_has_become_an_officer_of_the_bureau_does_not_accept_either(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    general(cast.act("officer"), danger)
    rectify(cast.act("safety"), danger)
    post = Post.objects.get(unit__code=EMERGENCY, key="enforcement_officer")
    Appointment.objects.create(post=post, officer=cast.officer("safety"), since=TODAY)
    with pytest.raises(Refused, match="somebody else has to re-check"):
        accept(cast.act("safety"), danger)


def test_19_4_whoever_answers_for_the_treatment_does_not_accept_it(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger)
    plan(cast.act("safety"), danger, responsible="head")
    rectify(cast.act("safety"), danger)
    post = Post.objects.get(unit__code=EMERGENCY, key="enforcement_officer")
    Appointment.objects.create(post=post, officer=cast.officer("principal"), since=TODAY)
    with pytest.raises(Refused, match="somebody else has to re-check"):
        accept(cast.act("principal"), danger)


def test_18_8_a_supervised_danger_is_accepted_by_a_public_body_on_the_spot(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger)
    plan(cast.act("safety"), danger)
    rectify(cast.act("safety"), danger)
    with pytest.raises(NotPermitted):
        accept(cast.act("principal"), danger)
    with pytest.raises(Refused) as refused:
        accept(cast.act("officer"), danger, on_the_spot=False)
    assert why(refused)[0][0] == "on_the_spot"
    accept(cast.act("officer"), danger)
    assert fresh(danger).state == "closed"


def test_18_7_each_leg_of_the_double_report_stays_owed_by_itself(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger)
    regulator, workers = legs(danger)["to_regulator"], legs(danger)["to_workers"]
    taken(cast.act("safety"), regulator, "report", occurred_on=TODAY, content="现状、原因、危害、方案")
    assert rows(regulator, "danger-told-regulator")[0].state == MET
    assert rows(workers, "danger-told-workers")[0].state == OPEN
    taken(cast.act("officer"), regulator, "receive", remark="")
    assert rows(regulator, "danger-receipt")[0].state == MET
    # The danger is gone, and still the workers have not been told; the result is reported to both sides too.
    plan(cast.act("safety"), danger)
    rectify(cast.act("safety"), danger)
    accept(cast.act("officer"), danger)
    assert fresh(danger).state == "closed"
    assert rows(workers, "danger-told-workers")[0].state == OPEN
    assert {one.state for one in legs(danger, "result").values()} == {"to_regulator", "to_workers"}
    taken(
        cast.act("safety"), workers, "tell_workers", occurred_on=TODAY, assembly="assembly", present=86, content="通报"
    )  # fmt: skip
    assert rows(workers, "danger-told-workers")[0].state == MET


def test_18_7_a_report_sent_back_is_owed_once_more_and_nobody_is_told_twice_by_grading_anew(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger)
    regulator = legs(danger)["to_regulator"]
    taken(cast.act("safety"), regulator, "report", occurred_on=TODAY, content="略")
    taken(cast.act("officer"), regulator, "return", reason="未写明治理方案")
    assert [row.state for row in rows(regulator, "danger-told-regulator")] == [MET, OPEN]
    step(cast.act("officer"), danger, "regrade_general", due_day="2026-12-04", reason="现场核实为一般", category="")
    assert {one.state for one in legs(danger).values()} == {"lapsed"}
    assert rows(regulator, "danger-told-regulator")[1].state == LAPSED
    assert [row.state for row in rows(danger, "danger-plan")] == [LAPSED]


def test_19_1_an_enterprise_lowers_no_grade_that_a_public_body_gave(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    major(cast.act("officer"), danger)
    with pytest.raises(Refused, match="for that body"):
        step(cast.act("safety"), danger, "regrade_general", due_day="2026-12-04", reason="自认为一般", category="")
    with pytest.raises(Refused, match="for that body"):
        step(cast.act("safety"), find(cast.act("officer")), "dismiss", reason="不是隐患")


def test_19_4_more_time_is_given_by_somebody_else_and_moves_the_day(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    general(cast.act("officer"), danger, "2026-12-04")
    with pytest.raises(Refused, match="Nobody has asked"):
        step(cast.act("officer"), danger, "give_time", due_day="2026-12-20", remark="")
    step(cast.act("safety"), danger, "ask_time", wanted_day="2026-12-20", reason="配件未到")
    (row,) = rows(danger, "danger-more-time-of-bodies")
    assert (row.unit.code, row.state) == (EMERGENCY, OPEN)
    step(cast.act("officer"), danger, "give_time", due_day="2026-12-18", remark="到货即装")
    assert [(row.state, row.due_day.isoformat()) for row in rows(danger, "danger-treatment")] == [
        (LAPSED, "2026-12-04"), (OPEN, "2026-12-18"),
    ]  # fmt: skip
    assert rows(danger, "danger-more-time-of-bodies")[0].state == MET
    assert (fresh(danger).extended_days, fresh(danger).wanted_day) == (14, None)


def test_18_8_of_two_who_grade_at_once_one_is_told(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    held = fresh(danger)
    general(cast.act("safety"), danger)
    answers = {"due_day": dt.date(2026, 12, 1), "category": ""}
    with pytest.raises(Overtaken):
        take(record=held, step=held.workflow.step("grade_general"), answers=answers, act=cast.act("principal"))


def test_18_8_the_day_of_the_danger_is_not_tomorrow(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        find(cast.act("safety"), occurred_on=dt.date(2026, 11, 24))
    assert why(refused)[0][0] == "occurred_on"


def acts_later(cast: Cast, username: str, day: str) -> Act:
    """Somebody of the cast on a later day."""
    return cast.act(username, now=at(day))


def test_18_8_nothing_is_re_checked_before_it_was_put_right(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    general(cast.act("officer"), danger)
    rectify(acts_later(cast, "safety", "2026-11-25"), danger, "2026-11-25")
    with pytest.raises(Refused) as refused:
        accept(acts_later(cast, "officer", "2026-11-26"), danger, "2026-11-24")
    assert why(refused)[0][0] == "occurred_on"


def test_19_1_nobody_is_offered_what_would_be_turned_down_in_any_case(cast: Cast) -> None:
    act = cast.act("safety")
    danger = find(act)
    general(act, danger)
    danger.refresh_from_db()

    def offered() -> set[str]:
        return {step.name for step in allowed_steps(record=danger, actor=act.actor)}

    assert "regrade_major" in offered()
    assert not offered() & {"regrade_general", "give_time", "decline_time"}
    danger.grade, danger.wanted_day = "major", TODAY
    assert offered() >= {"regrade_general", "give_time", "decline_time"}
    assert "regrade_major" not in offered()
