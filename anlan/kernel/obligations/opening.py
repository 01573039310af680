"""Opening what the calendar owes: set-based, idempotent, a lead ahead, matching events that came earlier.

One period of one duty is opened in chunks of unit ids, each in its own short transaction with its own ledger
entry, so a sweep that is killed goes on where it stopped, and two sweeps at once open nothing twice. No row
passes through Python.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Max, Min, Q, QuerySet
from django.db.models.expressions import RawSQL

from anlan.kernel.ledger.append import Entry, append
from anlan.kernel.ledger.event import Performance
from anlan.kernel.obligations import figures, settling
from anlan.kernel.obligations.conditions import facts_for, owes
from anlan.kernel.obligations.due import due_in_period, first_attention, local_day, recording_ends, start_of
from anlan.kernel.obligations.duty import Duty, DutyVersion, OpenedPeriod
from anlan.kernel.obligations.inserting import CHUNK, Reckoned, as_stored, insert
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.parts import completions, counting
from anlan.kernel.people.facts import as_of
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack
from anlan.policy.due_rules import answering_days
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.periods import Period, next_period, period_of


@dataclass
class Opening:
    """One period of one duty that is being opened."""

    duty: Duty
    version: DutyVersion
    policy: PolicyDuty
    period: Period
    pack: Pack

    @cached_property
    def reckoned(self) -> Reckoned:
        """When it is due and first attended to."""
        due = due_in_period(duty=self.policy, period=self.period, pack=self.pack)
        return Reckoned(due, first_attention(duty=self.policy, due=due, pack=self.pack))


def opens_at(*, policy: PolicyDuty, period: Period, pack: Pack) -> dt.datetime:
    """When a period is opened: its lead, in calendar days, before the first day on which it can be answered."""
    days = int(pack.parameters.value(key=policy.lead, on=period.start).value) if policy.lead else 0
    first, _last = answering_days(due=policy.due, period=period)
    return start_of(day=first - dt.timedelta(days=days), pack=pack)


def first_opening(*, policy: PolicyDuty, watched_from: dt.date, pack: Pack) -> dt.datetime | None:
    """When the first watched period is to be opened; None for a duty without a calendar."""
    if policy.every is None:
        return None
    return opens_at(policy=policy, period=period_of(every=policy.every, day=watched_from), pack=pack)


def open_due(*, duties: list[Duty], now: dt.datetime, pack: Pack) -> int:
    """Open every period of these duties whose time has come; returns how many obligations were opened."""
    opened = 0
    for duty in duties:
        if duty.next_open_at is not None and duty.next_open_at <= now:
            opened += _open_duty(duty=duty, policy=pack.duties[duty.key], now=now, pack=pack)
    return opened


def _open_duty(*, duty: Duty, policy: PolicyDuty, now: dt.datetime, pack: Pack) -> int:
    assert policy.every is not None
    version = duty.versions.order_by("-number")[0]
    period = period_of(every=policy.every, day=duty.watched_from)
    done = set(OpenedPeriod.objects.filter(duty=duty, done_at__isnull=False).values_list("period", flat=True))
    opened = 0
    while (opens := opens_at(policy=policy, period=period, pack=pack)) <= now:
        opening = Opening(duty, version, policy, period, pack)
        # What was due before anybody watched, nobody could be told of in time.
        if period.start not in done and opening.reckoned.due.day >= duty.watched_from:
            opened += open_period(opening=opening, now=now)
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
    standing = Q(unit__closed_on=None) | Q(unit__closed_on__gt=period.start)
    rows: QuerySet[Any] = facts.objects.filter(
        as_of(day=period.start), owes(duty=policy, pack=pack, on=period.start), standing
    )
    return rows


def _open_chunk(*, opening: Opening, first: int, now: dt.datetime) -> int:
    """Insert, match, count and record one chunk of unit ids. Returns how many obligations were opened."""
    units = (first, first + CHUNK - 1)
    # Said of both tables: PostgreSQL would read all units for each chunk, though only the chunk's are joined.
    of_chunk = RawSQL("kernel_unit.id BETWEEN %s AND %s", units, output_field=BooleanField())
    within = Q(unit_id__gte=units[0], unit_id__lte=units[1])
    # The clause costs PostgreSQL a third of the insert. Nobody else adds rows while this pass holds its lock.
    there = Obligation.objects.filter(within, duty=opening.duty, period=opening.period.start)
    return open_for(
        opening=opening,
        rows=owing(policy=opening.policy, period=opening.period, pack=opening.pack).filter(of_chunk, within),
        units=units,
        on_conflict="ON CONFLICT DO NOTHING" if there.exists() else "",
        now=now,
    )


def open_for(
    *, opening: Opening, rows: QuerySet[Any], units: tuple[int, int], on_conflict: str, now: dt.datetime
) -> int:
    """Open the period for the units of these fact versions, whose ids lie in ``units``. Returns how many.

    Runs inside the transaction of a set-based pass.
    """
    highest = Obligation.objects.aggregate(highest=Max("id"))["highest"] or 0
    count = insert(
        rows=rows,
        duty=opening.duty,
        version=opening.version,
        now=now,
        reckoned=opening.reckoned,
        period=opening.period.start,
        on_conflict=on_conflict,
    )
    if count:
        _settle_chunk(opening=opening, highest=highest, units=units, count=count, now=now)
    return count


def _settle_chunk(*, opening: Opening, highest: int, units: tuple[int, int], count: int, now: dt.datetime) -> None:
    new = Obligation.objects.filter(id__gt=highest)
    first = new.order_by("id").values_list("id", flat=True)[0]
    last = new.order_by("-id").values_list("id", flat=True)[0]
    if opening.policy.review is None:
        match_earlier(opening=opening, first=first, last=last, units=units)
    figures.record_opened(first=first, last=last, duty=opening.duty.pk)
    if opening.policy.review is not None:
        _submit_earlier(opening=opening, first=first, last=last, units=units)
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


def _earlier(*, opening: Opening, units: tuple[int, int]) -> QuerySet[Performance]:
    """The events of these units that answer the period."""
    days = answering_days(due=opening.policy.due, period=opening.period)
    return Performance.objects.filter(
        Q(occurred_on__range=days, period=None) | Q(period=opening.period.start),
        counting(parts=opening.policy.met_by.parts),
        unit_id__range=units,
        void=False,
        only_for=None,
    )


def match_earlier(*, opening: Opening, first: int, last: int, units: tuple[int, int]) -> int:
    """Let events that occurred in the period before it was opened meet the new rows; returns how many did.

    The rows ``first`` to ``last`` belong to units of the range ``units``; only the events of these are looked at.
    """
    earlier = _earlier(opening=opening, units=units)
    if not earlier.exists():
        return 0
    due = opening.reckoned.due
    on_time_until = recording_ends(duty=opening.policy, due_day=due.day, pack=opening.pack)
    sql, params = completions(met_by=opening.policy.met_by, performances=earlier)
    table = Obligation._meta.db_table
    yes = "TRUE" if connection.vendor == "postgresql" else "1"
    # While the due day is an estimate nothing is late: it is decided when the calendar arrives.
    on_time = yes if due.estimated else f"(e.occurred_on <= {table}.due_day AND e.recorded_at < %s)"
    limit = [] if due.estimated else [as_stored(moment=on_time_until)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The rows are so new that the planner thinks there is one, and would join by nested loops for hours.
            cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(
            f"UPDATE {table} SET state = 1, met_by_id = e.event_id, met_on = e.occurred_on, "
            f"on_time = {on_time}, attend_at = NULL FROM ({sql}) AS e "
            f"WHERE {table}.unit_id = e.unit_id AND {table}.duty_id = %s "
            f"AND {table}.period = %s AND {table}.state = 0 AND {table}.id BETWEEN %s AND %s",
            [*limit, *params, opening.duty.pk, opening.period.start, first, last],
        )
        matched = int(cursor.rowcount)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_nestloop = on")
        return matched


def _submit_earlier(*, opening: Opening, first: int, last: int, units: tuple[int, int]) -> None:
    """Where a superior reviews, each earlier event opens a review: row by row, as if it arrived now."""
    answered = _earlier(opening=opening, units=units).values("unit_id")
    rows = Obligation.objects.filter(id__range=(first, last), duty=opening.duty, unit_id__in=answered)
    for row in rows.select_related("duty", "version", "unit").order_by("id"):
        settling.meet_by_earlier(row=row, pack=opening.pack)
