"""Sending the day's digests in tests: to whom, through which server, and the fixtures that the tests of mail share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from cast import NOW, Cast
from mail_server import Mailbox, mail_server

from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import Mail
from anlan.kernel.messages.outbox import deliver
from anlan.kernel.messages.smtp import MailServer
from anlan.kernel.people.officer import Officer
from anlan.oversight.digest_letters import Writer
from anlan.policy import Pack

SENDER = "anlan@example.gov.cn"
STATE = Mail.State


def server_at(port: int, **options: Any) -> MailServer:
    return MailServer(**{"host": "127.0.0.1", "port": port, "tls": "none", "sender": SENDER} | options)


def send(pack: Pack, server: MailServer | None, now: dt.datetime = NOW) -> int:
    writer = Writer(now=now, pack=pack, sender=SENDER, address="https://anlan.example.gov.cn")
    return deliver(now=now, pack=pack, server=server, compose=writer.letter)


def give_addresses(*names: str) -> None:
    for name in names:
        Officer.objects.filter(username=name).update(email=f"{name}@example.gov.cn")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    """A mail server that takes everything."""
    with mail_server(mailbox) as port:
        yield port


@pytest.fixture
def waiting(opened: Cast, pack: Pack) -> Cast:
    """The digests of the day are made; those of city and town wait to be sent."""
    give_addresses("city", "town")
    build_digests(now=NOW, pack=pack, by_mail=True)
    assert Mail.objects.filter(state=STATE.WAITING).count() == 2
    return opened
