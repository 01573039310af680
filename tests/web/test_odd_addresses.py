"""Addresses that no page gives, as a scanner or a mistyped link sends them: refused in words, never a fault of ours."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from api_calls import Programs, meeting_of, morning, program
from cast import CITY, TOWN_GOVERNMENT, TOWN_PARTY, Cast, hold
from django.test import Client
from openpyxl import load_workbook

from anlan.kernel.ledger.event import Event
from anlan.kernel.pages import exports
from anlan.modules.meeting import Meeting

__all__ = ["morning", "program"]

LISTS = ["/ledger/", "/obligations/", "/obligations/?sort=due", "/records/meeting/"]
EXPORTS = ["/obligations/export.xlsx", "/records/meeting/export.xlsx"]


@pytest.fixture
def browser(opened: Cast) -> Callable[[str], Client]:
    """The browser of one of the cast, which raises no errors but shows what a reader would see."""

    def of(username: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(opened.officer(username))
        client.cookies["django_language"] = "en"
        return client

    return of


def cursor(*values: Any) -> str:
    """A page key with these values, written as Anlan writes one."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize("period", ["9999-12", "9999", "9999-Q4", "0001-01", "0000", "1999-12", "2201", "2026-13"])
def test_a_period_outside_the_calendar_does_not_exist(browser: Callable[[str], Client], period: str) -> None:
    assert browser("city").get(f"/areas/{CITY}/?period={period}").status_code == 404


@pytest.mark.parametrize("period", ["2000-01", "2200", "2026-Q4"])
def test_a_period_that_somebody_may_ask_for_is_shown(browser: Callable[[str], Client], period: str) -> None:
    assert browser("city").get(f"/areas/{CITY}/?period={period}").status_code == 200


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "key",
    [
        "W251bGxd",  # [null]
        cursor(2**63),
        cursor(-(2**63) - 1),
        cursor(10**30),
        cursor(None, None),
        cursor("2026-11-01", 2**63),
        cursor("2026-11-01", None),
        cursor("9999-12-31T23:59:59-12:00", 1),
        cursor("0001-01-01T00:00:00+14:00", 1),
        cursor("2026-11-01T00:00:00", 2**64),
        cursor(1, None, 1),
        cursor(2**63, "2026-11-01", 1),
    ],
)
def test_a_page_key_that_anlan_never_wrote_does_not_exist(
    browser: Callable[[str], Client], address: str, key: str
) -> None:
    address += "&" if "?" in address else "?"
    assert browser("city").get(f"{address}after={key}").status_code == 404


@pytest.mark.parametrize("key", ["W251bGxd", cursor(None, None), cursor("2026-11-01", 2**63)])
def test_a_program_is_told_that_the_page_key_is_not_ours(program: Programs, key: str) -> None:
    answer = program("city").get(f"/meeting/?after={key}")
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, ["after"])


@pytest.mark.parametrize("unit", ["9" * 19, "9" * 400, "-" + "9" * 19, "x"])
@pytest.mark.parametrize("file", ["", "export.xlsx"])
def test_a_unit_that_no_number_can_name_does_not_exist(browser: Callable[[str], Client], unit: str, file: str) -> None:
    assert browser("city").get(f"/records/meeting/{file}?unit={unit}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/ledger/?clause=%00",
        "/ledger/?clause=3.12%00&after=",
        "/obligations/?duty=%00",
        "/obligations/?area=%00",
        "/records/meeting/?state=%00",
        "/records/meeting/?%00=1",
        "/clauses/%00/",
        "/login/?next=%00",
        "/api/v1/meeting/questions?unit=%00",
        "/api/v1/obligations/?unit=%00",
    ],
)
def test_a_nul_in_an_address_cannot_be_read(browser: Callable[[str], Client], address: str) -> None:
    answer = browser("city").get(address)
    assert answer.status_code == 400
    assert "This request cannot be read" in answer.content.decode()


def test_a_percent_sign_before_two_zeros_is_ordinary_text(browser: Callable[[str], Client]) -> None:
    assert browser("city").get("/ledger/?clause=%2500").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "\0"},
        {"answers": {"number": "2026\0"}},
        {"answers": {"decisions": [{"what": "整改\0"}]}},
        {"answers": {"num\0ber": "1"}},
    ],
)
def test_a_nul_in_a_body_is_refused_and_nothing_recorded(program: Programs, change: dict[str, Any]) -> None:
    before = Event.objects.get_queryset().count()
    body = {"unit": TOWN_GOVERNMENT, "submission": str(uuid.uuid4()), "answers": {}, **change}
    assert program("city").post("/meeting/", body).status_code == 400
    assert Event.objects.get_queryset().count() == before


def test_a_text_that_only_writes_about_nul_is_taken(program: Programs) -> None:
    body = meeting_of(TOWN_PARTY, "2026-11-03")
    body["answers"]["safety_item"] = "\\u0000 不是字符"
    assert program("town").post("/meeting/", body).status_code == 201


@pytest.mark.parametrize("address", EXPORTS)
def test_a_list_too_long_for_one_file_is_refused_in_words(
    browser: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch, opened: Cast, address: str
) -> None:
    hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-03")
    hold(opened.act("city"), TOWN_PARTY, "2026-11-04")
    monkeypatch.setattr(exports, "MOST_EXPORTED", 1)
    answer = browser("city").get(address)
    assert answer.status_code == 422
    assert "More than 1 rows: narrow the list by its filters first." in answer.content.decode()
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


def test_a_list_as_long_as_a_file_may_be_is_exported_whole(
    browser: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch, opened: Cast
) -> None:
    hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-03")
    monkeypatch.setattr(exports, "MOST_EXPORTED", Meeting.objects.get_queryset().count())
    answer = browser("city").get("/records/meeting/export.xlsx")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet.max_row == 2
