"""Photos on a phone: several are chosen at once, and the record's page tells its life with them at every width."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import OpenAs, Served
from meeting_form import send_button
from photos import ON_ITS_SIDE, photo
from playwright.sync_api import FilePayload, Page, expect
from words import zh_pattern

GOVERNMENT = "黄冈镇人民政府"


def chosen(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def begun(page: Page, *, place: str) -> None:
    """The form of a visit for advice, which meets nothing that other tests need open, filled in but for its photos."""
    page.goto("/records/patrol/new/")
    page.get_by_role("main").get_by_role("combobox").select_option(label=GOVERNMENT)
    page.get_by_role("main").get_by_role("button").click()
    page.locator("[name=place]").fill(place)
    page.locator("[name=visit]").select_option("service")
    page.locator("[name=units_visited]").fill("2")


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_photos_taken_on_a_visit_stand_with_it_and_can_be_looked_at(
    open_as: OpenAs, today: dt.date, width: int
) -> None:
    page = open_as("town", width=width)
    begun(page, place=f"照片路线{width}")
    taken = f"{today - dt.timedelta(days=1):%Y:%m:%d} 08:15:00"
    given = [
        photo(size=(2400, 1800), orientation=ON_ITS_SIDE, taken=taken),
        photo(size=(1600, 1200), colour="navy", taken=taken),
        photo(size=(300, 900), colour="gray", form="PNG"),
    ]
    page.locator("[name=photos]").set_input_files(
        [chosen(f"{number}.jpg", content) for number, content in enumerate(given)]
    )
    page.locator("[name=photos_cleared]").check()
    send_button(page).click()
    expect(page.locator(".messages li").first).to_have_text(zh_pattern("Recorded in the ledger as entry %(seq)s."))
    pictures = page.locator(".timeline img")
    expect(pictures).to_have_count(3)
    for number in range(3):
        picture = pictures.nth(number)
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_attribute(
            "alt",
            zh_pattern("%(what)s, %(number)d of %(count)d")
            if number == 2
            else zh_pattern("%(what)s, %(number)d of %(count)d, taken on %(day)s"),
        )
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    pictures.first.click()
    page.wait_for_url("**/photo/")
    whole = page.locator("img")
    assert whole.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [1440, 1920]


def test_what_is_no_photo_is_refused_by_name_and_keeps_what_was_typed(open_as: OpenAs, served: Served) -> None:
    page, before = open_as("town", width=360), served.stored_files
    begun(page, place="拒收路线")
    page.locator("[name=photos]").set_input_files([chosen("好.jpg", photo()), chosen("坏.jpg", b"no photo" * 40)])
    page.locator("[name=photos_cleared]").check()
    send_button(page).click()
    expect(page.locator("#id_photos_error")).to_contain_text("坏.jpg")
    expect(page.locator("#id_photos_error")).not_to_contain_text("好.jpg")
    expect(page.locator("[name=place]")).to_have_value("拒收路线")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert served.stored_files == before
