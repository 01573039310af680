"""履职事项 for programs: the list behind every figure, and one obligation."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from anlan.kernel.life.acts import TooLate, acting_post, grounds_of, last_event, offered, steps_for, treat
from anlan.kernel.life.steps import LIFE, asks_of
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.lists import page_of
from anlan.kernel.pages.requests import OfficerRequest
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.records.door import Act, Refused
from anlan.kernel.records.workflow import Step
from anlan.oversight.life import obligation_in_sight, said_about
from anlan.oversight.obligations import ORDERS
from anlan.oversight.standing import standings
from anlan.web.api import shapes
from anlan.web.api.acts import OVERTAKEN, Taking
from anlan.web.api.answers import checked_form, refusals
from anlan.web.api.asking import REFUSALS, act_behind, only_known, unit_in_sight
from anlan.web.api.errors import Fault, Unacceptable, answer
from anlan.web.api.questions import Question, questions_of

router = Router(tags=["obligations"])


class Filters(Schema):
    """``open`` is all that is not met yet, late or not; ``since`` and ``until`` are due days, both included."""

    state: Literal["open", "late", "met", ""] = ""
    unit: str = ""
    clause: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    after: str = ""


class Said(Schema):
    """One thing that a superior said about an obligation; ``due_day`` is the day on which it is due from then on."""

    label: str
    recorded_at: dt.datetime
    post: str
    officer: str
    text: str
    telephone: str
    letter: str
    due_day: dt.date | None


class WholeObligation(shapes.Obligation):
    """One obligation with what was said of it, and the steps that the caller may take now."""

    steps: list[str]
    said: list[Said]


class Treated(Schema):
    """What came of a step: the obligation as it stands, and the step's place in the ledger."""

    obligation: WholeObligation
    entry: int


@router.get("/", response={200: shapes.Obligations, **REFUSALS}, operation_id="obligation_list")
def list_obligations(request: HttpRequest, filters: Query[Filters]) -> shapes.Obligations:
    """Everything owed that the caller may see, a page at a time."""
    only_known(request, filters=Filters)
    act = act_behind(request)
    # Each order is an index that also holds what is filtered by.
    order = ORDERS["due" if filters.unit or filters.state in ("open", "late") else "place"]
    rows = _narrowed(act, filters)
    page = page_of(rows=rows, sight=act.actor.sight(), order=order, key=filters.after)
    return shapes.Obligations(rows=[shapes.obligation(row, act) for row in page.rows], after=page.key)


def _narrowed(act: Act, filters: Filters) -> SightedQuerySet:
    rows = cast(SightedQuerySet, Obligation.objects.select_related("duty", "unit", "met_by"))
    if filters.state:
        standing = standings(now=act.now)
        met = standing["met_on_time"] | standing["met_late"]
        rows = rows.filter({"met": met, "open": standing["open"], "late": standing["late"]}[filters.state])
    if filters.unit:
        rows = rows.filter(unit=unit_in_sight(code=filters.unit, sight=act.actor.sight()))
    if filters.clause:
        if filters.clause not in act.pack.clauses:
            raise Unacceptable([Fault("clause", _("There is no such clause."))])
        rows = rows.filter(duty_id__in=list(Duty.objects.filter(clause=filters.clause).values_list("pk", flat=True)))
    if filters.since:
        rows = rows.filter(due_day__gte=filters.since)
    if filters.until:
        rows = rows.filter(due_day__lte=filters.until)
    return rows


@router.get("/{int:pk}", response={200: WholeObligation, **REFUSALS}, operation_id="obligation")
def one_obligation(request: HttpRequest, pk: int) -> WholeObligation:
    """One obligation, with what the superior said of it and the steps that the caller may take now."""
    act = act_behind(request)
    return _whole(obligation_in_sight(cast(OfficerRequest, request), pk=pk), act)


def _whole(row: Obligation, act: Act) -> WholeObligation:
    said = [
        Said(
            label=str(one.label),
            recorded_at=one.recorded_at,
            post=name_of(one.post) if one.post else "",
            officer=one.officer.name if one.officer else "",
            text=one.text,
            telephone=one.telephone,
            letter=one.letter,
            due_day=dt.date.fromisoformat(one.due_day) if one.due_day else None,
        )
        for one in said_about(row=row)
    ]
    steps = [step.name for step in offered(row=row, act=act)]
    return WholeObligation(**shapes.obligation(row, act).model_dump(), steps=steps, said=said)


@router.get(
    "/{int:pk}/steps/{step}", response={200: list[Question], **REFUSALS}, operation_id="obligation_step_questions"
)
def questions_of_step(request: HttpRequest, pk: int, step: str) -> list[Question]:
    """What a step asks about this obligation, with the choices there are (the grounds of a waiver)."""
    row, asked = _step(request, pk, step)
    asks = asks_of(step=asked, grounds=grounds_of(duty=row.version.policy))
    return questions_of(asks=asks, unit=row.unit, act=act_behind(request))


@router.post("/{int:pk}/steps/{step}", response={200: Treated, **OVERTAKEN}, operation_id="obligation_step")
def take_step(request: HttpRequest, pk: int, step: str, body: Taking) -> Any:
    """Urge, accept, return, extend, waive, confirm as not performed, or take such a confirmation back."""
    act = act_behind(request)
    row, asked = _step(request, pk, step)
    asks = asks_of(step=asked, grounds=grounds_of(duty=row.version.policy))
    try:
        if asked not in steps_for(row=row, actor=act.actor):
            raise TooLate(row, last_event(row=row))
        form = checked_form(asks=asks, answers=body.answers, unit=row.unit, act=act)
        event = treat(row=row, step=asked, answers=form.answers, act=act)
    except Refused as error:
        raise refusals(error) from None
    except TooLate as error:
        earlier = error.event
        officer = Officer.objects.filter(pk=earlier.officer_id).first() if earlier and earlier.officer_id else None
        more = {
            "record": None,
            "entry": earlier.seq if earlier else None,
            "officer": officer.name if officer else "",
        }
        return answer(_("This was done already, perhaps by somebody else. Nothing was recorded."), 409, more=more)
    return Treated(obligation=_whole(obligation_in_sight(cast(OfficerRequest, request), pk=pk), act), entry=event.seq)


def _step(request: HttpRequest, pk: int, name: str) -> tuple[Obligation, Step]:
    """The obligation in sight and the step on it, for whoever may take that step about this unit."""
    row = obligation_in_sight(cast(OfficerRequest, request), pk=pk)
    step = next((one for one in LIFE.steps if one.name == name), None)
    if step is None:
        raise Http404(name)
    if acting_post(step=step, row=row, duty=row.version.policy, actor=act_behind(request).actor) is None:
        raise PermissionDenied
    return row, step
