"""履职记录: the ledger's tables. One human act is one event; a set-based pass writes one event per chunk.

``occurred_on`` is when it happened, as declared; ``recorded_at`` is the server's time and never goes back. The digested
text is stored as it was digested (``canonical``); the other columns repeat parts of it for queries and are
compared with it by ``verify-ledger``. No foreign keys: history never blocks, and is never blocked by, other
tables.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from anlan.kernel.people.sight import SightedManager


class Event(models.Model):
    """One entry. ``seq`` is its place in the chain, without gaps; ``previous`` is the digest of the entry before."""

    seq = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=48)
    variant = models.CharField(max_length=32, blank=True)
    clause = models.CharField(max_length=16, blank=True)
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()
    officer_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    accountable_post_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    position = models.BigIntegerField(null=True)
    line_id = models.SmallIntegerField(null=True)
    record_type = models.CharField(max_length=48, blank=True)
    record_id = models.BigIntegerField(null=True)
    canonical = models.TextField()
    previous = models.CharField(max_length=160)
    digest = models.CharField(max_length=160)

    objects = SightedManager()

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["record_type", "record_id", "seq"], name="event_by_record"),
            models.Index(fields=["position", "seq"], name="event_by_place"),
            models.Index(fields=["unit_id", "seq"], name="event_by_unit"),
            models.Index(fields=["post_id", "seq"], condition=models.Q(post_id__isnull=False), name="event_by_post"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"

    @property
    def about(self) -> tuple[str, int | None]:
        """The record that the entry is about."""
        return self.record_type, self.record_id

    @property
    def content(self) -> dict[str, Any]:
        """The digested text as values."""
        return dict(json.loads(self.canonical))

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered when the act was recorded."""
        return dict(self.content.get("answers", {}))


class LedgerHead(models.Model):
    """The end of the chain: one row, locked last in every transaction."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=160)
    recorded_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.seq} {self.digest}"


class Performance(models.Model):
    """For which unit an event counts, and on which day: the index by which an event meets what is owed.

    ``void`` marks an event that was withdrawn later; the withdrawal is an event of its own. ``only_for`` is the
    obligation that alone it answers: what happens in the time that an extension gave belongs to the period that was
    extended, and what is recorded for a period taken over belongs to that, not to the period in which it falls.
    ``period`` is the first day of the period that it says it is about, where that does not follow from the day.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="performances", db_constraint=False)
    unit_id = models.BigIntegerField()
    kind = models.CharField(max_length=48)
    variant = models.CharField(max_length=32, blank=True)
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField()
    void = models.BooleanField(default=False)
    only_for = models.BigIntegerField(null=True)
    period = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "occurred_on", "unit_id"], name="performance_by_kind_and_day")]
        constraints = [models.UniqueConstraint(fields=["event", "unit_id"], name="performance_once_per_unit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id} {self.occurred_on}"
