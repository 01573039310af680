"""首页: what I owe, late first, with the one button that discharges it; below, one line on my territory."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from django.db.models import Case, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.conditions import facts_for, owes
from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import outstanding_before, rows_between
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.area import Area
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.oversight.areas import figure_links
from anlan.oversight.rows import ShownRow, shown_rows
from anlan.oversight.wording import said
from anlan.policy.periods import period_of

SHOWN = 50


@dataclass(frozen=True)
class Territory:
    """One area the reader oversees, with this month's counts and what is late of all periods."""

    area: Area
    counts: Counts
    period: str
    links: dict[str, str]

    @property
    def figures(self) -> list[tuple[str, str, bool]]:
        """Each figure in words with the address of exactly its rows, and whether it says that something is late."""
        counts = self.counts
        found = [
            ("owed", counts.owed, _("%(n)d owed") % {"n": counts.owed}),
            ("on_time", counts.on_time, _("%(n)d met on time") % {"n": counts.on_time}),
            ("late", counts.late, _("%(n)d met late") % {"n": counts.late}),
            ("open", counts.open, _("%(n)d without evidence so far") % {"n": counts.open}),
            ("overdue", counts.overdue, _("%(n)d late, all periods") % {"n": counts.overdue}),
        ]
        return [
            (words, self.links[name] if n else "", name == "overdue")
            for name, n, words in found
            if n or name not in ("open", "overdue")
        ]


def own_units(*, actor: Actor) -> Q:
    """The units whose obligations are mine: my posts' units, and the bodies of the same place that I record for."""
    mine = Q(pk__in=actor.unit_ids)
    for holding in actor.holdings:
        if P.MEETING_RECORD in holding.permissions and holding.reach.unit is None:
            place = holding.post.unit.position
            mine |= Q(position=place, kind__in=("party_committee", "government"))
            mine |= Q(position=place, kind__in=("safety_committee", "safety_committee_office", "town_safety_office"))
    return mine


def owed_now(*, act: Act) -> list[ShownRow]:
    """What is open and whose period has begun, late first, then by due date."""
    units = Unit.objects.filter(own_units(actor=act.actor)).values("pk")
    rows = (
        Obligation.objects.visible_to(act.actor.sight())
        .filter(unit__in=units, state=Obligation.State.OPEN)
        .select_related("duty", "unit", "version")
        .order_by("due_at", "id")[:SHOWN]
    )
    return shown_rows(rows=list(rows), act=act, recorders=True)


def territories(*, act: Act) -> list[Territory]:
    """The areas that the posts oversee, with what lies below them; villages and single units have none."""
    actor, today = act.actor, act.today
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
        links = figure_links(area=area, period=month, today=today)
        found.append(Territory(area, total + Counts(overdue=overdue), period_name(period=month), links))
    return sorted(found, key=lambda one: one.area.lo)


def next_owed(*, act: Act) -> tuple[dt.date, str] | None:
    """The next periodic duty that one of the own units will owe by what is known of it today: from when on, and what.

    One query for each table of facts; None where nothing periodic binds the units.
    """
    units = list(Unit.objects.filter(own_units(actor=act.actor)).values_list("pk", "kind"))
    waiting = Duty.objects.filter(enabled=True, next_open_at__isnull=False).order_by("next_open_at", "id")
    duties = [(duty, act.pack.duties[duty.key]) for duty in waiting if duty.key in act.pack.duties]
    binding: set[str] = set()
    for table in {DECLARED.facts[kind] for _pk, kind in units if kind in DECLARED.facts}:
        conditions = {
            f"owed_{duty.pk}": Case(When(owes(duty=policy, pack=act.pack, on=act.today), then=True), default=False)
            for duty, policy in duties
            if facts_for(duty=policy) is table
        }
        known = table.objects.filter(as_of(day=act.today), unit__in=[pk for pk, _kind in units])
        for row in known.annotate(**conditions).values(*conditions) if conditions else ():
            binding |= {name for name, owed in row.items() if owed}
    for duty, policy in duties:
        if f"owed_{duty.pk}" in binding and duty.next_open_at is not None:
            return local_day(moment=duty.next_open_at, pack=act.pack), said(policy.title)
    return None


def home(request: HttpRequest) -> HttpResponse:
    """The first page after login."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    owed = owed_now(act=act)
    following = None if owed else next_owed(act=act)
    context = {
        "owed": owed,
        "more": len(owed) == SHOWN,
        "territories": territories(act=act),
        "following": following,
        "today": act.today,
    }
    return render(request, "oversight/home.html", context)
