"""Another enterprise sees nothing of the first one: no page, list, count, export, form or file."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from conftest import OpenAs
from enterprises import CODE, FIRST
from meeting_form import send_button
from playwright.sync_api import expect
from test_handed_in_files import pdf
from words import zh_pattern

REGISTERS = (
    "enterprise", "safetyplan", "planitem", "quarterlycheck", "selfinspection", "workentry", "commitment",
    "procedure", "licence", "contract", "facility", "stage", "regulator",
)  # fmt: skip


@pytest.mark.parametrize("name", REGISTERS)
def test_6_lists_searches_pages_and_exports_show_nothing_of_it(open_as: OpenAs, name: str) -> None:
    owner, stranger = open_as("safety"), open_as("stranger")
    owner.goto(f"/records/{name}/")
    # It is the owner's, and there: a list that is empty for everybody would prove nothing.
    link = owner.locator("main tbody tr").filter(has_text=FIRST).first.get_by_role("link")
    address = str(link.get_attribute("href"))
    stranger.goto(f"/records/{name}/")
    expect(stranger.locator("main tbody tr").filter(has_text=FIRST)).to_have_count(0)
    number = re.escape(address.strip("/").rpartition("/")[2])
    assert not re.search(rf'/records/{name}/{number}/"', stranger.content())
    assert stranger.request.get(address).status == 404
    table = stranger.request.get(f"/records/{name}/export.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(table.body()))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert not [cell for cell in cells if FIRST in cell]
    for query in (f"?unit={CODE}", "?area=445122100"):
        answer = stranger.request.get(f"/records/{name}/{query}")
        assert FIRST not in answer.text()


@pytest.mark.parametrize(
    "address",
    [
        f"/units/{CODE}/", f"/units/{CODE}/asked/", f"/enterprises/{CODE}/ledger/", "/regulators/445122/",
        "/regulators/445122/enterprises/?matter=fire&standing=one", "/burden/445122/", "/staffing/445122/",
    ],
)  # fmt: skip
def test_6_its_pages_and_the_areas_are_as_if_they_did_not_exist(open_as: OpenAs, address: str) -> None:
    assert open_as("city").request.get(address).status == 200
    assert open_as("stranger").request.get(address).status == 404


def test_6_counts_pickers_and_searches_know_nothing_of_it(open_as: OpenAs) -> None:
    page = open_as("stranger")
    for address in ("/", "/records/enterprise/?q=陶瓷", "/records/", "/obligations/", "/ledger/", "/calendar/"):
        page.goto(address)
        expect(page.get_by_role("main")).not_to_contain_text(FIRST)
    for name in ("contract", "workentry", "safetyplan", "facility"):
        page.goto(f"/records/{name}/new/")
        expect(page.get_by_role("main")).not_to_contain_text(FIRST)
    # Its own entry is the only one that it counts.
    page.goto("/records/enterprise/")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.goto("/clauses/6.12/")
    for link in page.locator("main a[href^='/records/enterprise/?']").all():
        assert re.findall(r"\d+", link.inner_text()) in (["0"], ["1"])


def test_6_8_a_file_of_its_ledger_is_nobody_elses(open_as: OpenAs) -> None:
    page = open_as("safety")
    page.goto("/records/workentry/new/")
    page.locator("[name=kind]").select_option("training")
    page.locator("[name=what]").fill("浏览器:班组安全学习")
    page.locator("[name=proof]").set_input_files(
        {"name": "学习记录.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.locator("[name=proof_cleared]").check()
    send_button(page).click()
    expect(page.locator(".messages li").first).to_have_text(zh_pattern("Recorded in the ledger as entry %(seq)s."))
    page.goto("/records/workentry/")
    page.locator("main tbody tr").filter(has_text="浏览器:班组安全学习").first.get_by_role("link").click()
    address = str(page.get_by_role("link", name="学习记录.pdf").get_attribute("href"))
    for username, status in (("principal", 200), ("town", 200), ("stranger", 404)):
        assert open_as(username).request.get(address).status == status, username
