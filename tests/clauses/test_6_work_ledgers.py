"""Clauses 6.8 and 6.9: the work ledger of an enterprise, and its month as a calendar, in neutral words."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, Cast
from django.test import Client
from django.utils import timezone
from examples_of_enterprise_years import FIRST, SECOND, enter, post, step

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.work_ledger import KINDS, WorkEntry
from anlan.policy import Pack
from anlan.rules.work_ledgers import AHEAD, BEFORE, ENTRY, NO_ENTRY, day_of_ledger

MONTH = f"/enterprises/{FIRST}/ledger/"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def browser(cast: Cast, username: str) -> Client:
    """A browser in which that officer is logged in, in English."""
    client = Client()
    client.force_login(cast.officer(username))
    client.cookies["django_language"] = "en"
    return client


def standing(client: Client, address: str) -> dict[str, str]:
    """How each day of the page's month stands, by month and day."""
    weeks = client.get(address).context["weeks"]
    return {f"{one.day.day:%m-%d}": one.standing for week in weeks for one in week if one.day.inside}


def test_6_8_the_month_shows_days_with_a_daily_check_and_days_without_an_entry(cast: Cast) -> None:
    act = cast.act("safety")
    for day in ("2026-11-02", "2026-11-20"):
        enter(act, day=day)
    enter(act, day="2026-11-03", kind="training", what="新员工三级教育")
    wrong = enter(act, day="2026-11-04").record
    step(act, wrong, "withdraw", reason="录错")
    client = browser(cast, "safety")
    days = standing(client, MONTH)
    assert len(days) == 30
    assert [day for day, how in days.items() if how == ENTRY] == ["11-02", "11-20"]
    assert {days[day] for day in ("11-01", "11-03", "11-04", "11-22")} == {NO_ENTRY}
    assert {days[day] for day in ("11-23", "11-24", "11-30")} == {AHEAD}
    page = client.get(MONTH)
    assert (page.context["with_entry"], page.context["without_entry"]) == (2, 20)
    html = page.content.decode()
    assert "Training · 新员工三级教育" in html
    assert "no entry" in html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_6_8_a_day_without_an_entry_is_called_nothing_worse(cast: Cast, language: str) -> None:
    client = browser(cast, "town")
    client.cookies["django_language"] = language
    html = client.get(MONTH).content.decode().lower()
    assert ("no entry" if language == "en" else "无记录") in html
    for word in ("violation", "missing", "overdue", "is-late", "违规", "违法", "缺失", "逾期", "漏检"):
        assert word not in html


def test_6_8_no_duty_opens_by_the_day(opened: Cast, pack: Pack) -> None:
    assert not [duty.id for duty in pack.duties.values() if "work_entry.recorded" in duty.met_by.events]
    before = Obligation.objects.count()
    enter(opened.act("safety"))
    assert Obligation.objects.count() == before


def test_6_8_a_daily_check_is_entered_with_nothing_typed(cast: Cast) -> None:
    client = browser(cast, "safety")
    page = client.get("/records/workentry/new/")
    form = page.context["form"]
    assert [field.name for field in form if field.field.required and not field.value()] == []
    sent = {"form_token": page.context["form_token"], "occurred_on": "2026-11-23", "kind": form["kind"].value()}
    assert client.post("/records/workentry/new/", sent | {"post": form["post"].value()}).status_code == 302
    entry = WorkEntry.objects.get()
    assert (entry.kind, entry.post_id, entry.what) == ("daily_check", int(post(FIRST, "safety_manager")), "")


def test_6_9_every_other_kind_says_what_was_done(cast: Cast) -> None:
    act = cast.act("safety")
    for kind in sorted(set(KINDS) - {"daily_check"}):
        with pytest.raises(Refused) as error:
            enter(act, kind=kind)
        assert [one.field for one in error.value.refusals] == ["what"]
        enter(act, kind=kind, what="有记录")
    assert WorkEntry.objects.count() == 7


