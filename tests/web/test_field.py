"""The door of the app on the phone: what is taken along, and what becomes of an entry that arrives once or twice."""

from __future__ import annotations

import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from api_calls import morning
from cast import TODAY, TOWN, Cast, unit
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from examples_of_the_field import HOUSING, TOWN_OFFICE, VILLAGE, act_as, taken, tell
from PIL import Image

from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.taken import Taken
from anlan.modules.danger_report import DangerReport
from anlan.modules.patrol import Patrol

__all__ = ["morning"]

PATROL = "/field/send/patrol/record/"
# Under which name a patrol asks for its photo.
PHOTO = next(ask.name for ask in Patrol.workflow.step("record").asks if ask.kind in ("file", "photos"))
CLEARED = {f"{PHOTO}_cleared": "on"}


def phone_of(officer: Officer, **more: Any) -> Client:
    client = Client(**more)
    client.force_login(officer)
    client.cookies["django_language"] = "en"
    return client


def entry(officer: Officer, **changes: object) -> dict[str, object]:
    """A patrol of the town's office as its officer's phone sends it."""
    return {
        "officer": officer.pk, "submission": str(uuid.uuid4()), "unit": unit(TOWN_OFFICE).pk, "seen": "",
        "occurred_on": str(TODAY), "visit": "patrol", "place": "沿河陶瓷作坊", "units_visited": "3", "found": "0",
        "note": "", **changes,
    }  # fmt: skip


def answering(report: DangerReport, officer: Officer, **changes: object) -> dict[str, object]:
    """The answer to a report that was downloaded as it stands."""
    fresh = DangerReport.objects.get(pk=report.pk)
    return {
        "officer": officer.pk, "submission": str(uuid.uuid4()), "record": report.pk, "seen": fresh.fingerprint(),
        "answer": "已到现场核查", **changes,
    }  # fmt: skip


def photo() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (16, 16), "teal").save(file, "JPEG")
    return SimpleUploadedFile("photo.jpg", file.getvalue(), content_type="image/jpeg")


@pytest.fixture
def town(cast: Cast, settings, tmp_path: Path) -> Client:
    settings.ANLAN_DATA = tmp_path
    return phone_of(cast.officer("town"))


def test_an_entry_that_is_sent_twice_is_recorded_once(town: Client, cast: Cast) -> None:
    sent = entry(cast.officer("town"))
    first, second = town.post(PATROL, sent), town.post(PATROL, sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json()["repeated"], second.json()["repeated"]) == (False, True)
    assert first.json()["url"] == second.json()["url"] == f"/records/patrol/{Patrol.objects.get().pk}/"
    assert Event.objects.filter(kind="patrol.done").count() == 1


def test_an_entry_with_a_photo_that_is_sent_twice_keeps_one_file(town: Client, cast: Cast) -> None:
    sent = entry(cast.officer("town"), **CLEARED)
    for status in (201, 200):
        assert town.post(PATROL, {**sent, PHOTO: photo()}).status_code == status
    assert EvidenceFile.objects.count() == 1


def test_an_entry_that_had_arrived_is_found_although_its_rules_would_refuse_it_by_now(town: Client, cast: Cast) -> None:
    sent = entry(cast.officer("town"))
    assert town.post(PATROL, sent).status_code == 201
    again = town.post(PATROL, {**sent, "occurred_on": "2020-01-01", "place": ""})
    assert (again.status_code, Patrol.objects.get().visited_on) == (200, TODAY)


def test_a_refused_entry_is_told_the_words_at_each_answer_and_leaves_nothing(town: Client, cast: Cast) -> None:
    sent = entry(cast.officer("town"), place="", occurred_on="2999-01-01", **CLEARED)
    answer = town.post(PATROL, {**sent, PHOTO: photo()})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["place"]
    answer = town.post(PATROL, {**sent, "place": "A", PHOTO: photo()})
    assert answer.json()["errors"][0]["field"] == "occurred_on"
    assert "has not come yet" in answer.json()["errors"][0]["reason"]
    assert (Patrol.objects.count(), EvidenceFile.objects.count()) == (0, 0)
    assert town.post(PATROL, {**sent, "place": "A", "occurred_on": str(TODAY)}).status_code == 201


def test_a_refused_entry_does_not_ask_for_photos_that_the_phone_still_has(town: Client, cast: Cast) -> None:
    sent = entry(cast.officer("town"), place="", **{PHOTO: photo(), **CLEARED})
    assert {one["field"] for one in town.post(PATROL, sent).json()["errors"]} == {"place"}


