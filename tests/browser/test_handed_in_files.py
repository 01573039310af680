"""Files handed in with a meeting: marked and disguised ones are refused, a real one comes back unchanged."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from conftest import OpenAs, Served
from meeting_form import ITEM, expect_recorded, fill, open_form, send_button
from PIL import Image
from playwright.sync_api import FilePayload, expect
from pypdf import PdfWriter
from words import zh_pattern

TOWN_GOVERNMENT = "黄冈镇人民政府"


def pdf() -> bytes:
    """A real PDF of one empty page."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def png() -> bytes:
    """A real picture."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    return file.getvalue()


REFUSED = [
    pytest.param(
        {"name": "会议纪要(内部).pdf", "mimeType": "application/pdf", "buffer": pdf()},
        "内部",
        True,
        id="marked as internal",
    ),
    pytest.param(
        {"name": "会议摘要.pdf", "mimeType": "application/pdf", "buffer": png()}, ".pdf", True, id="a disguised picture"
    ),
    pytest.param(
        {"name": "会议摘要.pdf", "mimeType": "application/pdf", "buffer": pdf()}, "", False, id="question not answered"
    ),
]


@pytest.mark.parametrize(("file", "said", "cleared"), REFUSED)
def test_a_file_that_may_not_be_kept_is_refused_and_nothing_is_stored(
    open_as: OpenAs, served: Served, today: dt.date, file: FilePayload, said: str, cleared: bool
) -> None:
    page = open_as("city")
    before = served.stored_files
    open_form(page, unit="大埕镇人民政府")
    fill(page, day=today, number="附件被拒号")
    page.locator("[name=extract]").set_input_files(file)
    page.locator("[name=extract_cleared]").set_checked(cleared)
    with page.expect_navigation() as answer:
        send_button(page).click()
    assert answer.value.status == 422
    error = page.locator("#id_extract_error")
    expect(error).to_be_visible()
    expect(error).to_contain_text(said)
    expect(page.locator("[name=safety_item]")).to_have_value(ITEM)
    assert served.stored_files == before
    expect_recorded(page, times=0, day=today, number="附件被拒号")


def test_a_real_file_comes_back_to_whoever_may_see_its_meeting_only(open_as: OpenAs, today: dt.date) -> None:
    town, content = open_as("town"), pdf()
    open_form(town, unit=TOWN_GOVERNMENT)
    fill(town, day=today.replace(day=1) - dt.timedelta(days=2), number="附件第1号")
    town.locator("[name=extract]").set_input_files(
        {"name": "会议摘要.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    town.locator("[name=extract_cleared]").check()
    send_button(town).click()
    expect(town.locator(".messages")).to_contain_text(zh_pattern("Recorded in the ledger as entry %(seq)s."))
    link = town.locator(".timeline").get_by_role("link", name="会议摘要.pdf")
    with town.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename == "会议摘要.pdf"
    assert waiting.value.path().read_bytes() == content
    address = str(link.get_attribute("href"))
    for username, status in (("city", 200), ("stranger", 404), ("reviewer", 404)):
        answer = open_as(username).context.request.get(address)
        assert answer.status == status, username
        assert (content in answer.body()) is (status == 200)
    nobody = open_as(None).context.request.get(address)
    assert "/login/" in nobody.url
    assert content not in nobody.body()
