"""暂估期限: what was met while its due day was an estimate is decided when the calendar arrives, set-based.

As long as working days were counted in a year without a published calendar, nothing is late: what is met counts as on
time. With the calendar the due day is reckoned anew and the row is on time or late for good; its figures follow, and
the ledger says how many of which due day (architecture: on an estimated calendar day, lateness waits).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from anlan.kernel.ledger.append import Entry, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.due import Due, due_anew, local_day, recording_ends
from anlan.kernel.obligations.duty import Duty, DutyVersion
from anlan.kernel.obligations.figures import COUNTS, KEYS, FigureDelta
from anlan.kernel.obligations.inserting import CHUNK
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.parts import completion_for
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack
from anlan.policy.duties import Duty as PolicyDuty

# Columns that decide when such a row is due.
BASIS = ("version_id", "period", "runs_on", "moved_days", "precision", "due_at", "due_day")


def decide_estimated(*, duty: Duty, policy: PolicyDuty, now: dt.datetime, pack: Pack) -> int:
    """Decide what was met under this duty on an estimated due day, as far as its day is known now. Returns how many."""
    decided = 0
    for basis in list(_met(duty=duty).order_by().values(*BASIS).distinct()):
        version = DutyVersion.objects.get(pk=basis["version_id"]).policy
        due = due_anew(
            duty=version,
            due=Due(basis["due_at"], basis["due_day"], basis["precision"], True),
            period_start=basis["period"],
            runs_on=basis["runs_on"],
            opened_at=None,
            moved_days=basis["moved_days"],
            pack=pack,
        )
        if due.estimated:
            continue
        for rows in _chunks(duty=duty, basis=basis):
            with sweeping():
                decided += _decide(
                    rows=rows, version=version, duty=duty, clause=policy.clause, due=due, now=now, pack=pack
                )
    return decided


def _met(*, duty: Duty) -> QuerySet[Obligation]:
    return Obligation.objects.filter(duty=duty, state=Obligation.State.MET, due_estimated=True)


def _chunks(*, duty: Duty, basis: dict[str, Any]) -> Iterator[QuerySet[Obligation]]:
    """The rows of one basis, at most a chunk at a time; those that were decided are no longer among them."""
    nothing = {f"{name}__isnull": True for name, value in basis.items() if value is None}
    given = {name: value for name, value in basis.items() if value is not None}
    alike = _met(duty=duty).filter(**given, **nothing)
    while alike.exists():
        beyond = alike.order_by("id").values_list("id", flat=True)[CHUNK : CHUNK + 1]
        yield alike.filter(id__lt=beyond[0]) if beyond else alike


def _decide(
    *,
    rows: QuerySet[Obligation],
    version: PolicyDuty,
    duty: Duty,
    clause: str,
    due: Due,
    now: dt.datetime,
    pack: Pack,
) -> int:
    """Set anew whether rows were on time, and put them at their due day: figures out before, and in again after."""
    was = rows.values_list("due_day", flat=True)[0]
    _count(rows=rows, times=-1, day=was)
    _set_on_time(rows=rows, version=version, due=due, pack=pack)
    _count(rows=rows, times=1, day=due.day)
    late = rows.filter(on_time=False).count()
    count = rows.update(due_at=due.at, due_day=due.day, due_estimated=False)
    append(
        entry=Entry(
            kind="obligation.reckoned",
            occurred_on=local_day(moment=now, pack=pack),
            clause=clause,
            record_type="duty",
            record_id=duty.pk,
            answers={"duty": duty.key, "count": count, "moved": [[was, due.day, False, count]], "met_late": late},
        ),
        now=now,
    )
    return count


def _set_on_time(*, rows: QuerySet[Obligation], version: PolicyDuty, due: Due, pack: Pack) -> None:
    until = recording_ends(duty=version, due_day=due.day, pack=pack)
    if version.standing or version.met_by.single:
        recorded = Exists(Event.objects.filter(pk=OuterRef("met_by_id"), recorded_at__lt=until))
        rows.update(on_time=False)
        rows.filter(recorded, met_on__lte=due.day).update(on_time=True)
        return
    # Of several events the last to be recorded need not be the one that met the row.
    for row in rows.select_related("version").iterator(chunk_size=1000):
        done = completion_for(row=row)
        in_time = done is not None and done.occurred_on <= due.day and done.recorded_at < until
        Obligation.objects.filter(pk=row.pk).update(on_time=in_time)


def _count(*, rows: QuerySet[Obligation], times: int, day: dt.date) -> None:
    """Count met rows in (1) or out (-1) as they stand, at that due day."""
    sql, params = rows.order_by().values(*KEYS, "on_time").query.sql_with_params()
    postgresql = connection.vendor == "postgresql"
    yes, due_day = ("TRUE", "CAST(%s AS date)") if postgresql else ("1", "%s")
    keys = ", ".join(due_day if key == "due_day" else key for key in KEYS)
    grouped_by = ", ".join(key for key in KEYS if key != "due_day")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {FigureDelta._meta.db_table} ({', '.join((*KEYS, *COUNTS))}) SELECT {keys}, "
            f"{times} * COUNT(*), {times} * SUM(CASE WHEN on_time = {yes} THEN 1 ELSE 0 END), "
            f"{times} * SUM(CASE WHEN on_time = {yes} THEN 0 ELSE 1 END), 0 "
            f"FROM ({sql}) AS standing GROUP BY {grouped_by}",
            [day, *params],
        )
