"""Founding public units from a pack's templates: every area of a level gets the bodies that the templates name.

The names are standard names and marked as product defaults in the pack: users correct them against the city's own list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import cast

from anlan.kernel.people.area import Area
from anlan.kernel.people.post import Grant, Post
from anlan.kernel.people.unit import Line, Unit
from anlan.kernel.roles import ROLES
from anlan.kernel.transactions import sweeping
from anlan.modules.public_unit.facts import PublicUnitFacts
from anlan.policy import Pack
from anlan.policy.governance import Form, Level
from anlan.policy.units import UnitTemplate
from anlan.policy.validation import Text

SOURCE = "政策包机构目录（系统默认值，待核对）"


def found_units(*, pack: Pack, areas: Iterable[Area], since: dt.date) -> list[Unit]:
    """Create units with posts, grants and facts in these (new) areas; ``since`` is when their facts begin."""
    line = Line.objects.get(code="general")
    founded: list[tuple[Unit, UnitTemplate, Area]] = []
    for area in areas:
        names = Text(zh=area.name_zh, en=area.name_en)
        for template in pack.templates_for(level=cast(Level, area.level), form=cast(Form, area.form or None)):
            full, short = template.name_for(area=names, city=pack.city), template.short_for(area=names, city=pack.city)
            unit = Unit(
                code=f"{area.code}/{template.key}",
                name_zh=full.zh, name_en=full.en, short_zh=short.zh, short_en=short.en,
                kind=template.kind, department=template.department or "", area=area, position=area.lo, line=line,
                vertical=area.level in template.vertical, opened_on=since,
            )  # fmt: skip
            founded.append((unit, template, area))
    with sweeping():
        Unit.objects.bulk_create([unit for unit, _template, _area in founded], batch_size=2000)
        _place(founded=founded)
        _staff(founded=founded, since=since)
        PublicUnitFacts.objects.bulk_create(
            [
                PublicUnitFacts(
                    unit=unit, kind=unit.kind, level=area.level, form=area.form, department=unit.department,
                    responsibility=template.responsibility or "", vertical=unit.vertical,
                    valid_from=since, source=SOURCE,
                )
                for unit, template, area in founded
            ],
            batch_size=2000,
        )  # fmt: skip
    return [unit for unit, _template, _area in founded]


def _place(*, founded: list[tuple[Unit, UnitTemplate, Area]]) -> None:
    """Set who reports to whom, and whose staff do the work under another seal (article 9)."""
    by_place = {(unit.area_id, template.key): unit for unit, template, _area in founded}
    by_kind: dict[tuple[int | None, str, str], Unit] = {}
    for unit in Unit.objects.filter(area__in={unit.area_id for unit, _t, _a in founded}) | Unit.objects.filter(
        area__children__isnull=False
    ):
        by_kind[unit.area_id, unit.kind, unit.department] = unit
    for unit, template, area in founded:
        unit.superior = _superior(unit=unit, area=area, by_kind=by_kind)
        if template.same_office_as:
            unit.same_office_as = by_place.get((area.pk, template.same_office_as))
    Unit.objects.bulk_update([unit for unit, _t, _a in founded], ["superior", "same_office_as"], batch_size=500)


def _superior(*, unit: Unit, area: Area, by_kind: dict[tuple[int | None, str, str], Unit]) -> Unit | None:
    """The like body one level up; a village committee reports to its town, a town's office to the committee office."""
    above = area.parent_id
    if unit.kind == "village_committee":
        return by_kind.get((above, "government", ""))
    if unit.kind == "town_safety_office":
        return by_kind.get((above, "safety_committee_office", ""))
    like = by_kind.get((above, unit.kind, unit.department))
    if like is None and unit.kind == "department":
        return by_kind.get((area.pk, "government", ""))
    return like


def _staff(*, founded: list[tuple[Unit, UnitTemplate, Area]], since: dt.date) -> None:
    """Give every unit the posts of its template, and every post the role that goes with it."""
    posts = [
        (Post(unit=unit, kind=p.kind, key=p.key, name_zh=p.name.zh, name_en=p.name.en), p.role, area)
        for unit, template, area in founded
        for p in template.posts
    ]
    Post.objects.bulk_create([post for post, _role, _area in posts], batch_size=2000)
    grants = []
    for post, role, area in posts:
        own_unit = ROLES[role].territory == "own_unit"
        grants.append(Grant(post=post, role=role, own_unit=own_unit, area=None if own_unit else area, since=since))
    Grant.objects.bulk_create(grants, batch_size=2000)
