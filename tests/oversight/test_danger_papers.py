"""Papers about hidden dangers (18.8, 19.8, 19.9): ledger, acceptance, notice of listing, delisting, rungs."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from cast import NOW, TODAY, Cast, at
from django.conf import settings
from django.http import Http404
from django.test import Client
from django.utils import timezone
from examples_of_dangers import accept, find, fresh, general, major, plan, put_on_the_list, rectify, step
from examples_of_inspections import inspect
from examples_of_the_field import act_as
from word_papers import read

from anlan.kernel.papers.issuing import bodies_for, draft, gather, issue
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Refused
from anlan.modules.hidden_danger.listed.ladder import Rung
from anlan.modules.hidden_danger.listed.listing import Listing
from anlan.oversight.papers import PAPERS

CITY = "445100/government"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The server's clock stands at the moment of the tests; files go into a folder of the test."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(settings, "ANLAN_DATA", tmp_path)


@pytest.fixture
def listing(cast: Cast) -> Listing:
    """A major danger with its plan, listed by the city's government."""
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger)
    plan(cast.act("safety"), danger)
    return put_on_the_list(cast.act("city"), danger, authority=CITY)


def drafted(act: Act, name: str, about: dict[str, str], data_dir: Path) -> str:
    """The text of a draft."""
    paper = PAPERS[name]
    content = gather(paper=paper, about=about, act=act)
    body = next(iter(bodies_for(actor=act.actor, paper=paper, issuer=content.issuer)))
    return read(draft(paper=paper, content=content, body=body, answers={}, act=act, data_dir=data_dir)).text


def test_19_8_the_notice_says_what_the_fields_form_asks_and_keeps_its_number(
    cast: Cast, listing: Listing, tmp_path: Path
) -> None:
    about, act = {"listing": str(listing.pk)}, cast.act("city")
    text = drafted(act, "listing_notice", about, tmp_path)
    for words in (
        "市级",
        "窑炉煤气总管",
        "停产才能治理",
        "限期完成治理",
        "停窑",
        "2026年12月20日",
        "20个工作日",
    ):
        assert words in text
    issue(
        paper=PAPERS["listing_notice"], body=Unit.objects.get(code=CITY), about=about, answers={}, act=act,
        submission=uuid.uuid4(), data_dir=tmp_path,
    )  # fmt: skip
    listing.refresh_from_db()
    assert "〔2026〕1号" in listing.number


def test_19_8_nobody_writes_the_notice_of_another_body(cast: Cast, listing: Listing, tmp_path: Path) -> None:
    paper = PAPERS["listing_notice"]
    with pytest.raises(NotPermitted):
        issue(
            paper=paper, body=Unit.objects.get(code="445100/safety-committee-office"), answers={},
            about={"listing": str(listing.pk)}, act=cast.act("city"), submission=uuid.uuid4(), data_dir=tmp_path,
        )  # fmt: skip


def test_19_8_a_stranger_finds_no_paper_about_it(cast: Cast, listing: Listing) -> None:
    with pytest.raises(Http404):
        gather(paper=PAPERS["listing_progress"], about={"listing": str(listing.pk)}, act=cast.act("stranger"))


def test_19_8_acceptance_and_delisting_follow_the_re_check(cast: Cast, listing: Listing, tmp_path: Path) -> None:
    danger = listing.danger
    with pytest.raises(Refused):
        gather(paper=PAPERS["danger_acceptance"], about={"hiddendanger": str(danger.pk)}, act=cast.act("officer"))
    rectify(cast.act("safety"), danger)
    step(cast.act("safety"), listing, "apply", occurred_on=TODAY, evaluated_by="own", evaluation="治理有效")
    accept(cast.act("officer"), danger)
    step(cast.act("city"), listing, "delist", number="", remark="")
    text = drafted(cast.act("city"), "delisting_notice", {"listing": str(listing.pk)}, tmp_path)
    assert "治理有效" in text
    assert "2026年11月23日" in text
    content = gather(
        paper=PAPERS["danger_acceptance"], about={"hiddendanger": str(danger.pk)}, act=cast.act("officer")
    )  # fmt: skip
    assert content.fields["double"].count("待报") == 4
    assert fresh(danger).state == "closed"


def test_19_9_each_rung_has_its_paper(cast: Cast, listing: Listing, tmp_path: Path) -> None:
    late = cast.act("city", now=at("2026-12-22"))
    step(late, listing, "take_rung", rung="reminder", facts="截至12月22日未完成治理", demands="七日内完成")
    rung = Rung.objects.get(listing=listing.pk)
    text = drafted(late, "ladder_paper", {"rung": str(rung.pk)}, tmp_path)
    assert "提醒" in text
    assert "截至12月22日未完成治理" in text
    progress = drafted(late, "listing_progress", {"listing": str(listing.pk)}, tmp_path)
    assert "逾期2日" in progress


def test_18_8_the_months_ledger_counts_what_the_page_lists(cast: Cast, tmp_path: Path) -> None:
    find(cast.act("safety"), what="灭火器过期", put_right="已更换")
    general(cast.act("safety"), find(cast.act("safety")))
    act = act_as("445122/safety-committee-office", "desk_officer")
    content = gather(paper=PAPERS["danger_ledger"], about={"area": "445122", "month": "2026-11"}, act=act)
    page = Client()
    page.force_login(act.actor.officer)
    listed = page.get("/records/hiddendanger/?since=2026-11-01&until=2026-11-30").context["total"]
    assert (content.fields["total"], content.fields["ended"], content.fields["major"]) == (listed, 1, 0)
    text = drafted(act, "danger_ledger", {"area": "445122", "month": "2026-11"}, tmp_path)
    assert "共发现事故隐患2项" in text


def test_18_8_the_monthly_return_reports_what_the_ledger_and_the_page_count(cast: Cast, tmp_path: Path) -> None:
    find(cast.act("safety"), what="灭火器过期", put_right="已更换")
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger)
    plan(cast.act("safety"), danger)
    inspect(cast.act("officer"))
    act = act_as("445122/safety-committee-office", "desk_officer", now=at("2026-12-28"))
    about = {"area": "445122", "month": "2026-11"}
    ledger = gather(paper=PAPERS["danger_ledger"], about=about, act=act).fields
    lines = {
        row["name"]: row["value"]
        for row in gather(paper=PAPERS["monthly_return"], about=about, act=act).fields["others"]
    }
    assert (
        lines["本期发现事故隐患数"]
        == f"{ledger['total']}项，其中重大事故隐患{ledger['major']}项"
        == "2项，其中重大事故隐患1项"
    )
    assert lines["上述隐患整改情况"] == "已消除1项，未消除1项，其中逾期1项"
    assert lines["在册未消除重大事故隐患数"] == "1项，其中逾期1项"
    assert lines["检查企业家次"] == "1家次"
