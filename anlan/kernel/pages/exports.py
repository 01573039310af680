"""Lists as files: how long one may be."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anlan.kernel.pages.lists import count_up_to
from anlan.kernel.people.sight import Sight, SightedQuerySet

# A product default: what one server process can write while others wait. All that a county owes in a year fits.
MOST_EXPORTED = 100_000


def too_long(request: HttpRequest, *, rows: SightedQuerySet, sight: Sight) -> HttpResponse | None:
    """The page (422) that refuses to write more than ``MOST_EXPORTED`` rows to one file; None where they fit."""
    _count, fits = count_up_to(rows=rows, sight=sight, most=MOST_EXPORTED)
    if fits:
        return None
    context = {"status": 422, "request_id": getattr(request, "request_id", ""), "most": f"{MOST_EXPORTED:,}"}
    return render(request, "errors/422.html", context, status=422)
