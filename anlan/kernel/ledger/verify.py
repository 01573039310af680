"""Verifying the ledger: finds a changed, removed (also from the tail) or inserted entry.

The chain alone shows tampering by whoever cannot recompute it. A checkpoint that was exported earlier and kept
elsewhere shows also a chain that was recomputed: its entry must still be there with the same digest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from anlan.kernel.ledger.digest import GENESIS, chained, instant
from anlan.kernel.ledger.event import Event, LedgerHead, Performance

REPEATED = ("seq", "kind", "variant", "clause")


@dataclass(frozen=True)
class Checkpoint:
    """The end of the chain at one moment, to be kept outside the system."""

    format: str
    seq: int
    digest: str
    recorded_at: str


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: at which place of the chain, and what."""

    seq: int
    problem: str


def export_checkpoint() -> Checkpoint:
    """The present end of the chain."""
    head = LedgerHead.objects.filter(pk=1).first()
    if head is None or head.recorded_at is None:
        return Checkpoint("anlan-checkpoint-1", 0, GENESIS, "")
    return Checkpoint("anlan-checkpoint-1", head.seq, head.digest, instant(moment=head.recorded_at))


def checkpoint_text(*, checkpoint: Checkpoint) -> str:
    """The checkpoint as it is written to a file."""
    return json.dumps(asdict(checkpoint), indent=2, sort_keys=True) + "\n"


def parse_checkpoint(*, text: str) -> Checkpoint:
    """Read an exported checkpoint. Raises ValueError for anything else."""
    try:
        checkpoint = Checkpoint(**json.loads(text))
    except (TypeError, json.JSONDecodeError) as error:
        raise ValueError("this file is not a checkpoint exported by anlan verify-ledger") from error
    if checkpoint.format != "anlan-checkpoint-1" or not isinstance(checkpoint.seq, int):
        raise ValueError("this file is not a checkpoint exported by anlan verify-ledger")
    return checkpoint


def verify(*, checkpoint: Checkpoint | None = None) -> list[Finding]:
    """Walk the whole chain once. An empty list means that nothing was found."""
    findings: list[Finding] = []
    previous, expected, met = GENESIS, 1, checkpoint is None or checkpoint.seq == 0
    for event in Event.objects.order_by("seq").prefetch_related("performances").iterator(chunk_size=5000):
        if event.seq != expected:
            findings.append(
                Finding(
                    expected,
                    _("entries %(first)d to %(last)d are missing") % {"first": expected, "last": event.seq - 1},
                )
            )
        findings.extend(_entry_findings(event=event, previous=previous))
        if checkpoint is not None and event.seq == checkpoint.seq:
            met = True
            if event.digest != checkpoint.digest:
                findings.append(Finding(event.seq, _("differs from the exported checkpoint")))
        previous, expected = event.digest, event.seq + 1
    if not met and checkpoint is not None:
        findings.append(Finding(checkpoint.seq, _("the entry of the exported checkpoint is missing")))
    findings.extend(_head_findings(last=expected - 1, digest=previous))
    findings.extend(_orphan_findings())
    return findings


def _entry_findings(*, event: Event, previous: str) -> Iterator[Finding]:
    if event.previous != previous:
        yield Finding(event.seq, _("does not follow the entry before it"))
    algorithm = event.digest.partition(":")[0]
    try:
        if chained(previous=event.previous, canonical=event.canonical, algorithm=algorithm) != event.digest:
            yield Finding(event.seq, _("its text was changed"))
        content = event.content
    except (ValueError, TypeError):
        yield Finding(event.seq, _("its text or digest cannot be read"))
        return
    columns = {name: getattr(event, name) for name in REPEATED}
    columns |= {
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_at": instant(moment=event.recorded_at),
        "officer": event.officer_id,
        "post": event.post_id,
        "accountable": event.accountable_post_id,
        "unit": event.unit_id,
        "position": event.position,
        "line": event.line_id,
        "record": [event.record_type, event.record_id],
    }
    for name, value in columns.items():
        if content.get(name) != value:
            yield Finding(event.seq, _("its column %(name)s differs from its text") % {"name": name})
    yield from _performance_findings(event=event, content=content)


def _head_findings(*, last: int, digest: str) -> Iterator[Finding]:
    head = LedgerHead.objects.filter(pk=1).first()
    if head is None:
        if last:
            yield Finding(last, _("the head of the ledger is missing"))
    elif head.seq > last:
        yield Finding(
            last + 1,
            _("entries %(first)d to %(last)d are missing from the tail") % {"first": last + 1, "last": head.seq},
        )
    elif head.seq < last or head.digest != digest:
        yield Finding(last, _("the head of the ledger does not match its last entry"))


def _performance_findings(*, event: Event, content: dict[str, Any]) -> Iterator[Finding]:
    """An event counts for the units that its text names, with its own kind, variant and days; none may be missing."""
    own = (event.kind, event.variant, event.occurred_on, event.recorded_at, content.get("period"))
    told, found = set(content.get("counts_for", ())), set()
    for row in event.performances.all():
        found.add(row.unit_id)
        if row.unit_id not in told:
            yield Finding(
                event.seq, _("counts for unit %(unit)d without saying so in its text") % {"unit": row.unit_id}
            )
        elif _columns_of(row=row) != own or row.only_for != (content.get("only_for", {}).get(str(row.unit_id))):
            yield Finding(event.seq, _("counts for unit %(unit)d otherwise than its text says") % {"unit": row.unit_id})
    for unit in sorted(told - found):
        yield Finding(event.seq, _("its text counts for unit %(unit)d, which was removed") % {"unit": unit})


def _columns_of(*, row: Performance) -> tuple[Any, ...]:
    period = row.period.isoformat() if row.period else None
    return row.kind, row.variant, row.occurred_on, row.recorded_at, period


def _orphan_findings() -> Iterator[Finding]:
    """No performance stands without its event."""
    without_event = Performance.objects.filter(~Exists(Event.objects.filter(pk=OuterRef("event_id"))))
    for row in without_event.order_by("id").iterator(chunk_size=5000):
        text = _("something counts for unit %(unit)d on %(day)s without any entry")
        yield Finding(0, text % {"unit": row.unit_id, "day": row.occurred_on})
