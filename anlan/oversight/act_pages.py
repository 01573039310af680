"""Pages on which one act about a post or a unit is recorded: the same form, the same words for whatever is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from anlan.kernel.obligations.closing import CannotClose
from anlan.kernel.pages.forms import StepForm
from anlan.kernel.pages.requests import OfficerRequest, StaleForm, act_of, form_token, read_token
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Overtaken, Refused
from anlan.kernel.records.workflow import Ask


@dataclass(frozen=True)
class Done:
    """What an act came to: its place in the ledger, and the paper that belongs to it (address and words), if any."""

    seq: int
    paper: tuple[str, str] | None = None


def answered(
    request: OfficerRequest,
    *,
    asks: Sequence[Ask],
    unit: Unit,
    doing: Callable[[dict[str, Any]], Done],
    done_url: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form, or do what it says. ``doing`` is given the answers and returns what was done."""
    form = StepForm(request.POST or None, asks=asks, unit=unit, act=act_of(request))
    if request.method == "POST":
        try:
            read_token(request)
            if form.is_valid():
                done = doing(form.answers)
                words = _("Recorded in the ledger as entry %(seq)s.") % {"seq": done.seq}
                if done.paper is not None:
                    words = format_html('{} <a href="{}">{}</a>', words, *done.paper)
                messages.success(request, words)
                return HttpResponseRedirect(done_url)
        except StaleForm:
            text = _("This form is too old or was not made for you. Nothing was recorded; send it again.")
            form.add_error(None, text)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_refusal(field=refusal.field, message=refusal.message)
        except CannotClose as refused:
            form.add_refusal(field=refused.field, message=refused.reason)
        except Overtaken as overtaken:
            return _overtaken(request, overtaken=overtaken, form=form, done_url=done_url)
        except NotPermitted:
            raise PermissionDenied from None
    status = 422 if form.is_bound and not form.is_valid() else 200
    whole = {**context, "form": form, "form_token": form_token(request), "unit": unit, "back": done_url}
    return render(request, "oversight/act.html", whole, status=status)


def _overtaken(request: OfficerRequest, *, overtaken: Overtaken, form: StepForm, done_url: str) -> HttpResponse:
    """Somebody was first: who, when, and what was typed here; nothing of it was recorded."""
    event = overtaken.event
    officer = Officer.objects.filter(pk=event.officer_id).first() if event and event.officer_id else None
    context = {"event": event, "officer": officer, "form": form, "standing_url": done_url}
    return render(request, "pages/overtaken.html", context, status=409)
