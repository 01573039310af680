"""行政检查频次 (8.8; 国办发〔2024〕54号): what each bureau has used of the year's cap at one enterprise."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.rules.inspections import CAPPED


@dataclass(frozen=True)
class Inspected:
    """One bureau's inspections of one enterprise this year: by plan and draw, of those allowed, and the others."""

    body: Unit
    used: int
    cap: int
    others: int


def inspected_this_year(*, unit: Unit, act: Act) -> list[Inspected]:
    """By each bureau that inspected it this year and whose inspections the reader sees; two queries."""
    cap = int(act.pack.parameters.value(key="inspection.yearly_cap", on=act.today).value)
    rows = DECLARED.pages["inspection"].model.objects.visible_to(act.actor.sight())
    rows = rows.filter(unit=unit, state="recorded", inspected_on__year=act.today.year)
    capped = Q(basis__in=CAPPED)
    counts = list(
        rows.order_by()
        .values_list("receiver")
        .annotate(used=Count("id", filter=capped), others=Count("id", filter=~capped))
        .order_by("receiver")
    )
    bodies = Unit.objects.in_bulk([pk for pk, _used, _others in counts])
    return [Inspected(bodies[pk], used, cap, others) for pk, used, others in counts]
