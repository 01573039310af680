"""Pages printed on A4, and whatever is pressed by a finger (WCAG 2.2, 2.5.8)."""

from __future__ import annotations

from io import BytesIO
from unicodedata import normalize

import pytest
from conftest import OpenAs
from pypdf import PdfReader

SMALL = """
() => [...document.querySelectorAll("main a.cell, main .urge, main summary")]
  .filter(element => element.checkVisibility())
  .map(element => [element.outerHTML.slice(0, 100), element.getBoundingClientRect()])
  .filter(([_html, box]) => box.height < 24 || box.width < 24)
  .map(([html, box]) => `${html}: ${box.width} × ${box.height}`)
"""
# A sheet across has 273 mm between its margins, at 96 pixels an inch.
ACROSS = {"width": 1031, "height": 700}


@pytest.mark.parametrize("address", ["/overview/445100/", "/duties/town-monthly-meeting/", "/post/"])
def test_whatever_is_pressed_is_at_least_24_pixels_high_and_wide(open_as: OpenAs, address: str) -> None:
    page = open_as("city")
    page.goto(address)
    assert page.locator("main a.cell, main summary").count() > 0
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("query", ["", "?article=all"])
def test_the_overview_is_printed_across_and_nothing_of_it_is_cut_off(open_as: OpenAs, query: str) -> None:
    page = open_as("city")
    page.goto(f"/overview/445100/{query}")
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert all(sheet.mediabox.width > sheet.mediabox.height for sheet in sheets)
    page.emulate_media(media="print")
    page.set_viewport_size(ACROSS)
    box = page.locator(".matrix-box")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 1


def test_the_reasons_of_an_obligation_begin_on_the_first_sheet(open_as: OpenAs) -> None:
    page = open_as("town")
    page.goto("/")
    page.goto(str(page.locator("ul.owed .owed-title a").first.get_attribute("href")))
    first = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages[0]
    heading = page.locator("h2#why").inner_text()
    # Extracted text writes some characters as radicals.
    text = normalize("NFKC", first.extract_text()).replace(" ", "").replace("\n", "")
    assert heading in text
    assert page.locator("h2#why + .card blockquote").inner_text()[:8] in text
