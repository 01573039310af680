"""Calling the API as a program does: a token of one of the cast, JSON in and out, on the day of the tests."""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from cast import NOW, Cast, answers_for
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from anlan.kernel.people.officer import ApiToken
from anlan.web.api.authentication import digest_of

API = "/api/v1"


@dataclass(frozen=True)
class Program:
    """A program with a bearer token."""

    client: Client
    token: str

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"{API}{path}", headers=self._with(headers))

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.client.post(f"{API}{path}", data=body, content_type="application/json", headers=self._with(headers))

    def post_form(self, path: str, body: Any, **files: Any) -> Any:
        """The same JSON as the part ``body`` of a form, with files beside it."""
        parts = {**({} if body is None else {"body": json.dumps(body, ensure_ascii=False)}), **files}
        return self.client.post(f"{API}{path}", data=parts, headers=self._with({}))

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": "en", **named}


type Programs = Callable[[str], Program]


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests, and no call of an earlier test counts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    cache.clear()


@pytest.fixture
def program(opened: Cast) -> Programs:
    """A program of one of the cast, each with one token."""

    @functools.cache
    def of(username: str) -> Program:
        issue(opened, username, token=f"token-of-{username}")
        # A browser's cookies are no help to a program.
        return Program(Client(), f"token-of-{username}")

    return of


def issue(cast: Cast, username: str, *, token: str, days: int = 1) -> ApiToken:
    """A token of that officer, which counts so many days from now."""
    return ApiToken.objects.create(
        officer=cast.officer(username),
        digest=digest_of(token),
        label=token,
        created_at=NOW,
        expires_at=NOW + dt.timedelta(days=days),
    )


def meeting_of(code: str, day: str, **answers: Any) -> dict[str, Any]:
    """What a program sends to record a meeting."""
    plain = {name: value for name, value in answers_for(code, day, **answers).items() if value != ""}
    return {"unit": code, "submission": str(uuid.uuid4()), "answers": plain}


def fields(answer: Any) -> list[str]:
    """The fields that a refusal names."""
    return [error["field"] for error in answer.json()["errors"]]
