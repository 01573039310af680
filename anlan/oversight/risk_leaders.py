"""盯防领导 (17.5): red and orange points that no leader of the public side watches, named for many at once.

Each point is a step of its own through the door, with its own entry in the ledger: this page only repeats it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.db.models import Case, Q, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.requests import OfficerRequest, StaleForm, act_of, form_token, read_token
from anlan.kernel.people.acting import Actor, NotPermitted
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Overtaken, Refused, take
from anlan.kernel.records.workflow import Words
from anlan.kernel.roles import P
from anlan.modules.risk_point.choices import COLOURS
from anlan.modules.risk_point.watching import may_name, watching_in
from anlan.oversight.areas import area_in_sight, within
from anlan.policy.citations import cite
from anlan.rules.risks import HIGH

NAME, STEP = "riskpoint", "name_watcher"
# A product default: so many points stand on the page at once; what is named makes room for the next.
MOST = 100
GRAVITY = Case(*(When(colour=colour, then=Value(place)) for place, colour in enumerate(HIGH)))
cite(reference="17.5", kind="page", name="risk_leaders", address="risk_leaders")


@dataclass
class Group:
    """The points of one colour for which one body owes a leader, and the leaders whom this reader may name for all."""

    body: Unit
    colour: str
    leaders: list[Post]
    areas: set[int] = field(default_factory=set)
    points: list[Any] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The body and the colour."""
        return f"{name_of(self.body)} · {COLOURS[self.colour]}"

    @property
    def offered(self) -> list[tuple[int, Words]]:
        """The leaders as a form offers them."""
        return [(post.pk, f"{name_of(post.unit)} · {name_of(post)}") for post in self.leaders]


def leaders_page(request: HttpRequest) -> HttpResponse:
    """Points without a leader by the body that owes one; whoever names nobody comes to the list of these points."""
    request = cast(OfficerRequest, request)
    if not request.actor.has(P.RISK_WATCH):
        return HttpResponseRedirect(f"{reverse('records', args=[NAME])}?standing=unwatched")
    code = request.GET.get("area", "")
    area, act = area_in_sight(code=code, actor=request.actor) if code else None, act_of(request)
    if request.method == "POST":
        _name(request, act=act, area=area)
        return HttpResponseRedirect(request.get_full_path())
    groups, rows = _waiting(actor=request.actor, area=area)
    total = rows.count()
    by_group = {(group.colour, place): group for group in groups for place in group.areas}
    for point in rows.select_related("unit", "unit__area").order_by(GRAVITY, "next_check", "id")[:MOST]:
        by_group[point.colour, point.unit.area_id].points.append(point)
    context = {
        "groups": [group for group in groups if group.points],
        "area": area,
        "total": total,
        "most": MOST,
        "form_token": form_token(request),
    }
    return render(request, "oversight/risk_leaders.html", context)


def _waiting(*, actor: Actor, area: Area | None) -> tuple[list[Group], SightedQuerySet]:
    """The groups that this reader may name leaders for, without their points, and the points of all of them."""
    rows = DECLARED.pages[NAME].model.objects.visible_to(actor.sight(permission=P.RISK_WATCH))
    rows = rows.filter(colour__in=HIGH, watcher=None).exclude(state="removed")
    if area is not None:
        rows = rows.filter(within(area=area))
    found = set(rows.order_by().values_list("unit__area", "colour").distinct())
    watching = watching_in(areas=list(Area.objects.filter(pk__in={place for place, _colour in found})))
    groups: dict[tuple[int, str], Group] = {}
    for place, colour in sorted(found, key=lambda one: (HIGH.index(one[1]), one[0])):
        body = watching.body(area=place, colour=colour)
        if body is None or not may_name(actor=actor, body=body):
            continue
        leaders = [one for one in watching.watchers(area=place, colour=colour) if may_name(actor=actor, body=one.unit)]
        group = groups.setdefault((body.pk, colour), Group(body, colour, leaders))
        group.areas.add(place)
        # Leaders of a town watch only what lies in it: what is offered for all is what all have in common.
        group.leaders = [one for one in group.leaders if one in leaders]
    offered = [group for group in groups.values() if group.leaders]
    asked = Q(pk__in=[])
    for group in offered:
        asked |= Q(colour=group.colour, unit__area__in=group.areas)
    return offered, cast(SightedQuerySet, rows.filter(asked))


def _name(request: OfficerRequest, *, act: Act, area: Area | None) -> None:
    """Take the step for each point that was ticked; what somebody else has named meanwhile stays."""
    try:
        read_token(request)
    except StaleForm:
        messages.error(request, _("This form is too old or was not made for you. Nothing was recorded; send it again."))
        return
    ticked = [int(one) for one in request.POST.getlist("point")[:MOST] if one.isdecimal() and len(one) < 18]
    watcher = request.POST.get("watcher", "")
    if not ticked or not watcher:
        messages.error(request, _("Choose the points and the leader. Nothing was recorded."))
        return
    _groups, rows = _waiting(actor=act.actor, area=area)
    points = list(rows.filter(pk__in=ticked).select_related("unit", "unit__area").order_by("id"))
    _told(request, ticked=len(set(ticked)), refusals=[_named(point=one, watcher=watcher, act=act) for one in points])


def _named(*, point: Any, watcher: str, act: Act) -> str:
    """Name the leader of one point; empty, or why it was refused."""
    step, seen = point.workflow.step(STEP), point.fingerprint()
    try:
        take(record=point, step=step, answers={"watcher": watcher}, act=act, seen=seen)
    except Refused as refused:
        return " ".join(str(one.message) for one in refused.refusals)
    except NotPermitted:
        return _("Your posts give no right to do this.")
    except Overtaken:
        return _("Somebody else was first.")
    return ""


def _told(request: OfficerRequest, *, ticked: int, refusals: Collection[str]) -> None:
    """Say for how many points a leader was named, how many were refused and why, how many needed none any more."""
    refused = [one for one in refusals if one]
    named, gone = len(refusals) - len(refused), ticked - len(refusals)
    if named:
        text = ngettext("A leader was named for %(n)d point.", "A leader was named for %(n)d points.", named)
        messages.success(request, text % {"n": named})
    if refused:
        text = ngettext("%(n)d point was refused: %(why)s", "%(n)d points were refused: %(why)s", len(refused))
        messages.error(request, text % {"n": len(refused), "why": " ".join(dict.fromkeys(refused))})
    if gone:
        text = ngettext(
            "%(n)d point needs no leader from you any more.", "%(n)d points need none from you any more.", gone
        )
        messages.info(request, text % {"n": gone})
