"""重点监控、重点盯防 (17.5): which public body watches a red or orange point, and which of its leaders can."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from anlan.kernel.people.acting import Actor
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Asked, Words
from anlan.kernel.roles import P

# Levels of the public bodies whose leaders watch a point of that colour; the first is the usual one (17.5).
WATCHING = {"red": ("county", "zone", "city", "town"), "orange": ("town", "county", "zone")}
LEADING = ("government", "party_committee")


def watchers_offered(asked: Asked) -> Sequence[tuple[str, Words]]:
    """Leaders of the public side at the levels that the colour asks for, the usual level first (17.5)."""
    posts = watchers(unit=asked.unit, colour=asked.record.colour)
    return [(str(post.pk), f"{name_of(post.unit)} · {name_of(post)}") for post in posts]


def watchers(*, unit: Unit, colour: str) -> list[Post]:
    """The posts of leaders that can watch a point of that colour at this unit."""
    levels = WATCHING.get(colour, ())
    areas = {area.pk: area.level for area in unit.area.ancestors() if area.level in levels}
    posts = _leaders(areas=areas)
    return sorted(posts, key=lambda one: (levels.index(areas[one.unit.area_id]), *_as_offered(one)))


def _leaders(*, areas: Collection[int]) -> QuerySet[Post]:
    """The posts of leaders of public bodies of these areas."""
    return Post.objects.filter(
        unit__area__in=areas, unit__kind__in=LEADING, unit__closed_on=None, closed_on=None,
        kind__in=(Post.Kind.HEAD, Post.Kind.IN_CHARGE, Post.Kind.MEMBER),
    ).select_related("unit", "unit__area")  # fmt: skip


def _as_offered(post: Post) -> tuple[bool, int, int]:
    """Where a leader stands among those of one level: the government's first, whoever is in charge of safety first."""
    order: list[str] = [Post.Kind.IN_CHARGE, Post.Kind.HEAD, Post.Kind.MEMBER]
    return post.unit.kind != "government", order.index(post.kind), post.pk


def watching_body(*, unit: Unit, colour: str) -> Unit | None:
    """The government that owes naming a leader: that of the usual level for the colour, or the nearest above."""
    for level in WATCHING.get(colour, ()):
        area = unit.area.ancestors().filter(level=level).first()
        found = Unit.objects.filter(area=area, kind="government", closed_on=None).first() if area else None
        if found is not None:
            return found
    return None


def may_name(*, actor: Actor, body: Unit) -> bool:
    """Whether the actor may name leaders of that body, and for the points for which it owes one."""
    return actor.may(P.RISK_WATCH, position=body.position, unit=body.pk, line=body.line_id)


@dataclass(frozen=True)
class Watching:
    """The same for many points at once: bodies and leaders of all their areas, read in a few queries.

    ``levels`` leads from an area to those above it that have a level, by level; ``leaders`` has the posts of an area in
    the order in which they are offered.
    """

    levels: Mapping[int, Mapping[str, int]]
    governments: Mapping[int, Unit]
    leaders: Mapping[int, Sequence[Post]]

    def body(self, *, area: int, colour: str) -> Unit | None:
        """What ``watching_body`` says."""
        found = (self.governments.get(self.levels[area].get(level, 0)) for level in WATCHING.get(colour, ()))
        return next((one for one in found if one is not None), None)

    def watchers(self, *, area: int, colour: str) -> list[Post]:
        """What ``watchers`` says."""
        places = (self.levels[area].get(level, 0) for level in WATCHING.get(colour, ()))
        return [post for place in places for post in self.leaders.get(place, ())]


def watching_in(*, areas: Collection[Area]) -> Watching:
    """Who watches what in these areas; so many queries as the tree has levels, and two."""
    known = {area.pk: area for area in areas}
    missing = {area.parent_id for area in areas} - {*known, None}
    while missing:
        above = Area.objects.in_bulk(missing)
        known |= above
        missing = {area.parent_id for area in above.values()} - {*known, None}
    levels: dict[int, dict[str, int]] = {}
    for area in areas:
        here, levels[area.pk] = area, {area.level: area.pk}
        while here.parent_id is not None:
            here = known[here.parent_id]
            levels[area.pk].setdefault(here.level, here.pk)
    governments: dict[int, Unit] = {}
    for unit in Unit.objects.filter(area__in=known, kind="government", closed_on=None).order_by("-id"):
        governments[unit.area_id] = unit
    leaders: dict[int, list[Post]] = {}
    for post in sorted(_leaders(areas=known), key=_as_offered):
        leaders.setdefault(post.unit.area_id, []).append(post)
    return Watching(levels, governments, leaders)
