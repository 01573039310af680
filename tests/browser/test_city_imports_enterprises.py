"""A workbook of three hundred enterprises with faults in it, up to the second import, which changes nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from conftest import OpenAs
from enterprises import file_of, label, rows_of
from meeting_form import Hand
from playwright.sync_api import FilePayload, Page, expect
from test_every_page import flaws_of
from words import zh

COUNT, PLANTED = 300, 37
# The column and what stands in it wrongly, in turn.
WRONG: tuple[tuple[str, object], ...] = (
    ("credit_code", "91000000DEM0000010"),
    ("area", "没有这个镇"),
    ("industry", "9998"),
    ("employees", "很多"),
    ("ownership", "不知道"),
)
# Checking and importing are the worker's, who looks for work every few seconds.
WORKED = 60_000


def spoiled(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], set[tuple[int, str]]]:
    """The rows with faults in 37 of them, and where these are: the number of the row in Excel, and the column."""
    bad, where = [dict(row) for row in rows], set()
    for number in range(PLANTED):
        column, value = WRONG[number % len(WRONG)]
        place = 5 + number * 8
        bad[place][column] = f"{value}{number}" if column == "credit_code" else value
        where.add((place + 2, label(column)))
    return bad, where


def hand_in(hand: Hand, file: FilePayload) -> None:
    """Hand a file in from the page of uploads: the file, the tick, the one button."""
    page = hand.page
    page.locator("[name=file]").set_input_files(file)
    hand.click(page.locator("[name=cleared]"))
    hand.choose("mode", index=1)
    hand.click(page.get_by_role("button", name=zh("Check the file")))
    expect(page).to_have_url(re.compile(r"/imports/\d+/$"))


def figures_of(page: Page) -> list[int]:
    """Rows, new, changed, unchanged and bad, once the worker has counted."""
    table = page.locator("#import-state table.figures tbody td")
    expect(table).to_have_count(5, timeout=WORKED)
    return [int(text) for text in table.all_inner_texts()]


def test_6_1_every_planted_fault_is_named_and_the_second_import_changes_nothing(
    open_as: OpenAs, today: dt.date
) -> None:
    page = open_as("city")
    hand = Hand(page)
    good = rows_of(count=COUNT, today=today)
    bad, planted = spoiled(good)
    page.goto("/records/enterprise/")
    hand.click(page.get_by_role("link", name=zh("Import from Excel")))
    hand_in(hand, file_of(bad, name="企业花名册.xlsx"))
    # Whoever leaves the page finds the import again, with what it found.
    address = page.url
    page.goto("/")
    page.goto("/records/enterprise/import/")
    page.get_by_role("link", name="企业花名册.xlsx").first.click()
    expect(page).to_have_url(address)
    assert figures_of(page) == [COUNT, COUNT - PLANTED, 0, 0, PLANTED]
    lines = page.locator("#import-state section tbody tr")
    expect(lines).to_have_count(PLANTED)
    cells = [line.locator("td").all_inner_texts() for line in lines.all()]
    assert {(int(row), column.removesuffix(" *")) for row, column, _value, _reason in cells} == planted
    assert all(reason.strip() for *_place, reason in cells)
    assert flaws_of(page, address=address, status=200, language="zh-hans") == []
    page.set_viewport_size({"width": 1440, "height": 800})

    hand.click(page.get_by_role("link", name=zh("Another file")))
    hand_in(hand, file_of(good, name="企业花名册更正.xlsx"))
    assert figures_of(page) == [COUNT, COUNT, 0, 0, 0]
    hand.click(page.get_by_role("button", name=zh("Import now")))
    expect(page.get_by_role("link", name=zh("Show the entry"))).to_be_visible(timeout=WORKED)
    # A link, three clicks for each file, the way to the next file, and the one that imports.
    assert hand.clicks <= 9

    page.goto("/records/enterprise/import/")
    hand_in(hand, file_of(good, name="企业花名册更正.xlsx"))
    assert figures_of(page) == [COUNT, 0, 0, COUNT, 0]
    expect(page.get_by_text(zh("There is nothing to import: no row is new or would be changed."))).to_be_visible()
    expect(page.get_by_role("button", name=zh("Import now"))).to_have_count(0)
    page.goto("/records/enterprise/?q=演示导入")
    expect(page.locator("main p.text-secondary").first).to_contain_text(str(COUNT))