def test_a_file_that_is_no_picture_or_not_cleared_is_refused_at_its_answer(town: Client, cast: Cast) -> None:
    text = SimpleUploadedFile("photo.jpg", b"no picture at all", content_type="image/jpeg")
    for given in ({PHOTO: text, **CLEARED}, {PHOTO: photo()}):
        answer = town.post(PATROL, entry(cast.officer("town"), **given))
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, PHOTO)
    assert Patrol.objects.count() == 0


def test_what_somebody_else_recorded_first_is_shown_and_nothing_is_recorded_twice(town: Client, cast: Cast) -> None:
    assert town.post(PATROL, entry(cast.officer("town"))).status_code == 201
    answer = town.post(PATROL, entry(cast.officer("town")))
    assert (answer.status_code, Patrol.objects.count()) == (409, 1)
    standing = answer.json()["standing"]
    assert standing["record"] == Patrol.objects.get().pk
    assert ["Route or place", "沿河陶瓷作坊"] in standing["lines"]
    assert (answer.json()["by"], answer.json()["at"]) == (cast.officer("town").name, "2026-11-23 09:00")


def test_3_17_a_step_that_is_sent_twice_is_taken_once(cast: Cast) -> None:
    report = tell(cast.act("town"), VILLAGE, HOUSING).record
    officer = act_as(HOUSING, "officer").actor.officer
    phone, sent = phone_of(officer), answering(report, officer)
    address = "/field/send/dangerreport/answer/"
    assert [phone.post(address, sent).status_code for _ in range(2)] == [201, 200]
    assert Event.objects.filter(kind="report.answered").count() == 1
    assert Taken.objects.get().event.kind == "report.answered"
    stolen = {**answering(report, officer), "submission": sent["submission"]}
    assert phone.post("/field/send/dangerreport/receive/", stolen).status_code == 403


def test_3_17_of_two_offline_copies_the_second_is_shown_what_stands_now(cast: Cast) -> None:
    report = tell(cast.act("town"), VILLAGE, HOUSING).record
    officer = act_as(HOUSING, "officer").actor.officer
    phone = phone_of(officer)
    first, second = answering(report, officer), answering(report, officer, answer="另一份答复")
    assert phone.post("/field/send/dangerreport/receive/", first).status_code == 201
    answer = phone.post("/field/send/dangerreport/answer/", second)
    assert answer.status_code == 409
    said = answer.json()
    assert (said["standing"]["state"], said["again"]) == ("Received", True)
    assert DangerReport.objects.get().answer == ""
    # Whoever has seen what stands now and sends again does so knowing it.
    third = {**second, "seen": said["standing"]["seen"]}
    assert phone.post("/field/send/dangerreport/answer/", third).status_code == 201
    late = phone.post("/field/send/dangerreport/answer/", answering(report, officer))
    assert (late.status_code, late.json()["again"]) == (409, False)


def test_another_officer_cannot_send_what_was_made_on_the_same_phone(cast: Cast) -> None:
    answer = phone_of(cast.officer("safety")).post(PATROL, entry(cast.officer("town")))
    assert (answer.status_code, answer.json()["other_officer"]) == (403, True)
    assert Patrol.objects.count() == 0


def test_a_stranger_gets_nothing_and_sends_nothing(cast: Cast) -> None:
    report = tell(cast.act("town"), VILLAGE, HOUSING).record
    stranger = cast.officer("stranger")
    phone = phone_of(stranger)
    data = phone.get("/field/data.json").json()
    assert [form for form in data["forms"] if form["page"] in ("patrol", "dangerreport")] == []
    assert [record for record in data["records"] if record["page"] == "dangerreport"] == []
    assert unit(TOWN_OFFICE).pk not in {one["id"] for one in data["units"]}
    assert phone.post(PATROL, entry(stranger)).status_code == 403
    sent = answering(report, stranger)
    assert phone.post("/field/send/dangerreport/answer/", sent).status_code == 404
    assert phone.get(f"/field/form.json?page=patrol&unit={unit(TOWN_OFFICE).pk}").status_code == 404


def test_a_unit_out_of_sight_looks_like_one_that_does_not_exist(town: Client, cast: Cast) -> None:
    elsewhere = Unit.objects.filter(kind="government", area__level="town").exclude(code__startswith=TOWN)[0]
    for number in (elsewhere.pk, 999999999):
        answer = town.post(PATROL, entry(cast.officer("town"), unit=number))
        assert (answer.status_code, answer.json()["detail"]) == (404, "There is nothing here that you may see.")


