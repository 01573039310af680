"""When and where a photo of the app was taken: told as the camera wrote it, the place only with the officer's tick."""

from __future__ import annotations

import io
from typing import Any

import pytest
from conftest import OpenAs, Watched
from field_phone import WIDTH, Phone, big_photo
from PIL import Image
from PIL.ExifTags import IFD, Base
from playwright.sync_api import Page, expect
from words import zh, zh_pattern

# 116.6833° E, 23.6667° N, as a camera writes it.
GPS = {1: "N", 2: (23.0, 40.0, 0.12), 3: "E", 4: (116.0, 40.0, 59.88)}
PLACE = {"longitude": "116.683300", "latitude": "23.666700"}
# The beginnings of the photos that are sent, as they leave the app.
LISTEN = """
() => {
  const { fetch } = window;
  window.left = [];
  window.fetch = async (address, given) => {
    const files = given?.body instanceof FormData ? [...given.body.values()].filter((one) => one instanceof File) : [];
    for (const file of files) window.left.push([...new Uint8Array(await file.slice(0, 4096).arrayBuffer())]);
    return fetch(address, given);
  };
}
"""


@pytest.fixture
def phone(open_as: OpenAs, watched: Watched) -> Phone:
    made = Phone(open_as("town", width=WIDTH), watched)
    made.open()
    return made


def written(*, taken: str = "", offset: str = "", gps: dict[int, object] | None = None, turned: int = 6) -> Image.Exif:
    """What a camera writes, its own name and how it was held included."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation] = "Telephone", turned
    if taken:
        exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = taken
    if offset:
        exif.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] = offset
    if gps:
        exif.get_ifd(IFD.GPSInfo).update(gps)
    return exif


def patrol(phone: Phone, place: str, exif: Image.Exif, *, tick: bool = False) -> Image.Exif:
    """Record a patrol with such a photo; what of it left the phone."""
    phone.page.evaluate(LISTEN)
    phone.begin("Record a patrol")
    phone.page.locator("[name=place]").fill(place)
    phone.page.locator("[name=units_visited]").fill("1")
    phone.photograph(big_photo(exif=exif))
    if tick:
        phone.page.locator("[name=photos_place]").check()
    phone.send()
    expect(phone.items("sent").or_(phone.items("refused"))).to_have_count(1)
    (head,) = phone.page.evaluate("window.left")
    with Image.open(io.BytesIO(bytes(head)), formats=("JPEG",)) as picture:
        # It was drawn upright, so nobody may turn it once more.
        assert picture.size == (800, 1600)
        return picture.getexif()


def record_of(phone: Phone) -> Page:
    """The page of what was recorded."""
    phone.items("sent").get_by_role("link").click()
    phone.page.get_by_role("link", name=zh_pattern("Open %(title)s")).click()
    expect(phone.page.locator("figure.photo")).to_be_visible()
    return phone.page


@pytest.mark.parametrize(("tick", "shown"), [(False, 0), (True, 1)])
def test_the_time_of_a_photo_is_kept_and_its_place_only_with_the_tick(phone: Phone, tick: bool, shown: int) -> None:
    exif = written(taken="2026:03:05 08:15:30", gps=GPS)
    left = patrol(phone, f"带时间地点{shown}", exif, tick=tick)
    assert list(left) == [int(IFD.Exif), *([int(IFD.GPSInfo)] if tick else [])]
    page = record_of(phone)
    expect(page.get_by_text("2026-03-05 08:15")).to_have_count(1)
    expect(page.get_by_text(zh("at %(longitude)s, %(latitude)s", **PLACE))).to_have_count(shown)


def test_a_camera_that_says_its_zone_is_believed(phone: Phone) -> None:
    patrol(phone, "时区路线", written(taken="2026:03:05 08:15:30", offset="+09:00"))
    expect(record_of(phone).get_by_text("2026-03-05 07:15")).to_have_count(1)


@pytest.mark.parametrize("given", [{}, {"taken": "yesterday"}, {"taken": "0000:00:00 00:00:00"}])
def test_a_photo_that_says_nothing_of_its_time_is_taken(phone: Phone, given: dict[str, Any]) -> None:
    patrol(phone, f"无时间{given.get('taken', '')}"[:20], written(**given), tick=True)
    expect(record_of(phone).locator("figure.photo figcaption")).to_have_count(0)


def test_a_photo_from_a_coming_year_is_refused_as_on_the_page_and_can_be_replaced(phone: Phone) -> None:
    page = phone.page
    patrol(phone, "未来照片", written(taken="2999:12:31 10:00:00"))
    phone.items("refused").get_by_role("link").click()
    expect(page.get_by_text("2999-12-31 10:00")).to_be_visible()
    page.get_by_role("button", name=zh_pattern("Open and correct")).click()
    page.locator(".field-photos").get_by_role("button").click()
    expect(page.locator(".field-photos img")).to_have_count(0)
    phone.send()
    expect(phone.items("sent")).to_have_count(1)
