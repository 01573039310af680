"""Opening what the calendar owes: set-based, idempotent, a lead ahead, matching events that came earlier.

One period of one duty is opened in chunks of unit ids, each in its own short transaction with its own ledger
entry, so a sweep that is killed goes on where it stopped, and two sweeps at once open nothing twice. No row
passes through Python.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Max, Min, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from anlan.kernel.ledger.append import Entry, append
from anlan.kernel.ledger.event import Performance
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.conditions import compile_condition, facts_for
from anlan.kernel.obligations.due import end_of, local_day, recording_ends, rungs, start_of
from anlan.kernel.obligations.duty import Duty, DutyVersion, OpenedPeriod
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.facts import as_of
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.periods import Period, next_period, period_of

# A chunk is at most this many units, so that other writers on SQLite wait for a second at most.
CHUNK = 50_000

COLUMNS = (
    "duty_id", "version_id", "unit_id", "position", "line_id", "period", "opened_at", "due_at", "due_day",
    "original_due_at", "fact_id", "attend_at", "precision", "due_estimated", "rung", "state", "slot",
    "what", "record_type",
)  # fmt: skip


@dataclass(frozen=True)
class Opening:
    """One period of one duty that is being opened."""

    duty: Duty
    version: DutyVersion
    policy: PolicyDuty
    period: Period
    pack: Pack

    @property
    def due_at(self) -> dt.datetime:
        """The end of the period's last day."""
        return end_of(day=self.period.end, pack=self.pack)


def opens_at(*, policy: PolicyDuty, period: Period, pack: Pack) -> dt.datetime:
    """When a period is opened: its lead, in calendar days, before its first day."""
    days = int(pack.parameters.value(key=policy.lead, on=period.start).value) if policy.lead else 0
    return start_of(day=period.start - dt.timedelta(days=days), pack=pack)


def first_opening(*, policy: PolicyDuty, watched_from: dt.date, pack: Pack) -> dt.datetime | None:
    """When the first watched period is to be opened; None for a duty without a calendar."""
    if policy.every is None:
        return None
    return opens_at(policy=policy, period=period_of(every=policy.every, day=watched_from), pack=pack)


def open_due(*, now: dt.datetime, pack: Pack) -> int:
    """Open every period whose time has come; returns how many obligations were opened."""
    opened = 0
    for duty in Duty.objects.filter(enabled=True, next_open_at__lte=now).order_by("id"):
        policy = pack.duties.get(duty.key)
        if policy is None or policy.every is None:
            continue
        opened += _open_duty(duty=duty, policy=policy, now=now, pack=pack)
    return opened


def _open_duty(*, duty: Duty, policy: PolicyDuty, now: dt.datetime, pack: Pack) -> int:
    assert policy.every is not None
    version = duty.versions.order_by("-number")[0]
    period = period_of(every=policy.every, day=duty.watched_from)
    done = set(OpenedPeriod.objects.filter(duty=duty, done_at__isnull=False).values_list("period", flat=True))
    opened = 0
    while (opens := opens_at(policy=policy, period=period, pack=pack)) <= now:
        if period.start not in done:
            opened += open_period(opening=Opening(duty, version, policy, period, pack), now=now)
        period = next_period(period=period)
    Duty.objects.filter(pk=duty.pk).update(next_open_at=opens)
    return opened


def open_period(*, opening: Opening, now: dt.datetime) -> int:
    """Open one period for every unit that owes the duty as of the period's first day; goes on after a break."""
    facts = facts_for(duty=opening.policy)
    span = facts.objects.aggregate(first=Min("unit_id"), last=Max("unit_id"))
    OpenedPeriod.objects.get_or_create(
        duty=opening.duty,
        period=opening.period.start,
        defaults={"version": opening.version, "as_of": opening.period.start, "next_unit": span["first"] or 0},
    )
    opened = 0
    while True:
        with sweeping():
            progress = OpenedPeriod.objects.select_for_update().get(duty=opening.duty, period=opening.period.start)
            if progress.done_at is not None:
                return opened
            if span["last"] is None or progress.next_unit > span["last"]:
                progress.done_at = now
                progress.save(update_fields=["done_at"])
                return opened
            count = _open_chunk(opening=opening, first=progress.next_unit, now=now)
            progress.next_unit += CHUNK
            progress.opened += count
            progress.save(update_fields=["next_unit", "opened"])
        opened += count


def owing(*, policy: PolicyDuty, period: Period, pack: Pack) -> QuerySet:
    """The fact versions, as of the period's first day, of the units that owe the duty."""
    facts = facts_for(duty=policy)
    rows = facts.objects.filter(
        as_of(day=period.start),
        compile_condition(condition=policy.owed_by, model=facts, pack=pack, on=period.start),
        Q(unit__closed_on=None) | Q(unit__closed_on__gt=period.start),
    )
    if policy.unless is not None:
        rows = rows.exclude(compile_condition(condition=policy.unless, model=facts, pack=pack, on=period.start))
    return rows


