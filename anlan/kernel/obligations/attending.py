"""提醒、逾期、上报: attending to what is open, moment by moment; rows that stand alike move together.

What remains open is attended to under the version of the duty by which it was opened. Whoever answers to a higher level
of the own line (垂直管理) is not escalated: a letter (函) is to be sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from anlan.kernel.obligations.attempts import Attempts
from anlan.kernel.obligations.due import Rung, rungs
from anlan.kernel.obligations.duty import DutyVersion
from anlan.kernel.obligations.inserting import CHUNK, as_stored
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack

COLUMNS = ("version_id", "due_day", "due_at", "due_estimated", "rung", "attend_at")


@dataclass(frozen=True)
class Group:
    """Open rows that stand alike: one version, one due date, one next moment."""

    version_id: int
    due_day: dt.date
    due_at: dt.datetime
    due_estimated: bool
    rung: int
    attend_at: dt.datetime

    @property
    def rows(self) -> QuerySet[Obligation]:
        """The rows of the group."""
        given = {name: getattr(self, name) for name in COLUMNS}
        return Obligation.objects.filter(state=Obligation.State.OPEN, **given)


class Ladders:
    """The moments of attention by version and due date, each looked up once in a sweep."""

    def __init__(self, *, pack: Pack) -> None:
        self.pack = pack
        self._versions: dict[int, DutyVersion] = {}

    def version(self, *, pk: int) -> DutyVersion:
        """A version with its duty."""
        if pk not in self._versions:
            self._versions[pk] = DutyVersion.objects.select_related("duty").get(pk=pk)
        return self._versions[pk]

    def ladder(self, *, version: int, due_day: dt.date, due_at: dt.datetime, estimated: bool, rung: int) -> list[Rung]:
        """The moments of rows that have passed ``rung`` of them.

        A duty that left the pack goes on being late, but reminds nobody any more and tells no superior; passed rungs
        keep their numbers.
        """
        found = self.version(pk=version)
        if not found.duty.enabled:
            return [] if estimated else [Rung(due_at, "late")] * (rung + 1)
        return rungs(duty=found.policy, due_day=due_day, pack=self.pack, due_at=due_at, estimated=estimated)


def attend(*, now: dt.datetime, pack: Pack, attempts: Attempts) -> int:
    """Move every open row whose moment has come to its next one, and write the notices of the moments passed.

    Each group is one INSERT and one UPDATE, however many rows it has. A version whose ladder cannot be reckoned is
    left where it is. Returns how many rows moved.
    """
    attended = 0
    ladders = Ladders(pack=pack)
    left: set[int] = set()
    while True:
        due = Obligation.objects.filter(state=Obligation.State.OPEN, attend_at__lte=now).exclude(version__in=left)
        first = due.order_by("attend_at").values_list(*COLUMNS).first()
        if first is None:
            return attended
        group = Group(*first)
        left.add(group.version_id)
        with attempts.at(duty=ladders.version(pk=group.version_id).duty.key, step="attend"), sweeping():
            attended += _attend_group(group=group, ladders=ladders, now=now)
            left.discard(group.version_id)


def _attend_group(*, group: Group, ladders: Ladders, now: dt.datetime) -> int:
    ladder = ladders.ladder(
        version=group.version_id,
        due_day=group.due_day,
        due_at=group.due_at,
        estimated=group.due_estimated,
        rung=group.rung,
    )
    passed = [index for index, step in enumerate(ladder) if step.at <= now]
    following = passed[-1] + 1 if passed else 0
    rows = _at_most_a_chunk(group=group)
    for rung in _to_tell(ladder=ladder, passed=[index for index in passed if index >= group.rung]):
        _notice(rows=rows, group=group, rung=rung, step=ladder[rung], now=now)
    return rows.update(attend_at=ladder[following].at if following < len(ladder) else None, rung=following)


def _to_tell(*, ladder: Sequence[Rung], passed: Sequence[int]) -> list[int]:
    """Of several moments passed at once the unit hears the last; each escalation has a receiver of its own."""
    escalations = [index for index in passed if ladder[index].kind == Notice.Kind.ESCALATION]
    own = [index for index in passed if index not in escalations]
    return own[-1:] + escalations


def _at_most_a_chunk(*, group: Group) -> QuerySet[Obligation]:
    beyond = group.rows.order_by("id").values_list("id", flat=True)[CHUNK : CHUNK + 1]
    for first_beyond in beyond:
        return group.rows.filter(id__lt=first_beyond)
    return group.rows


def _notice(*, rows: QuerySet[Obligation], group: Group, rung: int, step: Rung, now: dt.datetime) -> None:
    """Say once to each of these rows what has come."""
    sql, params = rows.order_by().values("id", "unit_id").query.sql_with_params()
    values: list[Any] = [rung, group.due_day, step.kind]
    # PostgreSQL wants to know of a value in the middle of a SELECT that it is a day.
    day = "CAST(%s AS date)" if connection.vendor == "postgresql" else "%s"
    said, joined = "%s", ""
    if step.kind == Notice.Kind.ESCALATION:
        said = "CASE WHEN u.vertical THEN %s ELSE %s END"
        joined = "JOIN kernel_unit AS u ON u.id = i.unit_id"
        values = [rung, group.due_day, str(Notice.Kind.LETTER), step.kind]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {Notice._meta.db_table} (obligation_id, rung, due_day, kind, "to", created_at) '
            f"SELECT i.id, %s, {day}, {said}, %s, %s FROM ({sql}) AS i {joined} WHERE 1 = 1 ON CONFLICT DO NOTHING",
            [*values, step.to, as_stored(moment=now), *params],
        )
