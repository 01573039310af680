"""An enterprise with no part in any of it: no area, meeting or figure, no guessed address, only its own duties."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from conftest import OpenAs
from playwright.sync_api import Page, expect

OWN = "演示包装"
NUMBERS_OF_REQUESTS = re.compile(r"[0-9a-f-]{36}")


def first_link(page: Page, *, listed: str, pattern: str) -> str:
    """The first address of that kind on a list that the city's officer sees."""
    page.goto(listed)
    hrefs = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return next(href for href in hrefs if re.fullmatch(pattern, href))


@pytest.mark.parametrize(
    "listed",
    ["/obligations/?clause=3.12", "/records/meeting/", "/records/orderitem/", "/ledger/?clause=3.12"],
)
def test_every_list_is_empty(open_as: OpenAs, listed: str) -> None:
    page = open_as("stranger")
    answer = page.goto(listed)
    assert answer is not None
    assert answer.status == 200
    expect(page.locator(".empty-state")).to_be_visible()
    expect(page.locator("main tbody tr")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("镇人民政府")


def test_what_is_owed_is_its_own_alone(open_as: OpenAs) -> None:
    page = open_as("stranger")
    page.goto("/obligations/")
    rows = page.locator("main tbody tr")
    assert rows.count() > 0
    expect(rows.filter(has_text=OWN)).to_have_count(rows.count())
    page.goto("/ledger/")
    expect(page.get_by_role("main").get_by_text(re.compile("镇人民政府|演示陶瓷"))).to_have_count(0)


@pytest.mark.parametrize("table", ["/obligations/export.xlsx", "/records/meeting/export.xlsx"])
def test_every_exported_table_has_no_row(open_as: OpenAs, table: str) -> None:
    answers = {name: open_as(name).context.request.get(table) for name in ("stranger", "city")}
    rows = {}
    for name, answer in answers.items():
        assert answer.status == 200
        sheet = openpyxl.load_workbook(io.BytesIO(answer.body())).active
        rows[name] = list(sheet.iter_rows(values_only=True))
    assert len(rows["city"]) > 100
    towns = [row for row in rows["stranger"] if any("镇" in str(cell) for cell in row)]
    assert towns == []
    assert [row for row in rows["stranger"][1:] if OWN not in str(row[0])] == []


@pytest.mark.parametrize(
    "address",
    [
        "/areas/",
        "/areas/445100/",
        "/areas/445122100/",
        "/areas/445122100/units/",
        "/obligations/?area=445122100",
        "/obligations/export.xlsx?area=445122100",
    ],
)
def test_an_area_is_as_if_it_did_not_exist(open_as: OpenAs, address: str) -> None:
    page = open_as("stranger")
    assert page.request.get(address).status == 404


def test_a_guessed_number_looks_like_one_that_does_not_exist(open_as: OpenAs) -> None:
    city, stranger = open_as("city"), open_as("stranger")
    kinds = (
        ("/obligations/?standing=open", r"/obligations/\d+/"),
        ("/records/meeting/", r"/records/meeting/\d+/"),
        ("/ledger/?clause=3.12", r"/ledger/\d+/"),
    )
    for listed, pattern in kinds:
        real = first_link(city, listed=listed, pattern=pattern)
        assert city.request.get(real).status == 200
        guessed = stranger.request.get(real)
        missing = stranger.request.get(re.sub(r"\d+", "987654321", real))
        assert (guessed.status, missing.status) == (404, 404), real
        assert NUMBERS_OF_REQUESTS.sub("", guessed.text()) == NUMBERS_OF_REQUESTS.sub("", missing.text())


def test_a_step_of_somebody_elses_case_cannot_be_reached(open_as: OpenAs) -> None:
    city, stranger = open_as("city"), open_as("stranger")
    meeting = first_link(city, listed="/records/meeting/", pattern=r"/records/meeting/\d+/")
    obligation = first_link(city, listed="/obligations/?standing=open", pattern=r"/obligations/\d+/")
    number = obligation.strip("/").rpartition("/")[2]
    assert stranger.request.get(f"{meeting}withdraw/").status == 404
    assert stranger.request.get(f"{meeting}verify/").status == 404
    assert stranger.request.get(f"/records/meeting/new/?obligation={number}").status in (403, 404)
    assert stranger.request.get("/records/meeting/new/").status == 403
    assert stranger.request.get("/files/1/").status == 404


def test_home_and_the_page_of_3_12_show_no_figure(open_as: OpenAs) -> None:
    page = open_as("stranger")
    page.goto("/")
    owed = page.locator(".owed > li")
    assert owed.count() > 0
    expect(owed.filter(has_text=OWN)).to_have_count(owed.count())
    expect(page.locator(".territory")).to_have_count(0)
    page.goto("/clauses/3.12/")
    expect(page.locator("blockquote").first).to_have_text("镇(街道)党委、政府每月至少研究一次安全生产工作")
    expect(page.locator("table.figures tbody td")).to_have_text(["0"] * 7)


@pytest.mark.parametrize(
    "address", ["/", "/areas/445100/", "/obligations/", "/records/meeting/", "/ledger/", "/roles/"]
)
def test_whoever_is_not_logged_in_is_asked_to_and_comes_back(open_as: OpenAs, address: str) -> None:
    page = open_as(None)
    page.goto(address)
    expect(page).to_have_url(re.compile("/login/"))
    expect(page.locator("main form [name=next]")).to_have_value(address)
    expect(page.locator("nav.shell-menu")).to_have_count(0)
