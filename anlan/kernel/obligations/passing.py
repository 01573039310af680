"""承接: what is open at one unit passes to another. A row never changes its unit, so the other unit gets a row anew.

The old row lapses. The new row's source is the entry that says why; this entry lists the old rows (``passed``) in the
order of the new rows' slots, with the days by which their terms had been moved (``moved``), and how many of them an
extension gave (``extended``). So each row leads to the other, and what was granted to the one is not granted again to
the other (docs/decisions/0014).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.people.unit import Unit

# The kinds of entry by which something passes to another unit.
PASSING = ("unit.closed", "area.moved")
# What goes over unchanged; unit, place and cause are the successor's own.
CARRIED_OVER = (
    "duty_id", "version_id", "due_at", "due_day", "original_due_at", "precision", "due_estimated", "runs_on",
    "moved_days", "extensions", "record_type", "record_id",
)  # fmt: skip


@dataclass(frozen=True)
class Passing:
    """One open row, who takes it over, what it is called there, and the period that it keeps."""

    row: Obligation
    to: Unit
    what: str
    period: dt.date | None


@dataclass(frozen=True)
class TakenOver:
    """Where a row came from: the old row's id, and the days that had moved its term until then."""

    row: int
    moved: int
    extended: int


def told_of(*, rows: Sequence[Obligation]) -> dict[str, list[int]]:
    """What the entry says of the rows that pass to another unit."""
    return {
        "passed": [row.pk for row in rows],
        "moved": [row.moved_days for row in rows],
        "extended": [extended_days(row=row) if row.extensions else 0 for row in rows],
    }


def lapse(*, rows: Sequence[Obligation]) -> None:
    """Locked open rows are owed no longer by the unit that owed them."""
    Obligation.objects.filter(pk__in=[row.pk for row in rows]).update(state=Obligation.State.LAPSED, attend_at=None)
    figures.record_change(rows=rows, void=1)


def pass_on(*, passing: Sequence[Passing], event: Event, now: dt.datetime) -> None:
    """Open at the successors what lapsed at the old units, numbered as the entry lists it, and tell them."""
    new = [
        Obligation(
            **{name: getattr(one.row, name) for name in CARRIED_OVER},
            unit=one.to,
            position=one.to.position,
            line_id=one.to.line_id,
            period=one.period,
            source_id=event.pk,
            slot=slot,
            what=one.what,
            opened_at=now,
            attend_at=now,
        )
        for slot, one in enumerate(passing)
    ]
    Obligation.objects.bulk_create(new)
    figures.record_change(rows=new, opened=1)
    Notice.objects.bulk_create(
        Notice(
            obligation=row,
            rung=-1,
            due_day=row.due_day,
            kind=Notice.Kind.TAKEN_OVER,
            event_id=event.pk,
            created_at=event.recorded_at,
        )
        for row in new
    )


def taken_over(*, row: Obligation) -> TakenOver | None:
    """Where the row came from; None for what its unit owed from the beginning."""
    if row.source_id is None:
        return None
    event = Event.objects.filter(pk=row.source_id, kind__in=PASSING).first()
    return _told(event=event, slot=row.slot) if event is not None else None


def period_owed(*, row: Obligation) -> dt.date | None:
    """The first day of the period for which the row is owed, also where the successor's own row has that period."""
    if row.period is not None:
        return row.period
    taken = taken_over(row=row)
    return period_owed(row=Obligation.objects.get(pk=taken.row)) if taken is not None else None


def extended_days(*, row: Obligation) -> int:
    """The days that extensions gave, those granted before the row passed to its unit included."""
    taken = taken_over(row=row)
    events = Event.objects.filter(record_type="obligation", record_id=row.pk, kind="obligation.extended")
    return (taken.extended if taken is not None else 0) + sum(int(event.answers["days"]) for event in events)


def days_taken_over() -> dict[int, int]:
    """By how many days the terms of taken-over rows had been moved before, as the entries say, by the new rows' ids."""
    days: dict[int, int] = {}
    for event in Event.objects.filter(kind__in=PASSING).order_by("seq").iterator():
        for pk, slot in Obligation.objects.filter(source_id=event.pk).values_list("pk", "slot"):
            # What cannot be read gave no days; the check of the chain names that entry.
            with suppress(ValueError, TypeError, LookupError):
                days[pk] = _told(event=event, slot=slot).moved
    return days


def _told(*, event: Event, slot: int) -> TakenOver:
    told = event.answers
    return TakenOver(told["passed"][slot], told["moved"][slot], told["extended"][slot])
