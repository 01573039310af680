"""目标任务 (2.1–2.5, 4.2, 4.3): the three declines against the baseline year, major accidents, and the milestones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.cells import url_of
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.area import Area
from anlan.kernel.people.sight import Sight
from anlan.kernel.roles import P
from anlan.oversight.areas import surroundings
from anlan.oversight.entry import widest_area
from anlan.policy.citations import cite
from anlan.rules.targets import Decline, YearOf, declines, reached

SERIES: dict[str, Promise | str] = {
    "accidents": pgettext_lazy("series", "Accidents"),
    "deaths": pgettext_lazy("series", "Deaths"),
    "larger": pgettext_lazy("series", "Larger-and-above accidents"),
}
for _clause in ("2.1", "2.2", "2.3", "2.4", "2.5", "4.2", "4.3"):
    cite(reference=_clause, kind="page", name="targets", address="target_entry")


@dataclass(frozen=True)
class YearLine:
    """One year's figures with the link to the record and its source."""

    record: Any
    url: str
    rate: Decimal | None
    against: dict[str, Decline]


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone of clauses 2.1 and 2.5: the year, the three series then, and whether all declined."""

    year: int
    clause: str
    declines: list[Decline]
    reached: bool | None
    over: bool


def records_of(*, area: Area, sight: Sight) -> dict[int, Any]:
    """The figures entered for the area's own government, by year."""
    model = DECLARED.pages["yearfigures"].model
    rows = model.objects.visible_to(sight).filter(unit__area=area, unit__kind="government", state="entered")
    return {row.year: row for row in rows.order_by("year")}


def year_of(record: Any) -> YearOf:
    """A record as plain figures."""
    gdp = Decimal(record.gdp) if record.gdp else None
    return YearOf(record.accidents, record.deaths, record.larger, record.major, gdp)


def lines_of(*, records: Mapping[int, Any], baseline: int) -> list[YearLine]:
    """Each year, newest first, compared with the baseline year."""
    figures = {year: year_of(record) for year, record in records.items()}
    lines = []
    for year, record in sorted(records.items(), reverse=True):
        against = {one.series: one for one in declines(figures=figures, baseline=baseline, year=year)}
        lines.append(YearLine(record, url_of(record=record), figures[year].rate, against))
    return lines


def milestone_lines(
    *, records: Mapping[int, Any], baseline: int, milestones: Mapping[str, int], this_year: int
) -> list[MilestoneLine]:
    """The milestones that the Opinions name, each with the three series of its year, or of the latest before it."""
    figures = {year: year_of(record) for year, record in records.items()}
    lines = []
    for clause, year in milestones.items():
        latest = max((one for one in figures if one <= year), default=year)
        shown = year if year < this_year else latest
        found = declines(figures=figures, baseline=baseline, year=shown)
        lines.append(MilestoneLine(year, clause, found, reached(found=found), year < this_year))
    return lines


def target_entry(request: HttpRequest) -> HttpResponse:
    """The targets of the widest area in sight."""
    request = cast(OfficerRequest, request)
    return redirect("targets", code=widest_area(actor=request.actor).code)


def target_page(request: HttpRequest, code: str) -> HttpResponse:
    """One area's figures by year, the three declines, and the milestones of 2020 and 2030."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    parameters = act.pack.parameters
    baseline = parameters.value(key="target.baseline_year", on=act.today)
    milestones = parameters.value(key="target.milestones", on=act.today)
    records = records_of(area=around.area, sight=request.actor.sight())
    lines = lines_of(records=records, baseline=baseline.value)
    context = {
        "area": around.area,
        "path": around.path,
        "children": [child for child in around.children if child.level in ("county", "zone")],
        "lines": [(line, [(SERIES[name], line.against[name]) for name in SERIES]) for line in lines],
        "heads": list(SERIES.values()),
        "milestones": milestone_lines(
            records=records, baseline=baseline.value, milestones=milestones.value, this_year=act.today.year
        ),
        "series": SERIES,
        "baseline": baseline.value,
        "baseline_known": baseline.value in records,
        "may_enter": request.actor.has(P.TARGET_RECORD),
    }
    return render(request, "oversight/targets.html", context)
