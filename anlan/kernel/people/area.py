"""治理区域: the tree of who governs whom, city → county or zone → town → village (articles 3 and 10).

The tree is one of government, not of statistical codes: a functional zone governs just the towns that the data or
a user names. Each area owns a half-open range of positions ``lo <= position < hi``; its descendants lie inside. So
"everything in this county" is one comparison of integers that any index can answer. Ranges are laid with gaps and
never reused: an area that moves takes a new range, and whatever was closed keeps the position where it was owed.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.sight import SightedManager

# Widths are powers of 1024, so that 1023 children of each level can ever be laid below one parent.
WIDTH = {
    "nation": 2**60,
    "province": 2**50,
    "city": 2**40,
    "county": 2**30,
    "zone": 2**30,
    "town": 2**20,
    "village": 2**10,
}


class NoRoomLeft(Exception):
    """A parent area has no position left for a further child of this level."""


class Area(models.Model):
    """One area of government. ``lo`` itself is the area's own level; children start one child's width above it."""

    class Level(models.TextChoices):
        NATION = "nation", pgettext_lazy("area level", "Nation")
        PROVINCE = "province", pgettext_lazy("area level", "Province")
        CITY = "city", pgettext_lazy("area level", "City")
        COUNTY = "county", pgettext_lazy("area level", "County or district")
        ZONE = "zone", pgettext_lazy("area level", "Functional zone")
        TOWN = "town", pgettext_lazy("area level", "Town or subdistrict")
        VILLAGE = "village", pgettext_lazy("area level", "Village or community")

    code = models.CharField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=Level)
    form = models.CharField(max_length=16, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    lo = models.BigIntegerField(unique=True)
    hi = models.BigIntegerField()
    next_lo = models.BigIntegerField()

    objects = SightedManager(position="lo", line=None, unit=None)

    class Meta:
        ordering = ["lo"]
        constraints = [
            models.CheckConstraint(condition=Q(lo__lt=F("hi")), name="area_range_is_not_empty"),
            models.CheckConstraint(condition=Q(next_lo__gt=F("lo")), name="area_next_is_above_own_level"),
        ]

    def __str__(self) -> str:
        return self.name_zh

    @classmethod
    def plant(cls, *, code: str, name_zh: str, name_en: str, level: str, parent: Area | None, form: str = "") -> Area:
        """Create an area below ``parent`` (``None`` for the root) on the next unused range of positions."""
        lo, hi = cls.next_range(parent=parent, level=level)
        area = cls(code=code, name_zh=name_zh, name_en=name_en, level=level, form=form, parent=parent, lo=lo, hi=hi)
        area.next_lo = lo + 1
        area.save(force_insert=True)
        return area

    @classmethod
    def next_range(cls, *, parent: Area | None, level: str) -> tuple[int, int]:
        """Take the next range of ``level``'s width from the parent; the pointer moves on and never comes back."""
        width = WIDTH[level]
        if parent is None:
            return width, 2 * width
        parent = cls.objects.select_for_update().get(pk=parent.pk)
        lo = -(-parent.next_lo // width) * width
        if lo + width > parent.hi:
            raise NoRoomLeft(f"{parent.name_zh} ({parent.code}) has no room for a further {level}")
        cls.objects.filter(pk=parent.pk).update(next_lo=lo + width)
        return lo, lo + width

    def ancestors(self) -> models.QuerySet[Area]:
        """This area and all above it, from the root down."""
        return Area.objects.filter(lo__lte=self.lo, hi__gte=self.hi).order_by("lo", "-hi")
