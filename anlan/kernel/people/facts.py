"""事实版本: what the registers say of a unit, from a day to a day.

Each kind of unit has one table of fact versions with typed columns, declared by its module. A duty's conditions are
tested against it as of a day, and an obligation keeps the id of the version that made it owed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.unit import Unit


class FactVersion(models.Model):
    """One version of what is known of one unit; ``valid_to`` is the first day on which it no longer holds."""

    KINDS: ClassVar[frozenset[str]] = frozenset()

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("Kind of unit"), max_length=32)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="%(class)s_once_per_day"),
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to=None), name="%(class)s_one_present"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="%(class)s_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.valid_from}"


def as_of(*, day: dt.date) -> Q:
    """The versions that hold on that day."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))
