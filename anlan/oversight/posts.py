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
from anlan.kernel.people.post import Appointment, Grant, Handover, Post
from anlan.kernel.records.door import Act
from anlan.kernel.roles import PERMISSION_TEXT, ROLES, P
from anlan.kernel.staffing.appointing import post_behind
from anlan.kernel.staffing.handing_over import sheet_of
from anlan.oversight.areas import within
from anlan.oversight.led_inspections import led_this_year
from anlan.oversight.rows import shown_rows
from anlan.oversight.standing import standings
from anlan.oversight.why import event_label
from anlan.policy import Pack

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
        "year": year_in_words(post=post, act=act),
        "records_for_others": post in actor.posts and actor.has(P.MEETING_RECORD),
        "led": led_this_year(post=post, today=act.today),
        "watched": [watched(area=area, act=act) for area in _watched_areas(grants=sheet["rows"].grants, act=act)],
        "appointments": [
            (one, diligence_address(appointment=one, today=act.today))
            for one in post.appointments.select_related("officer").order_by("-since", "-pk")[:20]
        ],
        "held": Appointment.objects.filter(in_force(on=act.today), post=post).exists(),
        "handovers": [(one, handover_address(handover=one)) for one in _handovers(post=post)],
        "entries": [(event, event_label(kind=event.kind)) for event in events],
        "ledger": actor.has(P.LEDGER_READ),
        "may": open_post and post_behind(actor=actor, post=post, on=act.today) is not None,
        "today": act.today,
    }
    return render(request, "oversight/post.html", context)


def _handovers(*, post: Post) -> QuerySet[Handover]:
    return post.handovers.select_related("outgoing", "incoming", "witness", "witness__unit").order_by("-pk")[:20]


def handover_address(*, handover: Handover) -> str:
    """Where the sheet of one recorded handing over is drafted or issued: with its day and its persons."""
    about = {"paper": "handover_sheet", "post": handover.post_id, "handover": handover.pk}
    return f"{reverse('paper_new')}?{urlencode(about)}"


def diligence_address(*, appointment: Appointment, today: dt.date) -> str:
    """Where an officer's diligence sheet (尽职) is made: of this year, or of the last in which the post was held."""
    year = min(appointment.until or today, today).year
    about = {"paper": "diligence_sheet", "officer": appointment.officer_id, "since": f"{year}-01-01"}
    return f"{reverse('paper_new')}?{urlencode({**about, 'until': f'{year}-12-31'})}"


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


def year_of(*, post: Post, act: Act) -> dict[str, tuple[int, str]]:
    """What the post owed this year and what became of it: each number with the address of exactly its rows."""
    since, until = act.today.replace(month=1, day=1), act.today.replace(month=12, day=31)
    counts = owed_between(post=post, since=since, until=until, act=act).aggregate(**fates(act=act))
    kept = {"post": post.pk, "since": since.isoformat(), "until": until.isoformat()}
    address = reverse("obligations")
    return {
        name: (counts[name], f"{address}?{urlencode({**kept, 'standing': name})}")
        for name in ("owed", "met_on_time", "met_late", "late", "not_due")
    }


def year_in_words(*, post: Post, act: Act) -> list[tuple[str, str, bool]]:
    """The year's numbers in words that add up, each with the address of its rows and whether it says late."""
    words = {
        "owed": _("%(n)d owed"),
        "met_on_time": _("%(n)d met on time"),
        "met_late": _("%(n)d met late"),
        "late": _("%(n)d open and late"),
        "not_due": _("%(n)d not due yet"),
    }
    year = year_of(post=post, act=act)
    return [
        (text % {"n": year[name][0]}, year[name][1] if year[name][0] else "", bool(year[name][0]) and name == "late")
        for name, text in words.items()
    ]


def answered_by_post(*, post: Post, pack: Pack) -> Q:
    """What the unit owes and the post answers for."""
    duties = [
        duty.pk
        for duty in Duty.objects.all()
        if duty.key in pack.duties and pack.duties[duty.key].accountable == post.kind
    ]
    return Q(unit=post.unit_id, duty__in=duties)


def owed_between(*, post: Post, since: dt.date, until: dt.date, act: Act) -> QuerySet[Obligation]:
    """What the post answers for by days of this time; page and diligence sheet (尽职) count these."""
    days = Q(due_day__gte=since, due_day__lte=until)
    return Obligation.objects.filter(days, answered_by_post(post=post, pack=act.pack))


def fates(*, act: Act) -> dict[str, Count]:
    """What became of obligations, as counts: owed, met on time, met late, late still, not due yet.

    ``due`` is what was due by now and ``kept`` what of it was met on time: the rate is of these.
    """
    known = standings(now=act.now)
    due = known["owed"] & Q(due_at__lte=act.now, due_estimated=False)
    names = ("owed", "met_on_time", "met_late", "late", "not_due")
    return {
        **{name: Count("pk", filter=known[name]) for name in names},
        "due": Count("pk", filter=due),
        "kept": Count("pk", filter=due & known["met_on_time"]),
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
