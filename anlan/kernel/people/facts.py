"""事实版本: what the registers say of a unit, from a day to a day.

Each kind of unit has one table of fact versions with typed columns, declared by its module. A duty's conditions are
tested against it as of a day, and an obligation keeps the id of the version that made it owed.

Versions are added, never edited: what was seen once stays as it was seen. A version that turned out to be otherwise
ends where the other begins; one that was wrong from its first day on ends on that very day and holds on none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q
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
            models.UniqueConstraint(
                fields=["unit", "valid_from"],
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="%(class)s_once_per_day",
            ),
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to=None), name="%(class)s_one_present"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="%(class)s_not_backwards"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.valid_from}"


def as_of(*, day: dt.date | OuterRef) -> Q:
    """The versions that hold on that day, which may be another query's column."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def holding_within(*, since: dt.date | OuterRef, until: dt.date | None) -> Q:
    """The versions that hold on some day from ``since`` on and before ``until`` (None: without end)."""
    ending = Q(valid_to=None) | (Q(valid_to__gt=since) & Q(valid_to__gt=F("valid_from")))
    return ending if until is None else ending & Q(valid_from__lt=until)


def note(
    *,
    table: type[FactVersion],
    unit: Unit,
    since: dt.date,
    until: dt.date | None,
    values: Mapping[str, Any],
    source: str,
) -> None:
    """Let these values hold from ``since`` on and before ``until``, as far as the unit was known at all then.

    Other columns stay as they are known for each day, so that several registers may each note their own. What is known
    already is not said again. Runs inside the transaction of the act.
    """
    # Two acts at once would each split versions that the other has not seen.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    held = table.objects.filter(holding_within(since=since, until=until), unit=unit).order_by("valid_from")
    for version in held:
        if any(getattr(version, name) != value for name, value in values.items()):
            _split(version=version, since=since, until=until, values=values, source=source)


def _split(*, version: Any, since: dt.date, until: dt.date | None, values: Mapping[str, Any], source: str) -> None:
    """End a version where the other values begin; go on with it where they end."""
    begins, ends = max(version.valid_from, since), version.valid_to
    kept = {field.attname: getattr(version, field.attname) for field in version._meta.concrete_fields}
    del kept["id"]
    table = type(version)
    table.objects.filter(pk=version.pk).update(valid_to=begins)
    goes_on = until is not None and (ends is None or until < ends)
    changed = {**values, "valid_from": begins, "valid_to": until if goes_on else ends, "source": source}
    table(**kept | changed).save(force_insert=True)
    if goes_on:
        table(**kept | {"valid_from": until, "valid_to": ends}).save(force_insert=True)
