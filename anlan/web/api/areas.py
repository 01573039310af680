"""Figures for programs: those of an area's page, for the same period and duty."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from anlan.kernel.people.naming import name_of
from anlan.oversight.areas import Line, lines_of, surroundings
from anlan.oversight.duty_choice import DutyChoice, duty_chosen
from anlan.policy import Pack
from anlan.policy.periods import Period, parse_label, period_of
from anlan.web.api import shapes
from anlan.web.api.asking import REFUSALS, act_behind, only_known
from anlan.web.api.errors import Fault, Unacceptable

router = Router(tags=["areas"])


class Filters(Schema):
    """``period``: such as 2026-11, 2026-Q4, 2026-H2 or 2026, otherwise this month. ``duty``: one duty's key.

    ``of-bodies`` and ``of-enterprises`` stand for all duties of public bodies, or of enterprises.
    """

    period: str = ""
    duty: str = ""


class AreaCounts(Schema):
    """The counts of one area with all below it."""

    code: str
    name: str
    counts: shapes.Counts


class AreaFigures(Schema):
    """``total`` is ``own`` (the area's own level) and all of ``below``; ``overdue`` counts all earlier periods."""

    code: str
    name: str
    period: str
    start: dt.date
    end: dt.date
    total: shapes.Counts
    own: shapes.Counts
    below: list[AreaCounts]


@router.get("/{code}/figures", response={200: AreaFigures, **REFUSALS}, operation_id="area_figures")
def area_figures(request: HttpRequest, code: str, filters: Query[Filters]) -> AreaFigures:
    """What an area owes in a period, with its own level and each area below it."""
    only_known(request, filters=Filters)
    act = act_behind(request)
    around = surroundings(code=code, actor=act.actor)
    area = around.area
    period, duty = _period(filters.period, act.today), _duty(filters.duty, act.pack)
    own, *below, total = lines_of(area=area, children=around.children, period=period, duty=duty, today=act.today)
    return AreaFigures(
        code=area.code,
        name=name_of(area),
        period=period.label,
        start=period.start,
        end=period.end,
        total=shapes.counts(total.counts),
        own=shapes.counts(own.counts),
        below=[line for row in below if (line := _below(row)) is not None],
    )


def _below(line: Line) -> AreaCounts | None:
    if line.area is None:
        return None
    return AreaCounts(code=line.area.code, name=name_of(line.area), counts=shapes.counts(line.counts))


def _period(label: str, today: dt.date) -> Period:
    try:
        return parse_label(label=label) if label else period_of(every="month", day=today)
    except ValueError:
        raise Unacceptable([Fault("period", _("Write a period as 2026-11, 2026-Q4, 2026-H2 or 2026."))]) from None


def _duty(key: str, pack: Pack) -> DutyChoice | None:
    try:
        return duty_chosen(key=key, pack=pack)
    except Http404:
        raise Unacceptable([Fault("duty", _("There is no such duty."))]) from None
