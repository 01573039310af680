"""The views that write: begin a case, take a step. What is refused keeps what was typed and says why."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.obligations.at_once import meet_at_once
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.cells import url_of
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.forms import StepForm
from anlan.kernel.pages.requests import OfficerRequest, StaleForm, act_of, form_token, read_token, seen_in
from anlan.kernel.pages.views import pages_named, visible_record
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Outcome, Overtaken, Refused, begin, take
from anlan.kernel.records.persons import from_the_body_itself, own_bodies
from anlan.kernel.records.workflow import Step

# No id has more digits; a longer number in an address is none of ours.
LONGEST_ID = 18
# Whoever may choose among more units than a list can show types the code of the one that is meant, or of its name.
MOST_OFFERED = 200


def begin_case(request: HttpRequest, *, name: str) -> HttpResponse:
    """Begin a case: choose the unit (or come from an obligation), answer, done."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name=name)
    step = pages.model.workflow.beginning
    if step is None or not request.actor.has(step.permission):
        raise PermissionDenied
    sight = request.actor.sight(permission=step.permission)
    units = Unit.objects.visible_to(sight).filter(kind__in=pages.holders, closed_on=None)
    answering = _answering(request)
    if answering is not None:
        unit = units.filter(pk=answering.unit_id).first()
    else:
        chosen = request.GET.get("unit", "")
        code = request.GET.get("code", "").strip()
        offered = units.filter(offered_units(request, pages=pages, step=step))
        if code and (named := units.filter(code=code)):
            offered = named
        elif code:
            offered = offered.filter(Q(name_zh__icontains=code) | Q(name_en__icontains=code))
        unit = _chosen(units, chosen) if chosen else _only(offered)
        if unit is None and not chosen:
            choices = list(offered.select_related("area").order_by("position", "id")[: MOST_OFFERED + 1])
            own = [one.pk for one in choices if one.pk in request.actor.unit_ids]
            context = {"pages": pages, "step": step, "units": choices, "many": len(choices) > MOST_OFFERED}
            context |= {"code": code, "most": MOST_OFFERED, "own": own[0] if len(own) == 1 else None}
            return render(request, "pages/choose_unit.html", context)
    if unit is None:
        raise Http404("unit")
    act = act_of(request)
    form = StepForm(
        request.POST or None, request.FILES or None, asks=step.asks, unit=unit, act=act, answering=answering
    )
    shown = {"pages": pages, "step": step, "unit": unit, "form": form, "answering": answering}

    def doing(submission: uuid.UUID) -> Outcome:
        return begin(
            model=pages.model,
            unit=unit,
            answers=form.answers,
            act=act,
            submission=submission,
            answering=answering,
            files=form.store_files,
        )

    return _answer(request, form=form, doing=doing, context=shown)


def take_step(request: HttpRequest, *, name: str, pk: int, step_name: str) -> HttpResponse:
    """Take one step of a case that the reader may see."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name=name)
    record = visible_record(request, pages=pages, pk=pk)
    step = next((step for step in pages.steps if step.name == step_name and step.source), None)
    if step is None:
        raise Http404(step_name)
    if record.post_for(step=step, actor=request.actor) is None:
        raise PermissionDenied
    act, unit = act_of(request), record.unit_for(step=step)
    form = StepForm(request.POST or None, request.FILES or None, asks=step.asks, unit=unit, act=act, record=record)
    context = {"pages": pages, "step": step, "unit": unit, "record": record, "form": form}
    if request.method == "GET" and record.state not in step.source:
        return _overtaken(request, Overtaken(record, None), context)

    def doing(_submission: uuid.UUID) -> Outcome:
        return take(
            record=record, step=step, answers=form.answers, act=act, files=form.store_files, seen=seen_in(request)
        )

    return _answer(request, form=form, doing=doing, context=context)


def step_of_unit(request: HttpRequest, *, name: str, unit: int, step_name: str) -> HttpResponse:
    """To the step of a unit's own entry, for whoever may see it: what the unit owes names the unit, not its entry."""
    request = cast(OfficerRequest, request)
    pages = pages_named(name=name)
    if len(str(unit)) > LONGEST_ID:
        raise Http404(f"{name} of {unit}")
    rows = pages.model.objects.visible_to(request.actor.sight()).filter(unit=unit)
    step = next((one for one in pages.steps if one.name == step_name and one.source), None)
    record = rows.filter(state__in=step.source).order_by("-id").first() if step else None
    if record is None:
        raise Http404(f"{name} of {unit}")
    return HttpResponseRedirect(reverse("step", args=[name, record.pk, step_name]))


