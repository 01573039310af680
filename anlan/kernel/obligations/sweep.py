"""The sweep: opens what the calendar owes, attends to what is due, folds the deltas. Never a loop over rows.

It may be killed at any moment and run again, and two may run at once: each chunk is one transaction, openings
are unique per period, notices per obligation and rung.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.due import Rung, end_of, rungs
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.opening import CHUNK, as_stored, open_due
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack


@dataclass(frozen=True)
class Swept:
    """What one sweep did, in rows."""

    opened: int
    attended: int
    compacted: int


def sweep(*, now: dt.datetime, pack: Pack) -> Swept:
    """Run one whole sweep as of ``now``."""
    return Swept(opened=open_due(now=now, pack=pack), attended=attend(now=now, pack=pack), compacted=figures.compact())


def attend(*, now: dt.datetime, pack: Pack) -> int:
    """Move every open row whose moment has come to its next one, and write the notice of the last moment passed.

    Rows of one duty, due day and rung move alike, so each such group is one INSERT and one UPDATE, however many rows.
    """
    attended = 0
    keys: dict[int, str] = {}
    while True:
        with sweeping():
            due = Obligation.objects.filter(state=Obligation.State.OPEN, attend_at__lte=now).order_by("attend_at")
            first = due.values_list("duty_id", "due_day", "rung", "attend_at").first()
            if first is None:
                return attended
            keys = keys or dict(Duty.objects.values_list("id", "key"))
            attended += _attend_group(group=first, key=keys[first[0]], now=now, pack=pack)


def reschedule(*, pack: Pack) -> int:
    """Move the next moment of attention of open rows to where the pack has it now; returns how many rows moved.

    A calendar that arrives late moves reminders that were reckoned by weekends alone, a changed parameter moves all.
    """
    moved = 0
    keys = dict(Duty.objects.values_list("id", "key"))
    waiting = Obligation.objects.filter(state=Obligation.State.OPEN, attend_at__isnull=False)
    groups = waiting.order_by().values_list("duty_id", "due_day", "rung", "attend_at").distinct()
    for duty_id, due_day, rung, attend_at in list(groups):
        policy = pack.duties.get(keys[duty_id])
        ladder = rungs(duty=policy, due_day=due_day, pack=pack) if policy else []
        if rung < len(ladder) and ladder[rung].at != attend_at:
            with sweeping():
                rows = waiting.filter(duty_id=duty_id, due_day=due_day, rung=rung, attend_at=attend_at)
                moved += rows.update(attend_at=ladder[rung].at)
    return moved


def _attend_group(*, group: tuple[int, dt.date, int, dt.datetime], key: str, now: dt.datetime, pack: Pack) -> int:
    duty_id, due_day, rung, attend_at = group
    policy = pack.duties.get(key)
    # A duty that left the pack goes on being late, but reminds nobody any more; passed rungs keep their numbers.
    late = Rung(end_of(day=due_day, pack=pack), "late")
    ladder = rungs(duty=policy, due_day=due_day, pack=pack) if policy else [late] * (rung + 1)
    passed = [index for index, step in enumerate(ladder) if step.at <= now]
    following = ladder[passed[-1] + 1].at if passed and passed[-1] + 1 < len(ladder) else None
    if not passed:
        following = ladder[0].at
    rows = Obligation.objects.filter(
        Q(state=Obligation.State.OPEN, attend_at=attend_at), duty_id=duty_id, due_day=due_day, rung=rung
    )
    ids = rows.order_by("id").values("id")[:CHUNK]
    table = Obligation._meta.db_table
    with connection.cursor() as cursor:
        if passed:
            sql, params = ids.query.sql_with_params()
            cursor.execute(
                f"INSERT INTO {Notice._meta.db_table} (obligation_id, rung, kind, created_at) "
                f"SELECT i.id, %s, %s, %s FROM ({sql}) AS i WHERE 1 = 1 ON CONFLICT DO NOTHING",
                [passed[-1], ladder[passed[-1]].kind, as_stored(moment=now), *params],
            )
        sql, params = ids.query.sql_with_params()
        new_rung = passed[-1] + 1 if passed else 0
        cursor.execute(
            f"UPDATE {table} SET attend_at = %s, rung = %s WHERE id IN ({sql})",
            [as_stored(moment=following) if following else None, new_rung, *params],
        )
        return int(cursor.rowcount)
