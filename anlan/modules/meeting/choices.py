"""What the form of a meeting offers: forms, chairs, the counterpart, owners of decisions (3.12, article 4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import pgettext_lazy

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.findings import units_near
from anlan.kernel.records.workflow import Words
from anlan.rules import meetings

FORMS: dict[str, Words] = {
    "standing_committee": pgettext_lazy("meeting form", "Standing committee of the Party committee"),
    "government_executive": pgettext_lazy("meeting form", "Executive meeting of the government"),
    "study": pgettext_lazy("meeting form", "Study of work safety in another form"),
    "committee_plenary": pgettext_lazy("meeting form", "Plenary meeting of the safety committee"),
}


def forms_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The forms that this body can hold."""
    return [(form, FORMS[form]) for form in meetings.forms_of(kind=unit.kind, level=unit.area.level)]


def chairs_of(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The leadership posts that may have chaired: of the body, and of its counterpart for a shared meeting."""
    units = [unit, *filter(None, [counterpart_of(unit)])]
    posts = Post.objects.filter(unit__in=units, closed_on=None).exclude(kind=Post.Kind.STAFF).select_related("unit")
    return [(str(post.pk), f"{name_of(post)}") for post in sorted(posts, key=lambda p: (p.unit_id != unit.pk, p.pk))]


def counterpart_of(unit: Unit) -> Unit | None:
    """Party committee and government of the same area may share one record (3.12)."""
    kind = meetings.counterpart(kind=unit.kind)
    return Unit.objects.filter(area=unit.area_id, kind=kind, closed_on=None).first() if kind else None


def counterparts(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The counterpart as the one choice of the question whether the meeting was shared; none where there is none."""
    other = counterpart_of(unit)
    return [(str(other.pk), name_of(other))] if other else []


def owners_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Who may be given a decision: units of the same area and of the areas directly below it."""
    return units_near(unit=unit)
