"""The page of messages and its API: own digests only, late first, unread counted in the header."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from cast import NOW, TOWN_GOVERNMENT, Cast, owed
from django.test import Client
from django.utils import timezone

from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import Message
from anlan.kernel.messages.smtp import MailServer
from anlan.kernel.obligations.obligation import Notice
from anlan.kernel.people.officer import Officer
from anlan.oversight.digests import ORDER
from anlan.policy import Pack
from anlan.web.shell import MOST_UNREAD


@pytest.fixture
def told(opened: Cast, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The digests of the day are made, with something late in the town's."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    Notice.objects.create(obligation=row, rung=-1, due_day=row.due_day, kind="urged", created_at=NOW)
    build_digests(now=NOW, pack=pack, by_mail=False)
    return opened


def browser(cast: Cast, username: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(cast.officer(username))
    return client


def own(cast: Cast, username: str) -> Message:
    return Message.objects.get(officer=cast.officer(username))


def test_the_header_counts_what_was_not_opened(told: Cast) -> None:
    client = browser(told, "town")
    assert '<strong class="unread">1<' in client.get("/").content.decode()
    client.get(f"/messages/{own(told, 'town').pk}/")
    assert "unread" not in client.get("/").content.decode()


def test_the_header_counts_no_further_than_99(told: Cast) -> None:
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(150)]
    officer = told.officer("town")
    Message.objects.bulk_create(Message(officer=officer, day=day, built_at=NOW) for day in days)
    assert f'<strong class="unread">{MOST_UNREAD}+<' in browser(told, "town").get("/").content.decode()


def test_every_kind_of_notice_has_its_place_in_a_digest() -> None:
    assert sorted(ORDER) == sorted(Notice.Kind)


def test_a_digest_shows_late_first_and_leads_to_the_obligation(told: Cast) -> None:
    client = browser(told, "town")
    page = client.get(f"/messages/{own(told, 'town').pk}/").content.decode()
    order = [page.index(f"{heading} <span") for heading in ("Late", "Urged", "Reminder")]
    assert order == sorted(order)
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    assert f'href="/obligations/{row.pk}/"' in page
    assert client.get(f"/obligations/{row.pk}/").status_code == 200
    assert "You record for this body" in page


def test_the_list_says_what_each_digest_holds(told: Cast) -> None:
    page = browser(told, "town").get("/messages/").content.decode()
    assert f'href="/messages/{own(told, "town").pk}/"' in page
    assert "Urged 1" in page
    assert "Mark all as read" in page


@pytest.mark.parametrize("username", ["city", "auditor", "stranger", "county"])
def test_nobody_else_reads_it_not_even_the_auditor(told: Cast, username: str) -> None:
    message = own(told, "town")
    client = browser(told, username)
    assert client.get(f"/messages/{message.pk}/").status_code == 404
    assert client.get(f"/api/v1/messages/{message.pk}").status_code == 404
    assert f"/messages/{message.pk}/" not in client.get("/messages/").content.decode()
    message.refresh_from_db()
    assert message.read_at is None


def test_without_a_message_the_page_says_what_comes_here(told: Cast) -> None:
    assert "No messages" in browser(told, "auditor").get("/messages/").content.decode()


def test_all_are_marked_as_read_by_a_form_alone(told: Cast) -> None:
    client = browser(told, "town")
    assert client.get("/messages/read/").status_code == 405
    assert client.post("/messages/read/").status_code == 302
    assert own(told, "town").read_at == NOW
    assert own(told, "city").read_at is None


def test_a_long_group_has_pages_of_its_own(told: Cast) -> None:
    client, message = browser(told, "city"), own(told, "city")
    page = client.get(f"/messages/{message.pk}/").content.decode()
    assert "?kind=reminder-vacant" in page
    assert "nobody holds a post of the unit" in page
    first = client.get(f"/messages/{message.pk}/?kind=reminder-vacant").content.decode()
    assert first.count('data-label="Unit"') == 50
    after = first.split("after=")[1].split('"')[0]
    second = client.get(f"/messages/{message.pk}/?kind=reminder-vacant&after={after}").content.decode()
    assert second.count('data-label="Unit"') > 0


@pytest.mark.parametrize("query", ["kind=nothing", "after=-1", "after=x", "after=9999999999999999999", "kind=late%00"])
def test_an_odd_address_is_not_found(told: Cast, query: str) -> None:
    answer = browser(told, "town").get(f"/messages/{own(told, 'town').pk}/?{query}")
    assert answer.status_code in (400, 404)
    assert browser(told, "town").get("/messages/?before=soon").status_code == 404


def test_what_the_posts_no_longer_show_is_counted_but_not_named(told: Cast) -> None:
    message = own(told, "town")
    told.officer("town").appointments.update(until=NOW.date() - dt.timedelta(days=1))
    page = browser(told, "town").get(f"/messages/{message.pk}/").content.decode()
    assert "/obligations/" not in page
    assert f"{message.total} notices concern what your posts no longer let you see." in page


def test_the_switch_for_e_mail_is_the_readers_own(told: Cast, settings: Any) -> None:
    client = browser(told, "town")
    assert "by e-mail" not in client.get("/messages/").content.decode()
    settings.ANLAN_MAIL = MailServer("mail", 25, "none", "anlan@example.gov.cn")
    Officer.objects.filter(username="town").update(email="town@example.gov.cn")
    assert "is also sent to town@example.gov.cn" in client.get("/messages/").content.decode()
    client.post("/messages/mail/", {"wanted": "0"})
    assert not Officer.objects.get(username="town").email_digest
    assert Officer.objects.get(username="city").email_digest
    client.post("/messages/mail/", {"wanted": "1"})
    assert Officer.objects.get(username="town").email_digest


def test_programs_read_the_same(told: Cast) -> None:
    client, message = browser(told, "town"), own(told, "town")
    (row,) = client.get("/api/v1/messages/").json()["rows"]
    assert (row["id"], row["day"], row["total"], row["read_at"]) == (message.pk, "2026-11-23", message.total, None)
    digest = client.get(f"/api/v1/messages/{message.pk}").json()
    assert sum(group["count"] for group in digest["groups"]) == message.total
    assert digest["groups"][0]["key"] == "late"
    assert digest["groups"][0]["notices"][0]["obligation"]["clause"] == "3.12"
    assert own(told, "town").read_at is None
    read = client.post(f"/api/v1/messages/{message.pk}/read")
    assert read.status_code == 200, json.dumps(read.json())
    assert own(told, "town").read_at == NOW
    assert client.get("/api/v1/messages/?day=1").status_code == 422
    assert client.get(f"/api/v1/messages/{message.pk}?after=99999999999999999999").status_code == 200


def test_programs_read_nothing_of_others(told: Cast) -> None:
    assert Client().get("/api/v1/messages/").status_code == 401
    assert browser(told, "auditor").get("/api/v1/messages/").json() == {"rows": [], "before": ""}
    assert browser(told, "auditor").post(f"/api/v1/messages/{own(told, 'town').pk}/read").status_code == 404
