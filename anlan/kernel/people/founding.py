"""Founding.

The areas and lines of a policy pack become rows, once; later loads add what is new and rename nothing silently.
"""

from __future__ import annotations

from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Line
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack


def found_lines(*, pack: Pack) -> None:
    """Lines with the ids of the pack."""
    for line in pack.lines.values():
        Line.objects.update_or_create(
            pk=line.id, defaults={"code": line.code, "name_zh": line.name.zh, "name_en": line.name.en}
        )


def found_areas(*, pack: Pack) -> list[Area]:
    """The tree of government, in its order; returns the areas that were new."""
    with sweeping():
        known = {area.code: area for area in Area.objects.all()}
        new = []
        for area in pack.areas:
            if area.code in known:
                continue
            parent = known[area.parent] if area.parent else None
            planted = Area.plant(
                code=area.code,
                name_zh=area.name.zh,
                name_en=area.name.en,
                level=area.level,
                parent=parent,
                form=area.form or "",
            )
            known[area.code] = planted
            new.append(planted)
        return new
