"""发文登记簿: issued papers as far as in sight, one paper with its file and history, and declaring it void."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.evidence.download import file_response
from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.storage import EvidenceLost
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.due import local_day
from anlan.kernel.pages.exports import too_long
from anlan.kernel.pages.forms import StepForm
from anlan.kernel.pages.lists import BadCursor, counted_page_of, everything
from anlan.kernel.pages.requests import OfficerRequest, StaleForm, act_of, form_token, read_token
from anlan.kernel.papers.issued import IssuedPaper
from anlan.kernel.papers.issuing import bodies_for, declare_void
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.sight import Sight, SightedQuerySet
from anlan.kernel.records.door import Act, Overtaken
from anlan.kernel.sheets.export import Column, write_xlsx
from anlan.oversight.papers import PAPERS
from anlan.oversight.papers.asking import VOID_ASKS, address_of
from anlan.oversight.why import event_label

ORDER = ("-id",)
STATE = IssuedPaper.State


def filtered(*, query: Mapping[str, str]) -> tuple[SightedQuerySet, dict[str, str]]:
    """The papers that the address asks for, and its filters. Raises Http404 for a filter that cannot be one."""
    kept = {name: query[name] for name in ("paper", "state", "year", "view") if query.get(name)}
    for name, known in (("view", ("received",)), ("paper", tuple(PAPERS)), ("state", STATE.values)):
        if name in kept and kept[name] not in known:
            raise Http404(name)
    manager = IssuedPaper.received if "view" in kept else IssuedPaper.objects
    rows = manager.get_queryset().select_related("body")
    if "view" in kept:
        rows = rows.exclude(addressee=None)
    if "paper" in kept:
        rows = rows.filter(paper=kept["paper"])
    if "state" in kept:
        rows = rows.filter(state=kept["state"])
    if "year" in kept:
        if not (kept["year"].isascii() and kept["year"].isdecimal() and len(kept["year"]) == 4):
            raise Http404("year")
        rows = rows.filter(year=int(kept["year"]))
    return rows, kept


def paper_list(request: HttpRequest) -> HttpResponse:
    """Issued papers, newest first, a page at a time: those of bodies in sight, or those addressed to units in sight."""
    request = cast(OfficerRequest, request)
    rows, kept = filtered(query=request.GET)
    sight = request.actor.sight()
    try:
        page, total, exact = counted_page_of(rows=rows, sight=sight, order=ORDER, key=request.GET.get("after", ""))
    except BadCursor:
        raise Http404("after") from None
    context = {
        "rows": [(row, label_of(row=row)) for row in page.rows],
        "total": total,
        "exact": exact,
        "filters": kept,
        "kinds": [(paper.name, paper.label) for paper in PAPERS.values()],
        "states": STATE.choices,
        "query": urlencode(kept),
        "next_query": urlencode({**kept, "after": page.key}) if page.key else "",
        "first": "after" in request.GET,
    }
    return render(request, "oversight/papers.html", context)


def label_of(*, row: IssuedPaper) -> str:
    """The kind of an issued paper in the reader's words."""
    paper = PAPERS.get(row.paper)
    return str(paper.label) if paper else row.paper


