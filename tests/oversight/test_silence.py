"""Clause 19.2: the page of silent and repeated reports: who takes part, whom to ask and why, who reported nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from cast import NOW, TODAY, TOWN, Cast, unit
from django.conf import settings
from django.db.models import F, Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_enterprise_years import inspect
from examples_of_enterprises import FIRST, SECOND
from examples_of_questions import answer, ask, settle

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.file import EvidenceFile
from anlan.modules.danger_report import DangerReport
from anlan.modules.question import proposing, reading
from anlan.modules.question.reading import Reports
from anlan.modules.self_inspection import SelfInspection
from anlan.oversight.silence import MEASURED
from anlan.rules.honesty import Check, Firm, Tally

SILENCE, LONG_AGO = "silence_of", dt.date(2020, 1, 1)
COPIED = "烧成车间燃气软管老化开裂，值班领导责令停止作业补办手续"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def logged_in(cast: Cast, username: str) -> Client:
    """A browser of one of the cast, in English."""
    client = Client()
    client.force_login(cast.officer(username))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def page(cast: Cast) -> Callable[..., Any]:
    """The page of an area as an officer sees it."""

    def got(username: str = "town", area: str = TOWN, **query: str) -> Any:
        return logged_in(cast, username).get(reverse(SILENCE, args=[area]), query)

    return got


@pytest.fixture
def reported(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Reports:
    """A silent first enterprise and a second that copies, among ten peers that find dangers."""
    first, second = unit(FIRST).pk, unit(SECOND).pk
    peers = range(9001, 9011)
    checks = [
        Check(second, day, dt.datetime.combine(day, dt.time(17, 0), dt.UTC), 1, COPIED)
        for day in (dt.date(2026, month, 5) for month in range(1, 11))
    ]
    counted = {first: Tally(12, 0, 2), second: Tally(10, 10, 0)} | dict.fromkeys(peers, Tally(12, 18, 1))
    reports = Reports(
        units=frozenset({first, second}),
        firms=[Firm(one, ("30",), LONG_AGO, 50) for one in (first, second, *peers)],
        counted=counted,
        checks=checks,
    )
    monkeypatch.setattr(proposing, "reports_between", lambda **_asked: reports)
    return reports


def test_19_2_the_page_names_whom_to_ask_with_the_figures_and_leads_to_the_question(
    reported: Reports, page: Callable[..., Any]
) -> None:
    shown = page()
    lines = {line.unit.code: line for line in shown.context["lines"]}
    assert set(lines) == {FIRST, SECOND}
    text = shown.content.decode()
    assert "find 1.5 dangers at each self-check; here none was found in 12" in text
    assert "Meanwhile others found 2 dangers there." in text
    assert "9 of 10 reports nearly repeat an earlier one" in text
    assert lines[FIRST].ask_url in text


def test_19_2_the_page_counts_who_takes_part_and_what_they_find_themselves(
    reported: Reports, page: Callable[..., Any]
) -> None:
    figures = page().context["figures"]
    assert (figures.operating, figures.checking, figures.reporting) == (2, 2, 1)
    assert (figures.checking_rate, figures.reporting_rate) == (100, 50)
    assert figures.own_rate == pytest.approx(100 * 10 / 12)


def test_19_2_the_page_lists_who_reported_nothing(reported: Reports, page: Callable[..., Any]) -> None:
    assert [(one.code, tally.checks) for one, tally in page().context["none"]] == [(FIRST, 12)]


def test_19_2_the_page_states_how_well_it_tells(reported: Reports, page: Callable[..., Any]) -> None:
    text = page().content.decode()
    for figure in (MEASURED["precision"], MEASURED["recall"]):
        assert f"{100 * figure:.1f} %" in text
    assert MEASURED["command"] in text


def test_19_2_one_click_opens_the_question_with_its_grounds(reported: Reports, cast: Cast) -> None:
    client = logged_in(cast, "town")
    form = client.get(f"{reverse('begin', args=['question'])}?unit={unit(FIRST).pk}").context["form"]
    assert form["subject"].value() == "silent"
    assert form["title"].value() == "Please look into your self-checks"
    assert "here none was found in 12" in form["grounds"].value()
    assert form["receiver"].value() == str(cast.actor("town").posts[0].unit.pk)
    other = client.get(f"{reverse('begin', args=['question'])}?unit={unit(SECOND).pk}").context["form"]
    assert other["subject"].value() == "repeated"


def test_19_2_who_was_asked_is_not_proposed_again(reported: Reports, page: Callable[..., Any], cast: Cast) -> None:
    question = ask(cast.act("town")).record
    while_asked = page().content.decode()
    answer(cast.act("safety"), question)
    settle(cast.act("town"), question)
    for text in (while_asked, page().content.decode()):
        assert reverse("record", args=["question", question.pk]) in text
        assert f"?unit={unit(FIRST).pk}" not in text


def test_19_2_an_enterprise_is_not_told_who_else_wrote_the_same(
    reported: Reports, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = unit(FIRST).pk, unit(SECOND).pk
    texts = (COPIED, "施釉车间排风扇叶片松动脱落，机修班长停机检修后复测")
    checks = [
        Check(who, dt.date(2026, month, day), NOW, 1, text)
        for who, day in ((first, 3), (second, 7))
        for month, text in enumerate(texts, start=5)
    ]
    monkeypatch.setattr(proposing, "reports_between", lambda **_asked: Reports(firms=[], checks=checks))
    (reason,) = proposing.reasons_for(unit=unit(SECOND), act=cast.act("town"))
    assert "at another enterprise" in reason.words
    assert unit(FIRST).short_zh not in reason.words
    assert unit(FIRST).short_en not in reason.words


@pytest.mark.parametrize("username", ["stranger", "safety"])
def test_19_2_an_enterprise_does_not_see_the_page(reported: Reports, page: Callable[..., Any], username: str) -> None:
    assert page(username).status_code == 404


def test_19_2_who_may_not_ask_sees_the_figures_without_the_button(reported: Reports, page: Callable[..., Any]) -> None:
    shown = page("auditor")
    assert [line.unit.code for line in shown.context["lines"]] == [FIRST, SECOND]
    assert "?unit=" not in shown.content.decode()


def test_19_2_the_entry_opens_the_widest_area(cast: Cast) -> None:
    client = logged_in(cast, "town")
    assert client.get(reverse("silence")).url == reverse(SILENCE, args=[TOWN])


def test_19_2_where_the_registers_are_not_kept_the_page_says_so(
    page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DECLARED, "pages", {k: v for k, v in DECLARED.pages.items() if k not in _REGISTERS})
    assert "are not kept here" in page().content.decode()


_REGISTERS = (reading.CHECKS, reading.DANGERS)


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registers of the same columns stand in for those of self-checks and of dangers."""
    dangers = SimpleNamespace(
        objects=DangerReport.objects.annotate(found_on=F("reported_on"), source=F("place"))
    )  # fmt: skip
    monkeypatch.setitem(DECLARED.pages, reading.CHECKS, SimpleNamespace(model=SelfInspection))
    monkeypatch.setitem(DECLARED.pages, reading.DANGERS, SimpleNamespace(model=dangers))


