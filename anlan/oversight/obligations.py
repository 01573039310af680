"""履职事项清单: the rows behind every figure, and one obligation with its why (journey 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from typing import cast
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from anlan.kernel.life.acts import offered
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.exports import too_long
from anlan.kernel.pages.lists import BadCursor, counted_page_of, everything
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.kernel.sheets.export import Column, write_xlsx
from anlan.oversight.areas import area_in_sight, own_level, within
from anlan.oversight.duty_choice import duty_choices, duty_chosen
from anlan.oversight.life import obligation_in_sight, said_about
from anlan.oversight.papers.asking import address_of
from anlan.oversight.papers.gathering import number_asked
from anlan.oversight.papers.supervision import SUPERVISION_LETTER, SUPERVISION_NOTICE
from anlan.oversight.posts import answered_by_post, post_in_sight
from anlan.oversight.rows import shown_rows
from anlan.oversight.standing import standing_of_row, standing_words, standings
from anlan.oversight.why import why_of
from anlan.oversight.wording import period_of_row, title_of

ORDERS = {"place": ("position", "due_day", "id"), "due": ("due_at", "id")}


def asked(*, query: Mapping[str, str], act: Act) -> tuple[SightedQuerySet, dict[str, str]]:
    """The rows that the address asks for, and its filters. Raises Http404 for a filter that cannot be one."""
    rows = Obligation.objects.select_related("duty", "unit", "unit__area", "version")
    kept = {
        name: query[name]
        for name in ("area", "own", "duty", "clause", "post", "standing", "since", "until", "sort")
        if query.get(name)
    }
    if "area" in kept:
        area = area_in_sight(code=kept["area"], actor=act.actor)
        rows = rows.filter(own_level(area=area) if kept.get("own") else within(area=area))
    if "post" in kept:
        post = post_in_sight(pk=number_asked(kept, "post"), actor=act.actor)
        rows = rows.filter(answered_by_post(post=post, pack=act.pack))
    if "duty" in kept:
        chosen = duty_chosen(key=kept["duty"], pack=act.pack)
        rows = rows.filter(duty_id__in=chosen.ids if chosen else ())
    if "clause" in kept:
        duties = list(Duty.objects.filter(clause=kept["clause"]).values_list("pk", flat=True))
        if not duties:
            raise Http404("clause")
        rows = rows.filter(duty_id__in=duties)
    if "standing" in kept:
        condition = standings(now=act.now).get(kept["standing"])
        if condition is None:
            raise Http404("standing")
        rows = rows.filter(condition)
    try:
        if "since" in kept:
            rows = rows.filter(due_day__gte=dt.date.fromisoformat(kept["since"]))
        if "until" in kept:
            rows = rows.filter(due_day__lte=dt.date.fromisoformat(kept["until"]))
    except ValueError:
        raise Http404("day") from None
    if kept.get("sort", "place") not in ORDERS:
        raise Http404("sort")
    return cast(SightedQuerySet, rows), kept


def obligation_list(request: HttpRequest) -> HttpResponse:
    """Everything owed that the reader may see, filtered, a page at a time."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    rows, kept = asked(query=request.GET, act=act)
    sight = request.actor.sight()
    try:
        order = ORDERS[kept.get("sort", "place")]
        page, total, exact = counted_page_of(rows=rows, sight=sight, order=order, key=request.GET.get("after", ""))
    except BadCursor:
        raise Http404("after") from None
    context = {
        "rows": shown_rows(rows=page.rows, act=act),
        "total": total,
        "exact": exact,
        "filters": kept,
        "standings": [(name, standing_words(name)) for name in standings(now=act.now)],
        "duties": duty_choices(pack=act.pack),
        "query": urlencode({name: value for name, value in kept.items() if name != "sort"}),
        "export_query": urlencode(kept),
        "next_query": urlencode({**kept, "after": page.key}) if page.key else "",
        "first": bool(request.GET.get("after")),
    }
    return render(request, "oversight/obligations.html", context)


def obligation_export(request: HttpRequest) -> HttpResponseBase:
    """The same rows as the list shows, as an Excel file."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    rows, kept = asked(query=request.GET, act=act)
    sight = request.actor.sight()
    refusal = too_long(request, rows=rows, sight=sight)
    if refusal is not None:
        return refusal
    records = everything(rows=rows, sight=sight, order=ORDERS[kept.get("sort", "place")])
    columns = [
        Column(_("Unit"), "text", 40),
        Column(_("What"), "text", 48),
        Column(_("Clause"), "text", 8),
        Column(_("Period"), "text", 16),
        Column(_("Due"), "date", 12),
        Column(_("State"), "text", 14),
        Column(_("Met on"), "date", 12),
    ]
    cells = (
        [
            name_of(row.unit),
            title_of(row=row, pack=act.pack),
            row.duty.clause,
            period_of_row(row=row, pack=act.pack),
            row.due_day,
            standing_of_row(row=row, now=act.now).words,
            row.met_on,
        ]
        for row in records
    )
    file = BytesIO()
    write_xlsx(title=_("Obligations"), columns=columns, rows=cells, file=file, now=request.now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"obligations-{act.today:%Y%m%d}.xlsx")


def obligation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One obligation: what, why, by when, by whom, and the one button."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    row = obligation_in_sight(request, pk=pk)
    context = {
        "row": row,
        "shown": shown_rows(rows=[row], act=act, recorders=True)[0],
        "why": why_of(row=row, act=act),
        "steps": offered(row=row, act=act),
        "said": said_about(row=row),
        "waiting": row.review == Obligation.Review.WAITING,
        "first_due": local_day(moment=row.original_due_at - dt.timedelta(seconds=1), pack=act.pack),
        "place": area_visible(row=row, act=act),
        "notice": notice_address(row=row, act=act),
    }
    return render(request, "oversight/obligation.html", context)


def notice_address(*, row: Obligation, act: Act) -> str:
    """Where the unit is reminded in writing of what is late: by notice, or by letter where it is vertically managed."""
    place = {"position": row.position, "unit": row.unit_id, "line": row.line_id}
    if not row.is_late(now=act.now) or not act.actor.may(P.PAPER_ISSUE, **place):
        return ""
    paper = SUPERVISION_LETTER if row.unit.vertical else SUPERVISION_NOTICE
    return address_of(paper=paper.name, about={"obligation": str(row.pk)})


def area_visible(*, row: Obligation, act: Act) -> bool:
    """Whether the area of the unit can be opened by this reader."""
    return act.actor.sight().covers_range(lo=row.unit.area.lo, hi=row.unit.area.hi)
