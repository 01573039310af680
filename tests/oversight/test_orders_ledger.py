"""The ledger of orders: what meetings, leaders, tours and inspections ordered, on one page; figures equal lists."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TOWN_GOVERNMENT, Cast, hold, report
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_orders import (
    CITY_FIRE,
    OTHER_COUNTY_GOVERNMENT,
    answer,
    county_desk,
    item_of,
    order,
    somebody_at,
    tour,
)
from examples_of_the_field import taken
from openpyxl import load_workbook

from anlan.modules.order import OrderItem

HOUSING = "445122/housing"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def browser(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.officer(username))
    return client


def page(client: Client, query: str = "") -> dict[str, object]:
    response = client.get(f"{reverse('orders_ledger')}?{query}")
    assert response.status_code == 200
    return response.context


@pytest.fixture
def full(cast: Cast) -> Cast:
    """One of each: late, open, returned, waiting, closed in time and late, void, a letter, a finding, decisions."""
    city, county = cast.act("city"), county_desk()
    early = {"received_on": dt.date(2026, 10, 10)}
    order(city, ("late", OTHER_COUNTY_GOVERNMENT, "2026-10-20"), **early)
    order(city, ("letter", CITY_FIRE, "2026-12-10", "潮安办函〔2026〕12号"), subject="联合检查")
    order(city, ("waiting", COUNTY_GOVERNMENT, "2026-12-10"))
    answer(county, item_of(COUNTY_GOVERNMENT))
    order(city, ("closed late", "445122/party-committee", "2026-10-20"), **early)
    item = item_of("445122/party-committee")
    answer(county, item)
    taken(city, item, "accept", remark="")
    order(city, ("returned", "445122/emergency", "2026-12-10"))
    item = item_of("445122/emergency")
    answer(county, item)
    taken(city, item, "return", reason="缺照片", telephone="0768-1", due_day=dt.date(2026, 12, 30))
    order(city, ("withdrawn", "445122/police", "2026-12-10"))
    taken(city, item_of("445122/police"), "withdraw", reason="重复")
    tour(city, COUNTY_GOVERNMENT, ("found", "445122/housing", "2026-12-20"))
    decisions = [("decided", TOWN_GOVERNMENT, "2026-12-01"), ("done", TOWN_GOVERNMENT, "2026-12-02")]
    hold(city, TOWN_GOVERNMENT, "2026-11-20", decisions=decisions)
    report(cast.act("town"), OrderItem.objects.get(what="done"), "2026-11-22")
    taken(city, OrderItem.objects.get(what="done"), "accept", remark="")
    return cast


def whats(context: dict[str, object]) -> list[str]:
    return [one["row"].what for one in context["entries"]]


def test_9_3_everything_ordered_stands_in_one_ledger_late_first(full: Cast) -> None:
    context = page(browser(full, "city"))
    assert whats(context)[0] == "late"
    everything = ["late", "letter", "waiting", "closed late", "returned", "withdrawn", "found", "decided", "done"]
    assert sorted(whats(context)) == sorted(everything)


def test_3_26_what_a_meeting_decided_says_whose_meeting_of_which_day_and_number(full: Cast) -> None:
    context = page(browser(full, "city"), "source=meeting")
    assert sorted(whats(context)) == ["decided", "done"]
    for one in context["entries"]:
        entry = one["entry"]
        assert (entry.ordered_by, entry.subject) == ("黄冈镇人民政府", "2026-11-20 2026 No. 11")


def test_3_4_the_ledger_and_the_register_show_the_major_problems_alone(full: Cast) -> None:
    order(full.act("city"), ("major one", OTHER_COUNTY_GOVERNMENT, "2026-12-10"), importance="major")
    client = browser(full, "city")
    assert whats(page(client, "importance=major")) == ["major one"]
    assert "major one" not in whats(page(client, "importance=important"))
    for query, subject in (("importance=major", "major one"), ("source=meeting", "2026-11-20 2026 No. 11")):
        rows = client.get(f"{reverse('records', args=['order'])}?{query}").context["rows"]
        assert [[cell.text for cell in cells][4] for _url, cells in rows] == [subject]
    assert client.get(f"{reverse('records', args=['order'])}?importance=moon").status_code == 404


def test_9_3_an_extended_part_stands_once_with_its_new_day(full: Cast) -> None:
    taken(full.act("city"), OrderItem.objects.get(what="decided"), "extend", due_day=dt.date(2026, 12, 20), reason="x")
    (one,) = [one for one in page(browser(full, "city"))["entries"] if one["row"].what == "decided"]
    assert (one["row"].due_day, one["entry"].standing) == (dt.date(2026, 12, 20), "open")


def test_9_3_what_was_returned_stands_once_with_its_new_day(full: Cast) -> None:
    (one,) = page(browser(full, "city"), "returned=1")["entries"]
    assert (one["row"].what, one["row"].due_day, one["entry"].standing) == ("returned", dt.date(2026, 12, 30), "open")


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ("late", ["late"]),
        ("open", ["decided", "found", "letter", "returned"]),
        ("waiting", ["waiting"]),
        ("closed_on_time", ["done"]),
        ("closed_late", ["closed late"]),
        ("void", ["withdrawn"]),
    ],
)
def test_9_3_each_standing_shows_its_rows(full: Cast, standing: str, expected: list[str]) -> None:
    assert sorted(whats(page(browser(full, "city"), f"standing={standing}"))) == expected


@pytest.mark.parametrize("username", ["city", "county", "town"])
def test_9_3_every_figure_equals_the_list_it_leads_to(full: Cast, username: str) -> None:
    client = browser(full, username)
    context = page(client)
    lines = [*context["by_source"], *context["by_area"]]
    assert lines
    for label, cells in lines:
        numbers = [number for number, _query, _word in cells]
        assert numbers[0] == sum(numbers[1:-1]), label
        for number, query, _word in cells:
            if number:
                assert page(client, query)["total"] == number, (label, query)


def test_9_3_the_total_is_the_sum_of_the_sources_and_of_the_areas(full: Cast) -> None:
    context = page(browser(full, "city"))
    *sources, (_label, total) = context["by_source"]
    issued = sum(cells[0][0] for _source, cells in sources)
    assert issued == total[0][0] == sum(cells[0][0] for _area, cells in context["by_area"]) == 8


def test_9_3_a_county_sees_its_own_and_neighbours_and_strangers_see_nothing(full: Cast) -> None:
    seen = whats(page(browser(full, "county")))
    assert "late" not in seen
    assert "letter" not in seen
    assert {"waiting", "returned", "found"} <= set(seen)
    assert whats(page(browser(full, "stranger"))) == []
    assert Client().get(reverse("orders_ledger")).status_code == 302


def test_9_3_a_department_sees_what_it_ordered_of_others(cast: Cast) -> None:
    act = somebody_at(HOUSING, "officer", username="housing")
    order(act, ("工地", TOWN_GOVERNMENT, "2026-12-10"), office=HOUSING)
    client = Client()
    client.force_login(act.actor.officer)
    assert whats(page(client)) == ["工地"]


def test_9_3_the_file_holds_the_rows_of_the_page(full: Cast) -> None:
    client = browser(full, "city")
    for query in ("", "source=leader", "standing=open"):
        response = client.get(f"{reverse('orders_export')}?{query}")
        sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
        rows = list(sheet.iter_rows(values_only=True))[1:]
        assert [row[6] for row in rows] == whats(page(client, query))


@pytest.mark.parametrize(
    "query",
    [
        "source=moon",
        "importance=moon",
        "standing=moon",
        "since=x",
        "until=2026-02-30",
        "area=none",
        "after=x",
        "after=WzFd",
    ],
)
def test_9_3_an_address_that_nobody_made_is_not_found(cast: Cast, query: str) -> None:
    assert browser(cast, "city").get(f"{reverse('orders_ledger')}?{query}").status_code == 404


def test_9_3_the_county_cannot_ask_for_the_area_of_another(full: Cast) -> None:
    assert browser(full, "county").get(f"{reverse('orders_ledger')}?area=445103").status_code == 404


def test_9_3_the_page_asks_no_more_when_there_is_more(full: Cast, django_assert_max_num_queries: object) -> None:
    client = browser(full, "city")
    page(client)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page(client)
