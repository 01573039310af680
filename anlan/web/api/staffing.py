"""任职、交接、撤并 for programs: the same questions, rules and refusals as the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.closing import CannotClose
from anlan.kernel.people.acting import in_force
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Overtaken, Refused
from anlan.kernel.records.workflow import Ask
from anlan.kernel.staffing.appointing import APPOINT_ASKS, END_ASKS, appoint, end_appointment, post_behind
from anlan.kernel.staffing.handing_over import hand_over, hand_over_asks, owed_by_post
from anlan.kernel.staffing.posts import CLOSE_ASKS, close_post, models_for, open_asks, open_post
from anlan.oversight.posts import post_in_sight
from anlan.oversight.staffing import close_asks, closed
from anlan.oversight.units import may_be_closed_here, unit_in_sight
from anlan.web.api import shapes
from anlan.web.api.answers import checked_form, refusals
from anlan.web.api.asking import REFUSALS, act_behind
from anlan.web.api.errors import Fault, Unacceptable, answer
from anlan.web.api.questions import Question, questions_of

router = Router(tags=["posts"])


class Answers(Schema):
    """What is answered, by the names of the page's questions."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[str, Any]


class Closing(Answers):
    """The same for one unit. ``into`` among the answers is an id, as the list of units has it."""

    unit: str


class Opening(Answers):
    """The same for a further post of one unit. ``like`` among the answers is the id of a post that the unit has."""

    unit: str


class Held(Schema):
    """Somebody holds the post from a day on; ``id`` is the appointment's."""

    id: int
    officer: str
    since: dt.date
    until: dt.date | None


class WholePost(Schema):
    """One post: who holds it today, and the ids of what it owes."""

    id: int
    name: str
    kind: str
    unit: shapes.Unit
    closed_on: dt.date | None
    held: list[Held]
    owed: list[int]


class Entered(Schema):
    """Where the act stands in the ledger."""

    entry: int


class Earlier(shapes.Problem):
    """Somebody else was first: the entry that made it so."""

    entry: int | None
    officer: str


ACTS: dict[Any, Any] = {200: Entered, 409: Earlier, **REFUSALS}


@router.get("/posts/{int:pk}", response={200: WholePost, **REFUSALS}, operation_id="post")
def one_post(request: HttpRequest, pk: int) -> WholePost:
    """One post in sight."""
    act = act_behind(request)
    post = post_in_sight(pk=pk, actor=act.actor)
    held = post.appointments.filter(in_force(on=act.today)).select_related("officer").order_by("pk")
    return WholePost(
        id=post.pk,
        name=name_of(post),
        kind=post.kind,
        unit=shapes.unit(post.unit),
        closed_on=post.closed_on,
        held=[Held(id=one.pk, officer=one.officer.name, since=one.since, until=one.until) for one in held],
        owed=[row.pk for row in owed_by_post(post=post, pack=act.pack)],
    )


@router.post("/posts/{int:pk}/appoint", response=ACTS, operation_id="post_appoint")
def appoint_officer(request: HttpRequest, pk: int, body: Answers) -> Any:
    """Appoint an officer. Answers: officer (user name), since."""
    act = act_behind(request)
    post = _post(act, pk)
    return _done(act, post.unit, APPOINT_ASKS, body, lambda answers: appoint(post=post, answers=answers, act=act).seq)


@router.get("/posts/{int:pk}/hand-over", response={200: list[Question], **REFUSALS}, operation_id="post_hand_over_asks")
def asked_for_handing_over(request: HttpRequest, pk: int) -> list[Question]:
    """What is asked when the post is handed over: with who hands over (an appointment's id) and who may witness."""
    act = act_behind(request)
    post = _post(act, pk)
    return questions_of(asks=hand_over_asks(post=post, act=act), unit=post.unit, act=act)


