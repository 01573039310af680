"""Dual prevention in a real browser (17.5, 18.8, 19.1): a danger from a workshop's phone to its grade, and the map."""

from __future__ import annotations

import re
import uuid

import pytest
from conftest import OpenAs, Watched
from field_phone import WIDTH, Phone, big_photo
from playwright.sync_api import Page, expect
from words import zh

MOST_TAPS = 5
FOUND = "窑炉燃气总管压力报警器离线"


@pytest.fixture
def phone(open_as: OpenAs, watched: Watched) -> Phone:
    made = Phone(open_as("safety", width=WIDTH), watched)
    made.open()
    return made


def dangers_listed(page: Page, text: str) -> int:
    """How many dangers with these words the register lists."""
    answer = page.context.request.get("/records/hiddendanger/")
    return answer.text().count(text)


def test_18_8_a_danger_is_found_and_made_safe_without_network_with_five_taps_and_is_there_once(
    phone: Phone, open_as: OpenAs
) -> None:
    page = phone.page
    phone.network(on=False)
    page.reload()
    phone.taps = 0
    phone.begin("Enter a hidden danger")
    phone.photograph(big_photo())
    page.locator("[name=what]").fill(FOUND)
    page.locator("[name=place]").fill("一号窑")
    page.locator("select[name=measure]").select_option("stopped")
    phone.taps += 1
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    phone.send()
    assert phone.taps <= MOST_TAPS
    expect(phone.items("waiting")).to_have_count(1)
    phone.network(on=True)
    expect(phone.items("sent")).to_have_count(1)
    assert dangers_listed(page, FOUND) == 1
    # The stranger's register and search do not know it.
    stranger = open_as("stranger")
    assert dangers_listed(stranger, FOUND) == 0

    officer = open_as("officer")
    officer.goto(f"/records/hiddendanger/?q={FOUND}")
    officer.locator("table a").first.click()
    expect(officer.get_by_role("heading", name=zh("Owed now"))).to_be_visible()
    officer.get_by_role("link", name=zh("Grade as major"), exact=True).click()
    chosen = officer.locator("select[name=criterion]")
    expect(chosen).to_have_value("GM8-04")
    expect(chosen.locator("option:checked")).to_contain_text("压力报警")
    officer.locator(".form-end button").click()
    expect(officer.locator("main")).to_contain_text(zh("Owed to the workers", context="double report state"))
    expect(officer.locator("main")).to_contain_text(zh("Owed to the regulator", context="double report state"))


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_17_5_the_map_of_a_county_shows_each_red_and_orange_point_with_its_leader(open_as: OpenAs, width: int) -> None:
    page = open_as("city", width=width)
    page.goto("/map/445103/?layer=riskpoint")
    expect(page.locator(".map .mark").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    rows = page.locator("tbody tr")
    assert rows.count() > 10
    for leader in rows.locator("td:nth-child(7)").all_inner_texts():
        assert leader.strip()
    page.locator(".map .mark").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_visible()
    assert page.url != "/map/445103/?layer=riskpoint"


def test_17_3_the_map_works_without_script(open_as: OpenAs) -> None:
    page = open_as("city", java_script_enabled=False)
    page.goto("/map/")
    county = page.locator(".map-areas a").filter(has_text="潮安区")
    county.click()
    expect(page.locator(".map .mark").first).to_be_visible()
    expect(page.locator(".map-legend")).to_be_visible()


def test_17_5_points_are_ticked_by_somebody_or_all_with_one_press(open_as: OpenAs) -> None:
    enterprise = open_as("safety").context.request
    token = enterprise.get("/field/token.json").json()["token"]
    red = {"kind": "equipment", "method": "direct", "colour": "red", "reason": "经验判断"}
    for code in ("TICK-1", "TICK-2"):
        body = {
            "unit": "DEMO-ENTERPRISE-1",
            "submission": str(uuid.uuid4()),
            "answers": {**red, "code": code, "name": "窑炉燃气阀组"},
        }
        answer = enterprise.post("/api/v1/riskpoint/", data=body, headers={"X-CSRFToken": token})
        assert answer.status == 201
    page = open_as("office", width=WIDTH)
    page.goto("/risks/leaders/")
    form = page.locator("form.naming").filter(has_text="TICK-1")
    boxes = form.locator("input[name=point]")
    ticked = form.locator("input[name=point]:checked")
    expect(ticked).to_have_count(0)
    form.get_by_role("button", name=zh("Tick all")).click()
    assert boxes.count() > 1
    expect(ticked).to_have_count(boxes.count())
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    form.locator("select").select_option(index=1)
    form.get_by_role("button", name=zh("Name for all that are ticked")).click()
    expect(page.locator("main")).to_be_visible()
    expect(page.locator("form.naming").filter(has_text="TICK-1")).to_have_count(0)


def test_8_8_what_is_used_of_the_cap_is_not_cut_off_on_a_phone(open_as: OpenAs) -> None:
    page = open_as("officer", width=WIDTH)
    page.goto("/records/inspection/new/?code=DEMO-ENTERPRISE-1")
    receiver = page.locator("select[name=receiver]")
    expect(receiver.locator("option:checked")).to_have_text(re.compile(r"^\d+／2次 · "))
    # The figures need less room than the select has, whatever the name behind them needs.
    room = receiver.evaluate(
        "(select) => { const pen = document.createElement('canvas').getContext('2d');"
        " pen.font = getComputedStyle(select).font;"
        " return select.clientWidth / 2 - pen.measureText(select.selectedOptions[0].text.split(' · ')[0]).width; }"
    )
    assert room > 0
