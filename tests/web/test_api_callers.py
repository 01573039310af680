"""Who may call the API: a token that counts, or a session with its form token; everybody else gets 401 in JSON."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from api_calls import API, Program, Programs, issue, meeting_of, morning, program
from cast import TODAY, TOWN_GOVERNMENT, Cast
from django.test import Client

from anlan.kernel.people.post import Appointment
from anlan.modules.meeting import Meeting
from anlan.web.api.urls import API as INTERFACE

__all__ = ["morning", "program"]


def refused(answer) -> bool:
    """Refused as a program expects it, without a redirect to the login page."""
    return (
        answer.status_code == 401
        and answer.headers["WWW-Authenticate"].startswith("Bearer")
        and answer.headers["Content-Type"].startswith("application/json")
        and bool(answer.json()["detail"])
    )


def test_without_token_or_session_nothing_is_told(cast: Cast, client: Client) -> None:
    for path in ("/meeting/", "/obligations/", "/clauses/3.12", "/areas/445100/figures", "/meeting/1"):
        assert refused(client.get(f"{API}{path}")), path
    assert refused(client.post(f"{API}/meeting/", {}, content_type="application/json"))


def test_a_token_counts_until_its_last_moment(cast: Cast) -> None:
    issue(cast, "town", token="alive", days=1)
    issue(cast, "town", token="over", days=0)
    assert Program(Client(), "alive").get("/meeting/").status_code == 200
    assert refused(Program(Client(), "over").get("/meeting/"))


def test_a_revoked_unknown_or_lent_token_is_refused(cast: Cast, client: Client) -> None:
    row = issue(cast, "town", token="mine")
    assert refused(Program(client, "other").get("/meeting/"))
    assert refused(Program(client, row.digest).get("/meeting/")), "the digest is no token"
    assert refused(Program(client, "").get("/meeting/"))
    row.delete()
    assert refused(Program(client, "mine").get("/meeting/"))


def test_a_closed_account_calls_no_more(cast: Cast, program: Programs) -> None:
    caller, officer = program("town"), cast.officer("town")
    officer.is_active = False
    officer.save()
    assert refused(caller.get("/meeting/"))


def test_a_token_gives_what_its_officer_holds_today(opened: Cast, program: Programs) -> None:
    caller = program("town")
    assert caller.get("/obligations/").json()["rows"]
    Appointment.objects.filter(officer=opened.officer("town")).update(until=TODAY - dt.timedelta(days=1))
    assert caller.get("/obligations/").json()["rows"] == []
    assert caller.post("/meeting/", meeting_of(TOWN_GOVERNMENT, "2026-11-20")).status_code == 403


def test_a_wrong_token_is_refused_even_beside_a_session(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer("city"))
    assert client.get(f"{API}/meeting/").status_code == 200
    assert refused(Program(client, "wrong").get("/meeting/"))


def test_a_session_changes_nothing_without_its_form_token(opened: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(opened.officer("town"))
    body = meeting_of(TOWN_GOVERNMENT, "2026-11-20")
    forged = client.post(f"{API}/meeting/", body, content_type="application/json")
    assert forged.status_code == 403
    assert "X-CSRFToken" in forged.json()["detail"]
    assert not Meeting.objects.exists()
    client.get("/records/meeting/new/")
    token = client.cookies["csrftoken"].value
    sent = client.post(f"{API}/meeting/", body, content_type="application/json", headers={"X-CSRFToken": token})
    assert sent.status_code == 201


def test_a_form_of_another_site_changes_nothing_though_browsers_send_it_with_the_session(opened: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(opened.officer("town"))
    client.get("/records/meeting/new/")
    body = json.dumps(meeting_of(TOWN_GOVERNMENT, "2026-11-20"), default=str)
    forged = client.post(f"{API}/meeting/", {"body": body})
    assert forged.status_code == 403
    assert not Meeting.objects.exists()


def test_a_program_needs_no_form_token(opened: Cast, program: Programs) -> None:
    caller = Program(Client(enforce_csrf_checks=True), program("town").token)
    assert caller.post("/meeting/", meeting_of(TOWN_GOVERNMENT, "2026-11-20")).status_code == 201


def test_too_many_calls_are_told_how_long_to_wait(
    cast: Cast, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    (throttle,) = INTERFACE.throttle
    monkeypatch.setattr(throttle, "num_requests", 2)
    town, city = program("town"), program("city")
    assert [town.get("/meeting/").status_code for _ in range(3)] == [200, 200, 429]
    answer = town.get("/meeting/")
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["detail"]
    assert city.get("/meeting/").status_code == 200


def test_answers_are_in_the_callers_language(program: Programs) -> None:
    caller = program("town")
    english = caller.get("/meeting/999")
    chinese = caller.get("/meeting/999", Accept_Language="zh-CN,en;q=0.5")
    other = caller.get("/meeting/999", Accept_Language="fr")
    assert english.headers["Content-Language"] == "en"
    assert chinese.headers["Content-Language"] == other.headers["Content-Language"] == "zh-hans"
    assert english.json()["detail"] == "There is nothing here that you may see."
    wrong = {"answers": {"reason": ""}}
    assert caller.post("/meeting/999/steps/withdraw", wrong, Accept_Language="zh").status_code == 404


def test_the_interface_describes_itself_without_help_from_outside(client: Client) -> None:
    answer = client.get(f"{API}/openapi.json")
    assert answer.status_code == 200
    described = answer.json()
    assert {"/api/v1/meeting/", "/api/v1/orderitem/{pk}", "/api/v1/obligations/"} <= described["paths"].keys()
    assert "post" not in described["paths"]["/api/v1/orderitem/"]
    assert client.get(f"{API}/docs").status_code == 404


def test_the_description_that_anybody_may_read_is_gathered_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(f"{API}/openapi.json")
    monkeypatch.setattr("ninja.main.get_schema", lambda **_: pytest.fail("it takes the server seconds"))
    assert client.get(f"{API}/openapi.json").content == first.content


def test_a_wrong_method_or_address_is_told_in_json(cast: Cast, program: Programs) -> None:
    caller = program("town")
    wrong = caller.client.delete(f"{API}/meeting/1", headers={"Authorization": f"Bearer {caller.token}"})
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET")
    assert wrong.json()["errors"] == []
    assert caller.get("/").json() == caller.get("/no/such/address").json()
