"""督促、审核、退回、延期、免除、认定 on pages: each a short form on the obligation's own page (9.3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.life.acts import TooLate, acting_post, grounds_of, steps_for, treat
from anlan.kernel.life.steps import LIFE, asks_of
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.forms import StepForm
from anlan.kernel.pages.requests import OfficerRequest, StaleForm, act_of, form_token, read_token
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Refused
from anlan.kernel.records.workflow import Words
from anlan.oversight.wording import said_in


@dataclass(frozen=True)
class Said:
    """One thing that a superior said about an obligation: what the unit may read of it, with who and when."""

    label: Words
    recorded_at: dt.datetime
    post: Post | None
    officer: Officer | None
    text: str
    telephone: str
    letter: str
    due_day: str


def said_about(*, row: Obligation) -> list[Said]:
    """Everything that was said about an obligation, oldest first."""
    events = list(Event.objects.filter(record_type="obligation", record_id=row.pk).order_by("seq"))
    posts = Post.objects.select_related("unit").in_bulk([event.post_id for event in events if event.post_id])
    officers = Officer.objects.in_bulk([event.officer_id for event in events if event.officer_id])
    return [
        Said(
            label=DECLARED.events[event.kind].label if event.kind in DECLARED.events else event.kind,
            recorded_at=event.recorded_at,
            post=posts.get(event.post_id),
            officer=officers.get(event.officer_id),
            text=text,
            telephone=telephone,
            letter=str(answers.get("letter") or ""),
            due_day=str(answers.get("due_day") or ""),
        )
        for event in events
        for answers in (event.answers,)
        for text, telephone in (said_in(answers=answers),)
    ]


def obligation_step(request: HttpRequest, pk: int, step_name: str) -> HttpResponse:
    """Take one step on an obligation that the reader may see."""
    request = cast(OfficerRequest, request)
    row = obligation_in_sight(request, pk=pk)
    step = next((step for step in LIFE.steps if step.name == step_name), None)
    if step is None:
        raise Http404(step_name)
    duty = row.version.policy
    if acting_post(step=step, row=row, duty=duty, actor=request.actor) is None:
        raise PermissionDenied
    act = act_of(request)
    asks = asks_of(step=step, grounds=grounds_of(duty=duty))
    form = StepForm(request.POST or None, asks=asks, unit=row.unit, act=act)
    back = reverse("obligation", args=[row.pk])
    context = {"step": step, "unit": row.unit, "form": form, "back": back}
    if request.method == "GET" and step not in steps_for(row=row, actor=request.actor):
        return _too_late(request, TooLate(row, None), context)
    if request.method == "POST":
        try:
            read_token(request)
            if form.is_valid():
                event = treat(row=row, step=step, answers=form.answers, act=act)
                messages.success(request, _("Recorded in the ledger as entry %(seq)s.") % {"seq": event.seq})
                return HttpResponseRedirect(back)
        except StaleForm:
            text = _("This form is too old or was not made for you. Nothing was recorded; send it again.")
            form.add_error(None, text)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_refusal(field=refusal.field, message=refusal.message)
        except TooLate as late:
            return _too_late(request, late, context)
        except NotPermitted:
            raise PermissionDenied from None
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "pages/step.html", {**context, "form_token": form_token(request)}, status=status)


def obligation_in_sight(request: OfficerRequest, *, pk: int) -> Obligation:
    """The obligation, or 404 when it does not exist or is out of sight: the two look the same."""
    rows = Obligation.objects.visible_to(request.actor.sight())
    row = rows.select_related("duty", "version", "unit", "unit__area", "met_by", "not_performed").filter(pk=pk).first()
    if row is None:
        raise Http404("obligation")
    return cast(Obligation, row)


def _too_late(request: OfficerRequest, late: TooLate, context: dict[str, Any]) -> HttpResponse:
    event = late.event
    officer = Officer.objects.filter(pk=event.officer_id).first() if event and event.officer_id else None
    more = {"event": event, "officer": officer, "standing_url": context["back"]}
    return render(request, "pages/overtaken.html", {**context, **more}, status=409)
