"""The city's monthly return in a browser: from the area's page to a draft, to a number, to the Word file."""

from __future__ import annotations

from conftest import OpenAs
from figures import total_of
from playwright.sync_api import expect
from word_papers import read
from words import zh

CITY = "445100"


def test_9_3_a_return_is_drafted_then_issued_from_the_areas_page(open_as: OpenAs) -> None:
    city = open_as("city")
    owed = total_of(city, area=CITY, duty="").owed
    city.get_by_role("link", name=zh("Monthly return")).click()
    with city.expect_download() as draft:
        city.get_by_role("button", name=zh("Download a draft")).click()
    text = read(draft.value.path().read_bytes()).text
    assert "（草稿，未编号）" in text
    assert f"应履行事项{owed}项" in text

    # The draft leaves the form as it was: it can be issued at once.
    city.get_by_role("button", name=zh("Issue"), exact=True).click()
    expect(city.locator("h1")).to_contain_text("月报〔")
    with city.expect_download() as issued:
        city.get_by_role("link", name=zh("Word file")).click()
    number = city.locator("h1").inner_text().partition(" · ")[2]
    assert number in read(issued.value.path().read_bytes()).text
    city.goto("/papers/")
    expect(city.locator("table")).to_contain_text(number)
