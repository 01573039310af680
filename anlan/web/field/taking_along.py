"""The addresses from which the app takes along what it needs without network: forms, units, records, the form token."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.naming import name_of
from anlan.web.field.offering import Offer, begins_in_the_field, form_for, units_for

# No id of a row has more digits.
LONGEST_ID = 18


def answer(body: dict[str, Any], status: int = 200) -> JsonResponse:
    """JSON with Chinese as it is written."""
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def for_the_app(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Says 401 in JSON to whoever is not logged in: the app keeps its queue and asks to log in."""

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return answer({"detail": _("You are logged out.")}, 401)
        return view(request, *args, **kwargs)

    return opened


def nothing_here() -> JsonResponse:
    """404: what does not exist and what may not be seen look the same."""
    return answer({"detail": _("There is nothing here that you may see.")}, 404)


@for_the_app
@require_GET
def field_data(request: HttpRequest) -> HttpResponse:
    """Everything that this officer takes along."""
    request = cast(OfficerRequest, request)
    offer = Offer(request)
    forms, records = offer.begun(), offer.waiting()
    posts = request.actor.posts
    return answer(
        {
            "officer": {"id": request.user.pk, "name": request.user.name},
            "post": f"{name_of(posts[0].unit)} {name_of(posts[0])}" if posts else "",
            "now": request.now.isoformat(),
            "zone": settings.TIME_ZONE,
            "units": list(offer.units.values()),
            "forms": forms,
            "records": records,
            "asks": offer.asks,
        }
    )


@for_the_app
@require_GET
def field_form(request: HttpRequest) -> HttpResponse:
    """The form that begins a case, exactly as it is for one unit today."""
    request = cast(OfficerRequest, request)
    pages, unit = DECLARED.pages.get(request.GET.get("page", "")), request.GET.get("unit", "")
    step = begins_in_the_field(pages=pages) if pages is not None else None
    if pages is None or step is None or not unit.isdecimal() or len(unit) > LONGEST_ID:
        return nothing_here()
    found = units_for(request, pages=pages, step=step).filter(pk=int(unit)).first()
    if found is None:
        return nothing_here()
    return answer({"asks": form_for(step=step, unit=found, act=act_of(request))})


@for_the_app
@require_GET
def field_token(request: HttpRequest) -> HttpResponse:
    """Who is logged in, and the form token with which that officer's entries are sent."""
    return answer({"officer": request.user.pk, "token": get_token(request)})