def test_6_9_the_same_entry_stands_once_and_a_second_shift_says_so(cast: Cast) -> None:
    act = cast.act("safety")
    enter(act)
    with pytest.raises(Overtaken):
        enter(act)
    enter(act, what="夜班")
    assert WorkEntry.objects.count() == 2


@pytest.mark.parametrize("day", ["2026-11-24", "2016-11-20"])
def test_6_9_an_entry_is_about_a_day_that_has_come_and_no_mistyped_year(cast: Cast, day: str) -> None:
    with pytest.raises(Refused) as error:
        enter(cast.act("safety"), day=day)
    assert [one.field for one in error.value.refusals] == ["occurred_on"]


def test_6_9_nobody_enters_for_another_enterprise(cast: Cast) -> None:
    for username in ("stranger", "town", "officer", "auditor"):
        with pytest.raises(NotPermitted):
            enter(cast.act(username), FIRST)


def test_6_8_the_list_leads_to_the_month_and_an_enterprise_to_its_own(cast: Cast) -> None:
    enter(cast.act("safety"))
    client = browser(cast, "safety")
    assert 'href="/enterprises/ledger/"' in client.get("/records/workentry/").content.decode()
    assert client.get("/enterprises/ledger/").headers["Location"] == MONTH


def test_6_8_an_office_finds_the_ledgers_of_its_territory(cast: Cast) -> None:
    act = cast.act("safety")
    enter(act, day="2026-11-02")
    enter(act, day="2026-11-02", kind="drills", what="灭火演练")
    enter(cast.act("stranger"), SECOND, day="2026-10-08")
    page = browser(cast, "town").get("/enterprises/ledger/")
    assert [(unit.code, days, entries) for unit, days, entries in page.context["lines"]] == [(FIRST, 1, 2)]
    assert f'href="{MONTH}?month=2026-11"' in page.content.decode()
    october = browser(cast, "auditor").get("/enterprises/ledger/?month=2026-10").context["lines"]
    assert [(unit.code, days) for unit, days, _entries in october] == [(SECOND, 1)]
    assert "No entry of this month" in browser(cast, "town").get("/enterprises/ledger/?month=2026-09").content.decode()


def test_6_8_a_stranger_finds_no_ledger_of_another_enterprise(cast: Cast) -> None:
    enter(cast.act("safety"))
    stranger = browser(cast, "stranger")
    assert stranger.get(MONTH).status_code == 404
    assert stranger.get("/enterprises/ledger/").headers["Location"] == f"/enterprises/{SECOND}/ledger/"
    assert Client().get(MONTH).status_code == 302


@pytest.mark.parametrize("month", ["2026-Q4", "2026", "x", "2026-13"])
def test_6_8_what_is_no_month_does_not_exist(cast: Cast, month: str) -> None:
    assert browser(cast, "safety").get(MONTH, {"month": month}).status_code == 404


def test_6_8_only_enterprises_keep_such_a_ledger(cast: Cast) -> None:
    assert browser(cast, "city").get("/enterprises/445122100/ledger/").status_code == 404


def test_6_8_a_month_before_the_enterprise_was_there_says_nothing(cast: Cast) -> None:
    assert set(standing(browser(cast, "safety"), f"{MONTH}?month=2026-06").values()) == {BEFORE}


def test_6_8_how_a_day_stands() -> None:
    today, since = dt.date(2026, 11, 23), dt.date(2026, 11, 2)
    entered = {dt.date(2026, 11, 5), today}
    found = {
        day: day_of_ledger(day=dt.date(2026, 11, day), entered=entered, since=since, today=today)
        for day in (1, 2, 5, 22, 23, 24)
    }
    assert found == {1: BEFORE, 2: NO_ENTRY, 5: ENTRY, 22: NO_ENTRY, 23: ENTRY, 24: AHEAD}
    assert day_of_ledger(day=today, entered=(), since=None, today=today) == AHEAD
