"""履职一览.

An area's figures, its own level and each area below, every figure a link to exactly its rows (journey 4).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.figures import outstanding_before, rows_as_of
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import Actor, in_force
from anlan.kernel.people.area import WIDTH, Area
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.oversight.duty_choice import DutyChoice, duty_choices, duty_chosen
from anlan.policy.periods import Cadence, Period, next_period, parse_label, period_of, previous_period

CADENCES: tuple[Cadence, ...] = ("month", "quarter", "half_year", "year")

# Every page of an area asks it: as written here it is sent sooner than Django builds it of subqueries.
AROUND = f"""
    SELECT one.* FROM {Area._meta.db_table} AS here JOIN {Area._meta.db_table} AS one
    ON one.parent_id = here.id OR one.lo <= here.lo AND one.hi >= here.hi
    WHERE here.code = %s ORDER BY one.lo, one.hi DESC
"""


@dataclass(frozen=True)
class Line:
    """One line of the table: an area below, the area's own level, or the total."""

    area: Area | None
    own: bool
    counts: Counts
    links: dict[str, str]


def area_in_sight(*, code: str, actor: Actor) -> Area:
    """The area with all of its territory in sight, or 404."""
    area = Area.objects.filter(code=code).first()
    if area is None or not actor.sight().covers_range(lo=area.lo, hi=area.hi):
        raise Http404(code)
    return cast(Area, area)


@dataclass(frozen=True)
class Surroundings:
    """An area with what lies around it in the tree of government: its path from the top in sight, its children."""

    area: Area
    path: list[Area]
    children: list[Area]


def surroundings(*, code: str, actor: Actor) -> Surroundings:
    """The area, the areas above it and those directly below, in one query; 404 unless all of it is in sight."""
    rows = list(Area.objects.raw(AROUND, [code]))
    sight = actor.sight()
    area = next((one for one in rows if one.code == code), None)
    if area is None or not sight.covers_range(lo=area.lo, hi=area.hi):
        raise Http404(code)
    path = [one for one in rows if one.hi >= area.hi and sight.covers_range(lo=one.lo, hi=one.hi)]
    return Surroundings(area, path, [one for one in rows if one.parent_id == area.pk])


def period_asked(*, label: str, today: dt.date) -> Period:
    """The period named in the address; this month where none is named."""
    if not label:
        return period_of(every="month", day=today)
    try:
        period = parse_label(label=label)
    except ValueError:
        raise Http404(label) from None
    # A product default: beyond it the calendar ends, and with it the period before or after.
    if not 2000 <= period.start.year <= 2200:
        raise Http404(label)
    return period


def first_area(request: HttpRequest) -> HttpResponse:
    """The areas' entry: the reader's own area, the highest where there are several."""
    request = cast(OfficerRequest, request)
    return HttpResponseRedirect(reverse("area", args=[own_area(actor=request.actor).code]))


def own_area(*, actor: Actor) -> Area:
    """The reader's own area, the highest where there are several; 404 for whoever oversees none."""
    found = area_overseen(actor=actor)
    if found is None:
        raise Http404("areas")
    return found


def area_overseen(*, actor: Actor) -> Area | None:
    """The widest area of which the reader sees all; None for whoever oversees none."""
    sight = actor.sight()
    if sight.everything:
        root = Area.objects.filter(parent=None).order_by("lo").first()
        areas = [root] if root else []
    else:
        areas = [post.unit.area for post in actor.posts]
        areas = [area for area in areas if sight.covers_range(lo=area.lo, hi=area.hi)]
    return min(areas, key=lambda area: (area.lo - area.hi, area.lo), default=None)


def lines_of(
    *, area: Area, children: list[Area], period: Period, duty: DutyChoice | None, today: dt.date
) -> list[Line]:
    """Own level, each area below, and the total of them all; a handful of queries, whatever the size."""
    where = within(area=area)
    if duty is not None:
        where &= Q(duty_id__in=duty.ids)
    # Areas below are told apart by the width of the narrowest: the database adds up everything inside each.
    width = min((WIDTH[child.level] for child in children), default=area.hi - area.lo)
    totals: dict[int | None, Counts] = {None: Counts(), **{child.pk: Counts() for child in children}}
    for (position, _duty), counts in rows_as_of(
        today=today, since=period.start, until=period.end, where=where, width=width
    ):
        place = place_among(position=position, children=children)
        totals[place] += counts
    for (position, _duty), left in outstanding_before(day=today, where=where, width=width).items():
        place = place_among(position=position, children=children)
        totals[place] += Counts(overdue=left)
    lines = [_line(area=area, own=True, counts=totals[None], period=period, duty=duty, today=today)]
    lines += [
        _line(area=child, own=False, counts=totals[child.pk], period=period, duty=duty, today=today)
        for child in children
    ]
    total = Counts()
    for counts in totals.values():
        total += counts
    whole = _line(area=area, own=False, counts=total, period=period, duty=duty, today=today)
    return [*lines, Line(None, False, whole.counts, whole.links)]


