"""台账.

The ledger as pages: who did what, holding which post, on whose behalf, when it happened and when it was said.
"""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.pages.lists import BadCursor, page_of
from anlan.kernel.pages.requests import OfficerRequest
from anlan.kernel.papers.issued import IssuedPaper
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import P
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.modules.regulator.cases import BATCH
from anlan.oversight.why import event_label


def ledger_list(request: HttpRequest) -> HttpResponse:
    """The entries within the reader's territory, newest first."""
    request = cast(OfficerRequest, request)
    if not request.actor.has(P.LEDGER_READ):
        raise PermissionDenied
    rows = Event.objects.get_queryset()
    clause = request.GET.get("clause", "")
    if clause:
        rows = rows.filter(Q(clause=clause))
    sight = request.actor.sight(permission=P.LEDGER_READ)
    try:
        page = page_of(rows=rows, sight=sight, order=("-seq",), key=request.GET.get("after", ""))
    except BadCursor:
        raise Http404("after") from None
    context = {"entries": _named(page.rows), "next_key": page.key, "clause": clause, "first": "after" in request.GET}
    return render(request, "oversight/ledger.html", context)


def ledger_entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry with the text that was digested."""
    request = cast(OfficerRequest, request)
    event = Event.objects.visible_to(request.actor.sight(permission=P.LEDGER_READ)).filter(seq=seq).first()
    if event is None:
        raise Http404("entry")
    return render(request, "oversight/ledger_entry.html", {"entry": _named([event])[0], "content": event.content})


def _named(events: list[Event]) -> list[dict[str, Any]]:
    """Entries with the names that their ids stand for, in four queries for a whole page."""
    officers = Officer.objects.in_bulk({event.officer_id for event in events if event.officer_id})
    units = Unit.objects.in_bulk({event.unit_id for event in events if event.unit_id})
    ids = {post for event in events for post in (event.post_id, event.accountable_post_id) if post}
    posts = Post.objects.select_related("unit").in_bulk(ids)
    return [
        {
            "event": event,
            "label": event_label(kind=event.kind),
            "officer": officers.get(event.officer_id),
            "unit": name_of(units[event.unit_id]) if event.unit_id in units else "",
            "post": name_of(posts[event.post_id]) if event.post_id in posts else "",
            "accountable": name_of(posts[event.accountable_post_id]) if event.accountable_post_id in posts else "",
            "record_url": _record_url(event),
            "record_words": _record_words(event),
        }
        for event in events
    ]


def _record_words(event: Event) -> Promise | str:
    if event.record_type == IssuedPaper.RECORD_TYPE:
        return _("Paper")
    if event.record_type == SheetImport.RECORD_TYPE:
        return _("Import")
    if event.record_type == BATCH:
        return _("Taken over from the division of duties")
    pages = DECLARED.pages.get(event.record_type)
    return pages.label if pages else event.record_type


def _record_url(event: Event) -> str:
    if event.record_type == IssuedPaper.RECORD_TYPE and event.record_id:
        return reverse("paper", args=[event.record_id])
    if event.record_type == SheetImport.RECORD_TYPE and event.record_id:
        return reverse("import_page", args=[event.record_id])
    if event.record_type in DECLARED.pages and event.record_id:
        return reverse("record", args=[event.record_type, event.record_id])
    return ""
