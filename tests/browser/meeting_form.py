"""The form of a meeting as a person fills it in."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import Locator, Page, expect

ITEM = "听取安全生产情况汇报,研究隐患整改"


class Hand:
    """Does what a finger does, and counts: a tap is a click, and so is choosing from a list. Typing is not."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, what: Locator) -> None:
        """Tap something."""
        what.click()
        self.clicks += 1

    def choose(self, name: str, *, label: str | None = None, index: int | None = None) -> None:
        """Choose from a list."""
        self.page.locator(f"select[name={name}]").select_option(label=label, index=index)
        self.clicks += 1

    def type(self, name: str, text: object) -> None:
        """Type into a field."""
        self.page.locator(f"[name={name}]").fill(str(text))


def open_form(page: Page, *, unit: str) -> None:
    """Begin a meeting of that body, by its name, from the register's own button."""
    page.goto("/records/meeting/new/")
    page.get_by_role("main").get_by_role("combobox").select_option(label=unit)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.locator("[name=safety_item]")).to_be_visible()


def fill(page: Page, *, day: dt.date, number: str, item: str = ITEM) -> Hand:
    """Fill in what is required of a town; its form is given, and the chair is the first post."""
    hand = Hand(page)
    hand.type("occurred_on", day)
    hand.type("number", number)
    hand.choose("chair", index=1)
    hand.type("safety_item", item)
    return hand


def send_button(page: Page) -> Locator:
    """The one button that records."""
    return page.locator(".form-end button")


def fields_of(page: Page) -> dict[str, str]:
    """Everything the browser would send, hidden fields and tokens included; files left out."""
    form = page.locator("form:has(.form-end)")
    return form.evaluate(
        "form => Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === 'string'))"
    )


def expect_recorded(page: Page, *, times: int, day: dt.date, number: str) -> None:
    """So many meetings of that day stand in the register under that number."""
    page.goto(f"/records/meeting/?since={day}&until={day}")
    expect(page.locator("main tbody tr").filter(has_text=number)).to_have_count(times)
