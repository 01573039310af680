"""Clauses 6.3, 6.6 and 6.7: the plan of the year, its items, and the deputy's check of them each quarter."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import Cast, at, owed
from examples_of_enterprise_years import FIRST, ITEMS, SECOND, adopt, check, post, step
from examples_of_enterprises import change

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.safety_plan import PlanItem, QuarterlyCheck, SafetyPlan
from anlan.rules import safety_plans as rules

PLAN, CHECK, QUARTER = "enterprise-annual-plan", "enterprise-quarterly-check", "2026-10-01"
STATE = Obligation.State


def refused(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    (refusal,) = error.value.refusals
    return refusal.field, str(refusal.message)


def items() -> list[PlanItem]:
    return list(PlanItem.objects.order_by("due_day"))


def swept(day: str) -> None:
    sweep(now=at(day), pack=installed_pack())


def test_6_3_each_operating_enterprise_owes_a_plan_by_31_january(cast: Cast) -> None:
    swept("2027-01-04")
    rows = Obligation.objects.filter(duty__key=PLAN, period="2027-01-01")
    assert set(rows.values_list("unit__code", "due_day")) == {
        (FIRST, dt.date(2027, 1, 31)),
        (SECOND, dt.date(2027, 1, 31)),
    }


def test_6_3_an_individual_business_owes_no_plan_and_no_check(cast: Cast) -> None:
    change(cast.act("town"), SECOND, "2026-11-20", ownership="individual")
    swept("2027-01-04")
    first_day = Obligation.objects.filter(period="2027-01-01", unit__kind="enterprise")
    assert set(first_day.values_list("unit__code", flat=True)) == {FIRST}
    assert first_day.filter(duty__clause__startswith="6.").count() == 4


def test_6_3_an_adopted_plan_meets_what_is_owed_for_the_post_that_approved_it(cast: Cast) -> None:
    swept("2027-01-04")
    act = cast.act("safety", now=at("2027-01-20"))
    adopt(act, day="2027-01-18", year=2027, items=(), by="controller", answering=owed(FIRST, "2027-01-01", PLAN))
    row = owed(FIRST, "2027-01-01", PLAN)
    assert (row.state, row.on_time) == (STATE.MET, True)
    event = Event.objects.get(kind="safety_plan.adopted")
    assert (event.clause, event.accountable_post_id) == ("6.3", int(post(FIRST, "controller")))
    assert owed(SECOND, "2027-01-01", PLAN).state == STATE.OPEN
    assert verify() == []
    assert contradictions() == figures.differences() == []


def test_6_3_a_plan_adopted_in_december_counts_from_the_first_day_of_its_year(cast: Cast) -> None:
    adopt(cast.act("safety", now=at("2026-12-20")), day="2026-12-18", year=2027, items=())
    swept("2027-01-04")
    row = owed(FIRST, "2027-01-01", PLAN)
    assert (row.state, row.met_on, row.on_time) == (STATE.MET, dt.date(2027, 1, 1), True)


@pytest.mark.parametrize(
    ("day", "year", "field"),
    [("2026-11-24", 2026, "adopted_on"), ("2026-01-10", 2025, "year"), ("2025-06-01", 2027, "year")],
)
def test_6_3_a_plan_is_adopted_for_its_own_year_and_has_been(cast: Cast, day: str, year: int, field: str) -> None:
    with pytest.raises(Refused) as error:
        adopt(cast.act("safety"), day=day, year=year, items=())
    assert refused(error)[0] == field


def test_6_3_what_is_owed_for_one_year_is_not_answered_by_the_plan_of_another(cast: Cast) -> None:
    swept("2027-01-04")
    act = cast.act("safety", now=at("2027-01-05"))
    with pytest.raises(Refused) as error:
        adopt(act, day="2026-12-30", year=2026, items=(), answering=owed(FIRST, "2027-01-01", PLAN))
    assert refused(error) == ("year", "What is owed here is the plan for 2027.")


def test_6_3_one_plan_a_year_until_it_is_replaced(cast: Cast) -> None:
    act = cast.act("safety")
    first = adopt(act).record
    with pytest.raises(Overtaken):
        adopt(act, items=())
    done = items()[0]
    step(act, done, "finish", occurred_on="2026-11-10", remark="")
    step(act, first, "replace", occurred_on="2026-11-20", reason="新上生产线")
    assert [item.state for item in items()] == ["done", "withdrawn"]
    adopt(act, day="2026-11-20", items=(("新生产线验收", "2026-12-01", ""),))
    assert list(SafetyPlan.objects.order_by("id").values_list("state", flat=True)) == ["replaced", "adopted"]


def test_6_3_a_plan_taken_back_is_owed_again(cast: Cast) -> None:
    swept("2027-01-04")
    act = cast.act("principal", now=at("2027-01-20"))
    plan = adopt(act, day="2027-01-18", year=2027, items=(("检修", "", ""),)).record
    step(act, plan, "withdraw", reason="录错")
    assert owed(FIRST, "2027-01-01", PLAN).state == STATE.OPEN
    assert [item.state for item in items()] == ["withdrawn"]


def test_6_6_an_item_without_a_post_is_the_deputys_and_without_a_day_due_in_the_year(cast: Cast) -> None:
    adopt(cast.act("safety"), items=(("检修", "", ""), ("演练", "2026-12-20", "safety_manager")))
    found = {item.what: (item.responsible.key if item.responsible else "", str(item.due_day)) for item in items()}
    assert found == {"检修": ("in_charge", "2026-12-31"), "演练": ("safety_manager", "2026-12-20")}


def test_6_6_items_are_added_later_and_stay_within_the_year(cast: Cast) -> None:
    act = cast.act("safety")
    plan = adopt(act, items=()).record
    more = {"what": "检修", "due_day": dt.date(2027, 1, 5), "responsible": ""}
    with pytest.raises(Refused) as error:
        step(act, plan, "amend", items=[more])
    assert refused(error)[0] == "items"
    step(act, plan, "amend", items=[more | {"due_day": None}])
    assert [item.what for item in items()] == ["检修"]
    assert SafetyPlan.objects.get().state == "adopted"


def test_6_6_an_item_is_done_or_not_done_because_and_may_be_taken_back(cast: Cast) -> None:
    act = cast.act("safety")
    adopt(act)
    first, second = items()
    step(act, first, "finish", occurred_on="2026-11-10", remark="合格")
    step(act, second, "miss", remark="台风推迟")
    assert [(one.state, one.remark, one.done_on) for one in items()] == [
        ("done", "合格", dt.date(2026, 11, 10)),
        ("not_done", "台风推迟", None),
    ]
    step(act, first, "reopen", remark="复检不合格")
    assert (items()[0].state, items()[0].done_on) == ("open", None)


def test_6_7_every_enterprise_owes_a_check_each_quarter_by_its_end(opened: Cast) -> None:
    row = owed(FIRST, QUARTER, CHECK)
    assert (row.due_day, row.version.policy.accountable) == (dt.date(2026, 12, 31), "in_charge")


def test_6_7_a_check_meets_the_quarter_and_writes_how_the_items_stand(opened: Cast) -> None:
    act = opened.act("safety")
    adopt(act)
    first, second = items()
    one = check(act, said=[(first.pk, "done", "证书已取")]).record
    assert owed(FIRST, QUARTER, CHECK).state == STATE.MET
    event = Event.objects.get(kind="quarterly_check.held")
    assert (event.clause, event.accountable_post_id) == ("6.7", int(post(FIRST, "in_charge")))
    assert [(item.state, item.remark) for item in items()] == [("done", "证书已取"), ("open", "")]
    assert items()[0].done_on == dt.date(2026, 11, 20)
    kept = QuarterlyCheck.objects.get(pk=one.pk)
    assert [(line["what"], line["state"]) for line in kept.lines] == [(first.what, "done"), (second.what, "open")]
    assert kept.done_of == "1 / 2"
    assert "证书已取" in kept.told


def test_6_7_works_without_a_plan_and_says_so(opened: Cast) -> None:
    kept = check(opened.act("stranger"), SECOND).record
    assert owed(SECOND, QUARTER, CHECK).state == STATE.MET
    assert isinstance(kept, QuarterlyCheck)
    assert (kept.plan, kept.done_of) == (None, "")
    assert kept.told == "No plan for 2026 was recorded when this was checked."


def test_6_7_a_check_taken_back_lets_the_items_stand_as_before_unless_they_were_touched(opened: Cast) -> None:
    act = opened.act("safety")
    adopt(act)
    first, second = items()
    wrong = check(act, said=[(first.pk, "done", ""), (second.pk, "not_done", "推迟")]).record
    step(act, second, "finish", occurred_on="2026-11-21", remark="已办")
    step(act, wrong, "withdraw", reason="录错")
    assert [(item.state, item.done_on) for item in items()] == [("open", None), ("done", dt.date(2026, 11, 21))]
    assert owed(FIRST, QUARTER, CHECK).state == STATE.OPEN


def test_6_7_one_check_a_quarter_of_the_own_plan_with_a_word_on_what_was_not_done(opened: Cast) -> None:
    act = opened.act("safety")
    adopt(act)
    adopt(opened.act("stranger"), SECOND)
    foreign = PlanItem.objects.get(plan__unit__code=SECOND, what=ITEMS[0][0])
    own = PlanItem.objects.get(plan__unit__code=FIRST, what=ITEMS[0][0])
    for said in ([(foreign.pk, "done", "")], [(own.pk, "not_done", "")], [(own.pk, "done", ""), (own.pk, "open", "")]):
        with pytest.raises(Refused) as error:
            check(act, said=said)
        assert refused(error)[0] == "items"
    foreign.refresh_from_db()
    assert foreign.state == "open"
    check(act, day="2026-10-08")
    with pytest.raises(Overtaken):
        check(act, day="2026-11-20")


def test_6_7_nobody_checks_for_another_enterprise(opened: Cast) -> None:
    for username in ("stranger", "town", "city", "officer", "auditor"):
        with pytest.raises(NotPermitted):
            check(opened.act(username), FIRST)


@pytest.mark.parametrize(
    ("day", "year", "fault"),
    [
        ("2026-01-01", 2026, ""),
        ("2025-12-01", 2026, ""),
        ("2026-12-31", 2026, ""),
        ("2027-01-01", 2026, "over"),
        ("2024-12-31", 2026, "early"),
    ],
)
def test_6_3_the_year_of_a_plan(day: str, year: int, fault: str) -> None:
    assert rules.year_fault(adopted_on=dt.date.fromisoformat(day), year=year) == fault


def test_6_7_what_a_check_does_not_mention_stands_as_before() -> None:
    held = [{"item": "1", "state": "open", "remark": ""}, {"item": "2", "state": "not_done", "remark": "推迟"}]
    lines = rules.checked(items=held, rows=[{"item": "1", "state": "", "remark": "进行中"}])
    assert [(line["state"], line["remark"], rules.changed(line=line)) for line in lines] == [
        ("open", "进行中", True),
        ("not_done", "推迟", False),
    ]
