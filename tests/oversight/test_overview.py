"""The half-year of all counties on one page: every cell is what its rows say, totals are the figures of the area."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from cast import CITY, COUNTY, COUNTY_GOVERNMENT, NOW, TOWN, TOWN_DUTY, TOWN_GOVERNMENT, Cast, hold, owed
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pages import browser, rows_listed

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.figures import rows_between
from anlan.kernel.people.area import Area
from anlan.oversight.areas import within
from anlan.policy.periods import parse_label

MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def shown(cast: Cast, code: str = CITY, *, by: str = "city", article: str = "all") -> Any:
    answer = browser(cast, by).get(f"/overview/{code}/", {"article": article} if article else {})
    assert answer.status_code == 200
    return answer.context


def cell(context: Any, row: str, duty: str, number: int) -> Any:
    """The cell of a row (by its label), duty and period (counted from 0)."""
    at = 0
    for column, _title, periods in context["heads"]:
        if column.key == duty:
            line = next(one for one in context["rows"] if one.label == row)
            return line.cells[at + number]
        at += len(periods)
    raise AssertionError(f"no column {duty}")


def test_3_12_one_row_for_each_county_and_zone_and_one_column_for_each_period(opened: Cast) -> None:
    context = shown(opened)
    below = [row.area.code for row in context["rows"] if row.kind == "below"]
    assert below == list(Area.objects.filter(parent__code=CITY).values_list("code", flat=True))
    periods = {column.key: len(names) for column, _title, names in context["heads"]}
    assert periods[TOWN_DUTY] == 5, "July to November; December is not opened yet"
    assert periods["county-government-quarterly-meeting"] == 2
    assert periods["city-government-half-yearly-meeting"] == 1


def test_every_cell_counts_exactly_the_rows_behind_it(opened: Cast) -> None:
    hold(opened.act("city"), COUNTY_GOVERNMENT, "2026-09-10", form="government_executive")
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    client = browser(opened, "city")
    cells = [one for row in shown(opened)["rows"] for one in row.cells if one.url]
    assert len(cells) > 20
    for one in cells:
        assert rows_listed(client, one.url) == one.counts.owed
        if one.urge_url.startswith("/obligations/?"):
            assert rows_listed(client, one.urge_url) == one.counts.overdue


def test_totals_are_the_figures_of_the_area(opened: Cast) -> None:
    hold(opened.act("city"), COUNTY_GOVERNMENT, "2026-09-10", form="government_executive")
    half, area = parse_label(label="2026-H2"), Area.objects.get(code=CITY)
    figures = rows_between(since=half.start, until=half.end, where=within(area=area), width=area.hi)
    expected = sum((counts for _key, counts in figures), Counts())
    rows = shown(opened)["rows"]
    for lines in (rows[:-1], rows[-1:]):
        found = sum((one.counts for row in lines for one in row.cells), Counts())
        assert (found.opened, found.on_time, found.late, found.void) == (
            expected.opened, expected.on_time, expected.late, expected.void,
        )  # fmt: skip


@pytest.mark.usefixtures("only_meetings_are_opened")
def test_3_9_a_county_that_is_late_leads_whoever_may_urge_to_the_very_obligation(opened: Cast) -> None:
    row = owed(COUNTY_GOVERNMENT, "2026-07-01", "county-government-quarterly-meeting")
    third = cell(shown(opened), "Raoping County", "county-government-quarterly-meeting", 0)
    assert (third.standing, third.shown, third.shape) == ("late", "late", "▲")
    assert third.urge_url == f"/obligations/{row.pk}/"
    fourth = cell(shown(opened), "Raoping County", "county-government-quarterly-meeting", 1)
    assert (fourth.standing, fourth.urge_url) == ("open", "")
    for by in ("county", "auditor"):
        assert not any(one.urge_url for line in shown(opened, COUNTY, by=by)["rows"] for one in line.cells)


def test_what_was_recorded_shows_at_once_and_in_words(opened: Cast) -> None:
    hold(opened.act("city"), COUNTY_GOVERNMENT, "2026-11-10", form="government_executive")
    fourth = cell(shown(opened), "Raoping County", "county-government-quarterly-meeting", 1)
    assert (fourth.standing, fourth.shown) == ("met_on_time", "on time")
    assert fourth.words == "1 owed, 1 met on time, 0 met late, 0 open, of these 0 late"


def test_a_county_sees_its_towns_and_not_its_neighbours(opened: Cast) -> None:
    context = shown(opened, COUNTY, by="county")
    codes = {row.area.code for row in context["rows"] if row.kind == "below"}
    assert TOWN in codes
    assert codes == set(Area.objects.filter(parent__code=COUNTY).values_list("code", flat=True))
    neighbour = Area.objects.filter(level="county").exclude(code=COUNTY).values_list("code", flat=True)[0]
    for code in (neighbour, CITY):
        assert browser(opened, "county").get(f"/overview/{code}/").status_code == 404
        assert browser(opened, "county").get(f"/overview/{code}/export.xlsx").status_code == 404


@pytest.mark.parametrize("username", ["stranger", "safety", "reviewer"])
def test_who_oversees_no_territory_finds_no_overview(opened: Cast, username: str) -> None:
    for address in ("/overview/", f"/overview/{CITY}/", f"/overview/{TOWN}/export.xlsx"):
        assert browser(opened, username).get(address).status_code == 404


@pytest.mark.parametrize("half", ["2026", "2026-11", "2026-Q4", "1999-H1", "2201-H1", "x", "2026-H3"])
def test_what_is_no_half_year_does_not_exist(opened: Cast, half: str) -> None:
    assert browser(opened, "city").get(f"/overview/{CITY}/", {"half": half}).status_code == 404


def test_a_half_year_without_anything_says_so(opened: Cast) -> None:
    answer = browser(opened, "city").get(f"/overview/{CITY}/", {"half": "2031-H1"})
    assert "Nothing is due in this half-year" in answer.content.decode()


@pytest.mark.parametrize(("username", "code"), [("city", CITY), ("county", COUNTY), ("town", TOWN)])
def test_the_page_asks_at_most_twelve_times(opened: Cast, username: str, code: str) -> None:
    client = browser(opened, username)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/overview/{code}/")
    assert len(queries) <= MOST_QUERIES


def test_the_file_holds_what_the_page_shows(opened: Cast) -> None:
    context = shown(opened)
    answer = browser(opened, "city").get(f"/overview/{CITY}/export.xlsx", {"article": "all"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    cells = [one for row in context["rows"] for one in row.cells if one.counts.owed]
    assert [(line[4], line[5], line[6], line[7], line[8]) for line in lines] == [
        (one.counts.owed, one.counts.on_time, one.counts.late, one.counts.open, one.counts.overdue) for one in cells
    ]


def test_without_a_choice_the_first_article_with_something_owed_is_shown(opened: Cast) -> None:
    context = shown(opened, article="")
    assert context["article"] == context["articles"][0][0] == "3"
    assert {column.duty.clause.partition(".")[0] for column, _title, _periods in context["heads"]} == {"3"}


def test_the_articles_together_are_all_that_is_owed(opened: Cast) -> None:
    def total(context: Any) -> Counts:
        return sum((one.counts for one in context["rows"][-1].cells), Counts())

    every = shown(opened)
    parts = [total(shown(opened, article=article)) for article, _title in every["articles"]]
    assert sum(parts, Counts()) == total(every)


def test_an_article_that_does_not_exist_does_not_and_an_empty_one_says_so(opened: Cast) -> None:
    client = browser(opened, "city")
    assert client.get(f"/overview/{CITY}/", {"article": "99"}).status_code == 404
    assert client.get(f"/overview/{CITY}/export.xlsx", {"article": "x"}).status_code == 404
    empty = client.get(f"/overview/{CITY}/", {"article": "16"})
    assert "Nothing is due in this half-year" in empty.content.decode()
    assert empty.context["articles"]
