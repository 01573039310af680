"""目标任务 (2.1–2.5, 4.2, 4.3): the three declines against the baseline year, deaths per GDP against the control
target, major accidents, and the milestones with their tasks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
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
from anlan.oversight.wording import said
from anlan.policy import Pack
from anlan.policy.citations import cite
from anlan.rules.targets import Decline, YearOf, declines, kept, reached

SERIES: dict[str, Promise | str] = {
    "accidents": pgettext_lazy("series", "Accidents"),
    "deaths": pgettext_lazy("series", "Deaths"),
    "larger": pgettext_lazy("series", "Larger-and-above accidents"),
}
for _clause in ("2.1", "2.2", "2.3", "2.4", "2.5", "4.2", "4.3"):
    cite(reference=_clause, kind="page", name="targets", address="target_entry")


@dataclass(frozen=True)
class YearLine:
    """One year: its figures, the control target that was set for it, and whether that was kept."""

    year: int
    record: Any
    url: str
    rate: Decimal | None
    against: dict[str, Decline]
    is_baseline: bool
    target: Any
    target_url: str
    kept: bool | None


@dataclass(frozen=True)
class DeclineLine:
    """The three declines of clause 2.1 in a year: the one that the Opinions name, or the latest since."""

    year: int
    named: bool
    reached: bool | None


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone (2.2, 2.5): its day, and the tasks that were entered for it, done of all."""

    clause: str
    what: str
    day: dt.date
    passed: bool
    tasks: int
    done: int
    reported: int
    url: str


def records_of(*, name: str, area: Area, sight: Sight) -> dict[int, Any]:
    """What was entered for the area's own government, by year."""
    model = DECLARED.pages[name].model
    rows = model.objects.visible_to(sight).filter(unit__area=area, unit__kind="government", state="entered")
    return {row.year: row for row in rows.order_by("year")}


def year_of(record: Any) -> YearOf:
    """A record as plain figures."""
    return YearOf(record.accidents, record.deaths, record.larger, record.major, record.gdp)


def lines_of(*, records: Mapping[int, Any], targets: Mapping[int, Any], baseline: int) -> list[YearLine]:
    """Each year of which anything was entered, newest first, compared with the baseline year and with its target."""
    figures = {year: year_of(record) for year, record in records.items()}
    lines = []
    for year in sorted({*records, *targets}, reverse=True):
        record, target = records.get(year), targets.get(year)
        rate = figures[year].rate if year in figures else None
        lines.append(
            YearLine(
                year=year,
                record=record,
                url=url_of(record=record) if record else "",
                rate=rate,
                against={one.series: one for one in declines(figures=figures, baseline=baseline, year=year)},
                is_baseline=year == baseline,
                target=target,
                target_url=url_of(record=target) if target else "",
                kept=kept(rate=rate, limit=target.rate if target else None),
            )
        )
    return lines


def decline_lines(*, records: Mapping[int, Any], baseline: int, named: int) -> list[DeclineLine]:
    """Whether all three declined in the year that the Opinions name, and in the latest year since (2.1)."""
    figures = {year: year_of(record) for year, record in records.items()}
    latest = max((year for year in figures if year > named), default=None)
    years = [named] if latest is None else [named, latest]
    found = {year: declines(figures=figures, baseline=baseline, year=year) for year in years}
    return [DeclineLine(year, year == named, reached(found=found[year])) for year in years]


def milestone_lines(*, area: Area, sight: Sight, pack: Pack, today: dt.date) -> list[MilestoneLine]:
    """The milestones of the pack, each with the tasks that the area's units lead."""
    milestones = pack.parameters.value(key="target.milestones", on=today).value
    within = Q(position__gte=area.lo, position__lt=area.hi, clause__in=list(milestones))
    tasks = DECLARED.pages["task"].model.objects.visible_to(sight).filter(within).exclude(state="withdrawn")
    counted = {"all": Count("pk"), "done": Count("pk", filter=Q(state="confirmed"))}
    counted["told"] = Count("pk", filter=Q(state="reported"))
    found = {row["clause"]: row for row in tasks.values("clause").annotate(**counted).order_by()}
    lines = []
    for clause, day in milestones.items():
        row = found.get(clause, {"all": 0, "done": 0, "told": 0})
        due = dt.date.fromisoformat(day)
        url = f"{reverse('records', args=['task'])}?{urlencode({'clause': clause, 'area': area.code})}"
        what = said(pack.clauses[clause].duty)
        lines.append(MilestoneLine(clause, what, due, due < today, row["all"], row["done"], row["told"], url))
    return lines


def target_entry(request: HttpRequest) -> HttpResponse:
    """The targets of the widest area in sight."""
    request = cast(OfficerRequest, request)
    return redirect("targets", code=widest_area(actor=request.actor).code)


def target_page(request: HttpRequest, code: str) -> HttpResponse:
    """One area's figures by year, the three declines, the control targets, and the milestones."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    sight, parameters = request.actor.sight(), act.pack.parameters
    baseline = parameters.value(key="target.baseline_year", on=act.today).value
    named = parameters.value(key="target.decline_year", on=act.today).value
    records = records_of(name="yearfigures", area=around.area, sight=sight)
    targets = records_of(name="controltarget", area=around.area, sight=sight)
    lines = lines_of(records=records, targets=targets, baseline=baseline)
    context = {
        "area": around.area,
        "path": around.path,
        "children": [child for child in around.children if child.level in ("county", "zone")],
        "lines": [(line, [(SERIES[name], line.against[name]) for name in SERIES]) for line in lines],
        "heads": list(SERIES.values()),
        "declines": decline_lines(records=records, baseline=baseline, named=named),
        "milestones": milestone_lines(area=around.area, sight=sight, pack=act.pack, today=act.today),
        "baseline": baseline,
        "baseline_known": baseline in records,
        "may_enter": request.actor.has(P.TARGET_RECORD),
    }
    return render(request, "oversight/targets.html", context)
