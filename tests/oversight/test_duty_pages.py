"""Duties: who owes what in words, figures in sight, the heat map of the last periods, what is late, versions."""

from __future__ import annotations

import itertools

import pytest
from cast import CITY, COUNTY, COUNTY_GOVERNMENT, NOW, TODAY, TOWN, TOWN_DUTY, TOWN_GOVERNMENT, Cast, hold
from django.utils import timezone
from pages import browser, rows_listed, text_of

from anlan.kernel.obligations.counts import Counts
from anlan.oversight.clauses import live_figures
from anlan.oversight.duties import last_periods
from anlan.policy import Pack

QUARTERLY = "county-government-quarterly-meeting"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_3_9_the_page_says_in_words_who_owes_it_how_often_and_under_which_clause(opened: Cast) -> None:
    page = text_of(browser(opened, "county").get(f"/duties/{QUARTERLY}/").content.decode())
    assert "Government" in page
    assert "County or district or Functional zone" in page
    assert "every quarter" in page
    assert "Clause 3.9" in page


def test_every_duty_of_the_pack_has_its_line_and_its_page(opened: Cast, pack: Pack) -> None:
    client = browser(opened, "city")
    rows = client.get("/duties/").context["rows"]
    assert {row["duty"].id for row in rows} == set(pack.duties)
    for key in pack.duties:
        assert client.get(f"/duties/{key}/").status_code == 200, key


def test_3_12_the_years_figures_are_those_of_the_clause(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    for username in ("city", "county", "town"):
        counts = browser(opened, username).get(f"/duties/{TOWN_DUTY}/").context["counts"]
        assert counts == live_figures(clause_id="3.12", sight=opened.actor(username).sight(), today=TODAY).year
        assert counts.on_time == 1


def test_every_cell_of_the_heat_map_counts_exactly_its_rows(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    client = browser(opened, "county")
    context = client.get(f"/duties/{TOWN_DUTY}/").context
    assert len(context["heads"]) == 12
    cells = [cell for _row, cells in context["rows"] for cell, _heat in cells if cell.url]
    assert cells
    assert sum(rows_listed(client, cell.url) for cell in cells[:10]) == sum(cell.counts.owed for cell in cells[:10])
    total = sum((cell.counts for cell, _heat in context["rows"][-1][1]), Counts())
    assert total.owed == rows_listed(client, f"/obligations/?duty={TOWN_DUTY}&standing=owed")


def test_the_map_of_an_area_below_is_one_click_away_and_a_neighbour_is_not(opened: Cast) -> None:
    client = browser(opened, "county")
    assert client.get(f"/duties/{TOWN_DUTY}/", {"area": TOWN}).context["area"].code == TOWN
    for code in (CITY, "445102", "nowhere"):
        assert client.get(f"/duties/{TOWN_DUTY}/", {"area": code}).status_code == 404


def test_who_oversees_nothing_sees_the_duty_without_figures_of_others(opened: Cast) -> None:
    context = browser(opened, "stranger").get(f"/duties/{TOWN_DUTY}/").context
    assert context["area"] is None
    assert context["counts"] == Counts()
    assert context["late"] == []


def test_a_duty_that_does_not_exist_does_not(opened: Cast) -> None:
    assert browser(opened, "city").get("/duties/no-such-duty/").status_code == 404


def test_late_rows_lead_to_their_obligations(opened: Cast) -> None:
    late = browser(opened, "county").get(f"/duties/{QUARTERLY}/").context["late"]
    assert [one.row.unit.code for one in late] == [COUNTY_GOVERNMENT]
    assert late[0].due.late
    assert COUNTY in late[0].row.unit.code


@pytest.mark.parametrize("every", ["month", "quarter", "half_year", "year", "five_years"])
def test_the_last_twelve_periods_follow_one_another_up_to_today(every: str) -> None:
    periods = last_periods(every=every, today=TODAY)  # type: ignore[arg-type]
    assert len(periods) == 12
    assert periods[-1].contains(day=TODAY)
    assert all((after.start - before.end).days == 1 for before, after in itertools.pairwise(periods))
