"""上报表样去向 (3.29): from the page of a form of another system to the register that goes out and comes in by it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from anlan.kernel.pages.requests import OfficerRequest
from anlan.kernel.pages.views import pages_named, visible_record
from anlan.modules.upward_form.cases import UpwardForm


def register_of_form(request: HttpRequest, *, pk: int) -> HttpResponse:
    """The page that gives the form's register out, for whoever may see the form; 404 otherwise."""
    record = visible_record(cast(OfficerRequest, request), pages=pages_named(name="upwardform"), pk=pk)
    return HttpResponseRedirect(reverse("outside_forms", args=[cast(UpwardForm, record).register]))
