"""巡查覆盖 (3.13, 3.16): how many rounds an area made in a month, how many units they visited, what they found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.db.models import BigIntegerField, Count, F, Sum, Value
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.area import WIDTH, Area
from anlan.kernel.people.unit import Unit
from anlan.oversight.areas import first_area, period_asked, surroundings, within
from anlan.policy.periods import Period, next_period, previous_period


@dataclass(frozen=True)
class Rounds:
    """One line: an area below, the own level, or the total (no area). A unit visited twice counts twice."""

    area: Area | None
    own: bool
    counts: tuple[int, ...]
    rows_url: str
    area_url: str

    @property
    def patrols(self) -> int:
        """Rounds made."""
        return self.counts[0]

    @property
    def visited(self) -> int:
        """Units visited on them."""
        return self.counts[1]

    @property
    def found(self) -> int:
        """Hidden dangers and violations found."""
        return self.counts[2]

    @property
    def enterprises(self) -> int:
        """Enterprises registered in the area today."""
        return self.counts[3]


def first_patrols(request: HttpRequest) -> HttpResponse:
    """The reader's own area, the highest where there are several."""
    found = first_area(request)
    code = str(found.headers["Location"]).strip("/").split("/")[-1]
    return HttpResponseRedirect(reverse("patrols_of", args=[code]))


def rounds_of(*, area: Area, children: list[Area], month: Period) -> list[Rounds]:
    """Own level, each area below, and the total of them; two queries, whatever the size."""
    width = min((WIDTH[child.level] for child in children), default=area.hi - area.lo)
    spot = F("position") / Value(width, output_field=BigIntegerField())
    records = DECLARED.pages["patrol"].model.objects.filter(
        within(area=area), state="recorded", visited_on__gte=month.start, visited_on__lte=month.end
    )
    made = records.order_by().annotate(spot=spot).values_list("spot")
    made = made.annotate(Count("id"), Sum("units_visited"), Sum("found"))
    units = Unit.objects.filter(within(area=area), kind="enterprise", closed_on=None)
    registered = units.order_by().annotate(spot=spot).values_list("spot").annotate(Count("id"))
    sums: dict[int | None, list[int]] = {None: [0] * 4, **{child.pk: [0] * 4 for child in children}}
    for position, *counts in made:
        _add(sums[_place(position * width, children)], [*counts, 0])
    for position, count in registered:
        _add(sums[_place(position * width, children)], [0, 0, 0, count])
    lines = [_line(area, own=True, counts=sums[None], month=month)]
    lines += [_line(child, own=False, counts=sums[child.pk], month=month) for child in children]
    total = [sum(column) for column in zip(*sums.values(), strict=True)]
    whole = _line(area, own=False, counts=total, month=month)
    return [*lines, Rounds(None, False, whole.counts, whole.rows_url, "")]


def _add(sums: list[int], counts: list[int]) -> None:
    for index, count in enumerate(counts):
        sums[index] += count


def _place(position: int, children: list[Area]) -> int | None:
    return next((child.pk for child in children if child.lo <= position < child.hi), None)


def _line(area: Area, *, own: bool, counts: list[int], month: Period) -> Rounds:
    query = {"area": area.code, **({"own": "1"} if own else {}), "state": "recorded"}
    query |= {"since": month.start.isoformat(), "until": month.end.isoformat()}
    rows = f"{reverse('records', args=['patrol'])}?{urlencode(query)}"
    below = f"{reverse('patrols_of', args=[area.code])}?{urlencode({'period': month.label})}"
    return Rounds(area, own, tuple(counts), rows, below)


def patrols_page(request: HttpRequest, code: str) -> HttpResponse:
    """One area and month, with the areas below; every figure leads to exactly the rounds that it adds up."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    month = period_asked(label=request.GET.get("period", ""), today=act.today)
    if month.kind != "month":
        raise Http404(month.label)
    lines = rounds_of(area=around.area, children=around.children, month=month)
    context = {
        "area": around.area,
        "path": around.path,
        "month": month,
        "month_name": period_name(period=month),
        "previous": previous_period(period=month).label,
        "following": next_period(period=month).label,
        "lines": lines[:-1],
        "total": lines[-1],
    }
    return render(request, "oversight/patrols.html", context)