def paper_export(request: HttpRequest) -> HttpResponseBase:
    """The same rows as the list shows, as an Excel file."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    rows, _kept = filtered(query=request.GET)
    sight = request.actor.sight()
    if (refusal := too_long(request, rows=rows, sight=sight)) is not None:
        return refusal
    columns = [
        Column(pgettext("paper", "Number"), "text", 32),
        Column(pgettext("paper", "Kind"), "text", 24),
        Column(_("Title"), "text", 60),
        Column(_("Issuing body"), "text", 40),
        Column(_("Recipient"), "text", 32),
        Column(_("Issued on"), "date", 12),
        Column(_("State"), "text", 12),
        Column(_("Archive number"), "text", 20),
        Column("SHA-256", "text", 66),
    ]
    cells = (
        [
            row.number,
            label_of(row=row),
            row.title,
            name_of(row.body),
            row.recipient,
            local_day(moment=row.issued_at, pack=act.pack),
            row.get_state_display(),
            row.archive_number,
            row.digest,
        ]
        for row in everything(rows=rows, sight=sight, order=ORDER)
    )
    file = BytesIO()
    write_xlsx(title=_("Papers"), columns=columns, rows=cells, file=file, now=request.now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"papers-{act.today:%Y%m%d}.xlsx")


def visible_paper(*, pk: int, sight: Sight) -> IssuedPaper:
    """The paper, where its body or its addressee is in sight; otherwise 404, as if there were none."""
    for manager in (IssuedPaper.objects, IssuedPaper.received):
        rows = manager.visible_to(sight)
        if manager is IssuedPaper.received:
            rows = rows.exclude(addressee=None)
        row = rows.select_related("body", "addressee", "post", "post__unit", "issued_by").filter(pk=pk).first()
        if row is not None:
            return cast(IssuedPaper, row)
    raise Http404("paper")


def paper_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: number, digest, file, who issued it, what became of it."""
    request = cast(OfficerRequest, request)
    row = visible_paper(pk=pk, sight=request.actor.sight())
    return render(request, "oversight/paper.html", _shown(row=row, act=act_of(request)))


def _shown(*, row: IssuedPaper, act: Act) -> dict[str, Any]:
    events = list(Event.objects.filter(record_type=IssuedPaper.RECORD_TYPE, record_id=row.pk).order_by("seq"))
    officers = Officer.objects.in_bulk([event.officer_id for event in events if event.officer_id])
    return {
        "row": row,
        "label": label_of(row=row),
        "may_void": may_void(row=row, act=act),
        "again": address_of(paper=row.paper, about=dict(parse_qsl(row.about))) if row.paper in PAPERS else "",
        "history": [(event, event_label(kind=event.kind), officers.get(event.officer_id)) for event in events],
    }


def may_void(*, row: IssuedPaper, act: Act) -> bool:
    """Whether the reader may declare this paper void."""
    paper = PAPERS.get(row.paper)
    standing = paper is not None and row.state == STATE.ISSUED
    return standing and row.body in bodies_for(actor=act.actor, paper=PAPERS[row.paper])


def paper_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was issued, after its bytes were compared with their digest."""
    request = cast(OfficerRequest, request)
    row = visible_paper(pk=pk, sight=request.actor.sight())
    file = EvidenceFile.objects.get(record_type=IssuedPaper.RECORD_TYPE, record_id=row.pk)
    try:
        return file_response(evidence=file, data_dir=settings.ANLAN_DATA)
    except EvidenceLost:
        return render(request, "pages/file_lost.html", {"file": file}, status=410)


def paper_void(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a paper void, with the reason. Its number is not given again."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    row = visible_paper(pk=pk, sight=request.actor.sight())
    if row.state == STATE.ISSUED and not may_void(row=row, act=act):
        raise PermissionDenied
    form = StepForm(request.POST or None, asks=VOID_ASKS, unit=row.body, act=act)
    status = 200
    if row.state != STATE.ISSUED:
        form.add_error(None, _("This paper is void already.")) if form.is_bound else None
        status = 409
    elif request.method == "POST":
        try:
            read_token(request)
            if form.is_valid():
                declare_void(row=row, paper=PAPERS[row.paper], reason=form.answers["reason"], act=act)
                messages.success(
                    request, _("%(number)s is void. The number is not given again.") % {"number": row.number}
                )
                return HttpResponseRedirect(reverse("paper", args=[row.pk]))
        except StaleForm:
            form.add_error(
                None, _("This form is too old or was not made for you. Nothing was recorded; send it again.")
            )
        except Overtaken:
            form.add_error(None, _("This paper is void already."))
        except NotPermitted:
            raise PermissionDenied from None
        status = 422
    context = {**_shown(row=row, act=act), "form": form, "form_token": form_token(request)}
    return render(request, "oversight/paper_void.html", context, status=status)
