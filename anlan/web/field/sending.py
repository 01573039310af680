"""The door for what the app sends: one entry at a time, through the same form and the same one door as the pages.

Every answer says for certain what became of the entry: 201 recorded, 200 recorded already, 422 refused with the words
at each answer, 409 overtaken with what stands now, 401 and 403 not by this officer. An entry whose answer was lost is
sent again with the same token, and is looked for before anything else: rules that would refuse it by now are not asked.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.obligations.at_once import meet_at_once
from anlan.kernel.pages.cells import url_of
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.pages.views import visible_record
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Outcome, Overtaken, Refused, begin, last_event
from anlan.kernel.records.record import Case
from anlan.kernel.records.taken import take_once, taken_before
from anlan.kernel.records.workflow import Step
from anlan.web.field.forms import FieldForm
from anlan.web.field.offering import standing_json
from anlan.web.field.taking_along import LONGEST_ID, answer, for_the_app, nothing_here

Store = Callable[[], Sequence[Any]]


@dataclass(frozen=True)
class Sent:
    """One entry as it arrived."""

    pages: CasePages
    step: Step
    submission: uuid.UUID
    number: int
    seen: str


@for_the_app
@require_POST
def field_send(request: HttpRequest, *, name: str, step_name: str) -> HttpResponse:
    """Take one step that was filled in on a phone."""
    request = cast(OfficerRequest, request)
    if request.POST.get("officer") != str(request.user.pk):
        text = _("This entry was made by another officer. It stays on the phone until that officer logs in.")
        return answer({"detail": text, "other_officer": True}, 403)
    try:
        sent = _sent(request, name, step_name)
        return _begun(request, sent) if not sent.step.source else _taken(request, sent)
    except Http404:
        return nothing_here()
    except NotPermitted:
        return answer({"detail": _("Your posts give no right to do this.")}, 403)
    except ValueError:
        return _refused([("", _("This entry is damaged. Copy what you need from it and make it anew."))])


def _sent(request: OfficerRequest, name: str, step_name: str) -> Sent:
    """Raises Http404 for a step that the app does not offer, ValueError for what no app of ours sends."""
    pages = DECLARED.pages.get(name)
    step = next((one for one in pages.steps if one.name == step_name and one.field), None) if pages else None
    if pages is None or step is None:
        raise Http404(f"{name} {step_name}")
    number = request.POST.get("record" if step.source else "unit", "")
    if not number.isdecimal() or len(number) > LONGEST_ID:
        raise ValueError(number)
    submission = uuid.UUID(request.POST.get("submission", ""))
    return Sent(pages, step, submission, int(number), request.POST.get("seen", ""))


def _begun(request: OfficerRequest, sent: Sent) -> JsonResponse:
    act, step = act_of(request), sent.step
    earlier = sent.pages.model._default_manager.filter(submission=sent.submission).first()
    if earlier is not None:
        repeated = begin(
            model=sent.pages.model, unit=earlier.unit, answers={}, act=act, submission=sent.submission
        )  # fmt: skip
        return _recorded(request, repeated)
    if not act.actor.has(step.permission):
        raise NotPermitted(step.permission)
    units = Unit.objects.visible_to(act.actor.sight(permission=step.permission)).select_related("area")
    unit = units.filter(kind__in=sent.pages.holders, closed_on=None, pk=sent.number).first()
    if unit is None:
        raise Http404("unit")
    form = FieldForm(request.POST, request.FILES, asks=step.asks, unit=unit, act=act)

    def doing() -> Outcome:
        return begin(
            model=sent.pages.model,
            unit=unit,
            answers=form.answers,
            act=act,
            submission=sent.submission,
            files=form.store_files,
        )

    return _done(request, sent, form, doing)


def _taken(request: OfficerRequest, sent: Sent) -> JsonResponse:
    act, step = act_of(request), sent.step
    record = visible_record(request, pages=sent.pages, pk=sent.number)
    earlier = taken_before(submission=sent.submission, record=record, step=step, act=act)
    if earlier is not None:
        return _recorded(request, earlier)
    if record.post_for(step=step, actor=act.actor) is None:
        raise NotPermitted(step.permission)
    # The form was filled in hours ago, perhaps: whatever was changed since is shown before it is written over.
    if record.state not in step.source or sent.seen != record.fingerprint():
        return _overtaken(request, sent, Overtaken(record, last_event(record=record)))
    form = FieldForm(
        request.POST, request.FILES, asks=step.asks, unit=record.unit_for(step=step), act=act, record=record
    )  # fmt: skip

    def doing() -> Outcome:
        return take_once(
            submission=sent.submission,
            record=record,
            step=step,
            answers=form.answers,
            act=act,
            files=form.store_files,
            seen=sent.seen,
        )

    return _done(request, sent, form, doing)


def _done(request: OfficerRequest, sent: Sent, form: FieldForm, doing: Callable[[], Outcome]) -> JsonResponse:
    try:
        if form.is_valid():
            return _recorded(request, doing())
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_refusal(field=refusal.field, message=refusal.message)
    except UploadRefused as refusal:
        form.say_upload_failed(refusal=refusal)
    except Overtaken as overtaken:
        return _overtaken(request, sent, overtaken)
    finally:
        form.discard_files()
    return _refused(list(form.faults()))


def _recorded(request: OfficerRequest, outcome: Outcome) -> JsonResponse:
    """What was recorded, and what it meets; what the register shows by it is met now, as on the page."""
    act, event = act_of(request), outcome.event
    met = list(outcome.met)
    if event is not None and not outcome.repeated:
        met += meet_at_once(event=event, now=act.now, pack=act.pack)
    text = _("It meets what %(unit)s owed by %(day)s.")
    body = {
        "url": url_of(record=outcome.record),
        "title": str(outcome.record),
        "entry": event.seq if event is not None else None,
        "met": [text % {"unit": name_of(row.unit), "day": row.due_day} for row in met],
        "repeated": outcome.repeated,
    }
    return answer(body, 200 if outcome.repeated else 201)


def _refused(faults: Sequence[tuple[str, str]]) -> JsonResponse:
    detail = _("This was not accepted. Nothing was recorded.")
    return answer({"detail": detail, "errors": [{"field": at, "reason": words} for at, words in faults]}, 422)


def _overtaken(request: OfficerRequest, sent: Sent, overtaken: Overtaken) -> JsonResponse:
    """Somebody else was first: what stands is shown to whom it may be shown; that it stands is said anyway."""
    standing, event, step = overtaken.record, overtaken.event, sent.step
    shown = standing is not None and standing.is_in(sight=request.actor.sight())
    body: dict[str, Any] = {
        "detail": _("This was changed or done meanwhile, perhaps by somebody else. Nothing was recorded."),
        "standing": None,
        "again": not step.source,
    }
    if shown and standing is not None:
        again = cast(Case, type(standing)._default_manager.select_related("unit__area").get(pk=standing.pk))
        body["standing"] = standing_json(pages=sent.pages, record=again)
        body["again"] = not step.source or again.state in step.source
        if event is not None:
            officer = Officer.objects.filter(pk=event.officer_id).first() if event.officer_id else None
            body["by"] = officer.name if officer is not None else ""
            body["at"] = timezone.localtime(event.recorded_at).strftime("%Y-%m-%d %H:%M")
    return answer(body, 409)
