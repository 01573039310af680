"""Patrols by area (3.13, 3.16): figures that add up, each leading to exactly its rounds, within the reader's sight."""

from __future__ import annotations

import pytest
from cast import CITY, COUNTY, NOW, TOWN, Cast
from django.utils import timezone
from examples_of_the_field import NEXT_VILLAGE, TOWN_OFFICE, VILLAGE, patrol, taken
from pages import browser, rows_listed


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def patrolled(cast: Cast) -> Cast:
    """Four rounds of November in one town, one of which is withdrawn, and one of October."""
    town = cast.act("town")
    patrol(town, TOWN_OFFICE, "2026-11-20", visited=5, found=2)
    patrol(town, VILLAGE, "2026-11-18", visited=3, found=1)
    patrol(town, NEXT_VILLAGE, "2026-11-02", visited=2)
    patrol(town, VILLAGE, "2026-10-18", visited=9, found=9)
    wrong = patrol(town, VILLAGE, "2026-11-19", visited=100, found=50).record
    taken(town, wrong, "withdraw", reason="wrong numbers")
    return cast


@pytest.mark.parametrize("code", [CITY, COUNTY, TOWN])
def test_3_13_the_months_rounds_add_up_at_every_level_and_lead_to_their_rows(patrolled: Cast, code: str) -> None:
    client = browser(patrolled, "city")
    context = client.get(f"/patrols/{code}/", {"period": "2026-11"}).context
    total = context["total"]
    assert (total.patrols, total.visited, total.found) == (3, 10, 3)
    assert sum(line.visited for line in context["lines"]) == total.visited
    for line in (*context["lines"], total):
        if line.patrols:
            assert rows_listed(client, line.rows_url) == line.patrols


def test_3_16_a_town_sees_its_own_level_and_each_village(patrolled: Cast) -> None:
    lines = browser(patrolled, "town").get(f"/patrols/{TOWN}/").context["lines"]
    assert [(line.own, line.visited) for line in lines if line.visited] == [(True, 5), (False, 3), (False, 2)]


def test_3_13_a_neighbour_and_a_stranger_find_no_figures(patrolled: Cast) -> None:
    assert browser(patrolled, "town").get(f"/patrols/{COUNTY}/").status_code == 404
    assert browser(patrolled, "stranger").get(f"/patrols/{TOWN}/").status_code == 404
    assert browser(patrolled, "stranger").get("/patrols/").status_code == 404
    assert browser(patrolled, "town").get("/patrols/").headers["Location"] == f"/patrols/{TOWN}/"


@pytest.mark.parametrize("period", ["2026-Q4", "2026", "x", "2026-13"])
def test_3_13_what_is_no_month_does_not_exist(patrolled: Cast, period: str) -> None:
    assert browser(patrolled, "city").get(f"/patrols/{CITY}/", {"period": period}).status_code == 404


def test_an_area_that_nobody_knows_filters_nothing(patrolled: Cast) -> None:
    assert browser(patrolled, "city").get("/records/patrol/?area=000000").status_code == 404
