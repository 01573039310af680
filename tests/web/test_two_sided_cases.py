"""A case between two units on pages and in the API: both sides see it, each takes its own steps (3.14, 3.15, 3.17)."""

from __future__ import annotations

from typing import Any

from api_calls import Programs, morning, program
from cast import COUNTY, NOW, TODAY, TOWN, Cast
from django.test import Client
from examples_of_the_field import EMERGENCY, HOUSING, TOWN_OFFICE, VILLAGE, act_as, ask_for_help, taken, tell

from anlan.kernel.obligations.moving import move_area
from anlan.kernel.people.area import Area
from anlan.kernel.records.door import Act
from anlan.modules.assist import AssistRequest
from anlan.modules.danger_report import DangerReport

__all__ = ["morning", "program"]


def browser_of(act: Act) -> Client:
    client = Client()
    client.force_login(act.actor.officer)
    client.cookies["django_language"] = "en"
    return client


def send(client: Client, address: str, **answers: object) -> Any:
    """Send the form of that page."""
    token = client.get(address).context["form_token"]
    return client.post(address, {"form_token": token, **answers})


def test_3_17_a_department_reads_and_answers_what_a_village_reported(cast: Cast) -> None:
    report = tell(cast.act("town"), VILLAGE, HOUSING).record
    page = f"/records/dangerreport/{report.pk}/"
    housing = browser_of(act_as(HOUSING, "officer"))
    assert [step.name for step in housing.get(page).context["steps"]] == ["answer", "receive", "hand_on", "register"]
    assert send(housing, f"{page}answer/", answer="已派员核查").status_code == 302
    village = browser_of(act_as(VILLAGE, "patroller"))
    assert "已派员核查" in village.get(page).content.decode()
    assert village.get(f"{page}answer/").status_code == 403
    assert browser_of(act_as(EMERGENCY, "officer")).get(page).status_code == 404


def test_3_17_the_form_of_a_report_knows_when_and_to_whom(cast: Cast) -> None:
    village = browser_of(act_as(VILLAGE, "patroller"))
    address = "/records/dangerreport/new/"
    form = village.get(address).context["form"]
    assert form["found_at"].value() == NOW.replace(tzinfo=None)
    receiver = form.fields["receiver"].choices[1][0]
    answers = {"what": "违规动火", "place": "村口", "found_at": "2026-11-23T08:30", "receiver": receiver}
    response = send(village, address, **answers)
    assert response.status_code == 302
    report = DangerReport.objects.get()
    assert report.receipt in village.get(response.headers["Location"]).content.decode()
    outside = send(village, address, **answers | {"receiver": "1", "what": "又一处"})
    assert (outside.status_code, DangerReport.objects.count()) == (422, 1)


def test_3_15_a_program_of_the_town_reports_what_the_bureau_asked(opened: Cast, program: Programs) -> None:
    request = ask_for_help(opened.act("officer"), EMERGENCY, TOWN_OFFICE).record
    caller, path = program("town"), f"/assistrequest/{request.pk}"
    assert caller.get(path).json()["steps"] == ["report", "accept", "decline"]
    done = caller.post(f"{path}/steps/report", {"answers": {"occurred_on": "2026-11-23", "result": "已配合"}})
    assert (done.status_code, done.json()["record"]["state"]) == (200, "done")
    assert len(done.json()["met"]) == 1
    assert caller.post(f"{path}/steps/confirm", {"answers": {}}).status_code in (403, 422)
    assert program("stranger").get(path).status_code == 404
    assert AssistRequest.objects.get(pk=request.pk).state == "done"


def test_3_1_a_town_that_moves_takes_along_what_was_reported_and_asked_of_it(cast: Cast) -> None:
    report = tell(cast.act("town"), VILLAGE, TOWN_OFFICE).record
    request = ask_for_help(cast.act("officer"), EMERGENCY, TOWN_OFFICE).record
    areas = {code: Area.objects.get(code=code) for code in (TOWN, "445100-xinqu")}
    move_area(area=areas[TOWN], under=areas["445100-xinqu"], by=cast.actor("city"), on=TODAY, now=NOW)
    town = Area.objects.get(code=TOWN)
    moved = DangerReport.objects.get(pk=report.pk)
    assert town.lo <= moved.position < town.hi
    assert moved.receiver_position == AssistRequest.objects.get(pk=request.pk).receiver_position == town.lo
    # The bureau that asked has stayed, and its request with it.
    county = Area.objects.get(code=COUNTY)
    assert county.lo <= AssistRequest.objects.get(pk=request.pk).position < county.hi
    taken(act_as(TOWN_OFFICE, "patroller"), report, "answer", answer="已清理", not_major=False)
