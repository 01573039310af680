"""A program hands in the same photos and files as the page, through the same checks, and is told the same words."""

from __future__ import annotations

import datetime as dt
import errno
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from api_calls import API, Programs, fields, morning, program
from cast import Cast, unit
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from examples_of_the_field import HOUSING, TOWN_OFFICE, VILLAGE
from photos import IN_CHAOZHOU, photo, sent

from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.storage import stored_path
from anlan.kernel.ledger.event import Event
from anlan.modules.danger_report import DangerReport
from anlan.modules.patrol import Patrol

__all__ = ["morning", "program"]

ANSWERS = {"occurred_on": "2026-11-20", "visit": "patrol", "place": "窑炉", "units_visited": "3", "found": "0"}
CLEARED = {"photos_cleared": True}
FROM_NEXT_YEAR = "2027:12:31 10:00:00"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 600


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.ANLAN_DATA = tmp_path
    return tmp_path


def patrol(**answers: Any) -> dict[str, Any]:
    return {"unit": TOWN_OFFICE, "submission": str(uuid.uuid4()), "answers": ANSWERS | answers}


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def several(count: int) -> list[SimpleUploadedFile]:
    return [sent(photo(size=(32, 24)), f"{number}.jpg") for number in range(count)]


def test_photos_are_kept_with_their_act(program: Programs, folder: Path) -> None:
    given = [sent(photo(colour=colour), f"{colour}.jpg") for colour in ("teal", "navy")]
    answer = program("town").post_form("/patrol/", patrol(**CLEARED), photos=given)
    assert answer.status_code == 201
    rows = list(EvidenceFile.objects.all())
    assert [(row.name, row.purpose, row.record_type) for row in rows] == [
        ("teal.jpg", "photos", "patrol"),
        ("navy.jpg", "photos", "patrol"),
    ]
    assert {row.record_id for row in rows} == {answer.json()["record"]["id"]}
    event = Event.objects.get(seq=answer.json()["entry"])
    assert event.content["files"] == [row.digest for row in rows]
    assert "photos" not in event.answers
    assert len(stored(folder)) == 4


def test_3_17_a_danger_is_reported_with_its_photo(program: Programs) -> None:
    answers = {
        "what": "堆放易燃物堵塞消防通道", "place": "沿河陶瓷作坊", "found_at": "2026-11-23 08:30",
        "receiver": unit(HOUSING).pk, **CLEARED,
    }  # fmt: skip
    body = {"unit": VILLAGE, "submission": str(uuid.uuid4()), "answers": answers}
    assert program("town").post_form("/dangerreport/", body, photos=sent(photo())).status_code == 201
    assert EvidenceFile.objects.get().record_id == DangerReport.objects.get().pk


@pytest.mark.parametrize(
    ("given", "answers"),
    [
        (
            [sent(b"only words, whatever the name says", "words.jpg"), sent(photo()), sent(photo()[:-300], "half.jpg")],
            {},
        ),
        ([sent(HEIC, "IMG_1.heic")], {}),
        ([sent(photo(taken=FROM_NEXT_YEAR), "tomorrow.jpg")], {}),
        (several(50), {}),
        (several(2), {"photos_cleared": False}),
        ([sent(photo(), "机密.jpg")], {}),
    ],
)
def test_what_a_page_refuses_is_refused_in_the_same_words(
    opened: Cast, program: Programs, folder: Path, given: list[SimpleUploadedFile], answers: dict[str, Any]
) -> None:
    told = program("town").post_form("/patrol/", patrol(**CLEARED | answers), photos=given)
    assert told.status_code == 422
    page = Client()
    page.force_login(opened.officer("town"))
    page.cookies["django_language"] = "en"
    address = f"/records/patrol/new/?unit={unit(TOWN_OFFICE).pk}"
    token = str(page.get(address).context["form_token"])
    for one in given:
        one.seek(0)
    ticked = {} if answers else {"photos_cleared": "on"}
    shown = page.post(address, {**ANSWERS, "photos": given, **ticked, "form_token": token})
    assert shown.status_code == 422
    said = [str(error) for error in shown.context["form"].errors["photos"]]
    assert [(error["field"], error["reason"]) for error in told.json()["errors"]] == [("photos", one) for one in said]
    assert stored(folder) == []
    assert not Patrol.objects.exists()