@router.post("/posts/{int:pk}/hand-over", response=ACTS, operation_id="post_hand_over")
def hand_post_over(request: HttpRequest, pk: int, body: Answers) -> Any:
    """Hand a post over. Answers: outgoing (an appointment's id), incoming (user name), day, witness, remarks."""
    act = act_behind(request)
    post = _post(act, pk)

    def doing(answers: dict[str, Any]) -> int:
        done = hand_over(post=post, answers=answers, act=act)
        return int(Event.objects.values_list("seq", flat=True).get(pk=done.event_id))

    asks = hand_over_asks(post=post, act=act, given=str(body.answers.get("outgoing", "")))
    return _done(act, post.unit, asks, body, doing)


@router.post("/units/open-post", response=ACTS, operation_id="unit_open_post")
def open_further_post(request: HttpRequest, body: Opening) -> Any:
    """Open a further post of a unit. Answers: like, name_zh, name_en."""
    act = act_behind(request)
    unit = unit_in_sight(code=body.unit, actor=act.actor)
    if not models_for(unit=unit, act=act):
        raise PermissionDenied
    asks = open_asks(unit=unit, act=act)
    return _done(act, unit, asks, body, lambda answers: open_post(unit=unit, answers=answers, act=act).seq)


@router.post("/posts/{int:pk}/close", response=ACTS, operation_id="post_close")
def close_one_post(request: HttpRequest, pk: int, body: Answers) -> Any:
    """Close a post that nobody holds. Answers: on."""
    act = act_behind(request)
    post = _post(act, pk)
    return _done(act, post.unit, CLOSE_ASKS, body, lambda answers: close_post(post=post, answers=answers, act=act).seq)


@router.post("/appointments/{int:pk}/end", response=ACTS, operation_id="appointment_end")
def end_one_appointment(request: HttpRequest, pk: int, body: Answers) -> Any:
    """End an appointment. Answers: until."""
    act = act_behind(request)
    found = Appointment.objects.select_related("post").filter(pk=pk).first()
    if found is None:
        raise Http404("appointment")
    post = _post(act, found.post_id)
    return _done(
        act, post.unit, END_ASKS, body, lambda answers: end_appointment(appointment=found, answers=answers, act=act).seq
    )


@router.get("/units/close", response={200: list[Question], **REFUSALS}, operation_id="unit_close_asks")
def asked_for_closing(request: HttpRequest, unit: str) -> list[Question]:
    """What is asked when the unit of this code is closed: with the units that may take over, by their ids."""
    act = act_behind(request)
    row = _closing(act, unit)
    return questions_of(asks=close_asks(unit=row, actor=act.actor), unit=row, act=act)


@router.post("/units/close", response=ACTS, operation_id="unit_close")
def close_one_unit(request: HttpRequest, body: Closing) -> Any:
    """Close a unit. Answers: on, into."""
    act = act_behind(request)
    unit = _closing(act, body.unit)
    asks = close_asks(unit=unit, actor=act.actor)
    return _done(act, unit, asks, body, lambda answers: closed(unit=unit, answers=answers, act=act))


def _closing(act: Act, code: str) -> Unit:
    """The unit, for whoever may close it."""
    unit = unit_in_sight(code=code, actor=act.actor)
    if not may_be_closed_here(unit=unit, actor=act.actor):
        raise PermissionDenied
    return unit


def _post(act: Act, pk: int) -> Post:
    """The post, for whoever may say who holds it."""
    post = post_in_sight(pk=pk, actor=act.actor)
    if post_behind(actor=act.actor, post=post, on=act.today) is None:
        raise PermissionDenied
    return post


def _done(act: Act, unit: Unit, asks: Sequence[Ask], body: Answers, doing: Callable[[dict[str, Any]], int]) -> Any:
    form = checked_form(asks=asks, answers=body.answers, unit=unit, act=act)
    try:
        return Entered(entry=doing(form.answers))
    except Refused as error:
        raise refusals(error) from None
    except CannotClose as error:
        raise Unacceptable([Fault(error.field, error.reason)]) from None
    except Overtaken as error:
        return _overtaken(error)


def _overtaken(error: Overtaken) -> Any:
    event = error.event
    officer = Officer.objects.filter(pk=event.officer_id).first() if event and event.officer_id else None
    more = {"entry": event.seq if event else None, "officer": officer.name if officer else ""}
    return answer(_("This was done already, perhaps by somebody else. Nothing was recorded."), 409, more=more)
