"""Which events together meet what is owed: several parts, each so many times, for one row or for a whole chunk.

The events of a part are taken in the order in which they happened. What is owed is met by the event that completed the
last part, on the day on which that happened; and on time only where all that were needed were recorded in time.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event, Performance
from anlan.kernel.obligations.duty import DutyVersion
from anlan.kernel.obligations.obligation import Obligation
from anlan.policy.due_rules import answered_period, answering_days
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.met_by import MetBy, Part
from anlan.policy.periods import period_of

COLUMNS = ("unit_id", "event_id", "occurred_on", "recorded_at")


@dataclass(frozen=True)
class Happened:
    """An event that counts: what it is, when it happened and when that was recorded."""

    event: int
    kind: str
    variant: str
    occurred_on: dt.date
    recorded_at: dt.datetime


@dataclass(frozen=True)
class Completion:
    """The event with which all was done, and the time at which the last of the needed ones was recorded."""

    event: int
    occurred_on: dt.date
    recorded_at: dt.datetime


def counting(*, parts: tuple[Part, ...]) -> Q:
    """The performances whose kind and variant count for any of the parts."""
    q = Q(pk__in=[])
    for part in parts:
        for one in part.alternatives:
            q |= Q(kind=one.event, variant__in=one.variant) if one.variant else Q(kind=one.event)
    return q


def completion_of(*, met_by: MetBy, happened: list[Happened]) -> Completion | None:
    """When all parts were complete; None where something is still missing."""
    ordered = sorted(happened, key=lambda one: (one.occurred_on, one.event))
    needed: list[Happened] = []
    for part in met_by.parts:
        fitting = [one for one in ordered if part.counts(kind=one.kind, variant=one.variant)][: part.times]
        if len(fitting) < part.times:
            return None
        needed += fitting
    last = max(needed, key=lambda one: (one.occurred_on, one.event))
    return Completion(last.event, last.occurred_on, max(one.recorded_at for one in needed))


def answering(*, row: Obligation, duty: PolicyDuty) -> QuerySet[Performance]:
    """The performances that answer this row: of its unit, and of its period, its record or its term."""
    found = Performance.objects.filter(counting(parts=duty.met_by.parts), unit_id=row.unit_id, void=False)
    # What a superior returned does not answer this obligation a second time, whether or not a review was owed.
    returned = Event.objects.filter(record_type="obligation", record_id=row.pk, kind="obligation.returned")
    found = found.exclude(event__seq__in=[event.answers["event"] for event in returned])
    if duty.every is not None:
        counted = Q(only_for=row.pk)
        if row.period is not None:
            days = answering_days(due=duty.due, period=period_of(every=duty.every, day=row.period))
            counted |= Q(occurred_on__range=days, only_for=None, period=None) | Q(period=row.period, only_for=None)
        return found.filter(counted)
    if row.record_type:
        about = Event.objects.filter(record_type=row.record_type, record_id=row.record_id)
        return found.filter(event__in=about.values("id"))
    if row.runs_on is None:
        return found.none()
    # What began a term does not answer it.
    return found.filter(occurred_on__gte=row.runs_on).exclude(event=row.source_id)


def happened_for(*, row: Obligation, duty: PolicyDuty) -> list[Happened]:
    """What answers this row so far, in any order."""
    columns = ("event_id", "kind", "variant", "occurred_on", "recorded_at")
    return [Happened(*values) for values in answering(row=row, duty=duty).values_list(*columns)]


def completion_for(*, row: Obligation) -> Completion | None:
    """How this row is met by the events that count now; None where it is not."""
    duty = row.version.policy
    return completion_of(met_by=duty.met_by, happened=happened_for(row=row, duty=duty))


def last_of_all(*, row: Obligation, event: Event) -> Completion:
    """How an event that was just recorded met this row: by itself, or together with what happened before or after."""
    alone = Completion(event.pk, event.occurred_on, event.recorded_at)
    return alone if row.version.policy.met_by.single else completion_for(row=row) or alone


def resting_on(*, events: Sequence[int]) -> Q:
    """The rows that these events met, alone or as one of several."""
    rows = Q(met_by__in=list(events))
    for one in Performance.objects.filter(event__in=events).select_related("event"):
        several = [
            version
            for version in versions_met_by(kind=one.kind, variant=one.variant)
            if not version.policy.met_by.single
        ]
        rows |= answered_by(
            versions=several,
            units=[one.unit_id],
            occurred_on=one.occurred_on,
            record=one.event.about,
            about=one.period,
        )
    return rows


def versions_met_by(*, kind: str, variant: str) -> list[DutyVersion]:
    """The versions of all duties that an event of this kind and variant may meet, also of duties that left the pack.

    What was opened keeps the version by which it was opened, so each version says which events answer its own rows.
    """
    names = DECLARED.names_of(event=kind)
    # Only the few that name the event are read and taken apart; what they say of it decides.
    naming = Q(pk__in=[])
    for name in names:
        naming |= Q(body__contains=json.dumps(name))
    return [
        version
        for version in DutyVersion.objects.filter(naming).order_by("id")
        if any(version.policy.met_by.counts(kind=name, variant=variant) for name in names)
    ]


def answered_by(
    *,
    versions: Sequence[DutyVersion],
    units: Sequence[int],
    occurred_on: dt.date,
    record: tuple[str, int | None],
    about: dt.date | None = None,
) -> Q:
    """The rows opened under these versions that an event of these units answers.

    Rows of its period, of its record, or of a term under way. ``about`` is the first day of the period that the event
    says it is about; otherwise the day decides.
    """
    rows = Q(pk__in=[])
    for (duty, period), alike in _by_period(versions=versions, occurred_on=occurred_on, about=about).items():
        of_versions = Q(duty_id=duty, version_id__in=alike, unit__in=list(units))
        if period is not None:
            rows |= Q(of_versions, period=period)
            continue
        cause = Q(record_type=record[0], record_id=record[1]) | Q(record_type="", runs_on__lte=occurred_on)
        rows |= Q(cause, of_versions, period=None)
    return rows


def _by_period(
    *, versions: Sequence[DutyVersion], occurred_on: dt.date, about: dt.date | None
) -> dict[tuple[int, dt.date | None], list[int]]:
    """Ids of versions by duty and by the period for which an event of that day counts; None without periods."""
    found: dict[tuple[int, dt.date | None], list[int]] = {}
    for version in versions:
        policy = version.policy
        period = None
        if policy.every is not None:
            period = about or answered_period(due=policy.due, every=policy.every, day=occurred_on).start
        found.setdefault((version.duty_id, period), []).append(version.pk)
    return found


def would_complete(*, row: Obligation, kind: str, variant: str, occurred_on: dt.date) -> bool:
    """Whether one more such event meets this row. The caller has locked the row, so no other event comes between."""
    duty = row.version.policy
    if duty.met_by.single:
        return True
    arriving = Happened(0, kind, variant, occurred_on, row.opened_at)
    happened = [*happened_for(row=row, duty=duty), arriving]
    return completion_of(met_by=duty.met_by, happened=happened) is not None


def completions(*, met_by: MetBy, performances: QuerySet[Performance]) -> tuple[str, list[Any]]:
    """SQL of (unit_id, event_id, occurred_on, recorded_at): how each unit completed all parts, with its values.

    One pass over the performances for each part: a window numbers a unit's events in the order in which they happened.
    """
    selects, values = [], list[Any]()
    for part in met_by.parts:
        rows = performances.filter(counting(parts=(part,))).values(*COLUMNS).order_by()
        sql, params = rows.query.sql_with_params()
        order = "OVER (PARTITION BY unit_id ORDER BY occurred_on, event_id"
        selects.append(
            f"SELECT unit_id, event_id, occurred_on, recorded_at FROM (SELECT unit_id, event_id, occurred_on, "
            f"MAX(recorded_at) {order} ROWS UNBOUNDED PRECEDING) AS recorded_at, ROW_NUMBER() {order}) AS nth "
            f"FROM ({sql}) AS counted) AS numbered WHERE nth = %s"
        )
        values += [*params, part.times]
    if len(selects) == 1:
        return selects[0], values
    of_unit = "OVER (PARTITION BY unit_id"
    return (
        f"SELECT unit_id, event_id, occurred_on, recorded_at FROM (SELECT unit_id, event_id, occurred_on, "
        f"MAX(recorded_at) {of_unit}) AS recorded_at, COUNT(*) {of_unit}) AS complete, "
        f"ROW_NUMBER() {of_unit} ORDER BY occurred_on DESC, event_id DESC) AS last "
        f"FROM ({' UNION ALL '.join(selects)}) AS parts) AS together WHERE complete = %s AND last = 1"
    ), [*values, len(selects)]
