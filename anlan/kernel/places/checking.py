"""坐标核对: whether a place on the map lies where its unit is, and whether it was given in the wrong system (17.3)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.policy import Pack
from anlan.policy.geometry import Boundary, from_gcj02

# An area with its outline; None where nothing is known.
Outlined = tuple[Area, Boundary] | None


def outline_of(*, area: Area, pack: Pack) -> Outlined:
    """The nearest area, this one or one above it, that has an outline; None where none has."""
    return outlines_of(areas=[area], pack=pack)[area.pk]


def outlines_of(*, areas: Iterable[Area], pack: Pack) -> dict[int, Outlined]:
    """The same for many areas by their ids, asked once for all of them."""
    drawn = [(one, pack.boundaries[one.code]) for one in Area.objects.filter(code__in=list(pack.boundaries))]
    drawn.sort(key=lambda one: (one[0].lo, -one[0].hi), reverse=True)
    return {
        area.pk: next((one for one in drawn if one[0].lo <= area.lo and area.hi <= one[0].hi), None) for area in areas
    }


def what_is_wrong(*, unit: Unit, longitude: Decimal | None, latitude: Decimal | None, pack: Pack) -> str:
    """Why this place cannot be the unit's, in words; empty where it can, or where nothing is known about it."""
    if longitude is None and latitude is None:
        return ""
    return what_is_wrong_within(
        found=outline_of(area=unit.area, pack=pack), longitude=longitude, latitude=latitude
    )  # fmt: skip


def what_is_wrong_within(*, found: Outlined, longitude: Decimal | None, latitude: Decimal | None) -> str:
    """Why this place cannot lie in the outlined area, in words; empty where it can, or where no outline is known."""
    if longitude is None and latitude is None:
        return ""
    if longitude is None or latitude is None:
        return _("A place on the map needs both longitude and latitude.")
    if found is None:
        return ""
    area, outline = found
    if outline.holds(longitude=float(longitude), latitude=float(latitude)):
        return ""
    if outline.holds(longitude=float(latitude), latitude=float(longitude)):
        return _("Longitude and latitude look swapped: here the longitude is about 116, the latitude about 23.")
    back = from_gcj02(longitude=float(longitude), latitude=float(latitude))
    values = {"area": name_of(area), "longitude": f"{back[0]:.6f}", "latitude": f"{back[1]:.6f}"}
    if outline.holds(longitude=back[0], latitude=back[1]):
        return _(
            "This place lies outside %(area)s. It looks like GCJ-02, the shifted coordinates of public maps; "
            "in CGCS2000 it would be %(longitude)s, %(latitude)s."
        ) % values  # fmt: skip
    return _("This place lies outside %(area)s, where the unit is.") % values
