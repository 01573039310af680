"""Appending to the ledger: the only function that writes an event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from anlan.kernel.ledger.digest import GENESIS, VERSION, canonical_text, chained
from anlan.kernel.ledger.event import Event, LedgerHead, Performance

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Place:
    """Where an event belongs: unit, position, line."""

    unit: int | None = None
    position: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class Entry:
    """What is to be recorded. ``counts_for`` are the units whose obligations the event may meet.

    ``only_for`` names for a unit the obligation that alone the event answers for it, ``period`` is the first day of the
    period that the event says it is about.

    ``post`` is the post under which the officer acted, ``accountable`` the post for which it was recorded (代录).
    ``answers`` must hold no personal data.
    """

    kind: str
    occurred_on: dt.date
    variant: str = ""
    clause: str = ""
    officer: int | None = None
    post: int | None = None
    accountable: int | None = None
    place: Place = field(default_factory=Place)
    record_type: str = ""
    record_id: int | None = None
    counts_for: Sequence[int] = ()
    answers: dict[str, Any] = field(default_factory=dict)
    files: Sequence[str] = ()
    only_for: Mapping[int, int] = field(default_factory=dict)
    period: dt.date | None = None


def append(*, entry: Entry, now: dt.datetime) -> Event:
    """Append one event inside the caller's transaction, locking the head row until it ends.

    If the clock was set back, the entry takes the last entry's time, so that recorded time never runs backwards.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the ledger is written inside the transaction of the act it records")
    head = _locked_head()
    recorded_at = now
    if head.recorded_at is not None and now < head.recorded_at:
        log.warning("clock_behind_ledger", behind_seconds=(head.recorded_at - now).total_seconds())
        recorded_at = head.recorded_at
    canonical = canonical_text(content=_content(entry=entry, seq=head.seq + 1, recorded_at=recorded_at))
    digest = chained(previous=head.digest, canonical=canonical, algorithm=settings.ANLAN_LEDGER_DIGEST)
    event = Event(
        seq=head.seq + 1,
        kind=entry.kind,
        variant=entry.variant,
        clause=entry.clause,
        occurred_on=entry.occurred_on,
        recorded_at=recorded_at,
        officer_id=entry.officer,
        post_id=entry.post,
        accountable_post_id=entry.accountable,
        unit_id=entry.place.unit,
        position=entry.place.position,
        line_id=entry.place.line,
        record_type=entry.record_type,
        record_id=entry.record_id,
        canonical=canonical,
        previous=head.digest,
        digest=digest,
    )
    event.save(force_insert=True)
    LedgerHead.objects.filter(pk=1).update(seq=event.seq, digest=digest, recorded_at=recorded_at)
    Performance.objects.bulk_create(
        Performance(
            event=event,
            unit_id=unit,
            kind=entry.kind,
            variant=entry.variant,
            occurred_on=entry.occurred_on,
            recorded_at=recorded_at,
            only_for=entry.only_for.get(unit),
            period=entry.period,
        )
        for unit in sorted(set(entry.counts_for))
    )
    return event


def _locked_head() -> LedgerHead:
    head = LedgerHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        LedgerHead.objects.bulk_create([LedgerHead(pk=1, seq=0, digest=GENESIS)], ignore_conflicts=True)
        head = LedgerHead.objects.select_for_update().get(pk=1)
    return head


def _content(*, entry: Entry, seq: int, recorded_at: dt.datetime) -> dict[str, Any]:
    """What is digested: everything but the digest, with the version of the format."""
    return {
        "v": VERSION,
        "seq": seq,
        "kind": entry.kind,
        "variant": entry.variant,
        "clause": entry.clause,
        "occurred_on": entry.occurred_on,
        "recorded_at": recorded_at,
        "officer": entry.officer,
        "post": entry.post,
        "accountable": entry.accountable,
        "unit": entry.place.unit,
        "position": entry.place.position,
        "line": entry.place.line,
        "record": [entry.record_type, entry.record_id],
        "counts_for": sorted(set(entry.counts_for)),
        "answers": entry.answers,
        "files": list(entry.files),
        **({"only_for": {str(unit): row for unit, row in entry.only_for.items()}} if entry.only_for else {}),
        **({"period": entry.period} if entry.period is not None else {}),
    }