def test_fifty_photos_are_too_many(program: Programs) -> None:
    answer = program("town").post_form("/patrol/", patrol(**CLEARED), photos=several(50))
    (error,) = answer.json()["errors"]
    assert "50 photos" in error["reason"]
    assert "at most 9" in error["reason"]


@pytest.mark.parametrize("kept", [False, True])
def test_where_photos_were_taken_is_kept_only_if_the_program_says_so(
    program: Programs, folder: Path, kept: bool
) -> None:
    given = sent(photo(gps=IN_CHAOZHOU, taken="2026:11:20 08:15:00"))
    body = patrol(**CLEARED, photos_place=kept)
    assert program("town").post_form("/patrol/", body, photos=given).status_code == 201
    row = EvidenceFile.objects.get()
    assert (row.longitude is not None, row.latitude is not None) == (kept, kept)
    assert row.taken_at == dt.datetime(2026, 11, 20, 0, 15, tzinfo=dt.UTC)
    assert b"Exif" not in stored_path(digest=row.digest, data_dir=folder).read_bytes()


def test_sent_twice_it_is_one_act_with_its_photos_once(program: Programs, folder: Path) -> None:
    body = patrol(**CLEARED)
    answers = [program("town").post_form("/patrol/", body, photos=sent(photo())) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert (Patrol.objects.count(), EvidenceFile.objects.count(), len(stored(folder))) == (1, 1, 2)


def test_a_form_without_photos_is_the_json_it_holds(program: Programs) -> None:
    assert program("town").post_form("/patrol/", patrol()).status_code == 201
    assert not EvidenceFile.objects.exists()


def test_something_else_that_is_wrong_is_named_and_nothing_is_said_of_the_photos(
    program: Programs, folder: Path
) -> None:
    wrong = [{"units_visited": "-1"}, {"occurred_on": "2999-01-01"}]
    for answers in wrong:
        answer = program("town").post_form("/patrol/", patrol(**CLEARED, **answers), photos=sent(photo()))
        assert (answer.status_code, fields(answer)) == (422, list(answers))
    assert stored(folder) == []


@pytest.mark.parametrize("given", [{"photos": ["a.jpg"]}, {"photos_cleared": True}, {"photos_place": True}])
def test_photos_among_the_answers_are_refused_by_name(program: Programs, given: dict[str, object]) -> None:
    answer = program("town").post("/patrol/", patrol(**given))
    assert (answer.status_code, fields(answer)) == (422, list(given))
    assert not Patrol.objects.exists()


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"pictures": sent(b"x")}, ["pictures"]),
        ({"place": sent(b"x")}, ["place"]),
        ({"note": "as a part of its own"}, ["note"]),
        ({"photos": "no file"}, ["photos"]),
        ({"body": None, "photos": sent(photo())}, ["body"]),
    ],
)
def test_parts_that_nobody_asked_for_are_refused_by_name(
    program: Programs, folder: Path, parts: dict[str, Any], named: list[str]
) -> None:
    answer = program("town").post_form("/patrol/", **{"body": patrol(), **parts})
    assert (answer.status_code, fields(answer)) == (422, named)
    assert stored(folder) == []
    assert not Patrol.objects.exists()


def test_one_file_is_taken_where_one_is_asked_for(program: Programs) -> None:
    body = {"unit": "445122100/town-government", "submission": str(uuid.uuid4()), "answers": {"extract_cleared": True}}
    paper = [SimpleUploadedFile(f"{number}.pdf", b"%PDF-1.4") for number in range(2)]
    assert "extract" in fields(program("town").post_form("/meeting/", body, extract=paper))


