"""The digest as an e-mail: what it says, to whom it goes, and that it goes once. A real mail server takes it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cast import NOW, TODAY, TOWN_GOVERNMENT, Cast, at, hold, owed
from django.utils import timezone
from mail_server import Mailbox
from mailing import STATE, give_addresses, send, server_at

from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import Mail, Message
from anlan.kernel.people.officer import Officer
from anlan.oversight.digest_letters import LINES
from anlan.policy import Pack
from anlan.web import cli


def test_one_e_mail_per_officer_and_day_in_chinese_with_a_link(
    waiting: Cast, pack: Pack, mailbox: Mailbox, port: int
) -> None:
    assert send(pack, server_at(port)) == 2
    for minute in range(5):
        assert send(pack, server_at(port), NOW + dt.timedelta(minutes=minute)) == 0
        build_digests(now=NOW + dt.timedelta(minutes=minute), pack=pack, by_mail=True)
    assert sorted(mailbox.recipients) == ["city@example.gov.cn", "town@example.gov.cn"]
    town = next(one for one in mailbox.received if one["To"] == "town@example.gov.cn")
    text = town.get_content()
    message = Message.objects.get(officer=waiting.officer("town"))
    assert "安澜" in town["Subject"]
    assert "2026-11-23" in town["Subject"]
    assert f"https://anlan.example.gov.cn/messages/{message.pk}/" in text
    assert "黄冈镇人民政府" in text
    assert "提醒" in text
    assert town["Auto-Submitted"] == "auto-generated"
    assert set(Mail.objects.values_list("state", flat=True)) == {STATE.SENT}


def test_at_most_twenty_lines_and_the_number_of_the_others(
    waiting: Cast, pack: Pack, mailbox: Mailbox, port: int
) -> None:
    send(pack, server_at(port))
    city = next(one for one in mailbox.received if one["To"] == "city@example.gov.cn")
    lines = [line for line in city.get_content().splitlines() if line.startswith(("-", "－", "·"))]
    total = Message.objects.get(officer=waiting.officer("city")).total
    assert total > LINES
    assert len(lines) == LINES
    assert f"{total - LINES}" in city.get_content()


def test_without_a_mail_server_nothing_is_put_into_the_outbox(opened: Cast, pack: Pack) -> None:
    give_addresses("town")
    build_digests(now=NOW, pack=pack, by_mail=False)
    assert send(pack, None) == 0
    assert not Mail.objects.exists()


def test_quiet_hours_hold_for_e_mail_too(waiting: Cast, pack: Pack, mailbox: Mailbox, port: int) -> None:
    for moment in (at("2026-11-23", "20:00"), at("2026-11-24", "07:59")):
        assert send(pack, server_at(port), moment) == 0
    assert send(pack, server_at(port), at("2026-11-24", "08:00")) == 2


def test_whoever_wants_no_e_mail_any_more_gets_none(waiting: Cast, pack: Pack, mailbox: Mailbox, port: int) -> None:
    Officer.objects.filter(username="town").update(email_digest=False)
    Officer.objects.filter(username="city").update(is_active=False)
    assert send(pack, server_at(port)) == 0
    assert set(Mail.objects.values_list("state", flat=True)) == {STATE.DROPPED}
    assert not mailbox.received


def test_what_the_officer_may_no_longer_see_is_not_sent(waiting: Cast, pack: Pack, mailbox: Mailbox, port: int) -> None:
    waiting.officer("town").appointments.update(until=TODAY - dt.timedelta(days=1))
    send(pack, server_at(port))
    assert mailbox.recipients == ["city@example.gov.cn"]


def test_a_name_or_a_text_with_line_breaks_makes_no_header(
    opened: Cast, pack: Pack, mailbox: Mailbox, port: int
) -> None:
    give_addresses("town")
    Officer.objects.filter(username="town").update(name="李明\r\nBcc: all@example.gov.cn")
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    type(row).objects.filter(pk=row.pk).update(what="decided\r\n.\r\nMAIL FROM:<x@example.gov.cn>")
    build_digests(now=NOW, pack=pack, by_mail=True)
    send(pack, server_at(port))
    (mail,) = mailbox.received
    assert mail["Bcc"] is None
    assert mailbox.recipients == ["town@example.gov.cn"]
    assert "李明 Bcc: all@example.gov.cn" in mail.get_content()


def test_an_address_that_is_none_does_not_stop_the_others(
    waiting: Cast, pack: Pack, mailbox: Mailbox, port: int
) -> None:
    Officer.objects.filter(username="city").update(email="x@example.gov.cn\r\nRCPT TO:<all@example.gov.cn>")
    send(pack, server_at(port))
    assert mailbox.recipients == ["town@example.gov.cn"]
    assert Mail.objects.get(message__officer__username="city").state == STATE.FAILED


def test_what_was_met_meanwhile_is_still_said_as_it_was(waiting: Cast, pack: Pack, mailbox: Mailbox, port: int) -> None:
    hold(waiting.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    assert send(pack, server_at(port)) == 2


def test_the_sweep_makes_the_digests_and_sends_them(
    opened: Cast,
    mailbox: Mailbox,
    port: int,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    give_addresses("town")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.ANLAN_MAIL = server_at(port)
    assert cli.main(["sweep"]) == 0
    told = Message.objects.count()
    assert f"{told} digests made, 1 e-mails sent." in capsys.readouterr().out
    assert cli.main(["sweep"]) == 0
    assert "0 digests made, 0 e-mails sent." in capsys.readouterr().out
    assert mailbox.recipients == ["town@example.gov.cn"]
    assert "http" not in mailbox.received[0].get_content(), "no address of Anlan is configured"
