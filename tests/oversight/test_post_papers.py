"""Handover and diligence sheets: what they count is what the page of the post shows, and nothing of it is cut off."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cast import NOW, TODAY, TOWN_GOVERNMENT, Cast, at, hold
from django.conf import settings
from django.http import Http404
from django.test import Client
from django.utils import timezone
from word_papers import Read, drafted, issued

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Handover, Post
from anlan.oversight.papers.gathering import post_in_full
from anlan.oversight.posts import year_of


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(settings, "ANLAN_DATA", tmp_path)


@pytest.fixture
def head(opened: Cast) -> Post:
    """The head of a town's government, who holds the post since August; a meeting was recorded on the head's behalf."""
    post = Post.objects.get(unit__code=TOWN_GOVERNMENT, kind="head")
    officer = Officer.objects.create_officer(username="head", name="镇长甲", password=None)
    Appointment.objects.create(post=post, officer=officer, since=dt.date(2026, 8, 1))
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-03")
    return post


def meetings(paper: Read) -> list[tuple[str, str]]:
    """The monthly meeting on each page of a diligence sheet: how many were owed, how many met on time."""
    tables = [table for table in paper.tables if table[0][0] == "职责"]
    return [(row[2], row[3]) for table in tables for row in table if row[1] == "3.12"]


def page(cast: Cast, post: Post, username: str = "city") -> Client:
    client = Client()
    client.force_login(cast.officer(username))
    return client.get(f"/posts/{post.pk}/")


def test_4_1_the_handover_sheet_holds_all_that_the_page_of_the_post_shows(
    opened: Cast, head: Post, tmp_path: Path
) -> None:
    decisions = [("整改", TOWN_GOVERNMENT, "2026-12-01")]
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-10", number="2026 No. 12", decisions=decisions)
    shown = page(opened, head).context["sheet"]
    paper = drafted(opened.act("city"), "handover_sheet", {"post": str(head.pk)}, data_dir=tmp_path)
    owed = paper.table("序号")
    assert [row["期限"] for row in owed] == [one.row.due_day.isoformat() for one in shown["owed"]]
    late = sum(one.due.late for one in shown["owed"])
    assert len(owed) == len(shown["owed"]) >= late >= 4
    assert f"一、未完成的履职事项（{len(owed)}项，其中逾期{late}项）" in paper.lines
    assert [int(row["件数"]) for row in paper.table("类别")] == [one.count for one, _url in shown["cases"]] == [1, 1]
    assert len(paper.table("权限角色")) == len(shown["rights"])


def test_the_handover_sheet_names_who_hands_over_and_has_lines_to_sign(
    opened: Cast, head: Post, tmp_path: Path
) -> None:
    about = {"post": str(head.pk)}
    paper = drafted(
        opened.act("city"), "handover_sheet", about, data_dir=tmp_path, incoming="镇长乙", remarks="钥匙两把"
    )
    facts = {row[0]: row[1] for row in paper.tables[0]}
    assert (facts["移交人"], facts["接收人"], facts["监交人"]) == ("镇长甲", "镇长乙", "（待填）")
    assert "钥匙两把" in paper.text
    signed = [row for table in paper.tables for row in table if row[1:2] == ["（签字）"]]
    assert [row[0] for row in signed] == ["移交人", "接收人", "监交人"]


def test_a_recorded_handover_fills_its_sheet(opened: Cast, head: Post, tmp_path: Path) -> None:
    old, new = Officer.objects.get(username="head"), opened.officer("town")
    done = Handover.objects.create(
        post=head, outgoing=old, incoming=new, day=TODAY, remarks="账册一本", obligations=4, cases=1, event_id=1,
        recorded_at=NOW,
    )  # fmt: skip
    about = {"post": str(head.pk), "handover": str(done.pk)}
    paper = drafted(opened.act("city"), "handover_sheet", about, data_dir=tmp_path)
    facts = {row[0]: row[1] for row in paper.tables[0]}
    assert (facts["移交人"], facts["接收人"]) == (old.name, new.name)
    assert "账册一本" in paper.lines


def test_names_of_persons_stay_out_of_the_ledger(opened: Cast, head: Post, tmp_path: Path) -> None:
    issued(opened.act("city"), "handover_sheet", {"post": str(head.pk)}, data_dir=tmp_path, incoming="镇长乙")
    event = Event.objects.get(kind="paper.issued")
    assert event.clause == "4.1"
    assert "镇长" not in event.canonical


def test_8_6_the_diligence_sheet_counts_what_the_page_of_the_post_counts(
    opened: Cast, head: Post, tmp_path: Path
) -> None:
    year = {name: number for name, (number, _url) in year_of(post=head, act=opened.act("city")).items()}
    paper = drafted(opened.act("city"), "diligence_sheet", {"post": str(head.pk)}, data_dir=tmp_path)
    total = paper.table("职责")[-1]
    counts = [int(total[name]) for name in ("应履行", "按期完成", "逾期完成", "逾期未完成", "未到期")]
    assert counts == [year["owed"], year["met_on_time"], year["met_late"], year["late"], year["not_due"]]
    assert counts[0] == sum(counts[1:])
    assert counts[4] > 0
    assert meetings(paper) == [("5", "1")]
    (entry,) = paper.table("日期")
    assert (entry["条款"], entry["录入"]) == ("3.12", "代录")
    assert int(entry["台账序号"]) == Event.objects.get(kind="meeting.held").seq
    assert "镇长甲（2026年8月1日起）" in paper.text


def test_8_6_the_rate_of_a_sheet_counts_only_what_was_due(opened: Cast, head: Post, tmp_path: Path) -> None:
    about = {"post": str(head.pk), "since": "2026-11-01", "until": "2026-12-31"}
    running = drafted(opened.act("city"), "diligence_sheet", about, data_dir=tmp_path).table("职责")[-1]
    # The meeting of November was held before it was due.
    assert (running["按期完成"], running["逾期未完成"], running["按期率"]) == ("1", "0", "—")
    act = opened.act("city", now=at("2026-12-01"))
    later = drafted(act, "diligence_sheet", about, data_dir=tmp_path).table("职责")[-1]
    assert (later["按期完成"], later["逾期未完成"], later["按期率"]) == ("1", "0", "100.0%")
    assert int(later["未到期"]) > 0


def test_a_paper_names_unit_and_post_without_saying_a_word_twice(opened: Cast, head: Post, tmp_path: Path) -> None:
    post = Post.objects.get(unit__code="445122/government", kind="head")
    for name in ("handover_sheet", "diligence_sheet"):
        paper = drafted(opened.act("city"), name, {"post": str(post.pk)}, data_dir=tmp_path)
        assert any(line.startswith("饶平县人民政府主要负责人") for line in paper.lines)
    staff = Post.objects.get(unit__code="445122/safety-committee-office", kind="staff")
    assert post_in_full(staff) == f"{staff.unit.name_zh}{staff.name_zh}"


def test_8_6_every_appointment_leads_to_the_sheet_of_its_officer(opened: Cast, head: Post) -> None:
    officer = Officer.objects.get(username="head")
    past = Appointment.objects.create(
        post=head, officer=opened.officer("town"), since=dt.date(2024, 3, 1), until=dt.date(2025, 6, 30)
    )
    client = Client()
    client.force_login(opened.officer("city"))
    shown = {one.pk: url for one, url in client.get(f"/posts/{head.pk}/").context["appointments"]}
    assert f"officer={officer.pk}&since=2026-01-01" in shown[Appointment.objects.get(officer=officer).pk]
    assert "since=2025-01-01&until=2025-12-31" in shown[past.pk]
    assert all(client.get(url).status_code == 200 for url in shown.values())


def test_8_6_an_officers_sheet_counts_only_the_time_in_the_post(opened: Cast, head: Post, tmp_path: Path) -> None:
    officer = Officer.objects.get(username="head")
    paper = drafted(opened.act("city"), "diligence_sheet", {"officer": str(officer.pk)}, data_dir=tmp_path)
    # July was before the appointment: August to October late, November met.
    assert meetings(paper) == [("4", "1")]
    assert "镇长甲2026年履职尽责情况表" in paper.text


def test_an_officer_with_two_posts_gets_a_page_for_each(opened: Cast, head: Post, tmp_path: Path) -> None:
    officer = Officer.objects.get(username="head")
    other = Post.objects.get(unit__code="445122100/town-party-committee", kind="head")
    Appointment.objects.create(post=other, officer=officer, since=dt.date(2026, 9, 1), until=dt.date(2026, 10, 31))
    paper = drafted(opened.act("city"), "diligence_sheet", {"officer": str(officer.pk)}, data_dir=tmp_path)
    assert meetings(paper) == [("4", "1"), ("2", "0")]


@pytest.mark.parametrize("paper", ["handover_sheet", "diligence_sheet"])
@pytest.mark.parametrize("username", ["stranger", "safety", "reviewer"])
def test_a_post_out_of_sight_is_404(opened: Cast, head: Post, tmp_path: Path, paper: str, username: str) -> None:
    client = Client()
    client.force_login(opened.officer(username))
    assert client.get("/papers/new/", {"paper": paper, "post": str(head.pk)}).status_code == 404


@pytest.mark.parametrize(
    "about",
    [
        {"post": ""},
        {"post": "0"},
        {"post": "9" * 30},
        {"officer": "0"},
        {"post": "1", "since": "2026-13-01"},
        {"post": "1", "since": "2026-02-01", "until": "2026-01-01"},
    ],
)
def test_what_names_nothing_is_404(opened: Cast, tmp_path: Path, about: dict[str, str]) -> None:
    with pytest.raises(Http404):
        drafted(opened.act("city"), "diligence_sheet", about, data_dir=tmp_path)


def test_the_page_of_the_post_leads_to_both_sheets(opened: Cast, head: Post) -> None:
    html = page(opened, head).content.decode()
    assert f"paper=handover_sheet&amp;post={head.pk}" in html
    assert f"paper=diligence_sheet&amp;post={head.pk}&amp;since=2026-01-01&amp;until=2026-12-31" in html
