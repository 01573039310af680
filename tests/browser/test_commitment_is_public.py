"""A commitment from the home page of an enterprise to the page that everybody reads (6.19, 6.20)."""

from __future__ import annotations

import re

import pytest
from conftest import OpenAs
from meeting_form import Hand, send_button
from playwright.sync_api import expect
from test_every_page import flaws_of
from words import zh

WIDTH, MOST_CLICKS = 360, 2
SIGNATORY = "无名氏"
ENTERPRISE = "演示包装有限公司"


def test_6_19_a_commitment_is_published_on_a_phone_with_two_taps_besides_typing(open_as: OpenAs) -> None:
    page = open_as("stranger", width=WIDTH)
    hand = Hand(page)
    page.goto("/")
    owed = page.locator(".owed > li").filter(has_text=zh("Publish a commitment"))
    expect(owed).to_have_count(1)
    hand.click(owed.locator(".btn-primary"))
    expect(page.locator("[name=text]")).to_have_value(re.compile("主体责任"))
    hand.type("signatory", SIGNATORY)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    hand.click(send_button(page))
    expect(page.locator(".messages li").first).to_be_visible()
    assert hand.clicks <= MOST_CLICKS

    everybody = open_as(None, width=WIDTH)
    everybody.goto("/login/")
    everybody.get_by_role("link", name=zh("Commitments of enterprises on work safety")).click()
    everybody.locator("#q").fill("演示包装")
    everybody.locator("form.filters .btn-primary").click()
    everybody.get_by_role("link", name=re.compile(ENTERPRISE)).click()
    expect(everybody.get_by_role("main")).to_contain_text(SIGNATORY)
    for language in ("zh-hans", "en"):
        reader = open_as(None, language=language)
        for address in ("/public/commitments/", "/public/commitments/?q=none", everybody.url):
            assert flaws_of(reader, address=address, status=200, language=language) == []
        assert flaws_of(reader, address="/public/commitments/999999/", status=404, language=language) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "name", ["commitment", "procedure", "site", "unionsupervision", "licence", "contract", "facility"]
)
def test_registers_and_forms_of_an_enterprise_fit_every_width(open_as: OpenAs, name: str, language: str) -> None:
    page = open_as("safety", language=language)
    flaws = flaws_of(page, address=f"/records/{name}/", status=200, language=language)
    form = 403 if name == "unionsupervision" else 200
    assert flaws + flaws_of(page, address=f"/records/{name}/new/", status=form, language=language) == []
