"""What the forms of key areas offer: kinds, the four colours, departments, how proposals were taken (17.2, 17.8)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import pgettext_lazy

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Words
from anlan.rules import key_areas as rules

KINDS: dict[str, Words] = {
    "park": pgettext_lazy("key area", "Industrial park"),
    "chemicals": pgettext_lazy("key area", "Area where hazardous chemicals are concentrated"),
    "port": pgettext_lazy("key area", "Port area"),
    "storage": pgettext_lazy("key area", "Warehousing and logistics area"),
    "crowd": pgettext_lazy("key area", "Place where crowds gather"),
    "old_town": pgettext_lazy("key area", "Densely built old quarter or urban village"),
    "facility": pgettext_lazy("key area", "Large facility or installation"),
    "pipeline": pgettext_lazy("key area", "Oil or gas pipeline"),
    "traffic": pgettext_lazy("key area", "Bridge, tunnel or traffic hub"),
    "other": pgettext_lazy("key area", "Other"),
}
# The four colours in which the field draws risk, worst first.
LEVELS: dict[str, Words] = {
    "red": pgettext_lazy("risk level", "Red: major risk"),
    "orange": pgettext_lazy("risk level", "Orange: considerable risk"),
    "yellow": pgettext_lazy("risk level", "Yellow: general risk"),
    "blue": pgettext_lazy("risk level", "Blue: low risk"),
}
ADOPTIONS: dict[str, Words] = {
    rules.ADOPTED: pgettext_lazy("adoption", "Adopted"),
    rules.PARTLY: pgettext_lazy("adoption", "Partly adopted"),
    rules.NOT_ADOPTED: pgettext_lazy("adoption", "Not adopted"),
}
RESPONSIBLE = ("department", "government", "town_safety_office", "safety_committee_office")


def kinds_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The kinds of key area and major facility."""
    return list(KINDS.items())


def levels_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The four colours."""
    return list(LEVELS.items())


def adoptions_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """How an assessment's proposals were taken."""
    return list(ADOPTIONS.items())


def departments_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The departments of the government's own level, then those above it."""
    above = [area.pk for area in reversed(unit.area.ancestors())]
    units = Unit.objects.filter(area__in=above, kind__in=RESPONSIBLE, closed_on=None)
    return [(str(one.pk), name_of(one)) for one in sorted(units, key=lambda one: (above.index(one.area_id), one.pk))]
