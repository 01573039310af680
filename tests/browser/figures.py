"""The figures of pages, read as a person reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

TOWN_DUTY = "town-monthly-meeting"


@dataclass(frozen=True)
class Figures:
    """One line of an area's table."""

    owed: int
    on_time: int
    late: int
    open: int
    not_due: int
    overdue: int


def figures_in(line: Locator) -> Figures:
    """The figures of one line."""
    cells = line.locator("td").all_inner_texts()
    owed, on_time, late, left, not_due, _rate, overdue = cells
    return Figures(int(owed), int(on_time), int(late), int(left), int(not_due), int(overdue))


def lines(page: Page) -> Locator:
    """The lines of an area's table, the total left out."""
    return page.locator("table.figures tbody tr")


def total_of(page: Page, *, area: str, duty: str = TOWN_DUTY) -> Figures:
    """An area's total of this month under one duty."""
    page.goto(f"/areas/{area}/?duty={duty}")
    return figures_in(page.locator("table.figures tfoot tr"))


def rows_behind(page: Page, *, address: str) -> int:
    """How many rows a figure's link shows, over all its pages; the page must state the same number."""
    page.goto(address)
    stated = re.search(r"\d+", page.locator("main p.text-secondary").first.inner_text())
    assert stated is not None
    rows = page.locator("main tbody tr").count()
    while page.locator("nav.pager a[rel=next]").count():
        page.locator("nav.pager a[rel=next]").click()
        page.wait_for_load_state()
        rows += page.locator("main tbody tr").count()
    assert rows == int(stated[0])
    return rows
