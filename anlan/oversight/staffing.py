"""任免与交接: pages that open a post, say who holds it, hand it over, close it or its unit (clauses 4.1, 8.6)."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.closing import close_unit
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Ask
from anlan.kernel.roles import P
from anlan.kernel.staffing.appointing import APPOINT_ASKS, END_ASKS, appoint, end_appointment, post_behind
from anlan.kernel.staffing.handing_over import hand_over, hand_over_asks
from anlan.kernel.staffing.posts import CLOSE_ASKS, close_post, models_for, open_asks, open_post
from anlan.oversight.act_pages import Done, answered
from anlan.oversight.posts import handover_address, post_in_sight, shown_sheet
from anlan.oversight.units import may_be_closed_here, unit_in_sight


def appoint_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint an officer to a post."""
    request = cast(OfficerRequest, request)
    act, post = act_of(request), _post(request=request, pk=pk)
    return answered(
        request,
        asks=APPOINT_ASKS,
        unit=post.unit,
        doing=lambda answers: Done(appoint(post=post, answers=answers, act=act).seq),
        done_url=reverse("post", args=[post.pk]),
        context={"title": _("Appoint an officer"), "subject": name_of(post), "clause": "4.1"},
    )


def end_page(request: HttpRequest, pk: int) -> HttpResponse:
    """End one appointment; the page says first whether the post will be without a holder."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    appointment = Appointment.objects.select_related("officer").filter(pk=pk).first()
    if appointment is None:
        raise Http404("appointment")
    post = _post(request=request, pk=appointment.post_id)
    others = Appointment.objects.filter(post=post, until=None).exclude(pk=pk).exists()
    warning = (
        "" if others else _("Nobody else holds this post: what it owes will have no holder until one is appointed.")
    )
    return answered(
        request,
        asks=END_ASKS,
        unit=post.unit,
        doing=lambda answers: Done(end_appointment(appointment=appointment, answers=answers, act=act).seq),
        done_url=reverse("post", args=[post.pk]),
        context={
            "title": _("End an appointment"),
            "subject": f"{name_of(post)} · {appointment.officer.name}",
            "warning": warning,
            "clause": "4.1",
        },
    )


def hand_over_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a post over: the complete sheet first, then who, to whom, on which day."""
    request = cast(OfficerRequest, request)
    act, post = act_of(request), _post(request=request, pk=pk)

    def doing(answers: dict[str, Any]) -> Done:
        done = hand_over(post=post, answers=answers, act=act)
        seq = int(Event.objects.values_list("seq", flat=True).get(pk=done.event_id))
        return Done(seq, (handover_address(handover=done), _("Handover sheet")))

    return answered(
        request,
        asks=hand_over_asks(post=post, act=act, given=request.POST.get("outgoing", "")),
        unit=post.unit,
        doing=doing,
        done_url=reverse("post", args=[post.pk]),
        context={
            "title": _("Hand over this post"),
            "subject": name_of(post),
            "sheet": shown_sheet(post=post, act=act),
            "clause": "8.6",
        },
    )


def open_post_page(request: HttpRequest, code: str) -> HttpResponse:
    """Open a further post of a unit, such as one for each deputy."""
    request = cast(OfficerRequest, request)
    act, unit = act_of(request), unit_in_sight(code=code, actor=request.actor)
    if not models_for(unit=unit, act=act):
        raise PermissionDenied
    return answered(
        request,
        asks=open_asks(unit=unit, act=act),
        unit=unit,
        doing=lambda answers: Done(open_post(unit=unit, answers=answers, act=act).seq),
        done_url=reverse("unit", args=[unit.code]),
        context={"title": _("Open a further post"), "subject": "", "clause": "4.1"},
    )


def close_post_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a post that nobody holds."""
    request = cast(OfficerRequest, request)
    act, post = act_of(request), _post(request=request, pk=pk)
    return answered(
        request,
        asks=CLOSE_ASKS,
        unit=post.unit,
        doing=lambda answers: Done(close_post(post=post, answers=answers, act=act).seq),
        done_url=reverse("unit", args=[post.unit.code]),
        context={
            "title": _("Close this post"),
            "subject": name_of(post),
            "warning": _("Its rights end with it. This cannot be taken back; a post closed by mistake is opened anew."),
            "clause": "4.1",
        },
    )


def close_asks(*, unit: Unit, actor: Actor) -> tuple[Ask, ...]:
    """When the unit ended, and who takes over: another unit of its kind in its own or its superior's area."""
    areas = [unit.area_id, unit.area.parent_id]
    others = Unit.objects.filter(kind=unit.kind, closed_on=None, synthetic=unit.synthetic).exclude(pk=unit.pk)
    near = others.filter(area__in=areas) | others.filter(area__parent=unit.area.parent_id)
    mine = near.filter(pk__in=Unit.objects.visible_to(actor.sight(permission=P.UNIT_CLOSE)).values("pk"))
    choices = [(str(one.pk), name_of(one)) for one in mine.order_by("position", "pk").distinct()[:500]]
    return (
        Ask("on", gettext_lazy("Last day of the unit"), "date"),
        Ask(
            "into",
            gettext_lazy("Merged into"),
            "choice",
            required=False,
            choices=lambda _unit: choices,
            why=gettext_lazy(
                "The successor takes over what is still open from before. What would be due later lapses."
            ),
        ),
    )


def close_page(request: HttpRequest, code: str) -> HttpResponse:
    """Close a unit, perhaps merged into another."""
    request = cast(OfficerRequest, request)
    act, unit = act_of(request), unit_in_sight(code=code, actor=request.actor)
    if not may_be_closed_here(unit=unit, actor=request.actor):
        raise PermissionDenied
    return answered(
        request,
        asks=close_asks(unit=unit, actor=request.actor),
        unit=unit,
        doing=lambda answers: Done(closed(unit=unit, answers=answers, act=act)),
        done_url=reverse("unit", args=[unit.code]),
        context={
            "title": _("Close this unit"),
            "subject": "",
            "warning": _(
                "Its posts end with it. This cannot be taken back; a mistake is corrected by founding it anew."
            ),
        },
    )


def closed(*, unit: Unit, answers: dict[str, Any], act: Act) -> int:
    """Close the unit as answered; the entry's place in the ledger."""
    into = Unit.objects.filter(pk=answers["into"]).first() if answers.get("into") else None
    event = close_unit(unit=unit, into=into, on=answers["on"], by=act.actor, now=act.now, pack=act.pack)
    return int(event.seq)


def _post(*, request: OfficerRequest, pk: int) -> Post:
    """The post, for whoever may say who holds it."""
    post = post_in_sight(pk=pk, actor=request.actor)
    if post_behind(actor=request.actor, post=post, on=act_of(request).today) is None:
        raise PermissionDenied
    return post
