"""Whom a department or committee office may ask for assistance (3.15)."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Words
from anlan.rules import assistance


def bodies_asked(*, unit: Unit) -> list[Unit]:
    """The bodies below that can be asked, in the order of the areas."""
    area = unit.area
    kinds = ("government", "town_safety_office", "safety_committee_office", "department")
    below = Unit.objects.filter(position__gt=area.lo, position__lt=area.hi, kind__in=kinds, closed_on=None)
    return [
        one
        for one in below.select_related("area").order_by("position", "id")
        if assistance.is_asked(
            kind=one.kind, level=one.area.level, department=one.department, by_department=unit.department
        )
    ]


def asked_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The choices of the request's form."""
    return [(str(one.pk), name_of(one)) for one in bodies_asked(unit=unit)]
