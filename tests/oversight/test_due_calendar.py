"""The calendar: what is due on each day of a month, and which days are worked, as the published calendar says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cast import CITY, COUNTY, NOW, TODAY, TOWN_GOVERNMENT, Cast, hold
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pages import browser, rows_listed

from anlan.kernel.obligations.obligation import Obligation


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def shown(cast: Cast, username: str, **query: str) -> Any:
    answer = browser(cast, username).get("/calendar/", query)
    assert answer.status_code == 200
    return answer.context


def days(context: Any) -> dict[dt.date, Any]:
    return {day.day: day for week in context["weeks"] for day in week if day.inside}


def test_the_month_begins_on_its_monday_and_marks_today(opened: Cast) -> None:
    context = shown(opened, "town")
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in context["weeks"])
    assert [day.day for day in days(context).values() if day.today] == [TODAY]
    assert list(days(context)) == [dt.date(2026, 11, n) for n in range(1, 31)]


def test_3_12_a_towns_own_meetings_stand_on_the_last_day_of_the_month(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    rows = days(shown(opened, "town"))[dt.date(2026, 11, 30)].rows
    mine = [one for one in rows if one.row.duty.key == "town-monthly-meeting"]
    assert sorted(one.standing for one in mine) == ["met_on_time", "open"]
    october = days(shown(opened, "town", month="2026-10"))[dt.date(2026, 10, 31)].rows
    assert {one.standing for one in october} == {"late"}


def test_holidays_and_make_up_workdays_are_those_of_the_published_calendar(opened: Cast) -> None:
    context = shown(opened, "town", month="2026-10")
    first, make_up = days(context)[dt.date(2026, 10, 1)], days(context)[dt.date(2026, 10, 10)]
    assert not first.working
    assert "day off" in first.note
    assert make_up.working
    assert "make-up workday" in make_up.note
    assert not context["estimated"]


def test_a_year_without_a_published_calendar_says_so(opened: Cast) -> None:
    answer = browser(opened, "town").get("/calendar/", {"month": "2031-05"})
    assert answer.context["estimated"]
    assert "not published yet" in answer.content.decode()


def test_the_figures_of_a_territory_lead_to_exactly_their_rows(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    client = browser(opened, "county")
    cells = [day.cell for day in days(shown(opened, "county", area=COUNTY)).values() if day.cell.url]
    assert cells
    for cell in cells:
        assert rows_listed(client, cell.url) == cell.counts.owed
    inside = Obligation.objects.visible_to(opened.actor("county").sight()).exclude(state__in=(2, 3))
    due = inside.filter(due_day__gte="2026-11-01", due_day__lte="2026-11-30").count()
    assert sum(cell.counts.owed for cell in cells) == due


def test_a_territory_out_of_sight_is_no_choice(opened: Cast) -> None:
    assert browser(opened, "county").get("/calendar/", {"area": CITY}).status_code == 404
    assert shown(opened, "stranger")["territory"] is None
    assert browser(opened, "stranger").get("/calendar/", {"area": COUNTY}).status_code == 404


@pytest.mark.parametrize("month", ["2026", "2026-Q4", "1999-12", "9999-12", "x"])
def test_what_is_no_month_does_not_exist(opened: Cast, month: str) -> None:
    assert browser(opened, "town").get("/calendar/", {"month": month}).status_code == 404


@pytest.mark.parametrize("query", [{}, {"area": COUNTY}])
def test_the_page_asks_at_most_twelve_times(opened: Cast, query: dict[str, str]) -> None:
    client = browser(opened, "county")
    with CaptureQueriesContext(connection) as queries:
        client.get("/calendar/", query)
    assert len(queries) <= 12
