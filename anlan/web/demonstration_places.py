"""Where the demonstration's synthetic enterprises lie: made up, within their county, gathered by town."""

from __future__ import annotations

import random
from decimal import Decimal

from anlan.kernel.people.area import Area
from anlan.kernel.sheets.bulk import update_many
from anlan.kernel.transactions import sweeping
from anlan.modules.enterprise import Enterprise, EnterpriseFacts
from anlan.policy import Pack
from anlan.policy.geometry import Boundary

# Towns lie this far inside the frame of their county, enterprises this far around their town, in degrees.
SPREAD = 0.02
TRIES = 400


def somewhere_in(
    *, outline: Boundary, draw: random.Random, near: tuple[float, float] | None = None
) -> tuple[float, float]:
    """A point inside the outline, near another one where that is given; the same for each state of ``draw``."""
    west, south, east, north = outline.box
    for _try in range(TRIES):
        if near is None:
            point = draw.uniform(west, east), draw.uniform(south, north)
        else:
            point = near[0] + draw.gauss(0, SPREAD), near[1] + draw.gauss(0, SPREAD)
        if outline.holds(longitude=point[0], latitude=point[1]):
            return point
    return near or outline.rings[0][0]


def place_enterprises(*, pack: Pack) -> None:
    """Give every synthetic enterprise a place, so that the map has something to show."""
    draw = random.Random(20171021)
    areas = {area.pk: area for area in Area.objects.all()}
    by_position = sorted(areas.values(), key=lambda area: area.lo)
    towns = {area.pk: area for area in by_position if area.level == "town"}
    centres: dict[int, tuple[float, float]] = {}
    rows = []
    for pk, position in Enterprise.objects.order_by("id").values_list("pk", "position"):
        above = [area for area in by_position if area.lo <= position < area.hi]
        outline = next((pack.boundaries[one.code] for one in reversed(above) if one.code in pack.boundaries), None)
        if outline is None:
            continue
        town = next((one for one in above if one.pk in towns), None)
        if town is not None and town.pk not in centres:
            centres[town.pk] = somewhere_in(outline=outline, draw=draw)
        near = centres.get(town.pk) if town is not None else None
        longitude, latitude = somewhere_in(outline=outline, draw=draw, near=near)
        rows.append((pk, Decimal(f"{longitude:.6f}"), Decimal(f"{latitude:.6f}")))
    units = dict(Enterprise.objects.values_list("pk", "unit_id"))
    facts = dict(EnterpriseFacts.objects.filter(valid_to=None).values_list("unit_id", "pk"))
    columns = ("longitude", "latitude")
    with sweeping():
        update_many(model=Enterprise, key=("id",), columns=columns, rows=rows)
        known = [(facts[units[pk]], *place) for pk, *place in rows]
        update_many(model=EnterpriseFacts, key=("id",), columns=columns, rows=known)
