"""18.8 on a phone in the workshop: a check of thirty items with one finding takes a few taps; and what it comes to."""

from __future__ import annotations

from conftest import OpenAs, Watched
from field_phone import Phone
from meeting_form import Hand, send_button
from playwright.sync_api import expect
from words import zh, zh_pattern

WIDTH, MOST_CLICKS = 360, 4
FOUND, PLACE = "演示:二号窑低压报警试验不响", "演示:二号辊道窑"
FIRST_ITEM = "窑炉燃气总管压力报警有效"


def test_18_8_a_check_of_thirty_items_with_one_finding_takes_four_taps_on_a_phone(open_as: OpenAs) -> None:
    page = open_as("safety", width=WIDTH)
    page.goto("/")
    owed = page.locator(".owed > li").filter(has_text=zh("Record a self-check by the check-list"))
    expect(owed).to_have_count(1)
    hand = Hand(page)
    hand.click(owed.locator(".btn-primary"))
    rows = page.locator("[data-repeat-row]").filter(has=page.locator("select"))
    expect(rows).to_have_count(32)
    row = rows.filter(has_text=FIRST_ITEM)
    found = row.locator("[name$=-found]")
    # Nothing is asked of an item until it is said to be out of order.
    expect(found).to_be_hidden()
    row.locator("select").select_option("not_ok")
    hand.clicks += 1
    expect(found).to_be_visible()
    expect(row.locator("[name$=-done]")).to_be_hidden()
    found.fill(FOUND)
    row.locator("[name$=-place]").fill(PLACE)
    hand.click(page.locator("[name=others_in_order]"))
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    hand.click(send_button(page))
    expect(page.locator(".messages li").first).to_have_text(zh_pattern("Recorded in the ledger as entry %(seq)s."))
    assert hand.clicks <= MOST_CLICKS
    main = page.get_by_role("main")
    expect(main).to_contain_text(FOUND)
    page.goto("/")
    expect(owed).to_have_count(0)
    page.goto("/records/hiddendanger/")
    line = page.locator("main tbody tr").filter(has_text=FOUND)
    expect(line).to_contain_text(PLACE)


def test_18_8_what_is_forgotten_is_named_and_what_was_typed_stays(open_as: OpenAs) -> None:
    page = open_as("principal", width=WIDTH)
    page.goto("/records/selfcheck/new/")
    row = page.locator("[data-repeat-row]").filter(has_text=FIRST_ITEM)
    row.locator("select").select_option("fixed")
    row.locator("[name$=-found]").fill(FOUND)
    row.locator("[name$=-done]").fill("演示:已更换")
    send_button(page).click()
    # The other items: nobody has said anything of them.
    expect(page.locator(".field-errors")).to_have_count(1)
    expect(row.locator("[name$=-found]")).to_have_value(FOUND)
    expect(row.locator("[name$=-done]")).to_be_visible()
    expect(row.locator("select")).to_have_value("fixed")


def test_19_1_the_library_is_searched_on_a_phone(open_as: OpenAs) -> None:
    page = open_as("safety", width=WIDTH)
    page.goto("/clauses/19.1/")
    page.get_by_role("main").locator("a[href='/criteria/']").click()
    page.locator("#q").fill("陶瓷 燃气")
    page.locator("form.filters button").click()
    expect(page.locator(".clause-id")).to_have_text(["GM8-04"])
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH


def test_18_8_a_check_made_in_the_app_without_network_is_there_once_with_its_danger(
    open_as: OpenAs, watched: Watched
) -> None:
    phone = Phone(open_as("safety", width=WIDTH), watched)
    phone.open()
    phone.network(on=False)
    phone.begin("Record a self-check by the check-list")
    page = phone.page
    page.locator("[name=place]").fill("演示:离线车间")
    row = page.locator(".field-row").filter(has_text=FIRST_ITEM)
    expect(row.locator("[name$=-found]")).to_be_hidden()
    row.locator("select").select_option("not_ok")
    row.locator("[name$=-found]").fill("演示:离线发现联锁失灵")
    expect(row.locator("[name$=-done]")).to_be_hidden()
    page.locator("[name=others_in_order]").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    phone.send()
    expect(phone.items("waiting")).to_have_count(1)
    phone.network(on=True)
    expect(phone.items("sent")).to_have_count(1)
    for register, words in (("selfcheck", "演示:离线车间"), ("hiddendanger", "演示:离线发现联锁失灵")):
        page.goto(f"/records/{register}/")
        expect(page.locator("main tbody tr").filter(has_text=words)).to_have_count(1)
