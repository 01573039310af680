"""The app of the field in a real browser: without network, with a network that breaks, and in another's hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cellar import Cellar
from conftest import OpenAs, Served, Watched, log_in
from field_phone import COPIES, SEND, WIDTH, Lost, Phone, big_photo, recorded
from playwright.sync_api import Browser, expect
from words import zh, zh_pattern

MOST_TAPS = 5
NO_NETWORK = "No network. What you enter is kept on this phone and sent later."
LONGEST_SIDE = 1600


@pytest.fixture
def phone(open_as: OpenAs, watched: Watched) -> Phone:
    made = Phone(open_as("town", width=WIDTH), watched)
    made.open()
    return made


@pytest.fixture
def cellar(base_url: str) -> Iterator[Cellar]:
    made = Cellar(int(base_url.rpartition(":")[2]))
    try:
        yield made
    finally:
        made.close()


def test_3_17_a_danger_is_reported_without_network_with_five_taps_and_arrives_once(phone: Phone) -> None:
    page = phone.page
    phone.network(on=False)
    page.reload()
    phone.taps = 0
    phone.begin("Report a danger")
    page.locator("[name=what]").fill("离线上报隐患")
    page.locator("[name=place]").fill("离线村口")
    phone.photograph(big_photo())
    page.locator("select[name=receiver]").select_option(index=1)
    phone.taps += 1
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    phone.send()
    assert phone.taps <= MOST_TAPS
    expect(phone.items("waiting")).to_have_count(1)
    expect(page.locator("#status")).to_contain_text(zh(NO_NETWORK))
    (photo,) = phone.kept("photos")
    assert (photo["type"], photo["name"]) == ("image/jpeg", "IMG_0001.jpg")
    assert max(phone.photo_size()) == LONGEST_SIDE

    phone.network(on=True)
    expect(phone.items("sent")).to_have_count(1)
    assert phone.kept("photos") == []
    assert recorded(page, "dangerreport", "离线上报隐患") == 1
    phone.items("sent").get_by_role("link").click()
    page.get_by_role("link", name=zh_pattern("Open %(title)s")).click()
    expect(page.locator("main a[href^='/files/']").first).to_be_visible()


def test_the_app_opens_without_network_after_a_reload_and_keeps_a_draft(phone: Phone) -> None:
    page = phone.page
    phone.begin("Record a patrol")
    page.locator("[name=place]").fill("草稿路线")
    phone.wait_until_kept(1)
    phone.network(on=False)
    page.goto("/field/")
    draft = phone.items("draft").filter(has_text="草稿路线")
    expect(draft).to_have_count(1)
    draft.get_by_role("link").click()
    expect(page.locator("[name=place]")).to_have_value("草稿路线")
    assert phone.watched.problems == []


def test_a_button_that_is_tapped_twice_records_once(phone: Phone) -> None:
    page = phone.page
    phone.begin("Record a patrol")
    page.locator("[name=place]").fill("连点两次路线")
    page.locator("[name=units_visited]").fill("2")
    page.locator("main form button[type=submit]").dblclick()
    expect(phone.items("sent")).to_have_count(1)
    assert [item["state"] for item in phone.kept("items")] == ["sent"]
    assert recorded(page, "patrol", "连点两次路线") == 1


def test_an_entry_whose_answer_was_lost_is_sent_again_and_recorded_once(phone: Phone) -> None:
    lost = Lost(phone, times=1)
    with phone.page.expect_event("requestfailed", lambda request: SEND.search(request.url) is not None):
        phone.patrol("丢失回执路线")
    expect(phone.items("waiting")).to_have_count(1)
    assert lost.arrived == [201]
    # Nobody knows whether it arrived: it is not opened for changes that the server would not take.
    phone.items("waiting").get_by_role("link").click()
    expect(phone.page.get_by_role("button", name=zh("Drop this entry"))).to_be_visible()
    expect(phone.page.get_by_role("button", name=zh("Open and correct"))).to_have_count(0)
    phone.page.locator("#home").click()
    phone.send_now()
    expect(phone.items("sent")).to_have_count(1)
    assert lost.arrived == [201, 200]
    assert recorded(phone.page, "patrol", "丢失回执路线") == 1


def test_a_network_that_is_cut_in_the_middle_of_a_photo_loses_nothing(
    browser: Browser, sessions: dict[str, Any], phone: Phone, served: Served, cellar: Cellar
) -> None:
    state, size = sessions["town"], {"width": WIDTH, "height": 800}
    context = browser.new_context(base_url=cellar.url, storage_state=state, viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    there = Phone(page, phone.watched)
    there.open()
    files = served.stored_files
    there.begin("Record a patrol")
    page.locator("[name=place]").fill("断网路线")
    page.locator("[name=units_visited]").fill("1")
    there.photograph(big_photo())
    cellar.cut_after = 50_000
    there.send()
    expect(page.locator("#status")).to_contain_text(zh(NO_NETWORK))
    expect(there.items("waiting")).to_have_count(1)
    assert cellar.cuts > 0
    assert len(there.kept("photos")) == 1
    assert recorded(page, "patrol", "断网路线") == 0
    assert served.stored_files == files
    cellar.cut_after = None
    there.send_now()
    expect(there.items("sent")).to_have_count(1)
    assert recorded(page, "patrol", "断网路线") == 1
    # The photo and its small copy.
    assert len(served.stored_files - files) == 2
    context.close()


def test_of_two_hundred_entries_with_one_refused_all_others_go_and_that_one_stays_with_its_words(phone: Phone) -> None:
    page = phone.page
    phone.network(on=False)
    phone.patrol("整天巡查")
    (first,) = phone.kept("items")
    page.evaluate(COPIES, {"uuid": first["uuid"], "count": 200, "wrong": 77})
    page.goto("/field/")
    expect(phone.items("waiting")).to_have_count(200)
    phone.network(on=True)
    expect(phone.items("refused")).to_have_count(1)
    expect(phone.items("waiting")).to_have_count(0, timeout=120_000)
    states = [item["state"] for item in phone.kept("items")]
    assert (states.count("refused"), states.count("waiting")) == (1, 0)
    expect(phone.items("sent")).to_have_count(20)
    # The refused one is opened, shows the server's words at its answer, is corrected, and goes.
    phone.items("refused").get_by_role("link").click()
    page.get_by_role("button", name=zh("Open and correct")).click()
    expect(page.locator("#units_visited_error")).to_be_visible()
    expect(page.locator("[name=place]")).to_have_value("整天巡查77")
    page.locator("[name=units_visited]").fill("7")
    phone.send()
    expect(phone.items("refused")).to_have_count(0)
    expect(phone.items("waiting")).to_have_count(0)
    assert recorded(page, "patrol", "整天巡查77") == 1


def test_another_officer_on_the_same_phone_can_neither_open_nor_send_what_is_unsent(
    open_as: OpenAs, watched: Watched
) -> None:
    page = open_as(None, width=WIDTH)
    log_in(page, username="town")
    expect(page.locator("nav.shell-menu")).to_be_visible()
    phone = Phone(page, watched)
    phone.open()
    phone.network(on=False)
    phone.patrol("他人手机路线")
    (item,) = phone.kept("items")
    # The session ends while the entry waits: it is not sent, and not lost.
    page.context.clear_cookies(name="anlan_session")
    phone.network(on=True)
    expect(page.locator("#status")).to_contain_text(
        zh("You are logged out. Your entries stay on this phone until you log in again.")
    )
    expect(phone.items("waiting")).to_have_count(1)
    log_in(page, username="city")
    expect(page.locator("nav.shell-menu")).to_be_visible()
    page.goto("/field/")
    notice = zh(
        "%(count)s unsent entries of another officer are kept on this phone. Only that officer can open and send them.",
        count=1,
    )
    expect(page.locator("#status")).to_contain_text(notice)
    page.goto(f"/field/#/item/{item['uuid']}")
    expect(page.locator("main[data-screen=home]")).to_be_visible()
    expect(page.get_by_text("他人手机路线")).to_have_count(0)
    assert [one["state"] for one in phone.kept("items")] == ["waiting"]
    # Without network, after logging out, nobody is here: nothing of either officer is shown.
    page.goto("/")
    page.get_by_role("button", name=zh("Log out")).click()
    expect(page).to_have_url("/login/")
    phone.network(on=False)
    page.goto("/field/")
    expect(
        page.get_by_text(zh("%(count)s unsent entries are kept on this phone for whoever made them.", count=1))
    ).to_be_visible()
    assert phone.kept("data") == []
    phone.network(on=True)
    log_in(page, username="town")
    expect(page.locator("nav.shell-menu")).to_be_visible()
    page.goto("/field/")
    expect(phone.items("sent")).to_have_count(1)
    assert recorded(page, "patrol", "他人手机路线") == 1


def test_3_17_of_two_offline_copies_the_second_shows_what_stands_and_lets_the_officer_decide(
    open_as: OpenAs, watched: Watched
) -> None:
    page = open_as("town", width=WIDTH)
    phone = Phone(page, watched)
    page.goto("/field/")
    village = page.locator("[data-page=dangerreport] a")
    village.click()
    page.get_by_role("main").get_by_role("button").filter(has_text="村").first.click()
    page.locator("[name=what]").fill("两份离线副本")
    page.locator("[name=place]").fill("村口")
    page.locator("select[name=receiver]").select_option(label="黄冈镇人民政府")
    phone.send()
    expect(phone.items("sent")).to_have_count(1)
    copies = [phone, Phone(open_as("town", width=WIDTH), watched)]
    for copy, words in zip(copies, ("第一份答复", "第二份答复"), strict=True):
        copy.open()
        copy.page.goto("/field/#/records")
        report = copy.page.locator(".field-items > li").filter(has=copy.page.get_by_role("button", name=zh("Answer")))
        expect(report.first).to_be_visible()
        copy.page.get_by_role("searchbox").fill("两份离线副本")
        expect(report).to_have_count(1)
        copy.network(on=False)
        report.get_by_role("button", name=zh("Answer"), exact=True).click()
        copy.page.locator("[name=answer]").fill(words)
        copy.send()
        expect(copy.items("waiting")).to_have_count(1)
    phone.network(on=True)
    expect(phone.items("sent")).to_have_count(2)
    second = copies[1]
    second.network(on=True)
    expect(second.items("conflict")).to_have_count(1)
    second.items("conflict").get_by_role("link").click()
    now = second.page.get_by_role("region", name=zh("What stands now"))
    expect(now).to_contain_text("第一份答复")
    expect(second.page.get_by_text("第二份答复")).to_be_visible()
    expect(second.page.get_by_role("button", name=zh("Open and correct"))).to_have_count(0)
    second.page.on("dialog", lambda dialog: dialog.accept())
    second.page.get_by_role("button", name=zh("Drop this entry")).click()
    expect(second.page.locator("main[data-screen=home]")).to_be_visible()
    assert second.kept("items") == []


def test_the_app_can_be_installed_and_leads_from_the_menu_of_a_phone(open_as: OpenAs) -> None:
    page = open_as("town", width=WIDTH)
    page.goto("/")
    page.locator("nav.shell-menu").get_by_role("link", name=zh("Field app", context="menu")).click()
    expect(page.locator(".field-begin").first).to_be_visible()
    errors = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A window without a history of its own is what tests are; nothing else may be missing.
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []
    desk = open_as("town")
    desk.goto("/")
    expect(desk.locator(".on-phones")).to_be_hidden()
