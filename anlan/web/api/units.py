"""单位与岗位 for programs: the lists in which a program finds the codes and ids that other calls ask for."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.http import HttpRequest
from ninja import Query, Router, Schema

from anlan.kernel.pages.lists import page_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post as PostRow
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.people.unit import Unit as UnitRow
from anlan.oversight.areas import area_in_sight, within
from anlan.oversight.units import unit_in_sight
from anlan.web.api import shapes
from anlan.web.api.asking import REFUSALS, act_behind, only_known

router = Router(tags=["units"])
ORDER = ("position", "id")


class Filters(Schema):
    """``area``: its code, with all below it. ``kind``: such as government or department. ``after``: the next page."""

    area: str = ""
    kind: str = ""
    after: str = ""


class Unit(shapes.Unit):
    """One unit in the list; ``id`` is what a choice of units names."""

    id: int
    kind: str
    area: str
    closed_on: dt.date | None


class Units(Schema):
    """One page of units. ``after`` is the key of the next page, empty where the list ends."""

    rows: list[Unit]
    after: str


class Post(Schema):
    """One post of a unit; ``id`` names it in addresses, ``key`` is its own within the unit."""

    id: int
    key: str
    name: str
    kind: str
    closed_on: dt.date | None


class Whose(Schema):
    """The code of the unit whose posts are asked for."""

    unit: str


@router.get("/units", response={200: Units, **REFUSALS}, operation_id="unit_list")
def list_units(request: HttpRequest, filters: Query[Filters]) -> Units:
    """The units in sight, a page at a time."""
    only_known(request, filters=Filters)
    act = act_behind(request)
    rows = UnitRow.objects.select_related("area")
    if filters.area:
        rows = rows.filter(within(area=area_in_sight(code=filters.area, actor=act.actor)))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    page = page_of(rows=cast(SightedQuerySet, rows), sight=act.actor.sight(), order=ORDER, key=filters.after)
    return Units(rows=[_unit(row) for row in page.rows], after=page.key)


@router.get("/posts", response={200: list[Post], **REFUSALS}, operation_id="post_list")
def list_posts(request: HttpRequest, filters: Query[Whose]) -> list[Post]:
    """The posts of one unit."""
    only_known(request, filters=Whose)
    unit = unit_in_sight(code=filters.unit, actor=act_behind(request).actor)
    return [
        Post(id=row.pk, key=row.key, name=name_of(row), kind=row.kind, closed_on=row.closed_on)
        for row in PostRow.objects.filter(unit=unit).order_by("pk")
    ]


def _unit(row: UnitRow) -> Unit:
    plain = shapes.unit(row).model_dump()
    return Unit(**plain, id=row.pk, kind=row.kind, area=row.area.code, closed_on=row.closed_on)
