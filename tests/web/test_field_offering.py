"""Which form stands for which units: beyond a number of units one for all of a kind, where nothing required differs."""

from __future__ import annotations

from typing import Any

import pytest
from api_calls import morning
from cast import Cast
from django.test import Client
from examples_of_the_field import VILLAGE

from anlan.kernel.people.unit import Unit
from anlan.web.field import offering
from anlan.web.field.offering import in_common

__all__ = ["morning"]


def ask(name: str, *, required: bool = True, **more: object) -> dict[str, Any]:
    return {"name": name, "required": required, **more}


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ([ask("what"), ask("round", required=False, choices=["a"])], ["what", "round"]),
        ([ask("what"), ask("round", required=False, choices=["b"])], ["what"]),
        ([ask("what", initial="x"), ask("round", required=False, choices=["a"])], None),
        ([ask("what")], None),
    ],
)
def test_what_is_required_must_be_asked_alike(other: list[dict[str, Any]], shared: list[str] | None) -> None:
    one = [ask("what"), ask("round", required=False, choices=["a"])]
    found = in_common(one=one, other=other)
    assert (found if found is None else [each["name"] for each in found]) == shared


def test_a_check_list_stands_for_no_other_unit() -> None:
    lines = [ask("items", required=False, fixed=True)]
    assert in_common(one=lines, other=lines) is None


def test_3_17_a_city_takes_along_no_receivers_of_another_town(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer("city"))
    data = client.get("/field/data.json").json()
    form = next(one for one in data["forms"] if one["page"] == "dangerreport")
    assert len(form["exact"]) == offering.MOST_EXACT
    assert form["kinds"]["village_committee"] == -1
    asks = client.get(f"/field/form.json?page=dangerreport&unit={Unit.objects.get(code=VILLAGE).pk}").json()["asks"]
    assert "receiver" in {each["name"] for each in asks}


def test_3_13_one_form_of_a_patrol_stands_for_all_villages(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer("city"))
    data = client.get("/field/data.json").json()
    form = next(one for one in data["forms"] if one["page"] == "patrol")
    assert [each["name"] for each in data["asks"][form["kinds"]["village_committee"]]][:2] == ["occurred_on", "visit"]


def test_more_units_than_a_phone_takes_along_are_said_to_be_more(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "MOST_UNITS", 30)
    client.force_login(cast.officer("town"))
    form = next(one for one in client.get("/field/data.json").json()["forms"] if one["page"] == "patrol")
    assert (len(form["units"]), form["more"], form["units"][0]) == (30, True, form["own"])
