"""履职事项 for programs: the list behind every figure, and one obligation."""

from __future__ import annotations

import datetime as dt
from typing import Literal, cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.lists import page_of
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.records.door import Act
from anlan.oversight.obligations import ORDERS, standings
from anlan.web.api import shapes
from anlan.web.api.asking import REFUSALS, act_behind, only_known, unit_in_sight
from anlan.web.api.errors import Fault, Unacceptable

router = Router(tags=["obligations"])


class Filters(Schema):
    """``open`` is all that is not met yet, late or not; ``since`` and ``until`` are due days, both included."""

    state: Literal["open", "late", "met", ""] = ""
    unit: str = ""
    clause: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    after: str = ""


@router.get("/", response={200: shapes.Obligations, **REFUSALS}, operation_id="obligation_list")
def list_obligations(request: HttpRequest, filters: Query[Filters]) -> shapes.Obligations:
    """Everything owed that the caller may see, a page at a time."""
    only_known(request, filters=Filters)
    act = act_behind(request)
    # Each order is an index that also holds what is filtered by.
    order = ORDERS["due" if filters.unit or filters.state in ("open", "late") else "place"]
    rows = _narrowed(act, filters)
    page = page_of(rows=rows, sight=act.actor.sight(), order=order, key=filters.after)
    return shapes.Obligations(rows=[shapes.obligation(row, act) for row in page.rows], after=page.key)


def _narrowed(act: Act, filters: Filters) -> SightedQuerySet:
    rows = cast(SightedQuerySet, Obligation.objects.select_related("duty", "unit", "met_by"))
    if filters.state:
        standing = standings(now=act.now)
        met = standing["met_on_time"] | standing["met_late"]
        rows = rows.filter({"met": met, "open": standing["open"], "late": standing["late"]}[filters.state])
    if filters.unit:
        rows = rows.filter(unit=unit_in_sight(code=filters.unit, sight=act.actor.sight()))
    if filters.clause:
        if filters.clause not in act.pack.clauses:
            raise Unacceptable([Fault("clause", _("There is no such clause."))])
        rows = rows.filter(duty_id__in=list(Duty.objects.filter(clause=filters.clause).values_list("pk", flat=True)))
    if filters.since:
        rows = rows.filter(due_day__gte=filters.since)
    if filters.until:
        rows = rows.filter(due_day__lte=filters.until)
    return rows


@router.get("/{int:pk}", response={200: shapes.Obligation, **REFUSALS}, operation_id="obligation")
def one_obligation(request: HttpRequest, pk: int) -> shapes.Obligation:
    """One obligation."""
    act = act_behind(request)
    rows = Obligation.objects.visible_to(act.actor.sight()).select_related("duty", "unit", "met_by")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404("obligation")
    return shapes.obligation(row, act)
