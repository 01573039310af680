"""To whom a danger is reported, and to whom a receiver hands it on (3.14, 3.17)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Words
from anlan.rules import danger_reports

# Of the four kinds of department (article 5), those that only support supervise nobody and take no reports.
SUPERVISING = ("comprehensive", "regulator", "industry")


def areas_told(*, area: Area) -> list[Area]:
    """The areas above whose bodies may be told, nearest first."""
    above = [one for one in reversed(area.ancestors()) if one.pk != area.pk]
    levels = danger_reports.levels_told(above=[one.level for one in above])
    return [one for one in above if one.level in levels]


def bodies_in(*, areas: Sequence[Area]) -> list[Unit]:
    """The bodies of these areas that take reports, nearest area first; supporting departments do not."""
    wanted = Q(pk__in=[])
    for area in areas:
        wanted |= Q(area=area, kind__in=danger_reports.RECEIVING.get(area.level, ()))
    supporting = DECLARED.facts["department"].objects.filter(kind="department", valid_to=None)
    supporting = supporting.exclude(responsibility__in=SUPERVISING)
    units = Unit.objects.filter(wanted, closed_on=None).exclude(pk__in=supporting.values("unit"))
    order = [area.pk for area in areas]
    return sorted(units.select_related("area"), key=lambda one: (order.index(one.area_id), one.pk))


def receivers(*, unit: Unit) -> list[Unit]:
    """Whom this village or town may tell."""
    return bodies_in(areas=areas_told(area=unit.area))


def next_receivers(*, receiver: Unit) -> list[Unit]:
    """To whom a receiver may hand on: bodies of its own place and of those above."""
    own = [] if receiver.area.level == "village" else [receiver.area]
    return [one for one in bodies_in(areas=[*own, *areas_told(area=receiver.area)]) if one.pk != receiver.pk]


def receivers_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The choices of a report's form."""
    return [(str(one.pk), name_of(one)) for one in receivers(unit=unit)]


def next_receivers_for(receiver: Unit) -> Sequence[tuple[str, Words]]:
    """The choices when a report is handed on."""
    return [(str(one.pk), name_of(one)) for one in next_receivers(receiver=receiver)]
