"""Who calls: a program with a bearer token of an officer, or the browser with its session and the form token.

A token gives what its officer holds today and nothing more. Tokens are looked up by their SHA-256, so that
neither the database nor the time that a comparison takes gives one away.
"""

from __future__ import annotations

import hashlib
from typing import Any

import structlog
from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer, SessionAuth
from ninja.throttling import SimpleRateThrottle

from anlan.kernel.people.officer import ApiToken, Officer

# A product default: calls of one officer to one server process. A nightly import fits, a loop gone wild not.
RATE = "600/m"


class BadToken(AuthenticationError):
    """The token is unknown or expired, or its officer's account is closed; which of these is not said."""


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class BearerToken(HttpBearer):
    """``Authorization: Bearer …``. A wrong token is refused even where a session would do."""

    def authenticate(self, request: HttpRequest, token: str) -> Officer:
        """The token's officer, who acts from here on."""
        found = ApiToken.objects.select_related("officer").filter(digest=digest_of(token)).first()
        now = request.now  # type: ignore[attr-defined]
        if found is None or found.expires_at <= now or not found.officer.is_active:
            raise BadToken
        # The middleware's ``request.actor`` looks up the posts of this officer when it is first asked for.
        request.user = found.officer
        structlog.contextvars.bind_contextvars(officer=found.officer.pk, token=found.pk)
        return found.officer


class BrowserSession(SessionAuth):
    """The session of a page; changes need its form token too (ninja checks it)."""

    def __call__(self, request: HttpRequest) -> Any:
        """Who is not logged in is told so, rather than that a form token is missing."""
        return super().__call__(request) if request.user.is_authenticated else None


class PerOfficer(SimpleRateThrottle):
    """Counts the calls of one officer, whatever the number of tokens."""

    scope = "officer"

    def __init__(self) -> None:
        super().__init__(RATE)

    def get_cache_key(self, request: HttpRequest) -> str:
        """The officer's place in the cache."""
        caller: Any = request.user
        return f"api-calls-{caller.pk}"