@pytest.mark.parametrize(
    "broken",
    [{"submission": "once"}, {"submission": ""}, {"unit": "-1"}, {"unit": "1" * 30}, {"unit": "²"}],
)
def test_a_damaged_entry_is_refused_in_words(town: Client, cast: Cast, broken: dict[str, str]) -> None:
    answer = town.post(PATROL, entry(cast.officer("town"), **broken))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "")


def test_a_step_that_is_not_for_the_field_is_not_there(town: Client, cast: Cast) -> None:
    for address in ("/field/send/patrol/withdraw/", "/field/send/meeting/hold/", "/field/send/nothing/record/"):
        assert town.post(address, entry(cast.officer("town"))).status_code == 404
    assert town.get(PATROL).status_code == 405


def test_without_the_form_token_nothing_is_recorded(cast: Cast) -> None:
    phone = phone_of(cast.officer("town"), enforce_csrf_checks=True)
    assert phone.post(PATROL, entry(cast.officer("town"))).status_code == 403
    assert Patrol.objects.count() == 0
    token = phone.get("/field/token.json").json()
    assert token["officer"] == cast.officer("town").pk
    sent = phone.post(PATROL, entry(cast.officer("town")), headers={"X-CSRFToken": token["token"]})
    assert sent.status_code == 201


@pytest.mark.parametrize("address", ["/field/data.json", "/field/token.json", "/field/form.json?page=patrol&unit=1"])
def test_whoever_is_not_logged_in_is_told_so_and_not_sent_to_a_page(db: None, client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, list(answer.json())) == (401, ["detail"])
    assert client.post(PATROL, {}).status_code == 401


def test_an_entry_beyond_the_limit_is_refused_before_it_is_read(town: Client, cast: Cast, settings) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    assert town.post(PATROL, entry(cast.officer("town"), note="a" * 2000)).status_code == 413
    assert Patrol.objects.count() == 0


def test_3_13_a_town_takes_along_its_own_units_and_the_forms_as_the_pages_show_them(town: Client) -> None:
    data = town.get("/field/data.json").json()
    form = next(one for one in data["forms"] if one["page"] == "patrol")
    known = {one["id"]: one for one in data["units"]}
    assert known[form["own"]]["code"] == TOWN_OFFICE
    assert {known[number]["code"].split("/")[0][:9] for number in form["units"]} == {"445122100"}
    asks = data["asks"][form["exact"][str(form["own"])]]
    assert [(ask["name"], ask["kind"]) for ask in asks][:4] == [
        ("occurred_on", "date"), ("visit", "choice"), ("place", "text"), ("units_visited", "number")
    ]  # fmt: skip
    assert asks[0]["initial"] == {"present": "day"}
    assert ["patrol", "Patrol"] in asks[1]["choices"]
    cleared, place = next(ask for ask in asks if ask["name"] == PHOTO)["more"]
    assert "classified" in cleared["label"]
    assert ("where the photos were taken" in place["label"], "is removed" in place["why"]) == (True, True)


def test_3_14_the_form_of_a_unit_offers_its_own_receivers(town: Client) -> None:
    data = town.get("/field/data.json").json()
    form = next(one for one in data["forms"] if one["page"] == "dangerreport")
    village = unit(VILLAGE)
    asks = town.get(f"/field/form.json?page=dangerreport&unit={village.pk}").json()["asks"]
    offered = {int(key) for key, _words in next(ask for ask in asks if ask["name"] == "receiver")["choices"] if key}
    assert unit("445122100/town-government").pk in offered
    assert next(ask for ask in asks if ask["name"] == "found_at")["initial"] == {"present": "moment"}
    assert village.pk in form["units"]


def test_3_17_open_reports_go_along_with_the_steps_that_this_officer_may_take(cast: Cast) -> None:
    report = tell(cast.act("town"), VILLAGE, HOUSING).record
    officer = act_as(HOUSING, "officer").actor.officer
    data = phone_of(officer).get("/field/data.json").json()
    (record,) = [one for one in data["records"] if one["page"] == "dangerreport"]
    assert (record["record"], record["seen"]) == (report.pk, DangerReport.objects.get().fingerprint())
    assert [step["step"] for step in record["steps"]] == ["answer", "receive"]
    assert data["asks"][record["steps"][0]["asks"]][0]["name"] == "answer"
    taken(act_as(HOUSING, "officer"), report, "answer", answer="已核查")
    assert phone_of(officer).get("/field/data.json").json()["records"] == []
    # Whoever reported waits for the answer and takes no step of the receiver.
    assert phone_of(cast.officer("town")).get("/field/data.json").json()["records"] == []
