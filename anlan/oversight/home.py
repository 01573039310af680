"""首页: what I owe, late first, with the one button that discharges it; below, one line on my territory."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import Counts, outstanding_before, rows_between
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import P
from anlan.oversight.discharge import Button, button_for
from anlan.oversight.wording import Due, due_of, period_of_row, title_of
from anlan.policy import Pack
from anlan.policy.periods import period_of

SHOWN = 50


@dataclass(frozen=True)
class Owed:
    """One obligation as the home page shows it."""

    row: Obligation
    title: str
    period: str
    due: Due
    button: Button | None


@dataclass(frozen=True)
class Territory:
    """One area the reader oversees, with this month's counts and what is late of all periods."""

    area: Area
    counts: Counts
    period: str


def own_units(*, actor: Actor) -> Q:
    """The units whose obligations are mine: my posts' units, and the bodies of the same place that I record for."""
    mine = Q(pk__in=actor.unit_ids)
    for holding in actor.holdings:
        if P.MEETING_RECORD in holding.permissions and holding.reach.unit is None:
            place = holding.post.unit.position
            mine |= Q(position=place, kind__in=("party_committee", "government"))
            mine |= Q(position=place, kind__in=("safety_committee", "safety_committee_office", "town_safety_office"))
    return mine


def owed_now(*, actor: Actor, now: dt.datetime, pack: Pack) -> list[Owed]:
    """What is open and whose period has begun, late first, then by due date."""
    units = Unit.objects.filter(own_units(actor=actor)).values("pk")
    rows = (
        Obligation.objects.visible_to(actor.sight())
        .filter(unit__in=units, state=Obligation.State.OPEN)
        .select_related("duty", "unit")
        .order_by("due_at", "id")[:SHOWN]
    )
    return [
        Owed(
            row,
            title_of(row=row, pack=pack),
            period_of_row(row=row, pack=pack),
            due_of(row=row, now=now, pack=pack),
            button_for(row=row, actor=actor, pack=pack),
        )
        for row in rows
    ]


def territories(*, actor: Actor, now: dt.datetime, pack: Pack) -> list[Territory]:
    """The areas that the posts oversee, with what lies below them; villages and single units have none."""
    today = local_day(moment=now, pack=pack)
    month = period_of(every="month", day=today)
    found = []
    sight = actor.sight()
    for area in {post.unit.area for post in actor.posts}:
        if area.level == "village" or not sight.covers_range(lo=area.lo, hi=area.hi):
            continue
        where, width = Q(position__gte=area.lo, position__lt=area.hi), area.hi - area.lo
        total = Counts()
        for _key, counts in rows_between(since=month.start, until=month.end, where=where, width=width):
            total += counts
        overdue = sum(outstanding_before(day=today, where=where, width=width).values())
        found.append(Territory(area, total + Counts(overdue=overdue), month.label))
    return sorted(found, key=lambda one: one.area.lo)


def home(request: HttpRequest) -> HttpResponse:
    """The first page after login."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    owed = owed_now(actor=request.actor, now=act.now, pack=act.pack)
    following = None
    if not owed:
        following = Duty.objects.filter(enabled=True, next_open_at__isnull=False).order_by("next_open_at").first()
    context = {
        "owed": owed,
        "more": len(owed) == SHOWN,
        "territories": territories(actor=request.actor, now=act.now, pack=act.pack),
        "next_open_at": following.next_open_at if following and request.actor.posts else None,
        "today": act.today,
    }
    return render(request, "oversight/home.html", context)
