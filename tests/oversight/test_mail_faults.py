"""E-mail when things go wrong: encryption missing, recipients refused, servers down, slow or breaking off, a crash."""

from __future__ import annotations

import datetime as dt
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from cast import NOW, TOWN_GOVERNMENT, Cast, at, owed
from django.db import connection
from mail_server import PASSWORD, USER, Mailbox, certificate, free_port, mail_server, silent_server
from mailing import STATE, give_addresses, send, server_at

from anlan.kernel.messages import outbox, smtp
from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import Mail
from anlan.kernel.messages.outbox import backlog
from anlan.kernel.messages.smtp import MailServer
from anlan.kernel.obligations.obligation import Notice
from anlan.kernel.people.officer import Officer
from anlan.policy import Pack


# It takes encryption from the beginning for none.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(("tls", "required"), [("starttls", True), ("ssl", False)])
def test_encrypted_with_name_and_password(
    waiting: Cast,
    pack: Pack,
    mailbox: Mailbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    tls: str,
    required: bool,
) -> None:
    context, public = certificate(folder=tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    channel = {"tls_context": context, "require_starttls": True} if tls == "starttls" else {"ssl_context": context}
    options = {"authenticator": mailbox.check, "auth_required": True, "auth_require_tls": required}
    with mail_server(mailbox, **channel, **options) as port:
        right = server_at(port, host="localhost", tls=tls, user=USER, password=PASSWORD)
        assert send(pack, server_at(port, host="localhost", tls=tls, user=USER, password="wrong")) == 0
        assert backlog().waiting == 2
        assert set(Mail.objects.values_list("fault", flat=True)) == {"login refused"}
        assert send(pack, right, NOW + dt.timedelta(minutes=5)) == 2
    assert mailbox.logins[0] == "wrong"
    assert mailbox.logins.count("right") == 1
    if tls == "starttls":
        assert mailbox.encrypted == [True, True]


def test_a_certificate_that_nobody_vouches_for_gets_no_password(
    waiting: Cast, pack: Pack, mailbox: Mailbox, tmp_path: Path
) -> None:
    context, _public = certificate(folder=tmp_path)
    with mail_server(mailbox, tls_context=context, authenticator=mailbox.check) as port:
        assert send(pack, server_at(port, host="localhost", tls="starttls", user=USER, password=PASSWORD)) == 0
    assert not mailbox.logins
    assert set(Mail.objects.values_list("fault", flat=True)) == {"certificate"}


def test_a_server_without_encryption_gets_nothing_where_it_was_asked_for(
    waiting: Cast, pack: Pack, mailbox: Mailbox, port: int
) -> None:
    assert send(pack, server_at(port, tls="starttls")) == 0
    assert not mailbox.received
    assert set(Mail.objects.values_list("fault", flat=True)) == {"not supported"}


def test_a_recipient_refused_for_ever_fails_alone(waiting: Cast, pack: Pack, mailbox: Mailbox, port: int) -> None:
    mailbox.answers["city@example.gov.cn"] = "550 no such user"
    assert send(pack, server_at(port)) == 1
    assert mailbox.recipients == ["town@example.gov.cn"]
    failed = Mail.objects.get(message__officer__username="city")
    assert (failed.state, failed.fault) == (STATE.FAILED, "refused 550")
    assert send(pack, server_at(port), NOW + dt.timedelta(days=1)) == 0


def test_a_recipient_refused_for_now_is_tried_again(waiting: Cast, pack: Pack, mailbox: Mailbox, port: int) -> None:
    mailbox.answers["city@example.gov.cn"] = "450 mailbox busy"
    assert send(pack, server_at(port)) == 1
    assert send(pack, server_at(port), NOW + dt.timedelta(minutes=4)) == 0
    del mailbox.answers["city@example.gov.cn"]
    assert send(pack, server_at(port), NOW + dt.timedelta(minutes=5)) == 1
    assert sorted(mailbox.recipients) == ["city@example.gov.cn", "town@example.gov.cn"]


def test_a_server_that_is_down_costs_one_try_and_loses_nothing(
    waiting: Cast, pack: Pack, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[MailServer] = []
    real = smtp._connect
    monkeypatch.setattr(smtp, "_connect", lambda **given: (tries.append(given["server"]), real(**given)))
    port = free_port()
    moments = [NOW + dt.timedelta(minutes=minute) for minute in (0, 1, 4, 5, 6, 14, 15, 16)]
    for moment in moments:
        assert send(pack, server_at(port), moment) == 0
    assert len(tries) == 3, "at once, after 5 minutes, after 10 more"
    assert backlog().waiting == 2
    assert backlog().oldest == NOW
    with mail_server(mailbox) as up:
        assert send(pack, server_at(up), at("2026-11-24")) == 2
        assert send(pack, server_at(up), at("2026-11-24", "09:30")) == 0
    assert len(mailbox.received) == 2


def test_it_is_given_up_after_five_days_and_said(waiting: Cast, pack: Pack, mailbox: Mailbox, port: int) -> None:
    assert send(pack, server_at(free_port()), at("2026-11-27")) == 0
    assert backlog().waiting == 2
    assert send(pack, server_at(port), NOW + dt.timedelta(days=5)) == 0
    assert (backlog().waiting, backlog().failed) == (0, 2)
    assert not mailbox.received


@pytest.mark.parametrize(("says", "every"), [(b"", 0), (b"2", 0.05)])
def test_a_server_that_never_finishes_its_answer_is_left(
    waiting: Cast, pack: Pack, monkeypatch: pytest.MonkeyPatch, says: bytes, every: float
) -> None:
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(smtp, "LONGEST_SECONDS", 1)
    with silent_server(says=says, every=every) as port:
        began = time.monotonic()
        assert send(pack, server_at(port)) == 0
        assert time.monotonic() - began < 3
    assert backlog().waiting == 2


def test_a_server_that_breaks_off_takes_each_message_once(
    waiting: Cast, pack: Pack, mailbox: Mailbox, port: int
) -> None:
    mailbox.data_answer = "421 closing"
    assert send(pack, server_at(port)) == 0
    assert {one.attempts for one in Mail.objects.all()} == {1}
    mailbox.data_answer = "250 taken"
    assert send(pack, server_at(port), NOW + dt.timedelta(minutes=5)) == 2
    assert len(mailbox.received) == 2


def test_a_repeat_after_a_crash_has_the_same_message_id(
    waiting: Cast, pack: Pack, mailbox: Mailbox, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the server's acceptance and before our note of it: that one comes twice, recognisably."""

    class Killed(Exception):
        """The process ends here."""

    def taken_and_killed(**given: Any) -> None:
        smtp.hand_over(**given)
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(outbox, "hand_over", taken_and_killed)
        with pytest.raises(Killed):
            send(pack, server_at(port))
    assert len(mailbox.received) == 1
    assert send(pack, server_at(port), NOW + dt.timedelta(minutes=1)) == 1
    assert send(pack, server_at(port), NOW + dt.timedelta(minutes=5)) == 1
    ids = [mail["Message-ID"] for mail in mailbox.received]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    assert all(one.endswith("@example.gov.cn>") for one in ids)


@pytest.mark.usefixtures("own_opened")
def test_two_sweeps_at_once_send_each_message_once(pack: Pack, mailbox: Mailbox) -> None:
    names = list(Officer.objects.values_list("username", flat=True))
    give_addresses(*names)
    obligation = owed(TOWN_GOVERNMENT, "2026-11-01")
    Notice.objects.create(obligation=obligation, rung=-1, due_day=obligation.due_day, kind="urged", created_at=NOW)
    build_digests(now=NOW, pack=pack, by_mail=True)
    wanted = Mail.objects.count()
    assert wanted > 1
    faults: list[BaseException] = []

    def run(port: int) -> None:
        try:
            send(pack, server_at(port))
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    with mail_server(mailbox) as port:
        threads = [threading.Thread(target=run, args=(port,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not faults
    assert len(mailbox.received) == wanted
    assert len(set(mailbox.recipients)) == wanted
