"""What the form of a regulator offers: roles, matters, kinds of authority, and the bodies that may answer (5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.people.naming import chinese, name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Words
from anlan.policy.validation import Text
from anlan.rules import regulators as rules

ROLES: dict[str, Words] = {
    rules.REGULATOR: pgettext_lazy("role of a public body", "Regulates a matter"),
    rules.ENFORCER: pgettext_lazy("role of a public body", "Enforces the law in a matter"),
    rules.ASSESSOR: pgettext_lazy("role of a public body", "Assesses it"),
    rules.STATISTICS: pgettext_lazy("role of a public body", "Counts it in its figures"),
}
AUTHORITIES: dict[str, Words] = {
    rules.OWN: pgettext_lazy("authority", "Own power by law"),
    rules.DELEGATED: pgettext_lazy("authority", "Delegated"),
    rules.ENTRUSTED: pgettext_lazy("authority", "Entrusted"),
}
# An enterprise may be assessed, and counted, elsewhere than where it has its seat.
ELSEWHERE = ("government", "safety_committee_office")


def _said(text: Text) -> str:
    return text.zh if chinese() else text.en


def matter_words(*, code: str) -> str:
    """A matter in words; empty where the role is of none."""
    matter = installed_pack().matters.get(code)
    return _said(matter.name) if matter else code


def roles_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The four roles."""
    return list(ROLES.items())


def matters_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The matters that the pack lists."""
    return [(code, _said(matter.name)) for code, matter in installed_pack().matters.items()]


def authorities_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """By which kind of authority."""
    return list(AUTHORITIES.items())


def bodies_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The bodies of the town, county or zone and city of the seat, then those elsewhere that may assess or count."""
    kinds = {kind for some in rules.BODIES.values() for kind in some}
    above = [area.pk for area in unit.area.ancestors().exclude(level="village")]
    elsewhere = Q(area__level__in=("county", "zone"), kind__in=ELSEWHERE)
    units = Unit.objects.filter(Q(area__in=above, kind__in=kinds) | elsewhere, closed_on=None)
    order = {area: number for number, area in enumerate(reversed(above))}
    found = sorted(units, key=lambda one: (order.get(one.area_id, len(order)), one.pk))
    return [(str(one.pk), name_of(one)) for one in found]
