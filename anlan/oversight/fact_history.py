"""事实沿革: what was known of a unit when, from which source, and what each version changed (architecture, point 6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.unit import Unit
from anlan.oversight.fact_words import fact_value
from anlan.oversight.why import source_words

SHOWN = 20
APART = {"id", "unit", "kind", "valid_from", "valid_to", "source"}


@dataclass(frozen=True)
class Version:
    """What held from a day on and before another; ``changed`` are the columns with their words before and after."""

    since: dt.date
    until: dt.date | None
    source: str
    changed: tuple[tuple[str, str, str], ...]


def versions_of(*, unit: Unit) -> list[Version]:
    """The latest versions, newest first; those that hold on no day were taken back and are left out."""
    table = DECLARED.facts.get(unit.kind)
    if table is None:
        return []
    known = table.objects.filter(unit=unit).order_by("-valid_from", "-pk")
    rows = [row for row in known if row.valid_from != row.valid_to]
    earlier: list[Any] = [*rows[1:], None]
    return [
        Version(row.valid_from, row.valid_to, source_words(source=row.source), _changed(row=row, before=before))
        for row, before in zip(rows[:SHOWN], earlier, strict=False)
    ]


def _changed(*, row: Any, before: Any) -> tuple[tuple[str, str, str], ...]:
    if before is None:
        return ()
    found = []
    for field in row._meta.concrete_fields:
        old, new = getattr(before, field.attname), getattr(row, field.attname)
        if field.name not in APART and old != new:
            words = (fact_value(name=field.name, value=value, table=type(row)) for value in (old, new))
            found.append((str(field.verbose_name), *words))
    return tuple(found)  # type: ignore[arg-type]