def _open_chunk(*, opening: Opening, first: int, now: dt.datetime) -> int:
    """Insert, match, count and record one chunk of unit ids. Returns how many obligations were opened."""
    highest = Obligation.objects.aggregate(highest=Max("id"))["highest"] or 0
    units = (first, first + CHUNK - 1)
    rows = owing(policy=opening.policy, period=opening.period, pack=opening.pack)
    # Said of both tables: PostgreSQL would read all units for each chunk, though only the chunk's are joined.
    of_chunk = RawSQL("kernel_unit.id BETWEEN %s AND %s", units, output_field=BooleanField())
    rows = rows.filter(of_chunk, unit_id__gte=units[0], unit_id__lte=units[1])
    first_rung = rungs(duty=opening.policy, due_day=opening.period.end, pack=opening.pack)[0]
    constants = {
        "duty_id": opening.duty.pk, "version_id": opening.version.pk, "period": opening.period.start,
        "opened_at": now, "due_at": opening.due_at, "due_day": opening.period.end, "original_due_at": opening.due_at,
        "attend_at": first_rung.at, "precision": 0, "due_estimated": False, "rung": 0, "state": 0, "slot": 0,
        "what": "", "record_type": "",
    }  # fmt: skip
    taken = {"unit_id": "unit_id", "position": "unit__position", "line_id": "unit__line_id", "fact_id": "pk"}
    fields: dict[str, Any] = {str(field.column): field for field in Obligation._meta.concrete_fields}
    values = {f"new_{name}": Value(value, output_field=fields[name]) for name, value in constants.items()}
    select = rows.annotate(**values).values_list(*(taken.get(name, f"new_{name}") for name in COLUMNS)).order_by()
    sql, params = select.query.sql_with_params()
    # The clause costs PostgreSQL a third of the insert. Nobody else adds rows while this pass holds its lock.
    there = Obligation.objects.filter(duty=opening.duty, period=opening.period.start)
    there = there.filter(unit_id__gte=units[0], unit_id__lte=units[1])
    unless_there = "ON CONFLICT DO NOTHING" if there.exists() else ""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {Obligation._meta.db_table} ({', '.join(COLUMNS)}) {sql} {unless_there}", params)
        count = cursor.rowcount
    if count:
        _settle_chunk(opening=opening, highest=highest, units=units, count=count, now=now)
    return int(count)


def _settle_chunk(*, opening: Opening, highest: int, units: tuple[int, int], count: int, now: dt.datetime) -> None:
    new = Obligation.objects.filter(id__gt=highest)
    first = new.order_by("id").values_list("id", flat=True)[0]
    last = new.order_by("-id").values_list("id", flat=True)[0]
    match_earlier(opening=opening, first=first, last=last, units=units)
    figures.record_opened(first=first, last=last, duty=opening.duty.pk)
    append(
        entry=Entry(
            kind="obligation.opened",
            occurred_on=local_day(moment=now, pack=opening.pack),
            clause=opening.policy.clause,
            record_type="duty",
            record_id=opening.duty.pk,
            answers={
                "duty": opening.duty.key,
                "version": opening.version.number,
                "period": opening.period.label,
                "as_of": opening.period.start,
                "ids": [first, last],
                "units": list(units),
                "count": count,
            },
        ),
        now=now,
    )


def match_earlier(*, opening: Opening, first: int, last: int, units: tuple[int, int]) -> int:
    """Let events that occurred in the period before it was opened meet the new rows; returns how many did.

    The rows ``first`` to ``last`` belong to units of the range ``units``; only the events of these are looked at.
    """
    met_by = opening.policy.met_by
    one = met_by.alternatives[0]
    earlier = Performance.objects.filter(
        kind=one.event,
        occurred_on__gte=opening.period.start,
        occurred_on__lte=opening.period.end,
        unit_id__range=units,
        void=False,
        only_for=None,
    )
    if one.variant:
        earlier = earlier.filter(variant__in=one.variant)
    if not earlier.exists():
        return 0
    on_time_until = recording_ends(duty=opening.policy, due_day=opening.period.end, pack=opening.pack)
    # The first event of the period meets it; the window function picks it in one pass over the period's events.
    sql, params = earlier.values("unit_id", "event_id", "occurred_on", "recorded_at").order_by().query.sql_with_params()
    table = Obligation._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The rows are so new that the planner thinks there is one, and would join by nested loops for hours.
            cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(
            f"UPDATE {table} SET state = 1, met_by_id = e.event_id, met_on = e.occurred_on, "
            f"on_time = (e.recorded_at < %s), attend_at = NULL FROM ("
            f"SELECT *, ROW_NUMBER() OVER (PARTITION BY unit_id ORDER BY occurred_on, event_id) AS nth "
            f"FROM ({sql}) AS p"
            f") AS e WHERE e.nth = 1 AND {table}.unit_id = e.unit_id AND {table}.duty_id = %s "
            f"AND {table}.period = %s AND {table}.state = 0 AND {table}.id BETWEEN %s AND %s",
            [as_stored(moment=on_time_until), *params, opening.duty.pk, opening.period.start, first, last],
        )
        matched = int(cursor.rowcount)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_nestloop = on")
        return matched


def as_stored(*, moment: dt.datetime) -> Any:
    """An instant as the database stores it, for use in raw SQL."""
    return connection.ops.adapt_datetimefield_value(moment)
