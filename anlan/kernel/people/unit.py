"""单位: whoever can owe: a party committee, a government, a committee office, a department, a village committee, an
enterprise (articles 3, 5, 6 and 9); and 条线, the lines that a unit or a duty belongs to (article 5).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anlan.kernel.people.area import Area
from anlan.kernel.people.sight import SightedManager


class Line(models.Model):
    """条线: a line of industry or matter (fire, chemicals, construction …). Ids come from the policy pack."""

    id = models.SmallIntegerField(primary_key=True)
    code = models.CharField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code


class Unit(models.Model):
    """One unit. ``position`` repeats the area's own position so that territory is one comparison.

    ``kind`` decides which table of fact versions describes it. ``vertical`` units answer to a higher level of their
    own line and get a letter (函), never an escalation. ``merged_into`` is who took over what a closed unit left
    undone. ``synthetic`` marks demonstration units.
    """

    code = models.CharField(max_length=64, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    short_zh = models.CharField(max_length=60)
    short_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=32)
    department = models.CharField(max_length=32, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="units")
    position = models.BigIntegerField()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    superior = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="subordinates")
    same_office_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    vertical = models.BooleanField(default=False)
    synthetic = models.BooleanField(default=False)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    objects = SightedManager(unit="id")

    class Meta:
        indexes = [models.Index(fields=["position", "kind"], name="unit_by_place_and_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("opened_on")),
                name="unit_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.name_zh
