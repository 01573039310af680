"""The county finds who lacks a safety body by both rules, and any enterprise by a part of its name (6.12)."""

from __future__ import annotations

import re

from conftest import OpenAs
from enterprises import FIRST
from meeting_form import Hand
from playwright.sync_api import expect
from words import zh


def test_6_12_who_lacks_a_body_by_both_rules_is_listed_and_opened_with_two_clicks(open_as: OpenAs) -> None:
    page = open_as("county")
    hand = Hand(page)
    page.goto("/records/enterprise/")
    everybody = page.locator("main p.text-secondary").first.inner_text()
    hand.click(page.get_by_role("main").get_by_role("link", name=re.compile(zh("missing by both"))))
    expect(page.locator("[name=staffing]")).to_have_value("both_missing")
    assert page.locator("main p.text-secondary").first.inner_text() != everybody
    first = page.locator("main tbody tr").first.get_by_role("link")
    name = first.inner_text()
    hand.click(first)
    expect(page.locator("h1")).to_contain_text(name)
    assert hand.clicks == 2
    expect(page.get_by_role("main")).to_contain_text(zh("Has a safety management body"))


def test_6_1_an_enterprise_is_found_by_a_part_of_its_name(open_as: OpenAs) -> None:
    page = open_as("county")
    page.goto("/records/enterprise/")
    page.locator("#f-q").fill(FIRST[1:])
    page.locator("#f-q").press("Enter")
    expect(page.locator("main tbody tr").filter(has_text=FIRST)).to_have_count(1)
    page.locator("#f-q").fill("没有这样的企业")
    page.locator("#f-q").press("Enter")
    expect(page.locator(".empty-state")).to_be_visible()
