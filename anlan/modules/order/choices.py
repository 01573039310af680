"""What the forms of orders offer: sources, importance, who ordered it, and to whom it can be given (9.3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.findings import units_near
from anlan.kernel.records.workflow import Words
from anlan.rules import orders

SOURCES: dict[str, Words] = {
    "leader": pgettext_lazy("source of an order", "Leader's instruction"),
    "superior": pgettext_lazy("source of an order", "Feedback of a superior body"),
    "provincial": pgettext_lazy("source of an order", "Feedback of a provincial inspection"),
    "proposal": pgettext_lazy("source of an order", "Proposal of NPC deputies or CPPCC members"),
    "meeting": pgettext_lazy("source of an order", "Resolution of a meeting"),
    "tour": pgettext_lazy("source of an order", "Finding of a tour"),
    "inspection": pgettext_lazy("source of an order", "Finding of a led inspection"),
}
IMPORTANCE: dict[str, Words] = {
    "ordinary": pgettext_lazy("importance of an order", "Ordinary"),
    "important": pgettext_lazy("importance of an order", "Important"),
    "major": pgettext_lazy("importance of an order", "Major problem"),
}
LEADING = ("party_committee", "government", "safety_committee")


def sources_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The sources that are entered by hand; what meetings decide and visits find comes in by itself."""
    return [(source, SOURCES[source]) for source in orders.ENTERED]


def importance_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """How important it may be; the major problems of clause 3.4 are marked as such."""
    return list(IMPORTANCE.items())


def leaders_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The leadership posts of the area and of the one above it, from which an instruction may come."""
    near = Q(unit__area=unit.area_id) | Q(unit__area=unit.area.parent_id)
    posts = Post.objects.filter(near, unit__kind__in=LEADING, closed_on=None).exclude(kind=Post.Kind.STAFF)
    posts = posts.select_related("unit").order_by("-unit__position", "unit_id", "pk")
    return [(str(post.pk), f"{name_of(post.unit)} · {name_of(post)}") for post in posts]


def receivers_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """To whom the unit may give something: a department to itself and downwards, an office also beside it."""
    near = units_near(unit=unit)
    if orders.may_order_peers(kind=unit.kind):
        return near
    beside = set(Unit.objects.filter(area=unit.area_id).exclude(pk=unit.pk).values_list("pk", flat=True))
    return [(pk, name) for pk, name in near if int(pk) not in beside]
