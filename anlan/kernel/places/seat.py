"""单位所在位置: where a unit lies on the map, as its register has it (17.3). What lies at a unit lies there too."""

from __future__ import annotations

from decimal import Decimal

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.unit import Unit


def seat_of(*, unit: Unit) -> tuple[Decimal | None, Decimal | None]:
    """Longitude and latitude that the register of the unit's kind holds today; none where it holds none."""
    facts = DECLARED.facts.get(unit.kind)
    if facts is None or "longitude" not in {column.name for column in facts._meta.concrete_fields}:
        return None, None
    rows = facts.objects.filter(unit=unit.pk, valid_to=None).values_list("longitude", "latitude")
    return rows.first() or (None, None)


def place_given(
    *, unit: Unit, longitude: Decimal | None, latitude: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """The place that was given; where none was, that of the unit."""
    return (longitude, latitude) if longitude is not None else seat_of(unit=unit)
