"""Errors for programs: ``{"detail": …, "errors": [{"field": …, "reason": …}]}`` in the caller's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from anlan.kernel.pages.lists import BadCursor
from anlan.kernel.people.acting import NotPermitted
from anlan.web.api.authentication import BadToken

# What pydantic calls a fault, by the beginning of its code, in words.
NOT_KNOWN, MISSING = ("extra_forbidden",), ("missing",)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: at which field (empty: the whole), and why, in words."""

    field: str
    reason: str


class UnreadableForm(Exception):
    """A form (multipart/form-data) that broke off, is none, or has more parts than are taken at once."""


class Unacceptable(Exception):
    """What was sent was understood and is refused: nothing was recorded."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.field}: {fault.reason}" for fault in self.faults))


def answer(
    detail: str, status: int, *, faults: Iterable[Fault] = (), more: Mapping[str, Any] | None = None
) -> JsonResponse:
    """One error as it is sent."""
    body = {"detail": detail, "errors": [asdict(fault) for fault in faults], **(more or {})}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def refused(request: HttpRequest, error: Unacceptable) -> HttpResponse:
    """422: the fields that are wrong, each by its name."""
    return answer(_("This was not accepted. Nothing was recorded."), 422, faults=error.faults)


def unreadable(request: HttpRequest, error: UnreadableForm) -> HttpResponse:
    """400: a form that cannot be read to its end."""
    return answer(_("The form cannot be read, or has more parts than are taken at once. Nothing was recorded."), 400)


def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422: what does not even have the shape that is described in openapi.json."""
    faults = [Fault(_field(fault["loc"]), _reason(fault)) for fault in error.errors]
    return answer(_("This was not accepted. Nothing was recorded."), 422, faults=faults)


def _field(place: tuple[str | int, ...]) -> str:
    """Without the first parts, which say how the value came and what our function calls it."""
    return ".".join(str(part) for part in place[2 if place[0] == "body" else 1 :])


def _reason(fault: Mapping[str, Any]) -> str:
    if fault["type"] in NOT_KNOWN:
        return _("There is no such field.")
    if fault["type"] in MISSING:
        return _("This is required.")
    return _("This is not a value that can stand here.")


def bad_cursor(request: HttpRequest, error: BadCursor) -> HttpResponse:
    """422: `after` was not given by the page before."""
    fault = Fault("after", _("This was not given by the list with these filters."))
    return answer(_("This was not accepted. Nothing was recorded."), 422, faults=[fault])


def unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401: no token and no session, or a token that counts no longer."""
    if isinstance(error, BadToken):
        response = answer(_("This token is unknown or counts no longer. Make a new one: anlan token."), 401)
        response["WWW-Authenticate"] = 'Bearer realm="Anlan", error="invalid_token"'
    else:
        response = answer(_("Send a token: Authorization: Bearer …, or log in."), 401)
        response["WWW-Authenticate"] = 'Bearer realm="Anlan"'
    return response


def forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
    """403: the officer's posts give no such right."""
    return answer(_("Your posts give no right to do this."), 403)


def not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    """404: there is nothing here, or nothing this officer may see; the answer does not say which."""
    return answer(_("There is nothing here that you may see."), 404)


def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses: a body that is not JSON, a form token that is missing."""
    words = {
        400: _("The body is not JSON. Nothing was recorded."),
        403: _("The form token of the page (X-CSRFToken) is missing or wrong. Nothing was recorded."),
        429: _("Too many calls. Wait as many seconds as Retry-After says."),
    }
    return answer(words.get(error.status_code, error.message), error.status_code)


HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Unacceptable: refused,
    UnreadableForm: unreadable,
    ValidationError: malformed,
    BadCursor: bad_cursor,
    AuthenticationError: unknown_caller,
    NotPermitted: forbidden,
    PermissionDenied: forbidden,
    Http404: not_found,
    Throttled: http_error,
    HttpError: http_error,
}
