"""Pages that anybody may read without logging in: reading only, and so many an address in a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_safe

from anlan.web import errors
from anlan.web.login import client_address
from anlan.web.middleware import Request
from anlan.web.throttle import Throttle

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Open a page to everybody: GET and HEAD alone, and 429 for an address that asks for too many."""

    @login_not_required
    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        throttle = Throttle(
            path=settings.ANLAN_DATA / "cache" / "public.sqlite3",
            failures=settings.PUBLIC_VIEWS,
            pause=timedelta(minutes=settings.PUBLIC_VIEWS_MINUTES),
        )
        # Digested: the file of visits holds no addresses.
        key = salted_hmac("anlan.public", client_address(request=request), algorithm="sha256").hexdigest()
        if throttle.attempt(key=key, now=cast(Request, request).now) is not None:
            return errors.too_many(request)
        return view(request, *args, **kwargs)

    return cast(View, opened)
