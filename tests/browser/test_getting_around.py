"""Logging in and out, the switch of languages, the keyboard, and pages on paper."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from conftest import OpenAs, Watched, log_in
from playwright.sync_api import expect
from words import zh

WRONG = (
    "This user name and password do not belong together. Nobody was logged in. "
    "Check both, also capital letters, and try again."
)


def test_the_switch_of_languages_keeps_the_page_and_its_filters(open_as: OpenAs) -> None:
    page = open_as("city")
    page.goto("/areas/445122/?period=2026-10")
    expect(page.locator("h1")).to_contain_text("饶平县")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile(r"/areas/445122/\?period=2026-10$"))
    expect(page.locator("h1")).to_contain_text("Raoping")
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("h1")).to_contain_text("饶平县")
    expect(page).to_have_url(re.compile(r"/areas/445122/\?period=2026-10$"))


def test_logging_out_ends_the_session_and_back_shows_nothing(open_as: OpenAs) -> None:
    page = open_as(None)
    log_in(page, username="county")
    page.goto("/areas/445122/")
    expect(page.locator("table.figures")).to_be_visible()
    cookies = page.context.cookies()
    page.get_by_role("button", name=zh("Log out")).click()
    expect(page.get_by_role("status")).to_have_text(zh("You are logged out."))
    page.go_back()
    expect(page).to_have_url(re.compile("/login/"))
    expect(page.locator("table.figures")).to_have_count(0)
    # The cookie of that session opens nothing any more either.
    page.context.add_cookies(cookies)
    page.goto("/areas/445122/")
    expect(page).to_have_url(re.compile("/login/"))


def test_a_wrong_password_is_said_plainly_and_the_user_name_is_kept(open_as: OpenAs) -> None:
    page = open_as(None)
    log_in(page, username="nobody", password="not the password")
    expect(page.get_by_role("alert")).to_have_text(zh(WRONG))
    expect(page.locator("[name=username]")).to_have_value("nobody")
    expect(page.locator("[name=password]")).to_have_value("")
    assert page.request.get("/areas/445100/").url.startswith(page.url.split("/login/")[0] + "/login/")


def test_the_login_leads_back_to_the_page_that_was_asked_for_and_never_to_another_site(open_as: OpenAs) -> None:
    page = open_as(None)
    for asked, reached in (("/clauses/3.12/", "/clauses/3.12/"), ("https://example.org/", "/")):
        page.context.clear_cookies(name="anlan_session")
        page.goto(f"/login/?next={asked}")
        page.locator("[name=username]").fill("auditor")
        page.locator("[name=password]").fill("browser-test-2026")
        page.locator("main form button").click()
        expect(page.locator("nav.shell-menu")).to_be_visible()
        assert urlsplit(page.url).path == reached


def test_the_keyboard_reaches_the_skip_link_first_and_then_the_search(open_as: OpenAs) -> None:
    page = open_as("town")
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main#content")).to_be_focused()
    page.goto("/")
    search = page.locator("#shell-q")
    for _stop in range(4):
        page.keyboard.press("Tab")
        if search.evaluate("field => field === document.activeElement"):
            break
    expect(search).to_be_focused()
    assert search.evaluate("field => getComputedStyle(field).outlineStyle") == "solid"
    page.keyboard.type("3.12")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/clauses/\?q=3\.12$"))
    expect(page.locator("main tbody a[href='/clauses/3.12/']")).to_be_visible()


@pytest.mark.parametrize("words", ["镇 研究", "town monthly"])
def test_the_search_finds_3_12_in_both_languages(open_as: OpenAs, words: str) -> None:
    page = open_as("stranger")
    page.goto("/")
    page.locator("#shell-q").fill(words)
    page.locator("#shell-q").press("Enter")
    expect(page.locator("main tbody a[href='/clauses/3.12/']")).to_be_visible()


def test_the_area_on_paper_has_its_figures_and_no_navigation(open_as: OpenAs) -> None:
    page = open_as("city")
    page.goto("/areas/445122/")
    page.emulate_media(media="print")
    for hidden in (".shell-header", "nav.shell-menu", "nav.breadcrumbs", ".filters", ".page-actions", ".skip-link"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("table.figures tfoot")).to_be_visible()
    expect(page.locator("footer")).to_contain_text(
        zh("Demonstration: enterprises, persons, meetings and figures shown here are synthetic.")
    )


def test_nothing_is_fetched_from_another_host(open_as: OpenAs, watched: Watched, base_url: str) -> None:
    page = open_as("city")
    for address in ("/", "/areas/445100/", "/clauses/3.12/", "/records/meeting/new/", "/ledger/"):
        page.goto(address, wait_until="networkidle")
    hosts = {urlsplit(url).netloc for url in watched.asked if urlsplit(url).scheme != "data"}
    assert hosts == {urlsplit(base_url).netloc}
    assert any("/static/" in url for url in watched.asked)
