"""企业名录: what the register holds already of the enterprises that an import names, and since when (6.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anlan.kernel.sheets.asking import among
from anlan.kernel.sheets.declaring import Judged, Numbered
from anlan.modules.enterprise.cases import Enterprise
from anlan.modules.enterprise.facts import EnterpriseFacts
from anlan.modules.enterprise.particulars import COLUMNS

HELD = ("id", "unit_id", "state", "credit_code", "name", "unit__area__code", "unit__closed_on", "known_since", *COLUMNS)


@dataclass(frozen=True)
class Held:
    """What the register holds of one code already."""

    pk: int
    unit: int
    state: str
    area: str
    closed_on: dt.date | None
    values: dict[str, Any]


def held_among(*, rows: Sequence[Numbered] | Sequence[Judged]) -> dict[str, Held]:
    """The entries of these rows' codes."""
    codes = [row[1]["credit_code"] for row in rows]
    found = {}
    for one in Enterprise.objects.filter(among(column="credit_code", values=codes)).values(*HELD):
        values = {name: one[name] for name in ("name", *COLUMNS)}
        found[one["credit_code"]] = Held(
            one["id"], one["unit_id"], one["state"], one["unit__area__code"], one["unit__closed_on"], values
        )
    return found


def known_later(*, held: Mapping[str, Held], day: dt.date) -> dict[int, dt.date]:
    """Units of which something is known from a later day on than the file speaks of."""
    units = [one.unit for one in held.values()]
    rows = EnterpriseFacts.objects.filter(unit__in=units, valid_from__gt=day, valid_to=None)
    return dict(rows.values_list("unit_id", "valid_from"))
