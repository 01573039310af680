"""公文 for programs: the register of issued papers, and issuing one under the same rules as on the page."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import ConfigDict

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.pages.lists import page_of
from anlan.kernel.papers.filling import TemplateBroken
from anlan.kernel.papers.issued import IssuedPaper
from anlan.kernel.papers.issuing import Issued, bodies_for, gather, issue
from anlan.kernel.papers.paper import Paper
from anlan.kernel.records.door import Refused
from anlan.kernel.roles import P
from anlan.oversight.papers import PAPERS
from anlan.oversight.papers.asking import asks_of
from anlan.oversight.papers.issue_page import what_failed
from anlan.oversight.papers.register_pages import ORDER, filtered, visible_paper
from anlan.web.api import shapes
from anlan.web.api.answers import checked_form, refusals
from anlan.web.api.asking import REFUSALS, act_behind, only_known
from anlan.web.api.errors import Fault, Unacceptable

router = Router(tags=["papers"])


class Filters(Schema):
    """``view`` is ``received`` for papers addressed to units in sight; otherwise those issued by bodies in sight."""

    paper: str = ""
    state: str = ""
    year: str = ""
    view: str = ""
    after: str = ""


class IssuedPaperShape(Schema):
    """One issued paper. ``about`` says what it is about as a query, ``digest`` is its file's SHA-256."""

    id: int
    paper: str
    number: str
    title: str
    body: shapes.Unit
    recipient: str
    about: str
    issued_at: dt.datetime
    state: str
    void_reason: str
    digest: str


class IssuedPapers(Schema):
    """One page of the register. ``after`` is the key of the next page, empty where it ends."""

    rows: list[IssuedPaperShape]
    after: str


class Issuing(Schema):
    """A paper to be issued. ``about``: the values by which it is asked for. ``answers``: ``body`` (a unit's code) and
    what its form asks. ``submission`` is the caller's own, one for each paper: sent twice, it is issued once."""

    model_config = ConfigDict(extra="forbid")

    paper: str
    about: dict[str, str] = Field(default_factory=dict)
    answers: dict[str, Any]
    submission: uuid.UUID


class IssuedNow(Schema):
    """The paper with its place in the ledger."""

    paper: IssuedPaperShape
    entry: int | None
    repeated: bool


@router.get("/", response={200: IssuedPapers, **REFUSALS}, operation_id="paper_list")
def list_papers(request: HttpRequest, filters: Query[Filters]) -> IssuedPapers:
    """Issued papers, newest first, a page at a time."""
    only_known(request, filters=Filters)
    act = act_behind(request)
    try:
        rows, _kept = filtered(query=filters.model_dump())
    except Http404 as error:
        raise Unacceptable([Fault(str(error), _("No paper has this value."))]) from None
    page = page_of(rows=rows, sight=act.actor.sight(), order=ORDER, key=filters.after)
    return IssuedPapers(rows=[shaped(row) for row in page.rows], after=page.key)


@router.get("/{int:pk}", response={200: IssuedPaperShape, **REFUSALS}, operation_id="paper")
def one_paper(request: HttpRequest, pk: int) -> IssuedPaperShape:
    """One issued paper."""
    return shaped(visible_paper(pk=pk, sight=act_behind(request).actor.sight()))


@router.post("/", response={200: IssuedNow, 201: IssuedNow, **REFUSALS}, operation_id="paper_issue")
def issue_paper(request: HttpRequest, body: Issuing) -> Any:
    """Issue a paper under the next number of its body and year."""
    act, paper = act_behind(request), _paper(body)
    if not act.actor.has(P.PAPER_ISSUE):
        raise PermissionDenied
    content = gather(paper=paper, about={name: body.about.get(name, "") for name in paper.takes}, act=act)
    bodies = list(bodies_for(actor=act.actor, paper=paper, issuer=content.issuer))
    if not bodies:
        raise PermissionDenied
    form = checked_form(
        asks=asks_of(paper=paper, bodies=bodies), answers=body.answers, unit=bodies[0], act=act
    )  # fmt: skip
    answers = form.answers
    try:
        issued = issue(
            paper=paper,
            body=next(unit for unit in bodies if unit.code == answers["body"]),
            about=body.about,
            answers=answers,
            act=act,
            submission=body.submission,
            data_dir=settings.ANLAN_DATA,
        )
    except Refused as error:
        raise refusals(error) from None
    except (TemplateBroken, UploadRefused) as error:
        raise Unacceptable([Fault("", str(what_failed(error=error)))]) from None
    return Status(200 if issued.repeated else 201, _now(issued))


def _paper(body: Issuing) -> Paper:
    paper = PAPERS.get(body.paper)
    if paper is None:
        raise Unacceptable([Fault("paper", _("There is no such kind of paper."))])
    faults = [Fault(f"about.{name}", _("There is no such field.")) for name in body.about if name not in paper.takes]
    if faults:
        raise Unacceptable(faults)
    return paper


def _now(issued: Issued) -> IssuedNow:
    # Read again: the database keeps the moment in its own time zone, and both answers to one form shall be alike.
    issued.row.refresh_from_db(fields=["issued_at"])
    entry = issued.event.seq if issued.event else None
    return IssuedNow(paper=shaped(issued.row), entry=entry, repeated=issued.repeated)


def shaped(row: IssuedPaper) -> IssuedPaperShape:
    """An issued paper; needs its body at hand."""
    return IssuedPaperShape(
        id=row.pk,
        paper=row.paper,
        number=row.number,
        title=row.title,
        body=shapes.unit(row.body),
        recipient=row.recipient,
        about=row.about,
        issued_at=row.issued_at,
        state=row.state,
        void_reason=row.void_reason,
        digest=row.digest,
    )
