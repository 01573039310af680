"""材料: the register of files handed in as evidence. No article of its own: each clause says what shows its
duty done.

One row is one handing-in. The same bytes handed in for two records are two rows and one stored file, so
``digest`` is not unique.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anlan.kernel.people.officer import Officer
from anlan.kernel.people.sight import SightedManager
from anlan.kernel.people.unit import Line, Unit


class EvidenceFile(models.Model):
    """One file, of one unit, for one record. ``record_id`` is empty until the record exists.

    ``cleared`` is the officer's declared answer "not classified, cleared for this network"; a row without
    it cannot exist. ``position`` and ``line`` repeat those of the unit, so that sight is decided as
    everywhere else. ``purpose`` is what the step asked it for, such as ``before`` or ``after``.

    Photos have a ``thumbnail``, stored by its own digest; ``taken_at`` is what their own clock said, longitude and
    latitude (WGS-84, degrees) where they were taken, if the officer wanted that kept.
    """

    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=150)
    record_type = models.CharField(max_length=48, blank=True)
    record_id = models.BigIntegerField(null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    position = models.BigIntegerField()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    cleared = models.BooleanField()
    purpose = models.CharField(max_length=48, blank=True, default="")
    thumbnail = models.CharField(max_length=64, blank=True, default="")
    taken_at = models.DateTimeField(null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)

    objects = SightedManager()

    class Meta:
        app_label = "kernel"
        ordering = ["id"]
        indexes = [models.Index(fields=["record_type", "record_id"], name="evidence_by_record")]
        constraints = [
            models.CheckConstraint(condition=Q(cleared=True), name="evidence_is_cleared"),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_is_not_empty"),
            models.CheckConstraint(condition=Q(record_id=None) | ~Q(record_type=""), name="evidence_record_has_a_type"),
        ]

    def __str__(self) -> str:
        return self.name
