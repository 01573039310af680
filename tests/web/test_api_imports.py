"""Imports for programs: the same permission, sight and background work as on the pages."""

from __future__ import annotations

import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from api_calls import API, Program, Programs, fields, morning, program
from cast import NOW, TODAY, Cast
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from sheet_files import declared_lines, lines_file
from sheet_stage import GOOD, lines

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.sheets.working import Worker

__all__ = ["declared_lines", "morning", "program"]
pytestmark = pytest.mark.usefixtures("declared_lines")


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(settings, "ANLAN_DATA", tmp_path)
    return tmp_path


def hand_in(caller: Program, content: BytesIO, **changes: Any) -> Any:
    """Send a file as multipart/form-data; a change to None leaves the field out."""
    given = {
        "sheet": "lines",
        "mode": "stop",
        "as_of": f"{TODAY}",
        "cleared": "true",
        "submission": str(uuid.uuid4()),
        "file": SimpleUploadedFile("lines.xlsx", content.getvalue()),
        **changes,
    }
    sent = {name: value for name, value in given.items() if value is not None}
    return caller.client.post(
        f"{API}/imports/", sent, headers={"Authorization": f"Bearer {caller.token}", "Accept-Language": "en"}
    )


def work() -> None:
    worker = Worker(clock=lambda: NOW, pack=installed_pack(), data_dir=settings.ANLAN_DATA)
    while worker.work_once():
        pass


def test_from_file_to_register(program: Programs) -> None:
    office = program("office")
    answer = hand_in(office, lines_file(*GOOD))
    assert answer.status_code == 201
    job = answer.json()
    assert (job["state"], job["under_way"], job["good"]) == ("uploaded", True, 0)

    work()
    seen = office.get(f"/imports/{job['id']}").json()
    assert (seen["state"], seen["under_way"], seen["good"], seen["bad"]) == ("checked", False, 2, 0)
    assert lines() == {}

    confirmed = office.post(f"/imports/{job['id']}/confirm", {"outcome": seen["outcome"]})
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "loading")
    work()
    done = office.get(f"/imports/{job['id']}").json()
    assert (done["state"], done["new"]) == ("loaded", 2)
    assert Event.objects.get(seq=done["entry"]).kind == "line.imported"
    assert lines() == {901: "甲", 902: "乙"}
    assert office.get("/imports/").json() == {"rows": [done], "before": 0}


def test_faults_are_named_and_the_good_rows_can_be_taken(program: Programs) -> None:
    office = program("office")
    pk = hand_in(office, lines_file(*GOOD, (903, "forbidden", "丙", "C"), ("x", "d", "丁", "D"))).json()["id"]
    work()
    seen = office.get(f"/imports/{pk}").json()
    told = office.get(f"/imports/{pk}/faults").json()
    assert (seen["bad"], seen["faults_found"], told["after"]) == (2, 2, 0)
    where = {"row": 4, "column": "code", "label": "Code", "value": "forbidden"}
    assert where | {"reason": "this code is not for lines"} in told["rows"]
    refused = office.post(f"/imports/{pk}/confirm", {"outcome": seen["outcome"], "whole": True})
    assert (refused.status_code, fields(refused)) == (422, [""])
    assert office.post(f"/imports/{pk}/confirm", {"outcome": seen["outcome"], "whole": False}).status_code == 200
    work()
    assert lines() == {901: "甲", 902: "乙"}


def test_many_faults_come_a_page_at_a_time(program: Programs) -> None:
    office = program("office")
    pk = hand_in(office, lines_file(*(("x", f"c{n}", "甲", "A") for n in range(250)))).json()["id"]
    work()
    first = office.get(f"/imports/{pk}/faults").json()
    second = office.get(f"/imports/{pk}/faults?after={first['after']}").json()
    assert (len(first["rows"]), len(second["rows"]), second["after"]) == (200, 50, 0)
    assert [row["row"] for row in first["rows"] + second["rows"]] == list(range(2, 252))


def test_what_is_confirmed_is_what_was_seen_and_once(program: Programs) -> None:
    office = program("office")
    pk = hand_in(office, lines_file(*GOOD)).json()["id"]
    work()
    outcome = office.get(f"/imports/{pk}").json()["outcome"]
    sent = [office.post(f"/imports/{pk}/confirm", {"outcome": one}).status_code for one in ("x", outcome, outcome)]
    assert sent == [409, 200, 409]


