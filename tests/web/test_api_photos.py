"""Photos are attached in the browser, where the question about them is asked: programs are told so, by name."""

from __future__ import annotations

import uuid

import pytest
from api_calls import Programs, morning, program
from examples_of_the_field import TOWN_OFFICE

from anlan.modules.patrol import Patrol

__all__ = ["morning", "program"]

ANSWERS = {"occurred_on": "2026-11-20", "visit": "patrol", "place": "窑炉", "units_visited": "3", "found": "0"}


@pytest.mark.parametrize("given", [{"photos": ["a.jpg"]}, {"photos_cleared": True}, {"photos_place": True}])
def test_photos_among_the_answers_are_refused_by_name(program: Programs, given: dict[str, object]) -> None:
    body = {"unit": TOWN_OFFICE, "submission": str(uuid.uuid4()), "answers": ANSWERS | given}
    answer = program("town").post("/patrol/", body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == list(given)
    assert not Patrol.objects.exists()


def test_a_program_records_a_patrol_without_photos_and_is_not_asked_for_them(program: Programs) -> None:
    caller = program("town")
    asked = [question["name"] for question in caller.get(f"/patrol/questions?unit={TOWN_OFFICE}").json()]
    assert "place" in asked
    assert "photos" not in asked
    body = {"unit": TOWN_OFFICE, "submission": str(uuid.uuid4()), "answers": ANSWERS}
    assert caller.post("/patrol/", body).status_code == 201
