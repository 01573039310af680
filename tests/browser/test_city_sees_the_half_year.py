"""The half-year of all counties on one page, from a late cell to the obligation that is urged (journeys 1 and 4)."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import OpenAs
from playwright.sync_api import expect
from words import zh

WIDTHS = (360, 768, 1440)


@pytest.mark.parametrize("width", WIDTHS)
def test_3_12_from_a_late_cell_to_the_obligation_that_is_urged(open_as: OpenAs, width: int) -> None:
    page = open_as("city", width=width)
    page.goto("/overview/")
    expect(page.locator("h1")).to_contain_text("潮州市")
    for name in ("湘桥区", "潮安区", "饶平县"):
        expect(page.locator("table.matrix th[scope=row]", has_text=name)).to_be_visible()
    late = page.locator("table.matrix a.cell-late").first
    expect(late).to_contain_text("▲")
    late.locator("xpath=..").locator("a.urge").click()
    if "/obligations/?" in page.url:
        page.locator("main tbody tr a").first.click()
    expect(page.locator("main")).to_contain_text(zh("no evidence received"))
    expect(page.get_by_role("link", name=zh("Urge")).first).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_county_reaches_its_towns_and_the_sheet_of_its_post(open_as: OpenAs, today: dt.date, width: int) -> None:
    page = open_as("county", width=width)
    page.goto("/overview/")
    page.get_by_role("link", name="黄冈镇", exact=True).click()
    expect(page.locator("h1")).to_contain_text("黄冈镇")
    page.goto("/post/")
    page.get_by_role("link", name=zh("Hand over this post")).click()
    expect(page.get_by_role("heading", name=zh("Rights of the post"))).to_be_visible()
    page.locator("[name=incoming]").fill("no-such-officer")
    page.locator("[name=day]").fill(today.isoformat())
    page.locator("main form button").click()
    expect(page.locator("main")).to_contain_text(zh("There is no active account of this user name."))
    expect(page.locator("[name=incoming]")).to_have_value("no-such-officer")


def test_a_phone_lists_the_days_that_matter(open_as: OpenAs) -> None:
    page = open_as("town", width=360)
    page.goto("/calendar/")
    expect(page.locator("td.is-today")).to_be_visible()
    expect(page.locator("td.day-outside").first).to_be_hidden()
