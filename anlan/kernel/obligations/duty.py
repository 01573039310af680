"""职责: a duty of the policy pack as the database knows it, its versions, and which of its periods were opened."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.duties import duty_of_body


class Duty(models.Model):
    """One duty by its key in the pack. ``watched_from`` is the first day of the first period that is watched here.

    ``next_open_at`` is when the next period has to be opened (None: opened by events alone), so that a sweep with
    nothing to open asks one row. ``reckoned`` digests the parameters and calendars by which its due dates were last
    reckoned. A standing duty has visited the fact versions up to ``seen_fact`` and up to the day ``seen_on``.
    ``failing`` says why the last sweep could not do its part for the duty; empty when it could.
    """

    key = models.CharField(max_length=64, unique=True)
    clause = models.CharField(max_length=16)
    enabled = models.BooleanField(default=True)
    watched_from = models.DateField()
    next_open_at = models.DateTimeField(null=True)
    reckoned = models.CharField(max_length=64, blank=True, default="")
    seen_fact = models.BigIntegerField(default=0)
    seen_on = models.DateField(null=True)
    failing = models.CharField(max_length=200, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return self.key


class DutyVersion(models.Model):
    """What the pack said of a duty when it was loaded; an obligation keeps the version it was opened under."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    body = models.TextField()
    digest = models.CharField(max_length=64)
    pack = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "number"], name="duty_version_number_once")]

    def __str__(self) -> str:
        return f"{self.duty_id} v{self.number}"

    @property
    def policy(self) -> PolicyDuty:
        """The duty as it stood in the pack when this version was loaded."""
        return duty_of_body(body=self.body)


def latest_versions(*, keys: Iterable[str]) -> dict[str, DutyVersion]:
    """The latest version of each of these duties by its key, with its duty; all of them in one query."""
    versions = DutyVersion.objects.filter(duty__key__in=list(keys)).select_related("duty")
    return {version.duty.key: version for version in versions.order_by("duty_id", "number")}


class OpenedPeriod(models.Model):
    """How far the opening of one period came. ``next_unit`` lets a killed sweep go on; ``done_at`` ends it."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="opened_periods")
    version = models.ForeignKey(DutyVersion, on_delete=models.PROTECT, related_name="+")
    period = models.DateField()
    as_of = models.DateField()
    next_unit = models.BigIntegerField(default=0)
    opened = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["duty", "period"], name="period_opened_once")]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.period}"