def _answer(
    request: OfficerRequest, *, form: StepForm, doing: Callable[[uuid.UUID], Outcome], context: dict[str, Any]
) -> HttpResponse:
    """Show the form, or do what it says; whatever is refused keeps what was typed and says why."""
    if request.method == "POST":
        try:
            submission = read_token(request)
            if form.is_valid():
                outcome = doing(submission)
                _say(request, outcome=outcome)
                return HttpResponseRedirect(url_of(record=outcome.record))
        except StaleForm:
            text = _("This form is too old or was not made for you. Nothing was recorded; send it again.")
            form.add_error(None, text)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_refusal(field=refusal.field, message=refusal.message)
            form.ask_files_again()
        except UploadRefused as refusal:
            form.say_upload_failed(refusal=refusal)
        except Overtaken as overtaken:
            return _overtaken(request, overtaken, context)
        except NotPermitted:
            raise PermissionDenied from None
        finally:
            form.discard_files()
    status = 422 if form.is_bound and not form.is_valid() else 200
    record = context.get("record")
    # A form that is shown again keeps what it had shown at first.
    seen = seen_in(request) or (record.fingerprint() if record is not None else "")
    context["form_token"] = form_token(request, seen=seen)
    return render(request, "pages/step.html", context, status=status)


def _say(request: OfficerRequest, *, outcome: Outcome) -> None:
    """Say what was recorded and what it meets; what the register shows by it is met now, not at the next sweep."""
    if outcome.repeated:
        messages.info(request, _("This was recorded already; nothing was recorded twice."))
        return
    messages.success(request, _("Recorded in the ledger as entry %(seq)s.") % {"seq": outcome.event.seq})  # type: ignore[union-attr]
    act = act_of(request)
    shown = meet_at_once(event=outcome.event, now=act.now, pack=act.pack) if outcome.event is not None else []
    for row in (*outcome.met, *shown):
        text = _("It meets what %(unit)s owed by %(day)s.")
        messages.success(request, text % {"unit": name_of(row.unit), "day": row.due_day})


def _overtaken(request: OfficerRequest, overtaken: Overtaken, context: dict[str, Any]) -> HttpResponse:
    """Somebody else was first: say who and when, and show what stands, to whom it may be shown.

    What was typed is shown again, not recorded.
    """
    standing = overtaken.record
    seen = standing is not None and standing.is_in(sight=request.actor.sight())
    overtaken = overtaken if seen else Overtaken(None, None)
    event = overtaken.event
    officer = Officer.objects.filter(pk=event.officer_id).first() if event and event.officer_id else None
    # Whoever was told and sends the form again does so knowing what stands now.
    token = form_token(request, seen=standing.fingerprint() if standing is not None else "")
    context |= {"standing": overtaken.record, "event": event, "officer": officer, "form_token": token}
    if overtaken.record is not None:
        context["standing_url"] = url_of(record=overtaken.record)
    return render(request, "pages/overtaken.html", context, status=409)


def _answering(request: OfficerRequest) -> Obligation | None:
    """The obligation that the reader came from, if it is within sight."""
    value = request.GET.get("obligation", "")
    if not value:
        return None
    if not value.isdecimal() or len(value) > LONGEST_ID:
        raise Http404("obligation")
    rows = Obligation.objects.visible_to(request.actor.sight()).select_related("duty", "version", "unit")
    found = rows.filter(pk=int(value)).first()
    if found is None:
        raise Http404("obligation")
    return cast(Obligation, found)


def _chosen(units: SightedQuerySet, number: str) -> Unit | None:
    """The unit of that number, if the reader may record for it."""
    if not number.isdecimal() or len(number) > LONGEST_ID:
        return None
    return units.filter(pk=int(number)).first()


def offered_units(request: OfficerRequest, *, pages: CasePages, step: Step) -> Q:
    """The units that the form offers: what the step would refuse of a unit in any case is not among them."""
    wanted = pages.offered(act_of(request).today) if pages.offered else Q()
    if from_the_body_itself in step.refuse:
        wanted &= own_bodies(actor=request.actor, permission=step.permission)
    return wanted


def _only(units: SightedQuerySet) -> Unit | None:
    """The one unit that can be meant, where there is just one."""
    first = list(units[:2])
    return first[0] if len(first) == 1 else None
