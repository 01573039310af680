"""An enterprise on the phone without network: a danger found in the workshop, and the check of the month (18.8)."""

from __future__ import annotations

from conftest import OpenAs, Watched
from field_phone import WIDTH, Phone, big_photo, recorded
from playwright.sync_api import expect
from words import zh

MOST_TAPS = 5
DANGER, PLACE = "演示:离线发现燃气软管老化", "演示:一号窑后侧"
FOUND, ITEM = "演示:离线自查,报警试验不响", "窑炉燃气总管压力报警有效"


def test_18_8_a_danger_is_found_made_safe_and_photographed_without_network_with_five_taps(
    open_as: OpenAs, watched: Watched
) -> None:
    page = open_as("safety", width=WIDTH)
    phone = Phone(page, watched)
    phone.open()
    phone.network(on=False)
    page.goto("/field/")
    phone.taps = 1  # the icon of the app
    phone.begin("Enter a hidden danger")
    phone.photograph(big_photo())
    page.locator("[name=what]").fill(DANGER)
    page.locator("[name=place]").fill(PLACE)
    phone.send()
    assert phone.taps <= MOST_TAPS
    # Sooner or later the phone is switched off; what waits is still there.
    page.reload()
    expect(phone.items("waiting")).to_have_count(1)
    phone.network(on=True)
    expect(phone.items("sent")).to_have_count(1)
    assert recorded(page, "hiddendanger", DANGER) == 1
    phone.send_again_by_hand()
    assert recorded(page, "hiddendanger", DANGER) == 1


def test_18_8_a_check_by_the_check_list_is_made_without_network_and_its_finding_becomes_a_danger(
    open_as: OpenAs, watched: Watched
) -> None:
    page = open_as("principal", width=WIDTH)
    phone = Phone(page, watched)
    phone.open()
    phone.network(on=False)
    phone.begin("Record a self-check by the check-list")
    row = page.locator(".field-row").filter(has_text=ITEM)
    expect(row.locator("[name$=-found]")).to_be_hidden()
    row.locator("select").select_option("not_ok")
    expect(row.locator("[name$=-found]")).to_be_visible()
    expect(row.locator("[name$=-done]")).to_be_hidden()
    row.locator("[name$=-found]").fill(FOUND)
    row.locator("[name$=-place]").fill(PLACE)
    # A part of its own: who checks the same part twice on one day is told so.
    page.locator("[name=place]").fill(PLACE)
    phone.send()
    phone.network(on=True)
    # Of the other items nothing was said: that is refused in words, and the form still holds what was typed.
    expect(phone.items("refused")).to_have_count(1)
    phone.items("refused").get_by_role("link").click()
    page.get_by_role("button", name=zh("Open and correct")).click()
    expect(row.locator("[name$=-found]")).to_have_value(FOUND)
    expect(page.locator(".field-errors li").first).to_be_visible()
    page.locator("[name=others_in_order]").check()
    phone.send()
    expect(phone.items("sent")).to_have_count(1)
    assert recorded(page, "hiddendanger", FOUND) == 1
