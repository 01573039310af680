"""Error pages: what happened, what was kept, what to do next. They ask neither database nor session."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that cannot be read; 413 when it only was too much."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return _page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the officer's posts give no such right."""
    return _page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is nothing here, or nothing this officer may see; the page does not say which."""
    return _page(request, HTTPStatus.NOT_FOUND)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than Anlan takes at once."""
    return _page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: more public pages than one address is shown in a short time."""
    return _page(request, HTTPStatus.TOO_MANY_REQUESTS)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return _page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form does not come from a page that this browser was given, or that page is too old."""
    return _page(request, HTTPStatus.FORBIDDEN, template="csrf")


def _page(request: HttpRequest, status: HTTPStatus, *, template: str | None = None) -> HttpResponse:
    # Rendered without the request: no context processor runs, so a broken database cannot break it.
    context = {"status": int(status), "request_id": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string(f"errors/{template or int(status)}.html", context), status=status)
