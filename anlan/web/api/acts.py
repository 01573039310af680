"""Beginning a case and taking its steps, for programs: through the same form and the same one door as the pages."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Schema, Status
from pydantic import ConfigDict

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.obligations.at_once import meet_at_once
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.requests import OfficerRequest
from anlan.kernel.pages.views import visible_record
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Outcome, Overtaken, Refused, begin, last_event, take
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Step
from anlan.web.api import shapes
from anlan.web.api.answers import checked_form, not_stored, refusals
from anlan.web.api.asking import REFUSALS, act_behind, unit_in_sight
from anlan.web.api.errors import Fault, Unacceptable, answer
from anlan.web.api.sent import files_of


class Beginning(Schema):
    """A new case. ``submission`` is the caller's own, one for each case: sent twice, it is recorded once."""

    model_config = ConfigDict(extra="forbid")

    unit: str
    submission: uuid.UUID
    answers: dict[str, Any]
    obligation: int | None = None


class Taking(Schema):
    """One step of a case."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any] = Field(default_factory=dict)


class Done(Schema):
    """What came of an act: its place in the ledger (``entry``), the ids of the obligations it met."""

    record: shapes.Record
    entry: int | None
    met: list[int]
    repeated: bool


class Standing(shapes.Problem):
    """Somebody else was first: the record that stands and the entry that made it so, as far as in sight."""

    record: shapes.Record | None
    entry: int | None
    officer: str


OVERTAKEN = {**REFUSALS, 409: Standing}


def holder(act: Act, pages: CasePages, step: Step, code: str) -> Unit:
    """The unit for which the caller may begin a case."""
    if not act.actor.has(step.permission):
        raise PermissionDenied
    unit = unit_in_sight(code=code, sight=act.actor.sight(permission=step.permission))
    if unit.kind not in pages.holders or unit.closed_on is not None:
        raise Unacceptable([Fault("unit", _("No such case is begun for this unit."))])
    return unit


def begun(request: OfficerRequest, pages: CasePages, step: Step, body: Beginning) -> Any:
    act = act_behind(request)
    unit = holder(act, pages, step, body.unit)
    answering = _answering(act, unit, body.obligation)
    form = checked_form(
        asks=step.asks, answers=body.answers, unit=unit, act=act, files=files_of(request), answering=answering
    )
    try:
        outcome = begin(
            model=pages.model,
            unit=unit,
            answers=form.answers,
            act=act,
            submission=body.submission,
            answering=answering,
            files=form.store_files,
        )
    except Refused as error:
        raise refusals(error) from None
    except UploadRefused as error:
        raise not_stored(error, form) from None
    except Overtaken as error:
        return _overtaken(act, pages, error)
    finally:
        form.discard_files()
    return Status(200 if outcome.repeated else 201, _done(outcome, pages, act))


def _answering(act: Act, unit: Unit, pk: int | None) -> Obligation | None:
    """The obligation of this unit that the case answers, where one is named."""
    if pk is None:
        return None
    rows = Obligation.objects.visible_to(act.actor.sight()).select_related("duty", "unit")
    found = rows.filter(pk=pk, unit=unit).first()
    if found is None:
        raise Unacceptable([Fault("obligation", _("There is no such obligation of this unit that you may see."))])
    return cast(Obligation, found)


def taken(request: OfficerRequest, pages: CasePages, place: tuple[int, str], body: Taking) -> Any:
    pk, name = place
    act = act_behind(request)
    record = visible_record(request, pages=pages, pk=pk)
    step = next((step for step in pages.steps if step.name == name and step.source), None)
    if step is None:
        raise Http404(name)
    if record.post_for(step=step, actor=act.actor) is None:
        raise PermissionDenied
    if record.state not in step.source:
        return _overtaken(act, pages, Overtaken(record, last_event(record=record)))
    unit = record.unit_for(step=step)
    form = checked_form(
        asks=step.asks, answers=body.answers, unit=unit, act=act, files=files_of(request), record=record
    )
    try:
        outcome = take(record=record, step=step, answers=form.answers, act=act, files=form.store_files)
    except Refused as error:
        raise refusals(error) from None
    except UploadRefused as error:
        raise not_stored(error, form) from None
    except Overtaken as error:
        return _overtaken(act, pages, error)
    finally:
        form.discard_files()
    return Status(200, _done(outcome, pages, act))


def _done(outcome: Outcome, pages: CasePages, act: Act) -> Done:
    shown = meet_at_once(event=outcome.event, now=act.now, pack=act.pack) if outcome.event is not None else []
    return Done(
        # Read again: what a step wrote stands in the database, not on the record at hand.
        record=shapes.detailed(_again(outcome.record), pages),
        entry=outcome.event.seq if outcome.event else None,
        met=[row.pk for row in (*outcome.met, *shown)],
        repeated=outcome.repeated,
    )


def _again(record: Case) -> Case:
    return cast(Case, type(record)._default_manager.select_related("unit").get(pk=record.pk))


def _overtaken(act: Act, pages: CasePages, error: Overtaken) -> Any:
    """What stands is shown only to whom it may be shown; that somebody was first is said anyway."""
    standing, event = error.record, error.event
    shown = standing is not None and standing.is_in(sight=act.actor.sight())
    officer = Officer.objects.filter(pk=event.officer_id).first() if shown and event and event.officer_id else None
    more = {
        "record": shapes.detailed(_again(standing), pages).model_dump() if shown and standing else None,
        "entry": event.seq if shown and event else None,
        "officer": officer.name if officer else "",
    }
    return answer(_("This was done already, perhaps by somebody else. Nothing was recorded."), 409, more=more)
