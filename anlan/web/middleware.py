"""What happens to every request before its page, and to every answer after it."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

import structlog
from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails
from django_structlog.middlewares import RequestMiddleware

from anlan.kernel.people.acting import Actor, actor_for
from anlan.kernel.people.officer import Officer
from anlan.web import errors

GetResponse = Callable[[HttpRequest], HttpResponse]

# An id that another system of ours may hand on; anything else could forge log lines.
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


NO_SENSORS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


class Request(HttpRequest):
    """A request as our pages see it, for type annotations."""

    now: datetime
    user: Officer
    actor: Actor
    htmx: HtmxDetails
    request_id: str
    began: float


class RequestLogMiddleware(RequestMiddleware):
    """One log line per request: method, path, status, duration, officer's id, and an id (also returned)."""

    def prepare(self, request: Request) -> None:  # type: ignore[override]
        """Give the request its id."""
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
        request.began = time.monotonic()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)

    def handle_response(self, request: Request, response: HttpResponse) -> None:  # type: ignore[override]
        """Return the id and write the line."""
        response.headers["X-Request-ID"] = request.request_id
        duration = round((time.monotonic() - request.began) * 1000, 1)
        structlog.contextvars.bind_contextvars(duration_ms=duration)
        super().handle_response(request, response)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path, without the query string: people search for names."""
        return f"{request.method} {request.path}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """The officer's id, if the page asked who it was; the log itself asks the database nothing."""
        officer = getattr(request, "_cached_user", None)
        if officer is not None and officer.pk is not None:
            structlog.contextvars.bind_contextvars(officer=officer.pk)


class LanguageMiddleware:
    """Chinese, unless the reader has used the switch: the browser's own language decides nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class PrivacyHeadersMiddleware:
    """Pages stay out of caches, so that Back after logging out shows nothing; devices' sensors stay off."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", NO_SENSORS)
        return response


class SizeLimitMiddleware:
    """Refuses a request that announces more than Anlan takes, before any of it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) > settings.REQUEST_MAX_BYTES:
            return errors.too_large(request)
        return self.get_response(request)


class NullCharacterMiddleware:
    """Refuses an address with a NUL character: no name has one, and PostgreSQL takes none in a text."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "\0" in unquote(request.META.get("QUERY_STRING", "")):
            return errors.bad_request(request, BadRequest("NUL in the address"))
        return self.get_response(request)


class MomentMiddleware:
    """One moment per request: whatever is decided in it is decided as of ``request.now``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        return self.get_response(request)


class LoginRequiredMiddleware(auth.LoginRequiredMiddleware):
    """Everything needs a login unless its view says otherwise; no fragment turns into the login page."""

    def handle_no_permission(  # type: ignore[override]
        self, request: Request, view_func: Callable[..., HttpResponse]
    ) -> HttpResponse:
        """Send the whole window to the login, and back to the page it showed."""
        if request.htmx:
            page = request.htmx.current_url_abs_path or settings.LOGIN_REDIRECT_URL
            login = redirect_to_login(page, resolve_url(self.get_login_url(view_func)))
            return HttpResponseClientRedirect(login.url)
        return super().handle_no_permission(request, view_func)


class ActingMiddleware:
    """``request.actor``: the officer with the posts held today, looked up when first asked for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        # Anonymous visitors never reach a page that asks who acts.
        request.actor = SimpleLazyObject(  # type: ignore[assignment]
            lambda: actor_for(officer=request.user, on=timezone.localdate(request.now))
        )
        return self.get_response(request)
