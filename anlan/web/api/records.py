"""Registers for programs: for every kind of case its list, its records, its beginning and its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import create_model

from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.filtering import filtered
from anlan.kernel.pages.handed_in import questions_about
from anlan.kernel.pages.lists import page_of
from anlan.kernel.pages.requests import OfficerRequest
from anlan.kernel.pages.timeline import history_of
from anlan.kernel.pages.views import visible_record
from anlan.kernel.records.door import allowed_steps
from anlan.kernel.records.workflow import Step
from anlan.web.api import shapes
from anlan.web.api.acts import OVERTAKEN, Beginning, Done, Taking, begun, holder, taken
from anlan.web.api.asking import REFUSALS, act_behind, only_known, unit_in_sight
from anlan.web.api.errors import Fault, Unacceptable
from anlan.web.api.questions import Question, questions_of
from anlan.web.api.sent import Sent, described


class Filters(Schema):
    """What a register's list can be narrowed to; days are those of its first column."""

    state: str = ""
    unit: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    after: str = ""


def filters_for(pages: CasePages) -> type[Filters]:
    """The filters of one register: those of all, and the columns by whose few values its list can be narrowed."""
    more: dict[str, Any] = {choice.name: (str, "") for choice in pages.narrowing}
    more |= {"q": (str, "")} if pages.search else {}
    return create_model(f"{pages.name.capitalize()}Filters", __base__=Filters, **more) if more else Filters


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


def router_for(pages: CasePages) -> Router:
    """The addresses of one register."""
    router = Router(tags=[pages.name])

    def list_records(request: HttpRequest, filters: Any) -> shapes.Records:
        """The list: what the caller may see, a page at a time."""
        return _listed(cast(OfficerRequest, request), pages, filters)

    # Which filters there are is known only here, so no annotation in the text can name them.
    list_records.__annotations__["filters"] = cast(Any, Query)[filters_for(pages)]
    router.get("/", response={200: shapes.Records, **REFUSALS}, operation_id=f"{pages.name}_list")(list_records)

    @router.get("/{int:pk}", response={200: WholeRecord, **REFUSALS}, operation_id=f"{pages.name}_record")
    def one_record(request: HttpRequest, pk: int) -> WholeRecord:
        """One record with its history."""
        return _whole(cast(OfficerRequest, request), pages, pk)

    later = [step for step in pages.steps if step.source]

    @router.post(
        "/{int:pk}/steps/{step}",
        response={200: Done, **OVERTAKEN},
        operation_id=f"{pages.name}_step",
        description=_steps_in_words(later),
        openapi_extra=described(schema=Taking, asks=[ask for step in later for ask in step.asks]),
    )
    def take_step(request: HttpRequest, pk: int, step: str, body: Annotated[Taking, Sent(...)]) -> Any:
        return taken(cast(OfficerRequest, request), pages, (pk, step), body)

    beginning = pages.model.workflow.beginning
    if beginning is not None:
        _add_beginning(router, pages, beginning)
    return router


def _add_beginning(router: Router, pages: CasePages, step: Step) -> None:
    """A case that other records open is not begun by hand, and has no such addresses."""

    @router.get("/questions", response={200: list[Question], **REFUSALS}, operation_id=f"{pages.name}_questions")
    def questions(request: HttpRequest, unit: str) -> list[Question]:
        """What is asked when a case of this unit is begun, with the choices there are."""
        row = holder(act_behind(request), pages, step, unit)
        return questions_of(asks=step.asks, unit=row, act=act_behind(request))

    @router.post(
        "/",
        response={200: Done, 201: Done, **OVERTAKEN},
        operation_id=f"{pages.name}_begin",
        description=f"Clause {step.clause}. {_asked_in_words(step)} 200: it had been recorded already.",
        openapi_extra=described(schema=Beginning, asks=step.asks),
    )
    def begin_case(request: HttpRequest, body: Annotated[Beginning, Sent(...)]) -> Any:
        return begun(cast(OfficerRequest, request), pages, step, body)


def _asked_in_words(step: Step) -> str:
    """What a step asks, for openapi.json; files are parts of a form, and what is asked about them are answers."""
    named = {
        takes_files: ", ".join(
            f"{ask.name}{'' if ask.required else ' (optional)'}" for ask in step.asks if ask.takes_files == takes_files
        )
        for takes_files in (False, True)
    }
    about = ", ".join(name for ask in step.asks for name in questions_about(ask=ask))
    files = f" Files: {named[True]}; with them answer {about}." if about else ""
    return f"Answers: {named[False] or 'none'}.{files}"


def _steps_in_words(steps: Sequence[Step]) -> str:
    told = "".join(f"\n\n`{step.name}` (clause {step.clause}). {_asked_in_words(step)}" for step in steps)
    return f"Take one step of a record.{told}"


def _listed(request: OfficerRequest, pages: CasePages, filters: Filters) -> shapes.Records:
    only_known(request, filters=type(filters))
    act, sight = act_behind(request), request.actor.sight()
    if filters.state and filters.state not in {state.name for state in pages.model.workflow.states}:
        raise Unacceptable([Fault("state", _("There is no such state."))])
    chosen = {choice.name: getattr(filters, choice.name) for choice in pages.narrowing}
    unknown = [choice.name for choice in pages.narrowing if chosen[choice.name] not in {"", *choice.words}]
    if unknown:
        raise Unacceptable([Fault(name, _("There is no such value.")) for name in unknown])
    query = chosen | {
        "state": filters.state,
        "unit": str(unit_in_sight(code=filters.unit, sight=sight).pk) if filters.unit else "",
        "since": filters.since.isoformat() if filters.since else "",
        "until": filters.until.isoformat() if filters.until else "",
        "q": getattr(filters, "q", ""),
    }
    rows, _kept, order = filtered(pages=pages, query=query, on=act.today, pack=act.pack)
    page = page_of(rows=rows, sight=sight, order=order, key=filters.after)
    return shapes.Records(rows=[shapes.listed(row, pages) for row in page.rows], after=page.key)


def _whole(request: OfficerRequest, pages: CasePages, pk: int) -> WholeRecord:
    record = visible_record(request, pages=pages, pk=pk)
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
