"""What an enterprise sees and does of its own: what is owed and why, the quarterly check, the plan, the commitment."""

from __future__ import annotations

import re

from conftest import OpenAs
from enterprises import FIRST
from meeting_form import Hand, send_button
from playwright.sync_api import expect
from words import zh, zh_pattern

WIDTH, MOST_CLICKS, MOST_TYPED = 360, 3, 2
DRILL, INSPECTION = "演示:综合应急预案演练", "演示:年终隐患大排查"


def test_6_7_the_quarterly_check_is_filed_on_a_phone_with_two_typed_answers(open_as: OpenAs) -> None:
    page = open_as("safety", width=WIDTH)
    page.goto("/")
    owed = page.locator(".owed > li").filter(has_text=zh("Record the quarter's check"))
    expect(owed).to_have_count(1)
    expect(owed.get_by_role("link", name=re.compile("6.7"))).to_be_visible()
    owed.locator(".owed-title a").click()
    expect(page.get_by_role("main").locator("blockquote, dl").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("6.7")

    page.goto("/")
    hand = Hand(page)
    hand.click(owed.locator(".btn-primary"))
    items = page.locator("[data-repeat-row]")
    expect(items).to_have_count(5)
    expect(page.locator("[name=checked_by] option:checked")).to_have_text("分管安全负责人")
    before = {row.locator("p").inner_text(): row.locator("select").input_value() for row in items.all()}
    assert all(before.values())
    drill = items.filter(has_text=DRILL)
    drill.locator("select").select_option("not_done")
    hand.clicks += 1
    drill.locator("input[type=text]").fill("演示:因停产推迟到下月")
    hand.type("result", "演示数据:其余各项按计划推进。")
    typed = 2
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    hand.click(send_button(page))
    expect(page.locator(".messages li").first).to_have_text(zh_pattern("Recorded in the ledger as entry %(seq)s."))
    assert (hand.clicks, typed) <= (MOST_CLICKS, MOST_TYPED)
    page.goto("/")
    expect(owed).to_have_count(0)
    page.goto("/records/planitem/")
    for what, state in ((DRILL, "Not done"), (INSPECTION, "In hand")):
        line = page.locator("main tbody tr").filter(has_text=what)
        expect(line).to_contain_text(zh(state, context="plan item state"))


def test_6_3_and_6_19_the_principal_finds_the_plan_and_the_commitment(open_as: OpenAs) -> None:
    page = open_as("principal")
    page.goto("/")
    expect(page.locator(".owed > li").first).to_contain_text(FIRST)
    registers = {"Safety plans of enterprises": INSPECTION, "Commitments on primary responsibility": "演示数据"}
    for register, words in registers.items():
        hand = Hand(page)
        page.goto("/records/")
        hand.click(page.get_by_role("main").get_by_role("link", name=zh(register), exact=True))
        hand.click(page.locator("main tbody tr").first.get_by_role("link"))
        expect(page.get_by_role("main")).to_contain_text(words)
        assert hand.clicks == 2
