"""Dates that have not come, forms sent twice or forged, and two officers at once: nothing wrong is recorded."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import OpenAs
from meeting_form import (
    ITEM,
    expect_recorded,
    fields_of,
    fill,
    open_form,
    send_button,
)
from playwright.sync_api import expect
from words import zh, zh_pattern

REPEATED = "This was recorded already; nothing was recorded twice."


@pytest.fixture(scope="session")
def last_month(today: dt.date) -> dt.date:
    """The last day of the month before."""
    return today.replace(day=1) - dt.timedelta(days=1)


def test_3_12_a_meeting_dated_tomorrow_is_refused_and_what_was_typed_is_kept(open_as: OpenAs, today: dt.date) -> None:
    page = open_as("city")
    open_form(page, unit="浮滨镇人民政府")
    tomorrow = today + dt.timedelta(days=1)
    fill(page, day=tomorrow, number="明日第1号")
    page.locator("[name=decisions-0-what]").fill("整改消防通道")
    page.locator("[name=decisions-0-unit]").select_option(label="浮滨镇人民政府")
    page.locator("[name=decisions-0-due_day]").fill(str(tomorrow))
    typed = fields_of(page)
    send_button(page).click()
    error = page.locator("#id_occurred_on_error")
    expect(error).to_contain_text(str(today))
    expect(page.locator("[name=occurred_on]")).to_have_attribute("aria-invalid", "true")
    shown = fields_of(page)
    kept = {name for name in typed if not name.endswith(("token", "csrfmiddlewaretoken"))}
    assert {name: shown[name] for name in kept} == {name: typed[name] for name in kept}
    expect_recorded(page, times=0, day=tomorrow, number="明日第1号")


def test_a_form_without_its_answers_says_for_each_what_is_missing(open_as: OpenAs) -> None:
    page = open_as("city")
    open_form(page, unit="浮滨镇人民政府")
    send_button(page).click()
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(4)
    summary.get_by_role("link").first.click()
    expect(page.locator("[name=occurred_on]")).to_be_focused()


def test_the_same_form_sent_again_is_recorded_once(open_as: OpenAs, last_month: dt.date) -> None:
    page = open_as("city")
    open_form(page, unit="上饶镇人民政府")
    fill(page, day=last_month, number="重发第1号")
    form, address = fields_of(page), page.url
    send_button(page).click()
    expect(page.locator(".messages")).to_contain_text(zh_pattern("Recorded in the ledger as entry %(seq)s."))
    record = page.url
    again = page.context.request.post(address, form=form, headers={"Referer": address})
    assert again.url == record
    assert zh(REPEATED) in again.text()
    expect_recorded(page, times=1, day=last_month, number="重发第1号")


def test_going_back_and_sending_the_meeting_anew_is_recorded_once(open_as: OpenAs, last_month: dt.date) -> None:
    page = open_as("city")
    open_form(page, unit="新丰镇人民政府")
    fill(page, day=last_month, number="退回第1号")
    send_button(page).click()
    expect(page.locator(".messages")).to_be_visible()
    record = page.url
    page.go_back()
    expect(send_button(page)).to_be_enabled()
    fill(page, day=last_month, number="退回第1号")
    send_button(page).click()
    # Either the very form was sent again, or the same meeting was recorded anew: both lead to what stands.
    see = page.get_by_role("link", name=zh("See what stands"))
    expect(page.locator(".messages").get_by_text(zh(REPEATED)).or_(see)).to_be_visible()
    if see.count():
        see.click()
    expect(page).to_have_url(record)
    expect_recorded(page, times=1, day=last_month, number="退回第1号")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_is_recorded_once(open_as: OpenAs, last_month: dt.date, scripts: bool) -> None:
    page = open_as("city", java_script_enabled=scripts)
    number = f"双击第{int(scripts)}号"
    open_form(page, unit="建饶镇人民政府")
    fill(page, day=last_month, number=number)
    send_button(page).dblclick()
    expect(page.locator(".messages")).to_be_visible()
    expect_recorded(page, times=1, day=last_month, number=number)


def test_3_12_the_second_of_two_officers_is_told_who_was_first_and_what_stands(
    open_as: OpenAs, last_month: dt.date
) -> None:
    first, second = open_as("town", width=360), open_as("city")
    for page, item in ((first, "镇里登记的议题"), (second, "市里登记的议题")):
        open_form(page, unit="黄冈镇人民政府")
        fill(page, day=last_month, number="同时第1号", item=item)
    send_button(first).click()
    expect(first.locator(".messages")).to_be_visible()
    with second.expect_navigation() as answer:
        send_button(second).click()
    assert answer.value.status == 409
    expect(second.locator("h1")).to_have_text(zh("Somebody was first"))
    expect(second.get_by_role("alert")).to_contain_text("专职安全员")
    # What the second had typed is not lost; what the first recorded stands.
    expect(second.locator("main")).to_contain_text("市里登记的议题")
    second.get_by_role("link", name=zh("See what stands")).click()
    expect(second).to_have_url(first.url)
    expect(second.locator("main .facts")).to_contain_text("镇里登记的议题")
    expect(second.locator("main .facts")).not_to_contain_text("市里登记的议题")
    expect_recorded(second, times=1, day=last_month, number="同时第1号")


@pytest.mark.parametrize(
    ("what", "token"),
    [("forged", "made-up"), ("of another page", None)],
)
def test_a_forged_or_borrowed_form_token_is_refused(
    open_as: OpenAs, last_month: dt.date, what: str, token: str | None
) -> None:
    page = open_as("city")
    if token is None:
        open_form(page, unit="三饶镇人民政府")
        # A token given to somebody else: the town's officer has one for the same address.
        other = open_as("town")
        open_form(other, unit="黄冈镇人民政府")
        token = fields_of(other)["form_token"]
    open_form(page, unit="三饶镇人民政府")
    number = f"伪造{what}号"
    fill(page, day=last_month, number=number)
    page.locator("[name=form_token]").evaluate("(field, token) => { field.value = token }", token)
    with page.expect_navigation() as answer:
        send_button(page).click()
    assert answer.value.status == 422
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=safety_item]")).to_have_value(ITEM)
    expect_recorded(page, times=0, day=last_month, number=number)


def test_a_form_from_another_site_is_refused(open_as: OpenAs, last_month: dt.date) -> None:
    page = open_as("city")
    open_form(page, unit="新塘镇人民政府")
    fill(page, day=last_month, number="跨站第1号")
    page.locator("form:has(.form-end) [name=csrfmiddlewaretoken]").evaluate("field => { field.value = 'x'.repeat(64) }")
    with page.expect_navigation() as answer:
        send_button(page).click()
    assert answer.value.status == 403
    expect(page.locator("h1")).to_have_text(zh("This form is no longer valid"))
    expect_recorded(page, times=0, day=last_month, number="跨站第1号")
