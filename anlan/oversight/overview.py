"""履职总览: the half-year of all areas below on one page.

One row for each county and zone (for a county: its towns), one column for each duty and period; each cell leads to
exactly the rows that it counts. A period is the one in which something is due.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import cast
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.export import Column as SheetColumn
from anlan.kernel.sheets.export import write_xlsx
from anlan.oversight.areas import Surroundings, own_area, period_asked, surroundings
from anlan.oversight.matrix import Column, Matrix, Present, matrix_of
from anlan.oversight.units import vacant_posts
from anlan.oversight.wording import said, short_period
from anlan.policy.periods import Cadence, Period, next_period, period_of, periods_between, previous_period

EVERY = "all"
# So many columns fit on a printed sheet (A4 across); beyond that each area is printed as a list.
PRINTED = 14
# Cadences that have several periods in a half-year; whatever else is due in it stands in one column.
DIVIDING: tuple[Cadence, ...] = ("month", "quarter")


def half_asked(*, label: str, today: dt.date) -> Period:
    """The half-year named in the address; this one where none is named. 404 for anything else."""
    if not label:
        return period_of(every="half_year", day=today)
    period = period_asked(label=label, today=today)
    if period.kind != "half_year":
        raise Http404(label)
    return period


@dataclass(frozen=True)
class Overview:
    """One area and half-year: the articles under which something is owed, the one that is shown, its table."""

    half: Period
    articles: list[str]
    article: str
    matrix: Matrix


def overview_of(*, around: Surroundings, query: Mapping[str, str], act: Act) -> Overview:
    """What the address asks for: ``half`` and ``article``, by default the first under which something is owed.

    404 for a half-year or an article that does not exist.
    """
    half = half_asked(label=query.get("half", ""), today=act.today)
    asked = query.get("article", "")
    if asked not in ("", EVERY, *act.pack.articles):
        raise Http404(asked)
    articles: list[str] = []

    def columns_for(present: Present) -> list[Column]:
        columns = _columns(present=present, half=half, act=act)
        articles.extend(dict.fromkeys(_article(column=column, act=act) for column in columns))
        shown = asked or next(iter(articles), "")
        return [one for one in columns if shown in (EVERY, _article(column=one, act=act))]

    matrix = matrix_of(around=around, span=(half.start, half.end), columns_for=columns_for, act=act)
    return Overview(half, articles, asked or next(iter(articles), ""), matrix)


def _article(*, column: Column, act: Act) -> str:
    """The article of the duty's clause; a clause that left the pack is told by its number."""
    clause = act.pack.clauses.get(column.duty.clause)
    return clause.article if clause else column.duty.clause.partition(".")[0]


def _columns(*, present: Present, half: Period, act: Act) -> list[Column]:
    """The duties of which something is due in the half-year, each with its periods in which something is; by clause."""
    order = {clause: number for number, clause in enumerate(act.pack.clauses)}
    found = []
    for duty in Duty.objects.filter(pk__in={duty for duty, _day in present}).prefetch_related("versions"):
        policy = act.pack.duties.get(duty.key) or max(duty.versions.all(), key=lambda one: one.number).policy
        periods = [half]
        if policy.every in DIVIDING:
            periods = list(periods_between(every=policy.every, start=half.start, end=half.end))
        days = [day for key, day in present if key == duty.pk]
        due = tuple(period for period in periods if any(period.contains(day=day) for day in days))
        found.append(Column(duty.key, duty, policy, due))
    return sorted(found, key=lambda one: (order.get(one.duty.clause, len(order)), one.duty.pk))


def first_overview(request: HttpRequest) -> HttpResponse:
    """The entry: the reader's own area."""
    request = cast(OfficerRequest, request)
    kept = f"?{urlencode({'half': request.GET['half']})}" if request.GET.get("half") else ""
    return HttpResponseRedirect(reverse("overview", args=[own_area(actor=request.actor).code]) + kept)


def overview_page(request: HttpRequest, code: str) -> HttpResponse:
    """The half-year of one area and of all areas below it (clauses 3.2–3.12 and whatever else is owed there)."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    whole = overview_of(around=around, query=request.GET, act=act)
    half = whole.half
    context = {
        "area": around.area,
        "path": around.path,
        "half": half,
        "half_name": period_name(period=half),
        "previous": previous_period(period=half).label,
        "following": next_period(period=half).label,
        "heads": [
            (column, said(column.policy.title), [short_period(period=one) for one in column.periods])
            for column in whole.matrix.columns
        ],
        "rows": whole.matrix.rows,
        "wide": sum(len(column.periods) for column in whole.matrix.columns) > PRINTED,
        "articles": [(one, act.pack.articles[one].title) for one in whole.articles if one in act.pack.articles],
        "article": whole.article,
        "every": EVERY,
        "kept": urlencode({"half": half.label, **({"article": whole.article} if request.GET.get("article") else {})}),
        "vacant": vacant_posts(area=around.area, on=act.today).count(),
        "today": act.today,
    }
    return render(request, "oversight/overview.html", context)


def overview_export(request: HttpRequest, code: str) -> FileResponse:
    """The same cells as an Excel file: one line for each area, duty and period of which something is owed."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    whole = overview_of(around=surroundings(code=code, actor=request.actor), query=request.GET, act=act)
    columns = [
        SheetColumn(_("Area"), "text", 30),
        SheetColumn(_("Clause"), "text", 8),
        SheetColumn(_("Duty"), "text", 48),
    ]
    columns.append(SheetColumn(_("Period"), "text", 20))
    words = (_("Owed"), _("Met on time"), _("Met late"), _("Open (no evidence received)"), _("Open and late"))
    columns += [SheetColumn(one, "number", 12) for one in words]
    places = [(column, period) for column in whole.matrix.columns for period in column.periods]
    lines = (
        [
            row.label,
            column.duty.clause,
            said(column.policy.title),
            period_name(period=period),
            cell.counts.owed,
            cell.counts.on_time,
            cell.counts.late,
            cell.counts.open,
            cell.counts.overdue,
        ]
        for row in whole.matrix.rows
        for (column, period), cell in zip(places, row.cells, strict=True)
        if cell.counts.owed
    )
    file = BytesIO()
    write_xlsx(title=_("Half-year overview"), columns=columns, rows=lines, file=file, now=request.now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"overview-{code}-{whole.half.label}.xlsx")
