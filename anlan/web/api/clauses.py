"""条款 for programs: what the document says, who owes it, how Anlan carries it, the figures within sight."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from anlan.oversight.clause_figures import Kept, kept_for
from anlan.oversight.clauses import ClauseView, clause_view, live_figures
from anlan.oversight.live import Live
from anlan.policy import Clause
from anlan.web.api import shapes
from anlan.web.api.asking import REFUSALS, act_behind, only_known

router = Router(tags=["clauses"])


class Filters(Schema):
    """``q`` searches numbers and words in Chinese and English; ``how`` is how a clause is carried."""

    q: str = ""
    article: str = ""
    how: str = ""


class ClauseLine(Schema):
    """One clause. ``cadence_source`` inferred: the document names no cadence; this one is a product default."""

    id: str
    article: str
    title: shapes.Text
    subject: shapes.Text
    duty: shapes.Text
    cadence: str
    cadence_source: str
    binding: str
    carried: str
    milestone: str | None


class ClauseDuty(Schema):
    """A duty that the clause creates."""

    key: str
    title: shapes.Text
    every: str | None
    met_by: list[str]


class ClauseStep(Schema):
    """A step by which the clause is carried out, in which register, under which permission."""

    register_name: str
    step: str
    label: str
    permission: str


class ClauseKept(Schema):
    """How many records a register keeps for the clause within sight; ``exact`` false: at least so many."""

    label: str
    number: int
    exact: bool
    page: str


class ClauseDetail(ClauseLine):
    """A clause with the article it stands in, and the figures within the caller's sight.

    ``figures`` are what is due this year; ``open_earlier`` and ``open_later`` what is open and due before or after it.
    """

    condition: shapes.Text | None
    article_title: shapes.Text
    article_text: str
    reason: shapes.Text | None
    duties: list[ClauseDuty]
    steps: list[ClauseStep]
    figures: shapes.Counts
    open_earlier: int
    open_later: int
    kept: list[ClauseKept]


@router.get("/", response={200: list[ClauseLine], **REFUSALS}, operation_id="clause_list")
def list_clauses(request: HttpRequest, filters: Query[Filters]) -> list[ClauseLine]:
    """All clauses in the order of the document, or those that a search finds, the best first."""
    only_known(request, filters=Filters)
    pack = act_behind(request).pack
    found = list(pack.clauses.values())
    if filters.q:
        found = [hit.clause for hit in pack.search(text=filters.q, limit=len(found))]
    return [
        ClauseLine(**_line(clause))
        for clause in found
        if filters.article in ("", clause.article) and filters.how in ("", clause.carried.how)
    ]


@router.get("/{clause_id}", response={200: ClauseDetail, **REFUSALS}, operation_id="clause")
def one_clause(request: HttpRequest, clause_id: str) -> ClauseDetail:
    """One clause in both directions."""
    act = act_behind(request)
    if clause_id not in act.pack.clauses:
        raise Http404(clause_id)
    view = clause_view(pack=act.pack, clause_id=clause_id)
    sight = act.actor.sight()
    figures = live_figures(clause_id=clause_id, sight=sight, today=act.today)
    kept = kept_for(reference=view.clause.reference, sight=sight, today=act.today, pack=act.pack)
    return _detail(view, figures, kept)


def _line(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "article": clause.article,
        "title": shapes.text(clause.title),
        "subject": shapes.text(clause.subject),
        "duty": shapes.text(clause.duty),
        "cadence": clause.cadence,
        "cadence_source": clause.cadence_source,
        "binding": clause.binding,
        "carried": clause.carried.how,
        "milestone": clause.carried.milestone,
    }


def _detail(view: ClauseView, figures: Live, kept: list[Kept]) -> ClauseDetail:
    clause = view.clause
    return ClauseDetail(
        **_line(clause),
        condition=shapes.text(clause.condition) if clause.condition else None,
        article_title=shapes.text(view.article.title),
        article_text=view.article.text,
        reason=shapes.text(clause.carried.reason) if clause.carried.reason else None,
        duties=[
            ClauseDuty(key=duty.id, title=shapes.text(duty.title), every=duty.every, met_by=list(duty.met_by.events))
            for duty in view.duties
        ],
        steps=[
            ClauseStep(
                register_name=one.pages.name,
                step=one.step.name,
                label=str(one.step.label),
                permission=one.step.permission,
            )
            for one in view.steps
        ],
        figures=shapes.counts(figures.year),
        open_earlier=figures.earlier,
        open_later=figures.later,
        kept=[ClauseKept(label=one.label, number=one.number, exact=one.exact, page=one.url) for one in kept],
    )