def danger(code: str, source: str, what: str) -> DangerReport:
    """A danger of an enterprise from that source, found today."""
    one = unit(code)
    return DangerReport.objects.create(
        unit=one, position=one.position, line=one.line, state="reported", created_at=NOW, what=what, place=source,
        found_at=NOW, reported_on=TODAY, hours_taken=0, receiver=one, receiver_position=one.position,
    )  # fmt: skip


@pytest.mark.usefixtures("stand_ins")
def test_19_2_checks_dangers_and_photographs_are_read_from_the_registers(cast: Cast) -> None:
    inspect(cast.act("safety"), counts=(3, 0, 2))
    inspect(cast.act("safety"), day="2026-11-20", counts=(0, 0, 0))
    inspect(cast.act("stranger"), SECOND, counts=(1, 0, 1))
    own = danger(FIRST, "self_check", "燃气软管老化")
    danger(FIRST, "patrol", "安全出口上锁")
    danger(FIRST, "ledger", "旧台账转入")
    EvidenceFile.objects.create(
        digest="a" * 64, size=1, media_type="image/jpeg", name="1.jpg", record_type=reading.DANGERS, record_id=own.pk,
        unit=own.unit, position=own.position, line=own.line, uploaded_by=cast.officer("safety"), uploaded_at=NOW,
        cleared=True,
    )  # fmt: skip
    one = unit(FIRST)
    since = TODAY - dt.timedelta(days=365)
    read = reading.reports_between(where=Q(position=one.position), since=since, until=TODAY)
    assert read.counted[one.pk] == Tally(2, 3, 1)
    assert read.counted[unit(SECOND).pk] == Tally(1, 1, 0)
    assert {(check.unit, check.found) for check in read.checks if check.unit == one.pk} == {(one.pk, 3), (one.pk, 0)}
    assert {(each.own, each.text, each.photos) for each in read.dangers} == {
        (True, "燃气软管老化", ("a" * 64,)),
        (False, "安全出口上锁", ()),
    }
    assert one.pk in read.units
    assert {firm.unit for firm in read.firms} >= {one.pk, unit(SECOND).pk}


@pytest.mark.usefixtures("stand_ins")
def test_19_2_what_was_withdrawn_or_lies_before_the_window_is_not_read(cast: Cast) -> None:
    inspect(cast.act("safety"), day="2026-01-10")
    SelfInspection.objects.update(state="withdrawn")
    DangerReport.objects.filter(pk=danger(FIRST, "worker", "漏电").pk).update(state="withdrawn")
    inspect(cast.act("safety"), day="2025-11-25")
    since = dt.date(2026, 1, 1)
    read = reading.reports_between(where=Q(), since=since, until=TODAY)
    assert (read.checks, read.dangers, dict(read.counted)) == ([], [], {})


@pytest.mark.usefixtures("stand_ins")
def test_19_2_too_many_to_compare_leave_the_words_unread_and_the_page_says_so(
    cast: Cast, page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    inspect(cast.act("safety"))
    monkeypatch.setattr(reading, "MOST_COMPARED", 0)
    shown = page()
    assert shown.context["reports"].cut
    assert "open an area below" in shown.content.decode()