def test_an_import_can_be_let_go(program: Programs) -> None:
    office = program("office")
    pk = hand_in(office, lines_file(*GOOD)).json()["id"]
    answer = office.post(f"/imports/{pk}/cancel", {})
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert office.post(f"/imports/{pk}/cancel", {}).status_code == 409
    work()
    assert lines() == {}


def test_sent_twice_it_is_one_import(program: Programs) -> None:
    office, token = program("office"), str(uuid.uuid4())
    answers = [hand_in(office, lines_file(*GOOD), submission=token) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    other = hand_in(program("town"), lines_file(*GOOD), submission=token)
    assert (other.status_code, SheetImport.objects.count()) == (404, 1)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"sheet": "nothing"}, ["sheet"]),
        ({"mode": "overwrite"}, ["mode"]),
        ({"as_of": "2999-01-01"}, ["as_of"]),
        ({"as_of": "soon"}, ["as_of"]),
        ({"submission": "1"}, ["submission"]),
        ({"submission": None}, ["submission"]),
        ({"cleared": "false"}, ["cleared"]),
        ({"cleared": None}, ["cleared"]),
        ({"colour": "red"}, ["colour"]),
        ({"file": None}, ["file"]),
        ({"file": SimpleUploadedFile("lines.xlsx", b"number,code")}, ["file"]),
        ({"file": SimpleUploadedFile("lines.xlsx", lines_file(*GOOD).getvalue()[:900])}, ["file"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    program: Programs, folder: Path, changes: dict[str, Any], named: list[str]
) -> None:
    answer = hand_in(program("office"), lines_file(*GOOD), **changes)
    assert (answer.status_code, fields(answer)) == (422, named)
    assert not SheetImport.objects.exists()
    assert not [one for one in folder.rglob("*") if one.is_file()]


@pytest.mark.parametrize("username", ["auditor", "stranger"])
def test_without_the_permission_nothing_is_handed_in(program: Programs, username: str) -> None:
    assert hand_in(program(username), lines_file(*GOOD)).status_code == 403
    assert not SheetImport.objects.exists()


def test_sight_is_that_of_the_pages_and_only_the_own_import_is_decided(program: Programs, opened: Cast) -> None:
    pk = hand_in(program("office"), lines_file(*GOOD)).json()["id"]
    work()
    outcome = program("office").get(f"/imports/{pk}").json()["outcome"]
    for username in ("city", "auditor", "town", "stranger"):
        caller, page = program(username), Client()
        page.force_login(opened.officer(username))
        expected = page.get(f"/imports/{pk}/").status_code
        assert [caller.get(f"/imports/{pk}{tail}").status_code for tail in ("", "/faults")] == [expected] * 2
        assert [row["id"] for row in caller.get("/imports/").json()["rows"]] == ([pk] if expected == 200 else [])
        decided = [
            caller.post(f"/imports/{pk}/confirm", {"outcome": outcome}).status_code,
            caller.post(f"/imports/{pk}/cancel", {}).status_code,
        ]
        assert decided == ([403, 403] if expected == 200 else [404, 404])
    assert SheetImport.objects.get().state == "checked"


def test_the_list_is_narrowed_to_one_register(program: Programs) -> None:
    office = program("office")
    pk = hand_in(office, lines_file(*GOOD)).json()["id"]
    assert [row["id"] for row in office.get("/imports/?sheet=lines").json()["rows"]] == [pk]
    assert office.get("/imports/?sheet=enterprise").json()["rows"] == []
    assert office.get(f"/imports/?before={pk}").json()["rows"] == []
    assert fields(office.get("/imports/?colour=red")) == ["colour"]


def test_a_browser_needs_its_form_token(opened: Cast) -> None:
    page = Client(enforce_csrf_checks=True)
    page.force_login(opened.officer("office"))
    assert page.post(f"{API}/imports/", {}).status_code == 403


def test_the_description_says_how_a_file_is_sent(client: Client, db: None) -> None:
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    sent = paths["/api/v1/imports/"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert {"sheet", "mode", "as_of", "submission", "file"} <= set(sent["required"])
    assert {f"/api/v1/imports/{{pk}}{tail}" for tail in ("", "/faults", "/confirm", "/cancel")} <= paths.keys()