def confirmed_in(*, area: Area, duty: DutyChoice | None = None) -> int:
    """How much of what is open in the area a superior has confirmed as not performed (9.3)."""
    rows = Obligation.objects.filter(within(area=area), state=Obligation.State.OPEN, not_performed__isnull=False)
    return (rows.filter(duty_id__in=duty.ids) if duty else rows).count()


def within(*, area: Area) -> Q:
    """What lies in an area, whatever its level."""
    return Q(position__gte=area.lo, position__lt=area.hi)


def own_level(*, area: Area) -> Q:
    """What lies in an area but in none of those below it: its own bodies, and the history of areas that moved away."""
    condition = within(area=area)
    for child in area.children.all():
        condition &= ~within(area=child)
    return condition


def place_among(*, position: int, children: list[Area]) -> int | None:
    """The id of the child that this position lies in; None for the area's own level."""
    return next((child.pk for child in children if child.lo <= position < child.hi), None)


def _line(*, area: Area, own: bool, counts: Counts, period: Period, duty: DutyChoice | None, today: dt.date) -> Line:
    links = figure_links(area=area, own=own, period=period, duty=duty, today=today)
    return Line(area, own, counts, links)


def figure_links(
    *, area: Area, own: bool = False, period: Period, duty: DutyChoice | None = None, today: dt.date
) -> dict[str, str]:
    """Where each figure of an area leads: to exactly the rows that it counts; ``area`` leads to the area's own page."""
    base = {"area": area.code, **({"own": "1"} if own else {}), **({"duty": duty.key} if duty else {})}
    inside = {**base, "since": period.start.isoformat(), "until": period.end.isoformat()}
    before = {**base, "until": (today - dt.timedelta(days=1)).isoformat()}
    filters = {
        "owed": {**inside, "standing": "owed"},
        "on_time": {**inside, "standing": "met_on_time"},
        "late": {**inside, "standing": "met_late"},
        "open": {**inside, "standing": "open"},
        "not_due": {**inside, "since": max(period.start, today).isoformat(), "standing": "open"},
        "overdue": {**before, "standing": "open"},
    }
    address = reverse("obligations")
    kept = {"period": period.label, **({"duty": duty.key} if duty else {})}
    links = {name: f"{address}?{urlencode(query)}" for name, query in filters.items()}
    return {**links, "area": f"{reverse('area', args=[area.code])}?{urlencode(kept)}"}


def area_page(request: HttpRequest, code: str) -> HttpResponse:
    """One area: figures with drill-down, for a period and perhaps one duty."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    area = around.area
    period = period_asked(label=request.GET.get("period", ""), today=act.today)
    chosen = duty_chosen(key=request.GET.get("duty", ""), pack=act.pack)
    lines = lines_of(area=area, children=around.children, period=period, duty=chosen, today=act.today)
    context = {
        "area": area,
        "path": around.path,
        "period": period,
        "period_name": period_name(period=period),
        "previous": previous_period(period=period).label,
        "following": next_period(period=period).label,
        "cadences": [
            (one, period_name(period=one))
            for one in (period_of(every=every, day=min(period.end, act.today)) for every in CADENCES)
        ],
        "confirmed": confirmed_in(area=area, duty=chosen),
        "lines": lines[:-1],
        "total": lines[-1],
        "duties": duty_choices(pack=act.pack),
        "chosen": chosen.key if chosen else "",
        "today": act.today,
    }
    return render(request, "oversight/area.html", context)


def area_units(request: HttpRequest, code: str) -> HttpResponse:
    """The public units at an area's own level, with their posts and who holds them today (articles 4, 5, 9)."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    area = around.area
    units = Unit.objects.filter(area=area, closed_on=None).exclude(kind="enterprise").order_by("id")
    posts = Post.objects.filter(unit__in=units, closed_on=None).select_related("unit").order_by("unit_id", "id")
    held = Appointment.objects.filter(in_force(on=act.today), post__in=posts).select_related("officer")
    holders: dict[int, list[str]] = {}
    for one in held:
        holders.setdefault(one.post_id, []).append(one.officer.name)
    by_unit: dict[int, list[tuple[Post, list[str]]]] = {}
    for post in posts:
        by_unit.setdefault(post.unit_id, []).append((post, holders.get(post.pk, [])))
    context = {
        "area": area,
        "path": around.path,
        "units": [(unit, by_unit.get(unit.pk, [])) for unit in units],
        "today": local_day(moment=act.now, pack=act.pack),
    }
    return render(request, "oversight/area_units.html", context)
