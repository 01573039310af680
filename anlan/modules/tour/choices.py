"""What the form of a tour offers: kinds, subjects, team leads, the body that shares it (3.5, 3.27, 5.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.findings import units_near
from anlan.kernel.records.workflow import Words
from anlan.rules import tours

KINDS: dict[str, Words] = {
    "supervision": pgettext_lazy("kind of tour", "Supervision of a lower government (3.5)"),
    "tour": pgettext_lazy("kind of tour", "Inspection tour of a lower level (3.27)"),
    "special": pgettext_lazy("kind of tour", "Special supervision"),
    "peers": pgettext_lazy("kind of tour", "Supervision of a peer department (5.3)"),
}


def who_may_tour(on: dt.date) -> Q:
    """For which bodies a tour can be recorded that day: of departments only the comprehensive regulator (5.3)."""
    facts: Any = DECLARED.facts["department"]
    codes = [code for code, _words in facts._meta.get_field("responsibility").flatchoices]
    touring = [code for code in codes if tours.may_tour(kind="department", responsibility=code)]
    departments = facts.objects.filter(as_of(day=on), kind="department", responsibility__in=touring)
    return ~Q(kind="department") | Q(pk__in=departments.values("unit"))


def kinds_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """All kinds; which subject fits which is checked afterwards."""
    return list(KINDS.items())


def subjects_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Party committees and governments directly below, and the departments beside the unit."""
    below = Q(area__parent=unit.area_id, kind__in=tours.LOWER)
    beside = Q(area=unit.area_id, kind="department") & ~Q(pk=unit.pk)
    units = Unit.objects.filter(below | beside, closed_on=None).order_by("-kind", "position", "id")
    return [(str(one.pk), name_of(one)) for one in units]


def leads_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Leadership posts of the unit and of the party committee and the government of its area."""
    near = Q(unit=unit) | Q(unit__area=unit.area_id, unit__kind__in=tours.LOWER)
    posts = Post.objects.filter(near, closed_on=None).exclude(kind=Post.Kind.STAFF).select_related("unit")
    return [
        (str(post.pk), f"{name_of(post.unit)} · {name_of(post)}")
        for post in sorted(posts, key=lambda one: (one.unit_id != unit.pk, one.unit_id, one.pk))
    ]


def sharers_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The party committee or the government of the area, in whose name too the tour was made."""
    units = Unit.objects.filter(area=unit.area_id, kind__in=tours.LOWER, closed_on=None).exclude(pk=unit.pk)
    return [(str(one.pk), name_of(one)) for one in units.order_by("id")]


def responsible_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Who can be made to put a finding right."""
    return units_near(unit=unit)
