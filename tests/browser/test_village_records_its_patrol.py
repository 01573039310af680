"""A patrol on a phone: from what is owed to the confirmation, on one screen and within a handful of taps (3.13)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from conftest import OpenAs
from meeting_form import Hand, send_button
from playwright.sync_api import expect
from words import zh, zh_pattern

GOVERNMENT, WIDTH, MOST_CLICKS = "黄冈镇人民政府", 360, 2
PLACE = "浏览器巡查路线"


@pytest.mark.begins_with_what_is_owed
def test_3_13_a_patrol_is_recorded_on_a_phone_with_two_taps_besides_typing(open_as: OpenAs, today: dt.date) -> None:
    page = open_as("town", width=WIDTH)
    hand = Hand(page)
    page.goto("/")
    owed = page.locator(".owed > li").filter(has_text=GOVERNMENT).filter(has_text=zh("Record a patrol"))
    expect(owed).to_have_count(1)
    hand.click(owed.locator(".btn-primary"))
    # The day, the kind of visit and "nothing found" are filled in; an inspection is not offered, and the page says why.
    expect(page.locator("[name=occurred_on]")).to_have_value(str(today))
    expect(page.locator("[name=visit]")).to_have_value("patrol")
    expect(page.locator("[name=visit] option")).to_have_count(3)
    expect(
        page.get_by_text(zh("An administrative inspection is for certified officers and is not recorded here"))
    ).to_be_visible()
    hand.type("place", PLACE)
    hand.type("units_visited", 4)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    hand.click(send_button(page))
    expect(page.locator(".messages li").first).to_have_text(zh_pattern("Recorded in the ledger as entry %(seq)s."))
    expect(page.locator(".messages")).to_contain_text(GOVERNMENT)
    assert hand.clicks <= MOST_CLICKS

    page.goto("/")
    expect(owed).to_have_count(0)
    page.goto("/records/patrol/")
    expect(page.locator("main tbody tr").filter(has_text=PLACE)).to_have_count(1)
    page.get_by_role("link", name=zh("By area")).click()
    expect(page).to_have_url(re.compile(r"/patrols/445122100/$"))
    expect(page.locator("tfoot")).to_contain_text("4")


def test_3_13_a_mistyped_patrol_is_refused_on_the_spot_and_keeps_what_was_typed(open_as: OpenAs) -> None:
    page = open_as("town", width=WIDTH)
    page.goto("/records/patrol/new/")
    page.get_by_role("main").get_by_role("combobox").select_option(label=GOVERNMENT)
    page.get_by_role("main").get_by_role("button").click()
    page.locator("[name=place]").fill(PLACE)
    page.locator("[name=units_visited]").fill("-1")
    page.locator("[name=occurred_on]").fill("2099-01-01")
    send_button(page).click()
    expect(page.locator("[name=place]")).to_have_value(PLACE)
    expect(page.locator(".is-invalid, .invalid-feedback, .errorlist").first).to_be_visible()
