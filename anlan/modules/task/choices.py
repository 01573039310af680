"""What the form of a task offers: clauses, and who may assist (E.5)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from anlan.kernel.installed import installed_pack
from anlan.kernel.people.naming import chinese, name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Words

ASSISTING = ("department", "government", "party_committee", "safety_committee_office")
SHOWN = 60


def clauses_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Every clause of the pack, by its number and the beginning of its duty."""
    clauses = installed_pack().clauses.values()
    return [(one.id, f"{one.id} {(one.duty.zh if chinese() else one.duty.en)[:SHOWN]}") for one in clauses]


def assisting_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Bodies of the lead unit's own level and of the areas directly below it."""
    near = Q(area=unit.area_id) | Q(area__parent=unit.area_id)
    units = Unit.objects.filter(near, kind__in=ASSISTING, closed_on=None).exclude(pk=unit.pk)
    return [(str(one.pk), name_of(one)) for one in units.order_by("position", "id")]
