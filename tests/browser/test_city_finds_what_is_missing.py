"""The city's officer: from the whole city to the town that has sent nothing, and to why it owes (journeys 4 and 6)."""

from __future__ import annotations

import datetime as dt

from conftest import OpenAs
from figures import TOWN_DUTY, figures_in, lines, rows_behind
from playwright.sync_api import expect
from words import zh

CLAUSE_TEXT = "镇(街道)党委、政府每月至少研究一次安全生产工作"


def test_3_12_the_city_reaches_a_town_in_two_clicks(open_as: OpenAs) -> None:
    page = open_as("city")
    # Towns owe more than meetings; the duty that is chosen stays chosen on the way down.
    page.goto(f"/areas/445100/?duty={TOWN_DUTY}")
    expect(page.locator("h1")).to_contain_text("潮州市")
    page.get_by_role("link", name="饶平县", exact=True).click()
    page.get_by_role("link", name="黄冈镇", exact=True).click()
    expect(page.locator("h1")).to_contain_text("黄冈镇")
    # A town's party committee and its government each owe one meeting a month.
    own = figures_in(lines(page).first)
    assert own.owed == 2
    assert own.open + own.on_time + own.late == own.owed
    expect(page.locator("nav.breadcrumbs a")).to_have_text(["潮州市", "饶平县"])


def test_3_12_every_figure_opens_exactly_the_rows_that_it_counts(open_as: OpenAs) -> None:
    page = open_as("city")
    page.goto(f"/areas/445122/?duty={TOWN_DUTY}")
    figure_links = page.locator("table.figures tfoot td a")
    figures = [
        (int(link.inner_text()), str(link.get_attribute("href")))
        for link in [*figure_links.all(), *lines(page).nth(1).locator("td a").all()]
    ]
    assert len(figures) >= 3
    for number, address in figures:
        assert rows_behind(page, address=address) == number, address


def test_3_12_the_areas_below_add_up_to_the_total(open_as: OpenAs) -> None:
    page = open_as("city")
    for area in ("445100", "445122", "445122100"):
        page.goto(f"/areas/{area}/")
        parts = [figures_in(line) for line in lines(page).all()]
        total = figures_in(page.locator("table.figures tfoot tr"))
        for name in ("owed", "on_time", "late", "open", "not_due", "overdue"):
            assert sum(getattr(part, name) for part in parts) == getattr(total, name), (area, name)


def test_3_12_the_city_opens_what_is_missing_and_sees_why_it_is_owed(open_as: OpenAs, today: dt.date) -> None:
    page = open_as("city")
    page.goto(f"/areas/445100/?duty={TOWN_DUTY}")
    page.locator("table.figures tfoot td").nth(3).get_by_role("link").click()
    page.locator("main tbody tr").first.get_by_role("link").first.click()
    why = page.locator("h2#why + .card")
    expect(why.locator("blockquote")).to_have_text(CLAUSE_TEXT)
    expect(why.get_by_role("link", name="3.12")).to_have_attribute("href", "/clauses/3.12/")
    # The dated parameters, each with its document or marked as a product default.
    parameters = why.locator(f"h3:text-is('{zh('Dated parameters')}') + ul > li")
    expect(parameters.first).to_contain_text(zh("product default"))
    # The facts that put the unit under the duty.
    facts = why.locator(f"h3:text-is('{zh('Facts')}') + ul")
    expect(facts).to_contain_text(zh("Town or subdistrict", context="level"))
    # The calendar: a reminder with the days that were counted, and the moment from which it is late.
    calendar = why.locator(f"h3:text-is('{zh('Steps of the calendar')}') + ul > li")
    expect(calendar.filter(has_text=zh("late from this moment"))).to_have_count(1)
    reminder = calendar.filter(has_text=zh("reminder")).first
    reminder.locator("summary").click()
    expect(reminder.locator("details li").first).to_contain_text(today.strftime("%Y-"))
    expect(page.locator("main")).to_contain_text(zh("no evidence received"))


def test_3_12_the_list_of_what_is_missing_can_be_taken_along_as_a_table(open_as: OpenAs) -> None:
    page = open_as("city")
    page.goto(f"/obligations/?area=445122&standing=open&duty={TOWN_DUTY}")
    with page.expect_download() as waiting:
        page.locator(".page-actions a").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    assert waiting.value.path().read_bytes().startswith(b"PK")
