"""每日汇总: the daily round that tells each officer once, in one digest, what concerns the posts held.

Set-based: a chunk of notices is a handful of statements, however many officers are told. The round may be killed at any
moment and two may run at once: each chunk is one transaction under the lock of set-based passes, so no notice is
half-way being written below the ones that are dealt with.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Max, QuerySet

from anlan.kernel.messages.audience import CANDIDATE, TOLD, Chunk, stage, unstage
from anlan.kernel.messages.hours import digest_is_due
from anlan.kernel.messages.message import DigestRound, Mail, Mention, Message, Unheard
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.inserting import CHUNK, as_stored
from anlan.kernel.obligations.obligation import Notice
from anlan.kernel.people.officer import Officer
from anlan.kernel.transactions import MANY, sweeping, tell_the_planner
from anlan.policy import Pack

# What a digest counts as late.
LATE = (Notice.Kind.LATE, Notice.Kind.ESCALATION, Notice.Kind.LETTER, Notice.Kind.NOT_PERFORMED)


def build_digests(*, now: dt.datetime, pack: Pack, by_mail: bool) -> int:
    """Make today's digests, once, outside quiet hours; returns how many officers are told something.

    ``by_mail`` also puts an e-mail into the outbox for each officer who has an address and wants it.
    """
    if not digest_is_due(now=now, pack=pack):
        return 0
    today = local_day(moment=now, pack=pack)
    # The latest round is today's, or after today where the clock was set back.
    if DigestRound.objects.filter(day__gte=today, done_at__isnull=False).exists():
        return 0
    while True:
        with sweeping():
            found = _round_of(today=today)
            if found is None:
                return 0
            chunk = _following(found=found)
            if chunk is not None:
                _tell(found=found, chunk=chunk, now=now)
                continue
            return _finish(found=found, now=now, by_mail=by_mail)


def _round_of(*, today: dt.date) -> DigestRound | None:
    """Today's round, begun where needed; None when it is done. What a day before left unfinished is today's."""
    latest = DigestRound.objects.order_by("-day").first()
    if latest is None:
        return DigestRound.objects.create(day=today, after=0)
    if latest.done_at is None:
        Message.objects.filter(day=latest.day).update(day=today)
        latest.day = today
        latest.save(update_fields=["day"])
        return latest
    if latest.day >= today:
        return None
    return DigestRound.objects.create(day=today, after=latest.reached)


def _following(*, found: DigestRound) -> Chunk | None:
    """The next notices to deal with: first those that nobody could be told so far, then the new ones."""
    if found.reached < found.after:
        waiting = Unheard.objects.filter(pk__gt=found.reached).order_by("pk").values_list("pk", flat=True)
        return Chunk(first=found.reached + 1, last=_last_of(ids=waiting) or found.after, unheard=True)
    new = Notice.objects.filter(pk__gt=found.reached).order_by("pk").values_list("pk", flat=True)
    last = _last_of(ids=new) or new.aggregate(last=Max("pk"))["last"]
    return Chunk(first=found.reached + 1, last=last, unheard=False) if last else None


def _last_of(*, ids: QuerySet) -> int | None:
    """The id that ends a full chunk; None where fewer are left."""
    return next(iter(ids[CHUNK - 1 : CHUNK]), None)


def _tell(*, found: DigestRound, chunk: Chunk, now: dt.datetime) -> None:
    """Put the chunk's notices into the digests of whoever is told them, and note how far the round came."""
    if stage(chunk=chunk, on=found.day, now=now):
        message, mention, unheard = (model._meta.db_table for model in (Message, Mention, Unheard))
        day = connection.ops.adapt_datefield_value(found.day)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {message} (officer_id, day, built_at, total, late) "
                f"SELECT DISTINCT officer_id, %s, %s, 0, 0 FROM {TOLD} "
                f"WHERE 1 = 1 ON CONFLICT DO NOTHING",
                [day, as_stored(moment=now)],
            )
            cursor.execute(
                f"INSERT INTO {mention} (message_id, officer_id, notice_id, kind, reason) "
                f"SELECT m.id, t.officer_id, t.notice_id, t.kind, t.reason FROM {TOLD} t "
                f"JOIN {message} m ON m.officer_id = t.officer_id AND m.day = %s WHERE 1 = 1 ON CONFLICT DO NOTHING",
                [day],
            )
            if chunk.unheard:
                cursor.execute(f"DELETE FROM {unheard} WHERE notice_id BETWEEN %s AND %s", [chunk.first, chunk.last])
            cursor.execute(
                f"INSERT INTO {unheard} (notice_id) "
                f"SELECT notice_id FROM {CANDIDATE} EXCEPT SELECT notice_id FROM {TOLD}"
            )
        unstage()
    found.reached = chunk.last
    found.save(update_fields=["reached"])


def _finish(*, found: DigestRound, now: dt.datetime, by_mail: bool) -> int:
    """Count what each digest of the day holds, and put its e-mail into the outbox."""
    message, mention = Message._meta.db_table, Mention._meta.db_table
    day = connection.ops.adapt_datefield_value(found.day)
    late = ", ".join(["%s"] * len(LATE))
    held = f"SELECT COUNT(*) FROM {mention} t WHERE t.message_id = {message}.id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {message} SET total = ({held}), late = ({held} AND t.kind IN ({late})) WHERE day = %s",
            [*LATE, day],
        )
        told = int(cursor.rowcount)
        if by_mail:
            moment = as_stored(moment=now)
            cursor.execute(
                f"INSERT INTO {Mail._meta.db_table} (message_id, state, attempts, next_try_at, created_at, fault) "
                f"SELECT m.id, {Mail.State.WAITING.value}, 0, %s, %s, '' FROM {message} m "
                f"JOIN {Officer._meta.db_table} f ON f.id = m.officer_id "
                f"WHERE m.day = %s AND f.email <> '' AND f.email_digest ON CONFLICT DO NOTHING",
                [moment, moment, day],
            )
    found.done_at = now
    found.save(update_fields=["done_at"])
    tell_the_planner(rows=MANY if told else 0, models=(Mention, Message))
    return told
