"""/healthz, as whoever watches over an installation sees it; and what the log says and does not say."""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from anlan.kernel.ledger import guards
from anlan.kernel.ledger.event import LedgerHead
from anlan.kernel.people.officer import Officer

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def failing(request: HttpRequest) -> NoReturn:
    """A page that goes wrong over what somebody typed."""
    try:
        int("13800138000x")
    except ValueError as error:
        raise KeyError("张三") from error


urlpatterns = [path("fail/", failing), path("", include("anlan.web.urls"))]
handler500 = "anlan.web.errors.server_error"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the log receives, line by line."""
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    # Not setStream: it flushes the stream before, which an earlier test's capture may have closed.
    monkeypatch.setattr(handler, "stream", written)
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def test_all_is_well_and_anybody_may_ask(client: Client) -> None:
    guards.install()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    well = {"status": "ok", "database": "ok", "migrations": "ok", "guards": "ok", "clock": "ok", "duties": "ok"}
    informs = {
        "outbox": {"waiting": 0, "oldest": None, "given_up": 0},
        "imports": {"waiting": 0, "oldest": None},
    }
    assert answer.json() == well | informs


def test_a_dropped_trigger_is_named(client: Client) -> None:
    guards.install()
    on = " ON kernel_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER anlan_event_no_delete{on}")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "failing"
    assert answer.json()["guards"] == ["anlan_event_no_delete"]


def test_a_clock_behind_the_ledger_is_noticed(client: Client) -> None:
    guards.install()
    ahead = timezone.now() + timedelta(days=1)
    LedgerHead.objects.update_or_create(pk=1, defaults={"seq": 1, "digest": "x", "recorded_at": ahead})
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["clock"] == ["behind the ledger"]


def test_a_migration_that_was_not_run_is_named(client: Client) -> None:
    guards.install()
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == ["sessions.0001_initial"]


def test_an_unreachable_database_gives_no_details(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise OperationalError('connection to server at "10.0.0.5" failed: password authentication failed')

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == ["unreachable"]
    assert "10.0.0.5" not in answer.content.decode()


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_one_line_per_request_without_what_was_searched(client: Client, lines: Any) -> None:
    officer = Officer.objects.create_officer(username="town", name="王值班", password=None)
    client.force_login(officer)
    answer = client.get("/nowhere/?q=张三")
    (line,) = lines()
    assert line["request"] == "GET /nowhere/"
    assert line["code"] == 404
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["duration_ms"] >= 0
    assert "张三" not in str(line)
    assert "王值班" not in str(line)
    assert "127.0.0.1" not in str(line)


def test_a_line_names_the_officer_by_id(client: Client, lines: Any) -> None:
    officer = Officer.objects.create_officer(username="town", name="王值班", password=None)
    client.force_login(officer)
    client.get("/login/")  # asks who it is, and leads on
    assert lines()[-1]["officer"] == officer.pk


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("abcdef12-3456", True),
        ("short", False),
        ("x" * 65, False),
        ('quote"quote', False),
        ("has space 123", False),
    ],
)
def test_only_a_harmless_request_id_is_kept(client: Client, given: str, kept: bool) -> None:
    answer = client.get("/login/", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is kept


def test_a_fault_is_logged_with_its_places_but_not_with_what_was_typed(client: Client, lines: Any) -> None:
    client.raise_request_exception = False
    client.force_login(Officer.objects.create_officer(username="town", name="王值班", password=None))
    answer = client.get("/fail/?q=13800138000")
    (line,) = lines()
    assert line["event"] == "request_failed"
    assert line["level"] == "error"
    assert [each["type"] for each in line["exception"]] == ["KeyError", "ValueError"]
    assert "test_health.py" in line["exception"][0]["at"][-1]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert "13800138000" not in str(line)
    assert "张三" not in str(line)
