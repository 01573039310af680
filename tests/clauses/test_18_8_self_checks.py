"""Clause 18.8: enterprises check themselves by the check-list of their industry; what they find becomes a danger."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, Cast, owed
from django.test import Client
from django.utils import timezone
from examples_of_dangers import major
from examples_of_enterprise_years import FIRST, SECOND, self_check, step

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.self_check import SelfCheck
from anlan.rules import check_lists as rules

MONTHLY, QUARTERLY = "enterprise-self-check-of-high-hazard", "enterprise-self-check"
STATE = Obligation.State
KILN = "二号辊道窑低压报警试验不响"


def refused(error: pytest.ExceptionInfo[Refused]) -> str:
    (refusal,) = error.value.refusals
    return refusal.field


def test_18_8_a_high_hazard_enterprise_owes_a_check_each_month_and_any_other_each_quarter(opened: Cast) -> None:
    assert owed(FIRST, "2026-11-01", MONTHLY).due_day == dt.date(2026, 11, 30)
    assert owed(SECOND, "2026-10-01", QUARTERLY).due_day == dt.date(2026, 12, 31)
    asked_twice = Obligation.objects.filter(unit__code__in=(FIRST, SECOND), duty__key__in=(MONTHLY, QUARTERLY))
    assert not asked_twice.filter(unit__code=FIRST, duty__key=QUARTERLY).exists()
    assert not asked_twice.filter(unit__code=SECOND, duty__key=MONTHLY).exists()


def test_18_8_a_check_in_which_all_is_in_order_meets_the_month_in_one_tick(opened: Cast) -> None:
    check = self_check(opened.act("safety")).record
    assert owed(FIRST, "2026-11-01", MONTHLY).state == STATE.MET
    assert (check.checklist, check.version, check.items) == ("ceramics", "1", 32)
    assert (check.singly, check.not_ok, check.found, check.lines) == (0, 0, 0, [])
    assert not HiddenDanger.objects.exists()


def test_18_8_what_is_not_in_order_becomes_a_hidden_danger_with_its_place(opened: Cast) -> None:
    act = opened.act("safety")
    check = self_check(act, said=[("CE-01", "not_ok", KILN), ("CE-06", "not_applicable", "")], place="窑炉车间").record
    assert (check.singly, check.not_ok, check.not_applicable, check.found) == (2, 1, 1, 1)
    danger = HiddenDanger.objects.get()
    assert (danger.what, danger.place, danger.source, danger.state) == (KILN, "窑炉车间", "self_check", "found")
    assert (danger.unit.code, danger.found_on) == (FIRST, dt.date(2026, 11, 20))
    # Somebody has to say whether it is a major one (19.1).
    assert Obligation.objects.get(duty__key="danger-grading").record_id == danger.pk


def test_18_8_what_is_put_right_at_once_stands_in_the_ledger_of_dangers_and_owes_nothing_more(opened: Cast) -> None:
    row = {"item": "GE-07", "answer": "fixed", "found": "灭火器被纸箱遮挡", "place": "包装间", "done": "已搬走纸箱"}
    check = self_check(opened.act("safety"), items=[row]).record
    assert (check.not_ok, check.put_right) == (1, 1)
    danger = HiddenDanger.objects.get()
    assert (danger.state, danger.result, danger.place) == ("on_the_spot", "已搬走纸箱", "包装间")
    assert danger.ended_on == check.held_on
    assert not Obligation.objects.filter(duty__key="danger-grading").exists()


def test_18_8_what_is_found_beside_the_list_is_a_danger_too(opened: Cast) -> None:
    check = self_check(opened.act("safety"), more=[{"what": "围墙开裂倾斜", "place": "北门"}]).record
    assert (check.not_ok, check.found) == (0, 1)
    assert HiddenDanger.objects.get().place == "北门"


@pytest.mark.parametrize(
    ("said", "others", "field"),
    [
        ([("CE-01", "not_ok", "")], True, "items"),
        ([("XX-99", "ok", "")], True, "items"),
        ([("CE-01", "ok", ""), ("CE-01", "not_ok", KILN)], True, "items"),
        ([("CE-01", "", KILN)], True, "items"),
        ([("CE-01", "ok", "")], False, "others_in_order"),
        ([], False, "others_in_order"),
    ],
)
def test_18_8_a_check_says_something_of_each_item_once_and_in_words_what_was_found(
    opened: Cast, said: list[tuple[str, str, str]], others: bool, field: str
) -> None:
    with pytest.raises(Refused) as error:
        self_check(opened.act("safety"), said=said, others=others)
    assert refused(error) == field
    assert not SelfCheck.objects.exists()


def test_18_8_every_item_may_be_answered_singly_instead(opened: Cast) -> None:
    act = opened.act("safety")
    chosen = [item["item"] for item in form_of(opened)]
    check = self_check(act, said=[(item, "ok", "") for item in chosen], others=False).record
    assert check.singly == check.items == len(chosen)


def form_of(cast: Cast) -> list[dict[str, str]]:
    """The lines of the list as the form of the first enterprise shows them."""
    client = Client()
    client.force_login(cast.officer("safety"))
    form = client.get("/records/selfcheck/new/").context["form"]
    return [{"item": row["item"].value(), "words": row.words} for row in form.row_forms["items"]]


def test_18_8_the_list_is_that_of_the_industry_in_the_register(opened: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    assert form_of(opened)[0]["item"] == "CE-01"
    assert self_check(opened.act("stranger"), SECOND).record.checklist == "printing"


def test_18_8_the_page_takes_a_check_with_one_finding(opened: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client = Client()
    client.force_login(opened.officer("safety"))
    page = client.get("/records/selfcheck/new/")
    form = page.context["form"]
    sent = {"form_token": page.context["form_token"], "occurred_on": "2026-11-23", "others_in_order": "on"}
    sent["checked_by"] = form["checked_by"].value()
    for number, row in enumerate(form.row_forms["items"]):
        sent |= {f"items-{number}-item": row["item"].value(), f"items-{number}-answer": "", f"items-{number}-found": ""}
    sent |= {"items-1-answer": "not_ok", "items-1-found": "熄火保护拆除", "items-1-place": "二号窑"}
    answer = client.post("/records/selfcheck/new/", sent, follow=True)
    assert answer.status_code == 200
    check = SelfCheck.objects.get()
    assert [line["item"] for line in check.lines] == ["CE-02"]
    assert "熄火保护拆除" in answer.content.decode()
    assert HiddenDanger.objects.get().place == "二号窑"


def test_18_8_a_withdrawn_check_is_owed_again_and_takes_back_what_nobody_has_graded(opened: Cast) -> None:
    act = opened.act("safety")
    check = self_check(act, said=[("CE-01", "not_ok", KILN), ("GE-07", "not_ok", "灭火器失压")]).record
    major(act, HiddenDanger.objects.get(what=KILN))
    step(act, check, "withdraw", reason="录错日期")
    assert owed(FIRST, "2026-11-01", MONTHLY).state == STATE.OPEN
    assert HiddenDanger.objects.get(what="灭火器失压").state == "dismissed"
    assert HiddenDanger.objects.get(what=KILN).state != "dismissed"


def test_18_8_the_same_part_on_the_same_day_is_the_same_check(opened: Cast) -> None:
    act = opened.act("safety")
    self_check(act, place="窑炉车间")
    self_check(act, place="成品库")
    with pytest.raises(Overtaken):
        self_check(act, place="窑炉车间")
    assert SelfCheck.objects.count() == 2


@pytest.mark.parametrize("day", ["2026-11-24", "2025-10-01"])
def test_18_8_a_check_has_happened_and_not_in_another_year_by_mistake(opened: Cast, day: str) -> None:
    with pytest.raises(Refused) as error:
        self_check(opened.act("safety"), day=day)
    assert refused(error) == "occurred_on"


def test_18_8_nobody_checks_in_the_name_of_another_enterprise(opened: Cast) -> None:
    with pytest.raises(NotPermitted):
        self_check(opened.act("stranger"), FIRST)
    with pytest.raises(NotPermitted):
        self_check(opened.act("officer"), FIRST)


def test_18_8_the_ledger_names_who_checked(opened: Cast) -> None:
    check = self_check(opened.act("safety")).record
    event = Event.objects.get(kind="self_check.done")
    assert (event.clause, event.accountable_post_id) == ("18.8", check.checked_by_id)


def test_18_8_words_of_an_item_that_is_in_order_are_not_kept() -> None:
    rows = [{"item": "A", "answer": "ok", "found": "stale"}, {"item": "B", "answer": "not_ok", "found": "x"}]
    lines = rules.said_of(items=["A", "B"], rows=rows)
    assert [line["found"] for line in lines] == ["", "x"]
