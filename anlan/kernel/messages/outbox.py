"""发件箱: hands the waiting e-mails to the mail server, each once, and gives up in the end, saying so.

A message is claimed before it is sent, by moving its next try ahead; so of two sweeps one sends it. Where the process
dies between the server's acceptance and our note of it, that one message is sent again, under the same Message-ID.
"""

from __future__ import annotations

import datetime as dt
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

import structlog
from django.db.models import F, Min, QuerySet

from anlan.kernel.messages.hours import is_quiet
from anlan.kernel.messages.message import Mail
from anlan.kernel.messages.smtp import MailServer, MailServerDown, Refused, conversation, hand_over
from anlan.kernel.obligations.due import local_day
from anlan.policy import Pack

log = structlog.get_logger(__name__)

# Product defaults: how long the first and the longest wait between two tries is, and for how long one sweep sends.
# The first wait is longer than a conversation lasts, so that nobody else tries what is just being sent.
FIRST_WAIT = dt.timedelta(minutes=5)
LONGEST_WAIT = dt.timedelta(hours=4)
SENDING_SECONDS = 120
AT_ONCE = 200
WAITING = Mail.State.WAITING


@dataclass(frozen=True)
class Letter:
    """One e-mail ready to be sent."""

    recipient: str
    message: EmailMessage


@dataclass(frozen=True)
class Backlog:
    """What the outbox holds: how many wait, since when the oldest does, how many were given up."""

    waiting: int
    oldest: dt.datetime | None
    failed: int


type Compose = Callable[[Mail], Letter | None]


def deliver(*, now: dt.datetime, pack: Pack, server: MailServer | None, compose: Compose) -> int:
    """Send what is due, outside quiet hours; returns how many messages the server took.

    ``compose`` writes the letter of a mail; None where it is no longer wanted. A server that is down costs one try, and
    everything waits longer before the next. The caller is in no transaction.
    """
    _give_up(now=now, pack=pack)
    due = Mail.objects.filter(state=WAITING, next_try_at__lte=now)
    if server is None or is_quiet(now=now, pack=pack):
        return 0
    first = due.order_by("next_try_at").first()
    if first is None:
        return 0
    in_turn = due.select_related("message__officer").order_by("next_try_at", "pk")
    sent = 0
    try:
        with conversation(server=server) as smtp:
            until = time.monotonic() + SENDING_SECONDS
            while time.monotonic() < until and (batch := list(in_turn[:AT_ONCE])):
                for mail in batch:
                    if time.monotonic() >= until:
                        return sent
                    sent += _send(mail=mail, now=now, smtp=smtp, sender=server.sender, compose=compose)
    except MailServerDown as down:
        later = now + wait(attempts=first.attempts)
        waiting = due.update(next_try_at=later, attempts=F("attempts") + 1, fault=down.fault)
        log.warning("mail_server_down", fault=down.fault, waiting=waiting)
    return sent


def wait(*, attempts: int) -> dt.timedelta:
    """How long to wait before the next try, after so many: twice as long each time."""
    return min(FIRST_WAIT * 2 ** min(attempts, 16), LONGEST_WAIT)


def backlog() -> Backlog:
    """What the outbox holds now."""
    waiting = Mail.objects.filter(state=WAITING)
    return Backlog(
        waiting=waiting.count(),
        oldest=waiting.aggregate(oldest=Min("created_at"))["oldest"],
        failed=Mail.objects.filter(state=Mail.State.FAILED).count(),
    )


def _send(*, mail: Mail, now: dt.datetime, smtp: smtplib.SMTP, sender: str, compose: Compose) -> int:
    """Send one mail, if nobody else has claimed it; returns 1 when the server took it."""
    mine = _mine(mail=mail)
    if not mine.update(attempts=mail.attempts + 1, next_try_at=now + wait(attempts=mail.attempts)):
        return 0
    mail.attempts += 1
    mine = _mine(mail=mail)
    try:
        letter = compose(mail)
    except ValueError:
        # Such as an address that is none. The others are not to wait for it.
        mine.update(state=Mail.State.FAILED, fault="not writable")
        log.exception("mail_not_writable", mail=mail.pk)
        return 0
    if letter is None:
        mine.update(state=Mail.State.DROPPED)
        return 0
    try:
        hand_over(smtp=smtp, message=letter.message, sender=sender, recipient=letter.recipient)
    except Refused as refused:
        mine.update(fault=refused.fault, **({"state": Mail.State.FAILED} if refused.forever else {}))
        log.warning("mail_refused", mail=mail.pk, fault=refused.fault, given_up=refused.forever)
        return 0
    except MailServerDown as down:
        mine.update(fault=down.fault)
        raise
    return mine.update(state=Mail.State.SENT, sent_at=now, fault="")


def _mine(*, mail: Mail) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=mail.pk, state=WAITING, attempts=mail.attempts)


def _give_up(*, now: dt.datetime, pack: Pack) -> None:
    days = int(pack.parameters.value(key="message.give_up_days", on=local_day(moment=now, pack=pack)).value)
    old = Mail.objects.filter(state=WAITING, created_at__lte=now - dt.timedelta(days=days))
    given_up = old.update(state=Mail.State.FAILED)
    if given_up:
        log.error("mail_given_up", messages=given_up, after_days=days)