@pytest.mark.parametrize("text", ["{", "NaN", '{"unit": "a\\u0000b"}', "[" * 100_000])
def test_a_part_that_is_no_json_is_refused_plainly(program: Programs, text: str) -> None:
    caller = program("town")
    answer = caller.client.post(
        f"{API}/patrol/", {"body": text, "photos": sent(photo())}, headers={"Authorization": f"Bearer {caller.token}"}
    )
    assert answer.status_code == 400
    assert answer.json()["detail"]


@pytest.mark.parametrize("broken", [b"--other\r\n\r\nx", b"no form at all"])
def test_a_form_that_cannot_be_read_is_refused_plainly(program: Programs, broken: bytes) -> None:
    caller = program("town")
    answer = caller.client.generic(
        "POST", f"{API}/patrol/", broken, content_type="multipart/form-data", headers=headers_of(caller.token)
    )
    assert (answer.status_code, answer.json()["errors"]) == (400, [])


def test_more_files_than_a_form_may_have_are_refused_in_json(program: Programs, folder: Path) -> None:
    answer = program("town").post_form("/patrol/", patrol(**CLEARED), photos=[sent(b"x") for _ in range(101)])
    assert (answer.status_code, answer.json()["errors"]) == (400, [])
    assert not Patrol.objects.exists()


def headers_of(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Accept-Language": "en"}


def test_nothing_is_read_of_whoever_is_not_known(db: None, folder: Path) -> None:
    parts = {"body": json.dumps(patrol()), "photos": sent(photo())}
    answer = Client().post(f"{API}/patrol/", parts, headers=headers_of("wrong"))
    assert answer.status_code == 401
    assert stored(folder) == []


@pytest.mark.parametrize("username", ["auditor", "stranger"])
def test_without_the_permission_no_photo_is_kept(program: Programs, folder: Path, username: str) -> None:
    answer = program(username).post_form("/patrol/", patrol(**CLEARED), photos=sent(photo()))
    assert answer.status_code == 403
    assert stored(folder) == []


def test_a_full_disk_is_said_at_the_photos_and_nothing_is_recorded(
    program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_given: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("anlan.kernel.evidence.storage._write", full)
    answer = program("town").post_form("/patrol/", patrol(**CLEARED), photos=sent(photo()))
    assert (answer.status_code, fields(answer)) == (422, ["photos"])
    assert "disk is full" in answer.json()["errors"][0]["reason"]
    assert not Patrol.objects.exists()


def test_the_questions_say_how_many_photos_are_taken_and_what_is_asked_about_them(program: Programs) -> None:
    asked = {one["name"]: one for one in program("town").get(f"/patrol/questions?unit={TOWN_OFFICE}").json()}
    assert (asked["photos"]["kind"], asked["photos"]["required"]) == ("photos", False)
    assert "at most 9 photos" in asked["photos"]["why"]
    assert "classified" in asked["photos_cleared"]["label"]
    assert "the place is removed" in asked["photos_place"]["why"]


def test_the_description_says_how_photos_are_sent(client: Client, db: None) -> None:
    described = client.get(f"{API}/openapi.json").json()
    begun = described["paths"]["/api/v1/patrol/"]["post"]
    sent_as = begun["requestBody"]["content"]
    assert sent_as["application/json"]["schema"] == {"$ref": "#/components/schemas/Beginning"}
    form = sent_as["multipart/form-data"]["schema"]
    assert form["properties"]["body"] == {"$ref": "#/components/schemas/Beginning"}
    assert form["properties"]["photos"]["items"] == {"type": "string", "format": "binary"}
    assert "photos_cleared, photos_place" in begun["description"]
    steps = described["paths"]["/api/v1/orderitem/{pk}/steps/{step}"]["post"]
    assert "proof" in steps["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]
    assert "`answer` (clause 9.3). Answers: occurred_on, answer. Files: proof" in steps["description"]
    # Where nothing is asked for, no form is offered.
    assert "multipart/form-data" not in json.dumps(described["paths"]["/api/v1/papers/"])
