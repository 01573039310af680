"""我的岗位: one post: what it owes, what it watches, who holds it and since when, its rights in words (article 4).

The holder opens it as "my post"; superiors open the posts of their territory.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import outstanding_before, rows_between
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import Actor, in_force
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Appointment, Grant, Post
from anlan.kernel.records.door import Act
from anlan.kernel.roles import PERMISSION_TEXT, ROLES, P
from anlan.kernel.staffing.appointing import post_behind
from anlan.kernel.staffing.handing_over import sheet_of
from anlan.oversight.areas import within
from anlan.oversight.led_inspections import led_this_year
from anlan.oversight.rows import shown_rows
from anlan.oversight.why import event_label

STATE = Obligation.State
ENTRIES = 10


def post_in_sight(*, pk: int, actor: Actor) -> Post:
    """The post, for its holder and for whoever sees its unit; 404 for anybody else."""
    post = Post.objects.filter(pk=pk).select_related("unit", "unit__area", "unit__superior").first()
    if post is None:
        raise Http404("post")
    unit = post.unit
    if post not in actor.posts and not actor.sight().covers(position=unit.position, unit=unit.pk, line=unit.line_id):
        raise Http404("post")
    return post


def my_post(request: HttpRequest) -> HttpResponse:
    """The first of the reader's posts; whoever holds none is told so."""
    request = cast(OfficerRequest, request)
    if not request.actor.posts:
        return render(request, "oversight/no_post.html")
    return _page(request, post=post_in_sight(pk=request.actor.posts[0].pk, actor=request.actor))


def post_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One post in sight."""
    request = cast(OfficerRequest, request)
    return _page(request, post=post_in_sight(pk=pk, actor=request.actor))


def _page(request: OfficerRequest, *, post: Post) -> HttpResponse:
    act, actor = act_of(request), request.actor
    sheet = shown_sheet(post=post, act=act)
    events = Event.objects.visible_to(actor.sight()).filter(post_id=post.pk).order_by("-seq")[:ENTRIES]
    open_post = post.closed_on is None and post.unit.closed_on is None
    context = {
        "post": post,
        "mine": [one for one in actor.posts if one.pk != post.pk] if post in actor.posts else [],
        "sheet": sheet,
        "year": year_of(post=post, act=act),
        "led": led_this_year(post=post, today=act.today),
        "watched": [watched(area=area, act=act) for area in _watched_areas(grants=sheet["rows"].grants, act=act)],
        "appointments": post.appointments.select_related("officer").order_by("-since", "-pk")[:20],
        "held": Appointment.objects.filter(in_force(on=act.today), post=post).exists(),
        "handovers": post.handovers.select_related("outgoing", "incoming", "witness", "witness__unit").order_by("-pk")[
            :20
        ],
        "entries": [(event, event_label(kind=event.kind)) for event in events],
        "ledger": actor.has(P.LEDGER_READ),
        "may": open_post and post_behind(actor=actor, post=post, on=act.today) is not None,
        "today": act.today,
    }
    return render(request, "oversight/post.html", context)


def shown_sheet(*, post: Post, act: Act) -> dict[str, Any]:
    """The handover sheet in words: what is owed, open cases with their lists, rights."""
    sheet = sheet_of(post=post, act=act)
    return {
        "rows": sheet,
        "owed": shown_rows(rows=sheet.obligations, act=act),
        "cases": [
            (one, f"{reverse('records', args=[one.name])}?{urlencode({'unit': post.unit_id, 'state': one.state})}")
            for one in sheet.cases
        ],
        "rights": [_rights(grant=grant, post=post) for grant in sheet.grants],
    }


def _rights(*, grant: Grant, post: Post) -> dict[str, Any]:
    """A grant in words: the role, over what, and what it permits."""
    role = ROLES.get(grant.role)
    place = name_of(post.unit) if grant.own_unit else name_of(grant.area) if grant.area else _("the whole city")
    return {
        "role": role.name if role else grant.role,
        "place": place,
        "line": name_of(grant.line) if grant.line else "",
        "since": grant.since,
        "permissions": [PERMISSION_TEXT[one] for one in P if role and one in role.permissions],
    }


def year_of(*, post: Post, act: Act) -> dict[str, int]:
    """What the post owed this year, and what became of it."""
    since, until = act.today.replace(month=1, day=1), act.today.replace(month=12, day=31)
    return owed_between(post=post, since=since, until=until, act=act).aggregate(**fates(act=act))


def owed_between(*, post: Post, since: dt.date, until: dt.date, act: Act) -> QuerySet[Obligation]:
    """What the unit owed by days of this time and the post answers for; page and diligence sheet (尽职) count these."""
    duties = [
        duty.pk
        for duty in Duty.objects.all()
        if duty.key in act.pack.duties and act.pack.duties[duty.key].accountable == post.kind
    ]
    days = Q(due_day__gte=since, due_day__lte=until)
    return Obligation.objects.filter(days, unit=post.unit_id, duty__in=duties)


def fates(*, act: Act) -> dict[str, Count]:
    """What became of obligations, as counts: owed, met on time, met late, and late still."""
    late = Q(state=STATE.OPEN, due_at__lte=act.now, due_estimated=False)
    return {
        "owed": Count("pk", filter=Q(state__in=(STATE.OPEN, STATE.MET))),
        "met_on_time": Count("pk", filter=Q(state=STATE.MET, on_time=True)),
        "met_late": Count("pk", filter=Q(state=STATE.MET, on_time=False)),
        "late": Count("pk", filter=late),
    }


def _watched_areas(*, grants: list[Grant], act: Act) -> list[Area]:
    """The areas that the post's rights reach over, as far as this reader oversees them too."""
    found = {grant.area for grant in grants if grant.area is not None and grant.line_id is None}
    sight = act.actor.sight()
    return sorted((area for area in found if sight.covers_range(lo=area.lo, hi=area.hi)), key=lambda area: area.lo)


def watched(*, area: Area, act: Act) -> dict[str, Any]:
    """A territory in three figures: late, due soon (a reminder's time ahead), waiting for review; each with rows."""
    where, width, today = within(area=area), area.hi - area.lo, act.today
    days = int(act.pack.parameters.value(key="obligation.remind_before", on=today).value)
    soon = act.pack.calendar.add_working_days(start=today, days=days).date
    coming = sum(counts.open for _key, counts in rows_between(since=today, until=soon, where=where, width=width))
    late = sum(outstanding_before(day=today, where=where, width=width).values())
    waiting = Obligation.objects.filter(where, review=Obligation.Review.WAITING).count()
    before = (today - dt.timedelta(days=1)).isoformat()
    return {
        "area": area,
        "soon_day": soon,
        "late": (late, _list(area=area, standing="open", until=before)),
        "soon": (coming, _list(area=area, standing="open", since=today.isoformat(), until=soon.isoformat())),
        "waiting": (waiting, _list(area=area, standing="waiting")),
    }


def _list(*, area: Area, **filters: str) -> str:
    return f"{reverse('obligations')}?{urlencode({'area': area.code, **filters})}"
