"""A hundred thousand reminders at once while the mail server is down: each is told once, and no e-mail is lost."""

from __future__ import annotations

import datetime as dt
import time

from cast import NOW, Cast, at
from django.db import connection
from mail_server import Mailbox, free_port, mail_server
from mailing import give_addresses, send, server_at

from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import Mail, Mention, Message, Unheard
from anlan.kernel.messages.outbox import backlog
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.policy import Pack

MANY = 100_000
UNITS = 50


def owed_by_heads() -> int:
    """So many open obligations of the governments, due on the last day of November, to be reminded of today.

    One statement, since this is about reminding; each stands for an occasion of its own.
    """
    duty = Duty.objects.get(key="town-monthly-meeting")
    midnight = connection.ops.adapt_datetimefield_value
    due, no = midnight(at("2026-12-01", "00:00")), "FALSE" if connection.vendor == "postgresql" else "0"
    given: dict[str, str] = dict.fromkeys(("slot", "rung", "precision", "state", "moved_days", "extensions"), "0")
    given |= {"review": "0", "due_estimated": no, "what": "''", "record_type": "''", "source_id": "-1 - n.i"}
    given |= {"unit_id": "u.id", "position": "u.position", "line_id": "u.line_id"}
    values = {
        "duty_id": duty.pk,
        "version_id": duty.versions.order_by("-number")[0].pk,
        "opened_at": midnight(at("2026-11-01")),
        "due_at": due,
        "due_day": dt.date(2026, 11, 30),
        "original_due_at": due,
        "attend_at": midnight(at("2026-11-24", "00:00")),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY - 1}) "
            f"INSERT INTO kernel_obligation ({', '.join([*given, *values])}) "
            f"SELECT {', '.join([*given.values(), *['%s'] * len(values)])} FROM n JOIN (SELECT id, position, line_id, "
            f"ROW_NUMBER() OVER (ORDER BY id) AS nth FROM kernel_unit WHERE kind = 'government') u "
            f"ON u.nth = 1 + MOD(n.i, {UNITS})",
            list(values.values()),
        )
    return Obligation.objects.filter(source_id__lt=0).count()


def holders() -> None:
    """Somebody with a mailbox holds the accountable post of each of these governments."""
    posts = Post.objects.filter(unit__kind="government", kind="head").order_by("unit_id")[:UNITS]
    for number, post in enumerate(posts):
        officer = Officer.objects.create_officer(
            username=f"h{number}", name=f"任职{number}", password=None, synthetic=True
        )
        Appointment.objects.create(post=post, officer=officer, since=dt.date(2026, 7, 1))
        give_addresses(officer.username)


def test_100000_reminders_with_the_mail_server_down_are_told_once_and_sent_later(
    opened: Cast, pack: Pack, mailbox: Mailbox
) -> None:
    build_digests(now=NOW, pack=pack, by_mail=False)
    holders()
    assert owed_by_heads() == MANY
    told_before, moment = Mention.objects.count(), at("2026-11-24")
    began = time.perf_counter()
    sweep(now=moment, pack=pack)
    reminders = Notice.objects.filter(obligation__source_id__lt=0, kind=Notice.Kind.REMINDER)
    assert reminders.count() == MANY
    assert build_digests(now=moment, pack=pack, by_mail=True) >= UNITS
    assert time.perf_counter() - began < 60, "set-based: seconds, not the hours of a loop over rows"
    mine = Mention.objects.filter(officer__username__startswith="h", notice__obligation__source_id__lt=0)
    assert mine.count() == MANY, "each holder is told of the own unit's, once"
    assert Mention.objects.count() > told_before + MANY
    assert not Unheard.objects.filter(notice__obligation__source_id__lt=0).exists()
    waiting = Mail.objects.filter(state=Mail.State.WAITING).count()
    assert waiting == UNITS
    # One try finds the server down; nothing is lost, and nobody waits for each mailbox in turn.
    assert send(pack, server_at(free_port()), moment) == 0
    assert backlog().waiting == waiting
    assert build_digests(now=moment + dt.timedelta(minutes=5), pack=pack, by_mail=True) == 0
    with mail_server(mailbox) as up:
        assert send(pack, server_at(up), moment + dt.timedelta(hours=1)) == waiting
        assert send(pack, server_at(up), moment + dt.timedelta(hours=2)) == 0
    assert len(mailbox.received) == waiting
    assert sum(Message.objects.filter(officer__username__startswith="h").values_list("total", flat=True)) >= MANY
