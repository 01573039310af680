"""坐标核对: whether a place on the map lies where its unit is, and whether it was given in the wrong system (17.3)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.policy import Pack
from anlan.policy.geometry import Boundary, from_gcj02


def outline_of(*, area: Area, pack: Pack) -> tuple[Area, Boundary] | None:
    """The nearest area, this one or one above it, that has an outline; None where none has."""
    for one in reversed(area.ancestors()):
        boundary = pack.boundaries.get(one.code)
        if boundary is not None:
            return one, boundary
    return None


def what_is_wrong(*, unit: Unit, longitude: Decimal | None, latitude: Decimal | None, pack: Pack) -> str:
    """Why this place cannot be the unit's, in words; empty where it can, or where nothing is known about it."""
    if longitude is None and latitude is None:
        return ""
    if longitude is None or latitude is None:
        return _("A place on the map needs both longitude and latitude.")
    found = outline_of(area=unit.area, pack=pack)
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
