"""Article 6: days that lie back, days that overlap, and the two rules of staffing taken together."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from cast import NOW, TODAY, Cast, unit
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_enterprise_years import adopt
from examples_of_enterprises import CODES, FIRST, OFFICE, SECOND, change, entry, move, register
from examples_of_relations import CODE_2, PERSON, commit, contract, count, day, enter_licence, enter_site, go

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.pages import steps
from anlan.kernel.people.facts import as_of
from anlan.kernel.records.door import Act, Outcome, Overtaken, Refused, last_event, take
from anlan.modules.enterprise import Enterprise, EnterpriseFacts
from anlan.modules.enterprise.asking import QUESTIONS
from anlan.modules.safety_plan import PlanItem
from anlan.modules.site import Site
from anlan.policy import Pack
from anlan.rules.work_ledgers import AHEAD, NO_ENTRY


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def facts_of(code: str, on: str) -> EnterpriseFacts:
    return EnterpriseFacts.objects.get(as_of(day=day(on)), unit__code=code)


def refused(act: object) -> list[str]:
    """The answers at which a step was refused."""
    with pytest.raises(Refused) as told:
        act()  # type: ignore[operator]
    return [refusal.field for refusal in told.value.refusals]


def stand(act: Act, step: str, on: str) -> Outcome:
    """Note a standstill, or that the enterprise works again."""
    answers = {"occurred_on": day(on), "basis": ""}
    return take(record=entry(FIRST), step=Enterprise.workflow.step(step), answers=answers, act=act)


def test_6_1_correcting_an_earlier_day_leaves_the_entry_as_new_as_its_latest_change(cast: Cast) -> None:
    change(cast.act("town"), FIRST, "2026-10-01", employees=90)
    change(cast.act("town"), FIRST, "2026-09-01", address="演示路1号(虚构)")
    assert (facts_of(FIRST, "2026-09-15").employees, facts_of(FIRST, "2026-09-15").address) == (168, "演示路1号(虚构)")
    assert entry(FIRST).known_since == day("2026-10-01")


def test_6_11_an_entry_from_before_the_limits_were_issued_takes_the_first_that_are_known(cast: Cast) -> None:
    known = {"employees": 1000, "revenue": Decimal(40000)}
    assert register(cast.act("town"), CODES[0], "演示(虚构)", "2015-03-01", **known).record.size == "large"  # type: ignore[attr-defined]


def test_6_1_an_enterprise_works_again_after_it_stood_still_and_not_before(cast: Cast) -> None:
    stand(cast.act("town"), "stop", "2026-11-10")
    assert refused(lambda: stand(cast.act("town"), "resume", "2026-11-05")) == ["occurred_on"]
    stand(cast.act("town"), "resume", "2026-11-15")
    assert refused(lambda: stand(cast.act("town"), "stop", "2026-11-12")) == ["occurred_on"]
    assert [facts_of(FIRST, on).operating for on in ("2026-11-09", "2026-11-10", "2026-11-15")] == [True, False, True]


def test_6_1_a_standstill_entered_by_mistake_ends_on_its_own_day(cast: Cast) -> None:
    stand(cast.act("town"), "stop", "2026-11-10")
    stand(cast.act("town"), "resume", "2026-11-10")
    assert facts_of(FIRST, "2026-11-10").operating


@pytest.mark.parametrize("since", ["2026-10-01", "2026-10-20"])
def test_6_19_a_commitment_of_whoever_was_no_legal_representative_on_its_day_does_not_count(
    cast: Cast, since: str
) -> None:
    change(cast.act("town"), FIRST, "2026-07-01", legal_representative=PERSON)
    commit(cast.act("safety"), on="2026-10-20")
    change(cast.act("safety"), FIRST, since, step="report", legal_representative="新无名氏")
    assert not facts_of(FIRST, "2026-11-01").committed
    commit(cast.act("safety"), on="2026-11-20", signatory="新无名氏")
    assert [facts_of(FIRST, on).committed for on in ("2026-10-20", "2026-11-19", "2026-11-20")] == [False, False, True]


def test_6_16_a_renewal_does_not_take_the_number_of_another_licence(cast: Cast) -> None:
    enter_licence(cast.act("safety"), FIRST, "special_equipment_use", "A1")
    second = enter_licence(cast.act("safety"), FIRST, "special_equipment_use", "A2").record
    renewal = {"valid_until": day("2031-01-01"), "number": "A1"}
    assert refused(lambda: go(cast.act("safety"), second, "renew", **renewal)) == ["number"]
    go(cast.act("safety"), second, "renew", **renewal | {"number": "A2"})


def test_6_16_a_mistyped_term_at_the_beginning_of_the_calendar_is_kept_as_it_was_typed(cast: Cast) -> None:
    held = enter_licence(cast.act("safety"), FIRST, "fire", since="0001-01-01", until="0001-02-01").record
    assert held.renew_by == dt.date.min  # type: ignore[attr-defined]


@pytest.mark.parametrize("step", ["", "stop", "strike_off"])
def test_6_16_a_refused_contract_does_not_name_who_stands_under_a_code(cast: Cast, step: str) -> None:
    if step:
        answers = {"occurred_on": TODAY, "basis": "", "into": ""}
        take(record=entry(SECOND), step=Enterprise.workflow.step(step), answers=answers, act=cast.act("office"))
    with pytest.raises(Refused) as told:
        contract(cast.act("safety"), "东厂房", name="另一名称")
    assert entry(SECOND).name not in str(told.value)


def test_6_15_a_check_older_than_the_last_one_does_not_take_its_place(cast: Cast) -> None:
    record = contract(cast.act("safety"), "东厂房").record
    go(cast.act("safety"), record, "check", occurred_on=day("2026-11-20"), found="无")
    older = {"occurred_on": day("2026-11-10"), "found": "消防通道堵塞"}
    assert refused(lambda: go(cast.act("safety"), record, "check", **older)) == ["occurred_on"]


def test_6_15_the_same_check_sent_twice_is_one(cast: Cast) -> None:
    record = contract(cast.act("safety"), "东厂房").record
    said = {"occurred_on": day("2026-11-20"), "found": "无"}
    go(cast.act("safety"), record, "check", **said)
    assert refused(lambda: go(cast.act("safety"), record, "check", **said)) == ["found"]
    go(cast.act("safety"), record, "check", **said | {"found": "下午复查，无"})


def test_6_12_missing_by_one_and_by_both_add_up_to_each(cast: Cast, pack: Pack) -> None:
    town = cast.act("town")
    register(town, CODES[0], "演示一(虚构)", employees=100)
    register(town, CODES[1], "演示二(虚构)", employees=101, safety_body=True)
    register(town, CODES[2], "演示三(虚构)", employees=5)
    register(town, CODES[3], "演示四(虚构)", employees=5, hazard_policy="machinery", part_time_staff=1)
    (staffing,) = (one for one in QUESTIONS if one.name == "staffing")
    found = {
        answer: set(Enterprise.objects.filter(staffing.asks(answer, TODAY, pack)).values_list("credit_code", flat=True))
        for answer in ("policy_missing", "law_missing", "either_missing", "both_missing")
    }
    assert found["either_missing"] == found["policy_missing"] | found["law_missing"]
    assert found["both_missing"] == found["policy_missing"] & found["law_missing"] == {CODES[0]}


def test_6_6_the_same_items_sent_twice_stand_in_the_plan_once(cast: Cast) -> None:
    plan = adopt(cast.act("safety")).record
    more = {"items": [{"what": "更换灭火器", "due_day": day("2026-12-01"), "responsible": ""}]}
    go(cast.act("safety"), plan, "amend", **more)
    assert refused(lambda: go(cast.act("safety"), plan, "amend", **more)) == ["items"]
    assert PlanItem.objects.filter(what="更换灭火器").count() == 1


def test_6_6_what_was_done_under_a_plan_that_was_replaced_is_not_in_hand_again(cast: Cast) -> None:
    safety = cast.act("safety")
    plan = adopt(safety).record
    item = PlanItem.objects.order_by("due_day")[0]
    go(safety, item, "finish", occurred_on=TODAY, remark="")
    go(safety, plan, "replace", occurred_on=TODAY, reason="重新编制")
    assert refused(lambda: go(safety, item, "reopen", remark="误填")) == [""]


def test_6_12_an_individual_business_is_asked_by_the_law_and_not_by_the_opinions(
    cast: Cast, pack: Pack, client: Client
) -> None:
    known = {"employees": 120, "ownership": "individual", "above_scale": True}
    register(cast.act("town"), CODES[0], "演示商店(虚构)", **known)
    asks = {one.name: one.asks for one in QUESTIONS}
    missing = {
        answer: Enterprise.objects.filter(asks[name](answer, TODAY, pack), credit_code=CODES[0]).exists()
        for name, answer in (("staffing", "policy"), ("staffing", "law_missing"), ("committee", "needed"))
    }
    assert missing == {"policy": False, "law_missing": True, "needed": False}
    client.force_login(cast.officer("town"))
    by_opinions, by_law = client.get(reverse("unit", args=[CODES[0]])).context["rules"]
    assert (by_opinions.missing, by_law.missing) == (False, True)


def test_6_8_days_after_an_enterprise_was_struck_off_miss_no_entry(cast: Cast, client: Client) -> None:
    answers = {"occurred_on": day("2026-11-10"), "into": "", "basis": ""}
    take(record=entry(FIRST), step=Enterprise.workflow.step("strike_off"), answers=answers, act=cast.act("city"))
    client.force_login(cast.officer("city"))
    weeks = client.get(f"/enterprises/{FIRST}/ledger/").context["weeks"]
    standing = {one.day.day.day: one.standing for week in weeks for one in week if one.day.inside}
    assert (standing[10], standing[11]) == (NO_ENTRY, AHEAD)


def test_6_1_figures_add_up_after_a_move_and_a_merging(opened: Cast, pack: Pack) -> None:
    change(opened.act("town"), FIRST, "2026-11-01", safety_body=False)
    sweep(now=NOW, pack=pack)
    move(opened.act("city"), FIRST, "445103101")
    assert figures.differences() == []
    answers = {"occurred_on": day("2026-11-20"), "into": CODE_2, "basis": "吸收合并"}
    take(record=entry(FIRST), step=Enterprise.workflow.step("strike_off"), answers=answers, act=opened.act("city"))
    assert figures.differences() == []
    sweep(now=NOW, pack=pack)
    assert (figures.differences(), contradictions()) == ([], [])


def test_18_14_a_count_is_compared_with_the_cap_that_holds_meanwhile(cast: Cast) -> None:
    site = enter_site(cast.act("safety"), "施釉车间", cap=12).record
    stale = Site.objects.select_related("unit").get(pk=site.pk)
    go(cast.act("principal"), site, "amend", cap=9, basis="重新评估")
    answers = {"counted": 10, "counted_at": cast.act("safety").now}
    take(record=stale, step=Site.workflow.step("count"), answers=answers, act=cast.act("safety"))
    assert Site.objects.get(pk=site.pk).state == "over"


def test_18_14_a_lower_cap_is_compared_with_the_count_made_meanwhile(cast: Cast) -> None:
    site = enter_site(cast.act("safety"), "施釉车间", cap=12).record
    stale = Site.objects.select_related("unit").get(pk=site.pk)
    count(cast.act("safety"), site, 10)
    amended = {"cap": 9, "basis": "重新评估"}
    take(record=stale, step=Site.workflow.step("amend"), answers=amended, act=cast.act("principal"))
    assert Site.objects.get(pk=site.pk).state == "over"


@pytest.mark.parametrize(("username", "shown"), [("city", True), ("town", False)])
def test_6_1_who_registered_first_elsewhere_is_not_told_to_whoever_does_not_see_it(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, username: str, shown: bool
) -> None:
    move(cast.act("city"), FIRST, "445103101")
    standing = entry(FIRST)

    def overtaken(**_known: object) -> Outcome:
        raise Overtaken(standing, last_event(record=standing))

    monkeypatch.setattr(steps, "begin", overtaken)
    client.force_login(cast.officer(username))
    address = reverse("begin", args=["enterprise"]) + "?code=" + OFFICE
    token = client.get(address).context["form_token"]
    answers = {"credit_code": CODES[0], "name": "演示(虚构)", "industry": "3074", "occurred_on": "2026-11-01"}
    numbers = dict.fromkeys(
        ("employees", "full_time_staff", "part_time_staff", "registered_engineers", "insured_people"), "0"
    )
    answers |= {"area": str(unit(OFFICE).area_id), "form_token": token} | numbers
    page = client.post(address, answers)
    text = page.content.decode()
    assert page.status_code == 409
    link = reverse("record", args=["enterprise", standing.pk])
    assert (cast.officer("city").name in text.split("<main")[1], link in text) == (shown, shown)


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_6_1_the_entry_of_a_unit_with_no_such_number_does_not_exist(cast: Cast, client: Client, number: int) -> None:
    client.force_login(cast.officer("city"))
    assert client.get(f"/records/enterprise/of/{number}/change/").status_code == 404
