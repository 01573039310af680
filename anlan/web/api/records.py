"""Registers for programs: for every kind of case its list, its records, its beginning and its steps."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.lists import page_of
from anlan.kernel.pages.requests import OfficerRequest
from anlan.kernel.pages.views import filtered, history_of, visible_record
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Outcome, Overtaken, Refused, allowed_steps, begin, take
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Step
from anlan.web.api import shapes
from anlan.web.api.answers import checked_form, refusals
from anlan.web.api.asking import REFUSALS, act_behind, only_known, unit_in_sight
from anlan.web.api.errors import Fault, Unacceptable, answer


class Filters(Schema):
    """What a register's list can be narrowed to; days are those of its first column."""

    state: str = ""
    unit: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    after: str = ""


class Beginning(Schema):
    """A new case. ``submission`` is made by the caller, one for each case: sent again, nothing is recorded twice."""

    model_config = ConfigDict(extra="forbid")

    unit: str
    submission: uuid.UUID
    answers: dict[str, Any]
    obligation: int | None = None


class Taking(Schema):
    """One step of a case."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any] = Field(default_factory=dict)


class Question(Schema):
    """One thing that is asked: rows ask several times for the same ``rows`` of questions."""

    name: str
    label: str
    kind: str
    required: bool
    why: str
    choices: list[tuple[str, str]]
    rows: list[Question]


class Entry(Schema):
    """One entry of the ledger about a record."""

    seq: int
    kind: str
    label: str
    occurred_on: dt.date
    recorded_at: dt.datetime
    officer: str


class WholeRecord(shapes.Record):
    """A record with its history, and the steps that the caller may take now."""

    steps: list[str]
    history: list[Entry]


class Done(Schema):
    """What came of an act. ``entry`` is its place in the ledger, ``met`` the ids of the obligations it met."""

    record: shapes.Record
    entry: int | None
    met: list[int]
    repeated: bool


class Standing(shapes.Problem):
    """Somebody else was first: the record that stands, where the caller may see it, and the entry that made it so."""

    record: shapes.Record | None
    entry: int | None
    officer: str


OVERTAKEN = {**REFUSALS, 409: Standing}


def router_for(pages: CasePages) -> Router:
    """The addresses of one register."""
    router = Router(tags=[pages.name])

    @router.get("/", response={200: shapes.Records, **REFUSALS}, operation_id=f"{pages.name}_list")
    def list_records(request: HttpRequest, filters: Query[Filters]) -> shapes.Records:
        """The list: what the caller may see, a page at a time."""
        return _listed(cast(OfficerRequest, request), pages, filters)

    @router.get("/{int:pk}", response={200: WholeRecord, **REFUSALS}, operation_id=f"{pages.name}_record")
    def one_record(request: HttpRequest, pk: int) -> WholeRecord:
        """One record with its history."""
        return _whole(cast(OfficerRequest, request), pages, pk)

    @router.post(
        "/{int:pk}/steps/{step}", response={200: Done, **OVERTAKEN}, operation_id=f"{pages.name}_step"
    )
    def take_step(request: HttpRequest, pk: int, step: str, body: Taking) -> Any:
        """Take one step of a record."""
        return _taken(cast(OfficerRequest, request), pages, (pk, step), body)

    beginning = pages.model.workflow.beginning
    if beginning is not None:
        _add_beginning(router, pages, beginning)
    return router


def _add_beginning(router: Router, pages: CasePages, step: Step) -> None:
    """A case that other records open is not begun by hand, and has no such addresses."""
    fields = ", ".join(f"{ask.name}{'' if ask.required else ' (optional)'}" for ask in step.asks if ask.kind != "file")

    @router.get("/questions", response={200: list[Question], **REFUSALS}, operation_id=f"{pages.name}_questions")
    def questions(request: HttpRequest, unit: str) -> list[Question]:
        """What is asked when a case of this unit is begun, with the choices there are."""
        row = _holder(act_behind(request), pages, step, unit)
        return [_question(ask, row) for ask in step.asks if ask.kind != "file"]

    @router.post(
        "/",
        response={200: Done, 201: Done, **OVERTAKEN},
        operation_id=f"{pages.name}_begin",
        description=f"Begin a case (clause {step.clause}). Answers: {fields}. 200: it had been recorded already.",
    )
    def begin_case(request: HttpRequest, body: Beginning) -> Any:
        return _begun(cast(OfficerRequest, request), pages, step, body)


def _listed(request: OfficerRequest, pages: CasePages, filters: Filters) -> shapes.Records:
    only_known(request, filters=Filters)
    sight = request.actor.sight()
    if filters.state and filters.state not in {state.name for state in pages.model.workflow.states}:
        raise Unacceptable([Fault("state", _("There is no such state."))])
    query = {
        "state": filters.state,
        "unit": str(unit_in_sight(code=filters.unit, sight=sight).pk) if filters.unit else "",
        "since": filters.since.isoformat() if filters.since else "",
        "until": filters.until.isoformat() if filters.until else "",
    }
    rows, _kept = filtered(pages=pages, query=query)
    page = page_of(rows=rows, sight=sight, order=pages.order, key=filters.after)
    return shapes.Records(rows=[shapes.listed(row, pages) for row in page.rows], after=page.key)


def _whole(request: OfficerRequest, pages: CasePages, pk: int) -> WholeRecord:
    record = visible_record(request, pages, pk)
    history = [
        Entry(
            seq=one["event"].seq,
            kind=one["event"].kind,
            label=str(one["label"]),
            occurred_on=one["event"].occurred_on,
            recorded_at=one["event"].recorded_at,
            officer=one["officer"].name if one["officer"] else "",
        )
        for one in history_of(record=record)
    ]
    steps = [step.name for step in allowed_steps(record=record, actor=request.actor)]
    return WholeRecord(**shapes.detailed(record, pages).model_dump(), steps=steps, history=history)


def _holder(act: Act, pages: CasePages, step: Step, code: str) -> Unit:
    """The unit for which the caller may begin a case."""
    if not act.actor.has(step.permission):
        raise PermissionDenied
    unit = unit_in_sight(code=code, sight=act.actor.sight(permission=step.permission))
    if unit.kind not in pages.holders or unit.closed_on is not None:
        raise Unacceptable([Fault("unit", _("No such case is begun for this unit."))])
    return unit


def _question(ask: Ask, unit: Unit) -> Question:
    return Question(
        name=ask.name,
        label=str(ask.label),
        kind=ask.kind,
        required=ask.required,
        why=str(ask.why),
        choices=[(value, str(words)) for value, words in ask.choices(unit)] if ask.choices else [],
        rows=[_question(row, unit) for row in ask.rows],
    )


def _begun(request: OfficerRequest, pages: CasePages, step: Step, body: Beginning) -> Any:
    act = act_behind(request)
    unit = _holder(act, pages, step, body.unit)
    answering = _answering(act, unit, body.obligation)
    form = checked_form(asks=step.asks, answers=body.answers, unit=unit, act=act)
    try:
        outcome = begin(
            model=pages.model,
            unit=unit,
            answers=form.answers,
            act=act,
            submission=body.submission,
            answering=answering,
        )
    except Refused as error:
        raise refusals(error) from None
    except Overtaken as error:
        return _overtaken(act, pages, error)
    return Status(200 if outcome.repeated else 201, _done(outcome, pages))


def _answering(act: Act, unit: Unit, pk: int | None) -> Obligation | None:
    """The obligation of this unit that the case answers, where one is named."""
    if pk is None:
        return None
    rows = Obligation.objects.visible_to(act.actor.sight()).select_related("duty", "unit")
    found = rows.filter(pk=pk, unit=unit).first()
    if found is None:
        raise Unacceptable([Fault("obligation", _("There is no such obligation of this unit that you may see."))])
    return cast(Obligation, found)


def _taken(request: OfficerRequest, pages: CasePages, place: tuple[int, str], body: Taking) -> Any:
    pk, name = place
    act = act_behind(request)
    record = visible_record(request, pages, pk)
    step = next((step for step in pages.steps if step.name == name and step.source), None)
    if step is None:
        raise Http404(name)
    if not act.actor.may(step.permission, position=record.position, unit=record.unit_id, line=record.line_id):
        raise PermissionDenied
    try:
        if record.state not in step.source:
            raise Overtaken(record, None)
        form = checked_form(asks=step.asks, answers=body.answers, unit=record.unit, act=act)
        outcome = take(record=record, step=step, answers=form.answers, act=act)
    except Refused as error:
        raise refusals(error) from None
    except Overtaken as error:
        return _overtaken(act, pages, error)
    return Status(200, _done(outcome, pages))


def _done(outcome: Outcome, pages: CasePages) -> Done:
    return Done(
        # Read again: what a step wrote stands in the database, not on the record at hand.
        record=shapes.detailed(_again(outcome.record), pages),
        entry=outcome.event.seq if outcome.event else None,
        met=[row.pk for row in outcome.met],
        repeated=outcome.repeated,
    )


def _again(record: Case) -> Case:
    return cast(Case, type(record)._default_manager.select_related("unit").get(pk=record.pk))


def _overtaken(act: Act, pages: CasePages, error: Overtaken) -> Any:
    """What stands is shown only to whom it may be shown; that somebody was first is said anyway."""
    standing, event = error.record, error.event
    shown = standing is not None and act.actor.sight().covers(
        position=standing.position, unit=standing.unit_id, line=standing.line_id
    )
    officer = Officer.objects.filter(pk=event.officer_id).first() if shown and event and event.officer_id else None
    more = {
        "record": shapes.detailed(_again(standing), pages).model_dump() if shown and standing else None,
        "entry": event.seq if shown and event else None,
        "officer": officer.name if officer else "",
    }
    return answer(_("This was done already, perhaps by somebody else. Nothing was recorded."), 409, more=more)
