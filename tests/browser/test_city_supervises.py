"""The city's officer urges a county, sees it answered, returns it, and confirms another as not performed (9.3)."""

from __future__ import annotations

import datetime as dt

from conftest import OpenAs
from meeting_form import fill, send_button
from playwright.sync_api import Page, expect

COUNTY_DUTY = "county-government-quarterly-meeting"
TELEPHONE, REASON = "0768-2000000", "摘录中未见安全生产议题,请补充后重新报送"


def open_row(page: Page) -> str:
    """The address of what the county's government owes for this quarter; it is open."""
    page.goto(f"/obligations/?area=445122&own=1&duty={COUNTY_DUTY}&standing=open&sort=due")
    page.locator("main tbody tr").last.get_by_role("link").first.click()
    expect(page.locator("h2#why")).to_be_visible()
    return page.url


def take(page: Page, address: str, step: str, **answers: str) -> None:
    """Press the button of a step, answer what it asks, send it."""
    page.goto(address)
    page.locator(f'main a[href$="/{step}/"], header a[href$="/{step}/"]').first.click()
    for name, value in answers.items():
        page.locator(f"[name={name}]").fill(value)
    send_button(page).click()


def test_9_3_the_city_urges_and_a_county_answers_and_is_returned(open_as: OpenAs, today: dt.date) -> None:
    city, office = open_as("city"), open_as("office", width=768)
    address = open_row(city)
    take(city, address, "urge", text="请于本季度内召开会议", telephone=TELEPHONE)
    expect(city.locator("h2#said + .card")).to_contain_text("请于本季度内召开会议")
    # The county reads who asked, and the telephone; then it records the meeting from the same page.
    office.goto(address)
    expect(office.locator("h2#said + .card")).to_contain_text(TELEPHONE)
    record(office, address, day=today, number="督办测试第1次")
    city.goto(address)
    expect(city.locator("main")).to_contain_text("待审核")
    take(city, address, "return", reason=REASON, telephone=TELEPHONE)
    office.goto(address)
    expect(office.locator("h2#said + .card")).to_contain_text(REASON)
    expect(office.locator('a[href*="/records/meeting/new/"]').first).to_be_visible()
    # A return without reason or telephone is none.
    record(office, address, day=today, number="督办测试第2次")
    city.goto(f"{address}return/")
    send_button(city).click()
    expect(city.locator(".field-errors")).to_have_count(2)
    take(city, address, "accept")
    expect(city.locator("h2#said + .card")).to_contain_text("审核通过")


def record(page: Page, address: str, *, day: dt.date, number: str) -> None:
    """Record an executive meeting in answer to what is owed."""
    page.goto(address)
    page.locator('a[href*="/records/meeting/new/"]').first.click()
    fill(page, day=day, number=number)
    if page.locator("select[name=form]").count():
        page.locator("select[name=form]").select_option("government_executive")
    send_button(page).click()
    expect(page.locator("h1")).to_be_visible()


def test_9_3_only_a_named_officer_confirms_that_nothing_was_done(open_as: OpenAs) -> None:
    city = open_as("city", width=360)
    city.goto("/obligations/?area=445100&standing=late&sort=due")
    city.locator("main tbody tr").first.get_by_role("link").first.click()
    address = city.url
    expect(city.locator("main")).to_contain_text("未收到材料")
    take(city, address, "confirm", reason="实地核查,当期未研究安全生产工作", telephone=TELEPHONE)
    expect(city.locator("main")).to_contain_text("已认定为未履行")
    take(city, address, "unconfirm", reason="单位补充了会议记录")
    expect(city.locator("main")).to_contain_text("未收到材料")
    auditor = open_as("auditor")
    auditor.goto(address)
    expect(auditor.locator('a[href$="/confirm/"]')).to_have_count(0)
