"""Clauses 6.3 and 6.7 in the browser: what the pages fill in, and how little is typed."""

from __future__ import annotations

import pytest
from cast import NOW, Cast, at, owed, unit
from django.forms import FileField
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from examples_of_enterprise_years import FIRST, ITEMS, adopt

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.modules.safety_plan import PlanItem, QuarterlyCheck

PLAN, CHECK, QUARTER = "enterprise-annual-plan", "enterprise-quarterly-check", "2026-10-01"
STATE = Obligation.State


def items() -> list[PlanItem]:
    return list(PlanItem.objects.order_by("due_day"))


def swept(day: str) -> None:
    sweep(now=at(day), pack=installed_pack())


@pytest.fixture
def safety(opened: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The safety manager's browser on the morning of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client = Client()
    client.force_login(opened.officer("safety"))
    client.cookies["django_language"] = "en"
    return client


def as_shown(page: HttpResponse) -> dict[str, str]:
    """What the browser would send if nothing were typed: every field with the value that the page gave it."""
    form = page.context["form"]
    fields = [*form, *(field for rows in form.row_forms.values() for row in rows for field in row)]
    sent = {one.html_name: str(one.value() or "") for one in fields if not isinstance(one.field, FileField)}
    return {"form_token": page.context["form_token"], **sent}


def required_and_empty(page: HttpResponse) -> list[str]:
    """The questions that must be answered and that the page has not answered itself."""
    return [field.html_name for field in page.context["form"] if field.field.required and not field.value()]


def test_6_7_from_home_the_check_is_two_answers_with_the_plans_items_filled_in(opened: Cast, safety: Client) -> None:
    adopt(opened.act("safety"))
    row = owed(FIRST, QUARTER, CHECK)
    address = f"/records/quarterlycheck/new/?obligation={row.pk}"
    assert f'href="{address}"' in safety.get("/").content.decode()
    page = safety.get(address)
    assert required_and_empty(page) == []
    first, second = items()
    html = page.content.decode()
    for item in (first, second):
        assert item.told in html
    assert "Add a row" not in html
    sent = as_shown(page)
    typed = {"items-0-state": "done", "items-0-remark": "证书已取"}
    assert set(typed) < set(sent)
    answer = safety.post(address, sent | typed)
    assert answer.status_code == 302
    assert owed(FIRST, QUARTER, CHECK).state == STATE.MET
    assert [(item.state, item.remark) for item in items()] == [("done", "证书已取"), ("open", "")]
    shown = safety.get(answer.headers["Location"]).content.decode()
    assert "1 / 2" in shown
    assert "Deputy in charge of safety" in shown


def test_6_7_the_form_says_that_there_is_no_plan_and_takes_the_check_with_nothing_typed(
    opened: Cast, safety: Client
) -> None:
    address = f"/records/quarterlycheck/new/?obligation={owed(FIRST, QUARTER, CHECK).pk}"
    page = safety.get(address)
    assert "No plan with items is kept here for this year." in page.content.decode()
    assert safety.post(address, as_shown(page)).status_code == 302
    assert owed(FIRST, QUARTER, CHECK).state == STATE.MET


def test_6_7_a_quarter_that_is_over_asks_for_its_day_and_shows_its_own_plan(
    opened: Cast, safety: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = opened.act("safety")
    adopt(act)
    later = at("2027-01-04")
    monkeypatch.setattr(timezone, "now", lambda: later)
    safety.force_login(opened.officer("safety"))
    adopt(opened.act("safety", now=later), day="2027-01-04", year=2027, items=(("明年事项", "", ""),))
    swept("2027-01-04")
    old = safety.get(f"/records/quarterlycheck/new/?obligation={owed(FIRST, QUARTER, CHECK).pk}")
    assert required_and_empty(old) == ["occurred_on"]
    new = safety.get("/records/quarterlycheck/new/")
    assert required_and_empty(new) == []
    assert (ITEMS[0][0] in old.content.decode(), "明年事项" in old.content.decode()) == (True, False)
    assert (ITEMS[0][0] in new.content.decode(), "明年事项" in new.content.decode()) == (False, True)


def test_6_7_what_is_refused_keeps_the_rows_with_their_words(opened: Cast, safety: Client) -> None:
    adopt(opened.act("safety"))
    address = f"/records/quarterlycheck/new/?obligation={owed(FIRST, QUARTER, CHECK).pk}"
    sent = as_shown(safety.get(address)) | {"items-1-state": "not_done"}
    page = safety.post(address, sent)
    assert page.status_code == 422
    html = page.content.decode()
    assert f"“{items()[1].what}” was not done: say why, in a few words." in html
    assert all(item.told in html for item in items())
    assert not QuarterlyCheck.objects.exists()


def test_6_3_the_plan_is_recorded_from_home_with_nothing_that_must_be_typed(
    opened: Cast, safety: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at("2027-01-04"))
    safety.force_login(opened.officer("safety"))
    swept("2027-01-04")
    address = f"/records/safetyplan/new/?obligation={owed(FIRST, '2027-01-01', PLAN).pk}"
    page = safety.get(address)
    assert required_and_empty(page) == []
    row = {"items-0-what": "检修", "items-0-responsible": "", "items-0-due_day": ""}
    assert safety.post(address, as_shown(page) | row).status_code == 302
    (item,) = items()
    assert item.responsible is not None
    assert (item.what, item.responsible.key, str(item.due_day)) == ("检修", "in_charge", "2027-12-31")
    plan = safety.get(f"/records/safetyplan/{item.plan_id}/").content.decode()
    assert f'href="/records/planitem/{item.pk}/"' in plan
    assert unit(FIRST).pk == item.unit_id
