"""职责: every duty that the pack makes units owe, and one duty with its figures, its heat map and its versions.

The heat map shows the last twelve periods of the duty, for the reader's own area and each area one level below.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import Figure, outstanding_before
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Act
from anlan.oversight.areas import Surroundings, own_area, surroundings
from anlan.oversight.cells import Cell
from anlan.oversight.dry_run_page import may_try
from anlan.oversight.duty_prose import prose
from anlan.oversight.duty_words import occasion_words, rule_words
from anlan.oversight.live import year_by_duty
from anlan.oversight.matrix import Column, Matrix, matrix_of
from anlan.oversight.owing_words import who_owes
from anlan.oversight.rows import shown_rows
from anlan.oversight.wording import said
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.periods import Cadence, Period, period_of, previous_period

PERIODS = 12
LATE_SHOWN = 20
# What is owed on an occasion or as long as facts are so has no period of its own; it is shown by month.
WITHOUT_PERIOD: Cadence = "month"


def duty_list(request: HttpRequest) -> HttpResponse:
    """All duties by clause, with this year's figures of what the reader sees."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    known = {duty.key: duty for duty in Duty.objects.all()}
    figures = year_by_duty(sight=request.actor.sight(), today=act.today)
    rows = [
        {
            "duty": policy,
            "title": said(policy.title),
            "when": occasion_words(duty=policy),
            "counts": figures.get(known[policy.id].pk, Counts()) if policy.id in known else Counts(),
        }
        for policy in act.pack.duties.values()
    ]
    order = {clause: number for number, clause in enumerate(act.pack.clauses)}
    rows.sort(key=lambda row: order.get(row["duty"].clause, len(order)))  # type: ignore[attr-defined]
    return render(request, "oversight/duties.html", {"rows": rows, "year": act.today.year})


def year_figures(*, counts: Counts, duty: Duty, today: dt.date) -> list[tuple[str, str, bool]]:
    """The year's figures of a duty in words, each with the address of exactly its rows and whether it says late."""
    first, last = today.replace(month=1, day=1).isoformat(), today.replace(month=12, day=31).isoformat()
    yesterday = (today - dt.timedelta(days=1)).isoformat()
    found = [
        (counts.owed, _("%(n)d owed"), "owed", first, last),
        (counts.on_time, _("%(n)d met on time"), "met_on_time", first, last),
        (counts.late, _("%(n)d met late"), "met_late", first, last),
        (counts.overdue, _("%(n)d open and late"), "open", first, yesterday),
        (counts.not_due, _("%(n)d not due yet"), "open", today.isoformat(), last),
    ]
    address = f"{reverse('obligations')}?duty={duty.key}"
    return [
        (
            words % {"n": n},
            f"{address}&standing={standing}&since={since}&until={until}" if n else "",
            bool(n) and until == yesterday,
        )
        for n, words, standing, since, until in found
    ]


def duty_page(request: HttpRequest, key: str) -> HttpResponse:
    """One duty: who owes it and how, figures, heat map, what is late, its versions."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    duty = Duty.objects.filter(key=key).first()
    if duty is None:
        raise Http404(key)
    versions = list(duty.versions.order_by("-number"))
    policy = act.pack.duties.get(key) or versions[0].policy
    sight = request.actor.sight()
    counts = year_by_duty(sight=sight, today=act.today, where=Q(duty_id=duty.pk)).get(duty.pk, Counts())
    heat = heat_map(duty=duty, policy=policy, code=request.GET.get("area", ""), act=act)
    context = {
        "duty": duty,
        "policy": policy,
        "title": said(policy.title),
        "who": who_owes(duty=policy, pack=act.pack, on=act.today),
        "rule": rule_words(duty=policy, pack=act.pack, on=act.today),
        "prose": prose(duty=policy, pack=act.pack, on=act.today),
        "accountable": Post.Kind(policy.accountable).label,
        "parameters": [act.pack.parameters.value(key=one, on=act.today) for one in policy.parameters],
        "clause": act.pack.clauses.get(duty.clause),
        "counts": counts,
        "figures": year_figures(counts=counts, duty=duty, today=act.today),
        "year": act.today.year,
        "late": shown_rows(rows=late_rows(duty=duty, act=act), act=act),
        "most": LATE_SHOWN,
        "versions": versions,
        "may_try": key in act.pack.duties and may_try(actor=request.actor),
        "today": act.today,
        **heat,
    }
    return render(request, "oversight/duty.html", context)


def late_rows(*, duty: Duty, act: Act) -> list[Obligation]:
    """The first late rows that the reader sees, by place.

    Figures know in which places something is late; so no list of a whole territory has to be gone through.
    """
    sight = act.actor.sight()
    rows = Obligation.objects.visible_to(sight).filter(duty=duty, state=Obligation.State.OPEN)
    rows = rows.filter(due_at__lte=act.now, due_estimated=False).select_related("duty", "unit", "version")
    if any(reach.unit is None for reach in sight.reaches):
        where = Q(duty_id=duty.pk) & sight.q(columns=Figure.objects.columns)
        left = outstanding_before(day=act.today, where=where)
        rows = rows.filter(position__in=sorted(place for (place, _duty), count in left.items() if count)[:LATE_SHOWN])
    return list(rows.order_by("position", "due_day", "id")[:LATE_SHOWN])


def heat_map(*, duty: Duty, policy: PolicyDuty, code: str, act: Act) -> dict[str, Any]:
    """The rows of the heat map with the names of its columns; nothing for whoever oversees no area."""
    around = _around(code=code, actor=act.actor)
    if around is None:
        return {"area": None}
    periods = last_periods(every=policy.every or WITHOUT_PERIOD, today=act.today)
    matrix = matrix_of(
        around=around,
        span=(periods[0].start, periods[-1].end),
        columns_for=lambda _present: [Column(duty.key, duty, policy, tuple(periods))],
        act=act,
        duty=duty,
    )
    return {
        "area": around.area,
        "path": around.path,
        "heads": [period_name(period=period) for period in periods],
        "rows": [(row, [(cell, heat_of(cell=cell)) for cell in row.cells]) for row in _owing(matrix=matrix)],
    }


def _around(*, code: str, actor: Actor) -> Surroundings | None:
    """The area that was asked for (404 out of sight), else the reader's own."""
    if code:
        return surroundings(code=code, actor=actor)
    try:
        return surroundings(code=own_area(actor=actor).code, actor=actor)
    except Http404:
        return None


def _owing(*, matrix: Matrix) -> list[Any]:
    """The rows in which anything is owed, and always the total: a duty of towns has nothing at the city's own level."""
    return [row for row in matrix.rows if row.kind == "total" or any(cell.counts.owed for cell in row.cells)]


def last_periods(*, every: Cadence, today: dt.date) -> list[Period]:
    """The last twelve periods, the present one included, earliest first."""
    periods = [period_of(every=every, day=today)]
    while len(periods) < PERIODS:
        periods.insert(0, previous_period(period=periods[0]))
    return periods


def heat_of(*, cell: Cell) -> int | None:
    """How dark a cell is, 0 to 4 by the share met on time; None where nothing is owed."""
    rate = cell.counts.rate
    if rate is None:
        return None
    return 4 if rate >= 100 else int(rate // 25)
