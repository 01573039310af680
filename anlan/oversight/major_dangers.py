"""重大隐患和重大风险一览 (3.7, 19.8): every open major danger of an area on one page, the longest late first.

Beside each: who supervises it, whether it is listed and on which rung, and which leg of the double report is missing.
Below: the red risk points with who watches them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.oversight.areas import own_area, surroundings, within
from anlan.policy import Pack
from anlan.policy.citations import cite
from anlan.rules import dangers

cite(reference="3.7", kind="page", name="major_dangers", address="major_dangers")
MOST = 300
MISSING = ("to_regulator", "to_workers")


@dataclass(frozen=True)
class Line:
    """One major danger: by when it was due to be planned or put right, and by how many days it is late."""

    danger: Any
    due: dt.date | None
    late: int
    state: str
    listing: Any
    legs: tuple[str, ...]


def first_major(request: HttpRequest) -> HttpResponse:
    """The reader's own area, the highest where there are several."""
    request = cast(OfficerRequest, request)
    return HttpResponseRedirect(reverse("major_dangers_of", args=[own_area(actor=request.actor).code]))


def major_page(request: HttpRequest, *, code: str) -> HttpResponse:
    """The open major dangers and the red risk points of an area."""
    request = cast(OfficerRequest, request)
    act, around = act_of(request), surroundings(actor=request.actor, code=code)
    sight = request.actor.sight()
    rows = DECLARED.pages["hiddendanger"].model.objects.visible_to(sight).filter(
        within(area=around.area), grade=dangers.MAJOR, state__in=dangers.OPEN
    )  # fmt: skip
    total = rows.count()
    found = list(rows.select_related("unit", "unit__area", "supervisor").order_by("due_day", "id")[:MOST])
    lines = lines_of(found=found, today=act.today, pack=act.pack)
    risk_points = DECLARED.pages["riskpoint"]
    red = risk_points.model.objects.visible_to(sight).filter(within(area=around.area), colour="red")
    red = red.exclude(state="removed").select_related("unit", "watcher", "watcher__unit")
    context = {
        "area": around.area,
        "path": around.path,
        "children": around.children,
        "lines": lines,
        "total": total,
        "late": sum(line.late > 0 for line in lines),
        "cut": total > MOST,
        "red": list(red.order_by("next_check", "id")[:MOST]),
        "remedies": risk_points.remedies(actor=request.actor),
        "today": act.today,
    }
    return render(request, "oversight/major_dangers.html", context)


def lines_of(*, found: list[Any], today: dt.date, pack: Pack) -> list[Line]:
    """The dangers with what stands beside them, the longest late first; two queries, however many."""
    ids = [one.pk for one in found]
    listings = {
        one.danger_id: one
        for one in DECLARED.pages["listing"].model.objects.filter(danger__in=ids, state__in=("listed", "applied"))
    }
    legs: dict[int, list[str]] = {}
    reports = DECLARED.pages["doublereport"].model
    for report in reports.objects.filter(danger__in=ids, state__in=MISSING).order_by("id"):
        legs.setdefault(report.danger_id, []).append(str(reports.workflow.label(report.state)))
    days = int(pack.parameters.value(key="danger.plan_days", on=today).value)
    lines = [_line(one, listings.get(one.pk), legs, today=today, plan_days=days) for one in found]
    return sorted(lines, key=lambda line: (-line.late, line.due or dt.date.max, line.danger.pk))


def _line(danger: Any, listing: Any, legs: Mapping[int, list[str]], *, today: dt.date, plan_days: int) -> Line:
    """Late is what counts now: the plan while it is planned, the listing's day where it is listed, else its own."""
    if danger.state == "planning":
        due = danger.graded_on + dt.timedelta(days=plan_days) if danger.graded_on else None
    else:
        due = listing.due_day if listing is not None else danger.due_day
    late = max((today - due).days, 0) if due is not None else 0
    words = str(danger.workflow.label(danger.state))
    return Line(danger, due, late, words, listing, tuple(dict.fromkeys(legs.get(danger.pk, ()))))
