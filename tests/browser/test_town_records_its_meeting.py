"""The town's officer on a phone: from what is owed to the confirmation, and what everybody else then sees."""

from __future__ import annotations

import datetime as dt
import re

from conftest import OpenAs
from figures import Figures, total_of
from meeting_form import ITEM, Hand, send_button
from playwright.sync_api import Page, expect
from words import zh, zh_pattern

TOWN, CITY = "445122100", "445100"
GOVERNMENT, PARTY = "黄冈镇人民政府", "中共黄冈镇委员会"
NUMBER = "2026浏览器第1号"
DECISION = "两周内完成三家陶瓷厂消防通道整改"
MOST_CLICKS = 6


def clause_figures(page: Page) -> list[int]:
    """The live figures of clause 3.12 of this year: owed, met on time, met late, open, late."""
    page.goto("/clauses/3.12/")
    return [int(text) for text in page.locator("table.figures tbody td").all_inner_texts()[:5]]


def record_from_home(page: Page, *, today: dt.date) -> Hand:
    """What the town's officer does, from the home page to the confirmation."""
    hand = Hand(page)
    page.goto("/")
    month = f"{today.year}年{today.month}月"
    cards = page.locator(".owed > li").filter(has_text=GOVERNMENT).filter(has_text=month)
    card = cards.filter(has=page.locator("a[href*='/records/meeting/new/']"))
    hand.click(card.locator(".btn-primary"))
    expect(page.locator("h1")).to_contain_text(GOVERNMENT)
    hand.type("occurred_on", today)
    hand.type("number", NUMBER)
    hand.choose("chair", index=1)
    hand.type("safety_item", ITEM)
    hand.choose("shared_with", label=PARTY)
    hand.type("decisions-0-what", DECISION)
    hand.choose("decisions-0-unit", label=GOVERNMENT)
    # In another month, so that the city's figures of this month show the meeting alone.
    hand.type("decisions-0-due_day", today + dt.timedelta(days=40))
    hand.click(send_button(page))
    return hand


def test_3_12_a_shared_meeting_is_recorded_on_a_phone_and_counts_everywhere(open_as: OpenAs, today: dt.date) -> None:
    city, town = open_as("city"), open_as("town", width=360)
    before, clause_before = total_of(city, area=CITY), clause_figures(city)

    hand = record_from_home(town, today=today)

    # Confirmed with the entry of the ledger and with both bodies that owed it.
    confirmed = town.locator(".messages li")
    expect(confirmed).to_have_count(3)
    expect(confirmed.nth(0)).to_have_text(zh_pattern("Recorded in the ledger as entry %(seq)s."))
    expect(town.locator(".messages")).to_contain_text(GOVERNMENT)
    expect(town.locator(".messages")).to_contain_text(PARTY)
    assert hand.clicks <= MOST_CLICKS
    record = re.sub(r"^https?://[^/]+", "", town.url)

    # Gone from the town's home; the decision has taken its place.
    town.goto("/")
    owed = town.locator(".owed > li")
    month = f"{today.year}年{today.month}月"
    expect(owed.filter(has_text=month).filter(has_text=zh("Record a meeting"))).to_have_count(0)
    expect(owed.filter(has_text=DECISION)).to_contain_text(GOVERNMENT)
    decision = str(owed.filter(has_text=DECISION).locator(".btn-primary").get_attribute("href"))

    # The city's figures move by two, the page of the clause too, and the ledger has it on top.
    after = total_of(city, area=CITY)
    assert after == Figures(
        before.owed, before.on_time + 2, before.late, before.open - 2, before.not_due - 2, before.overdue
    )
    assert total_of(city, area=TOWN).on_time == 2
    owed_, on_time, late, left, overdue = clause_before
    assert clause_figures(city) == [owed_, on_time + 2, late, left - 2, overdue]
    city.locator(".page-actions a").click()
    expect(city).to_have_url(re.compile(r"/ledger/\?clause=3\.12$"))
    entry = city.locator("main tbody tr").filter(has=city.locator(f"a[href='{record}']"))
    expect(entry).to_contain_text(GOVERNMENT)
    expect(entry).to_contain_text("专职安全员")

    # The decision is owed by its unit until it is answered (3.26); then its office owes the review (9.3).
    answer_decision(town, today=today)
    town.goto("/")
    left = town.locator(".owed > li").filter(has_text=DECISION)
    expect(left).to_have_count(1)
    expect(left).to_contain_text("审核督办事项的反馈")
    expect(left.locator(".btn-primary")).to_have_attribute("href", decision.removesuffix("answer/"))

    # A stranger reaches neither the meeting nor the decision.
    stranger = open_as("stranger").request
    for address in (record, decision, decision.removesuffix("answer/")):
        assert (town.request.get(address).status, stranger.get(address).status) != (404, 404), address
        assert stranger.get(address).status == 404, address


def answer_decision(page: Page, *, today: dt.date) -> None:
    """The unit that was given the decision answers that it was carried out."""
    page.goto("/")
    page.locator(".owed > li").filter(has_text=DECISION).locator(".btn-primary").click()
    page.locator("[name=occurred_on]").fill(str(today))
    page.locator("[name=answer]").fill("三家企业消防通道已全部打通并复查")
    send_button(page).click()
    expect(page.locator(".messages")).to_contain_text(zh_pattern("Recorded in the ledger as entry %(seq)s."))
    expect(page.locator("main .facts")).to_contain_text(zh("Answered, waiting for review", context="order part state"))


def test_3_12_a_row_of_decisions_can_be_added_and_taken_away(open_as: OpenAs) -> None:
    page = open_as("town", width=360)
    page.goto("/records/meeting/new/")
    page.get_by_role("main").get_by_role("combobox").select_option(label=GOVERNMENT)
    page.get_by_role("main").get_by_role("button").click()
    rows = page.locator("[data-repeat-row]:visible")
    expect(rows).to_have_count(1)
    page.locator("[data-repeat-add]").click()
    expect(rows).to_have_count(2)
    expect(page.locator("[name=decisions-1-what]")).to_be_focused()
    page.locator("[name=decisions-1-what]").fill("误填")
    rows.nth(1).locator("[data-repeat-remove]").click()
    expect(rows).to_have_count(1)
    expect(page.locator("[name=decisions-1-what]")).to_have_value("")
