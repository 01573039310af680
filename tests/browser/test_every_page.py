"""Every page for every member of the cast: on phone, tablet and desk, in both languages, for keyboard and eye."""

from __future__ import annotations

import re

import pytest
from conftest import OpenAs
from playwright.sync_api import Page

WIDTHS = (360, 768, 1440)
FORM = "/records/meeting/new/"
TRIED = "/duties/town-monthly-meeting/dry-run/"
PAGES = (
    "/",
    "/obligations/",
    "/areas/",
    "/records/meeting/",
    FORM,
    "/overview/",
    "/duties/",
    TRIED,
    "/calendar/",
    "/post/",
    "/papers/",
    "/clauses/",
    "/clauses/?q=meeting",
    "/clauses/3.12/",
    "/clauses/1.1/",
    "/criteria/",
    "/criteria/?versions=all",
    "/checklists/",
    "/ledger/",
    "/messages/",
    "/roles/",
    "/password/",
    "/no-such-page/",
)
# What a member of the cast may not open: 403 where the right is missing, 404 where the territory is.
NO_AREA = {"/areas/": 404, "/overview/": 404}
NO_LEDGER = {"/ledger/": 403}
NO_FORM = {FORM: 403}
# Only the committee office of the city decides on its duties.
NOT_TRIED = {TRIED: 403}
DENIED: dict[str, dict[str, int]] = {
    "city": {},
    "county": NO_LEDGER | NO_FORM | NOT_TRIED,
    "town": NOT_TRIED,
    "officer": NO_LEDGER | NO_FORM | NOT_TRIED,
    "reviewer": NO_AREA | NO_LEDGER | NO_FORM | NOT_TRIED,
    "safety": NO_AREA | NO_FORM | NOT_TRIED,
    "principal": NO_AREA | NO_FORM | NOT_TRIED,
    "stranger": NO_AREA | NO_FORM | NOT_TRIED,
    "auditor": NO_FORM | NOT_TRIED,
}
# Pages of single things, found through the links of the lists above.
DEEPER = (
    r"/obligations/\d+/",
    r"/posts/\d+/",
    r"/posts/\d+/hand-over/",
    r"/units/[\w/-]+/",
    r"/duties/[\w-]+/",
    r"/overview/\d+/\?half=[\w-]+",
    r"/areas/\d+/units/",
    r"/records/meeting/\d+/",
    r"/records/meeting/new/\?obligation=\d+",
    r"/ledger/\d+/",
)
# The registers and pages of enterprises, and who may open them beside their own rows.
OF_ENTERPRISES = (
    *(f"/records/{name}/" for name in (
        "enterprise", "safetyplan", "planitem", "quarterlycheck", "selfinspection", "selfcheck", "workentry",
        "fiveinplace", "commitment", "procedure", "site", "unionsupervision", "licence", "contract", "facility",
        "regulator",
    )),
    "/regulators/", "/burden/", "/allocations/", "/enterprises/ledger/",
)  # fmt: skip
KEEPING = ("/records/enterprise/new/", "/records/enterprise/import/", "/records/regulator/new/",
           "/records/allocation/new/")  # fmt: skip
ACTING = tuple(
    f"/records/{name}/new/"
    for name in (
        "safetyplan", "quarterlycheck", "selfinspection", "selfcheck", "workentry", "fiveinplace", "commitment",
        "procedure", "site", "licence", "contract", "facility",
    )
)  # fmt: skip
NO_FIGURES = {"/regulators/": 404, "/burden/": 404, "/allocations/": 404}
READERS: dict[str, tuple[tuple[str, ...], dict[str, int]]] = {
    "city": ((*OF_ENTERPRISES, *KEEPING), {}),
    "county": (OF_ENTERPRISES, {}),
    "safety": ((*OF_ENTERPRISES, *ACTING), NO_FIGURES),
    "stranger": (OF_ENTERPRISES, NO_FIGURES),
}
DEEPER_OF_ENTERPRISES = (
    r"/records/(?:enterprise|safetyplan|planitem|quarterlycheck|selfinspection|workentry)/\d+/",
    *(rf"/records/{name}/\d+/" for name in ("commitment", "licence", "contract", "facility", "regulator")),
    r"/enterprises/DEMO-ENTERPRISE-1/ledger/",
    r"/regulators/\d+/enterprises/\?.*gap.*",
    r"/regulators/\d+/take-over/",
    r"/imports/\d+/",
)
# Single pages of the enterprise that all these readers but the stranger may see.
SINGLE = ("/units/DEMO-ENTERPRISE-1/", "/units/DEMO-ENTERPRISE-1/asked/")
FLAWS = """
([language]) => {
  const flaws = [], cjk = /[\\u3400-\\u9fff]/, latin = /[A-Za-z]{2}/;
  const shown = (element) => element.checkVisibility({visibilityProperty: true});
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) flaws.push(`${headings} h1`);
  if (!document.title.trim()) flaws.push("no title");
  if (document.documentElement.lang !== language) flaws.push(`lang is ${document.documentElement.lang}`);
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea"))
    if (shown(field) && !field.labels.length && !field.ariaLabel) flaws.push(`no label: ${field.outerHTML}`);
  for (const control of document.querySelectorAll("a[href], button"))
    if (shown(control) && !control.textContent.trim() && !control.ariaLabel)
      flaws.push(`no name: ${control.outerHTML}`);
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids)) if (ids.indexOf(id) !== ids.lastIndexOf(id)) flaws.push(`id twice: ${id}`);
  for (const words of document.querySelectorAll("h1, h2, h3, th, label, legend, dt, caption, button, nav a, summary")) {
    // Villages have no English name: the heading of their row stays Chinese.
    if (words.closest("[lang]") !== document.documentElement || words.scope === "row") continue;
    // Names that stand in Chinese alone say so to a screen reader.
    const own = words.cloneNode(true);
    for (const marked of own.querySelectorAll("[lang]")) marked.remove();
    const text = own.textContent.trim();
    if (language === "en" ? cjk.test(text) : latin.test(text) && !cjk.test(text)) flaws.push(`untranslated: ${text}`);
  }
  return flaws;
}
"""
# What sticks out to the right, unless it lies in a box that scrolls by itself or is for screen readers only.
STICKS_OUT = """
([width]) => {
  const flaws = [];
  if (document.documentElement.scrollWidth > width) flaws.push(`page is ${document.documentElement.scrollWidth} wide`);
  const meant = (style) => ["auto", "scroll"].includes(style.overflowX) || style.clipPath !== "none";
  const inside = (element) => element && (meant(getComputedStyle(element)) || inside(element.parentElement));
  for (const element of document.querySelectorAll("body *"))
    if (element.getBoundingClientRect().right > width + 1 && element.checkVisibility() && !inside(element))
      flaws.push(`sticks out: ${element.outerHTML.slice(0, 120)}`);
  return flaws.slice(0, 3);
}
"""


def flaws_of(page: Page, *, address: str, status: int, language: str) -> list[str]:
    """Everything that is wrong with one page."""
    answer = page.goto(address)
    if answer is None or answer.status != status:
        return [f"{address}: answered {answer and answer.status}, expected {status}"]
    flaws = [f"{address}: {flaw}" for flaw in page.evaluate(FLAWS, [language])]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        flaws += [f"{address} at {width}: {flaw}" for flaw in page.evaluate(STICKS_OUT, [width])]
    return flaws


def addresses(page: Page, *, selector: str) -> list[str]:
    """Where the links of this page lead, inside Anlan."""
    return page.locator(selector).evaluate_all("links => links.map(link => link.getAttribute('href'))")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("username", DENIED)
def test_every_page_fits_every_width_and_speaks_one_language(open_as: OpenAs, username: str, language: str) -> None:
    page = open_as(username, language=language)
    denied = DENIED[username] | {"/no-such-page/": 404}
    page.goto("/")
    menu = addresses(page, selector="nav.shell-menu a")
    # The menu offers nothing that its reader may not open.
    assert not denied.keys() & set(menu)
    found: dict[str, str] = {}
    flaws = []
    for address in dict.fromkeys([*menu, *PAGES]):
        flaws += flaws_of(page, address=address, status=denied.get(address, 200), language=language)
        for href in addresses(page, selector="main a"):
            for pattern in DEEPER:
                if re.fullmatch(pattern, href):
                    found.setdefault(pattern, href)
    for address in found.values():
        flaws += flaws_of(page, address=address, status=200, language=language)
    assert not flaws, "\n".join(flaws)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("username", READERS)
def test_6_every_page_of_enterprises_fits_every_width_and_speaks_one_language(
    open_as: OpenAs, username: str, language: str
) -> None:
    page = open_as(username, language=language)
    listed, denied = READERS[username]
    single = dict.fromkeys(SINGLE, 404 if username == "stranger" else 200)
    found: dict[str, str] = {}
    flaws = []
    for address in (*listed, *single):
        status = denied.get(address, single.get(address, 200))
        flaws += flaws_of(page, address=address, status=status, language=language)
        for href in addresses(page, selector="main a"):
            for pattern in DEEPER_OF_ENTERPRISES:
                if re.fullmatch(pattern, href):
                    found.setdefault(pattern if "(?:" not in pattern else href.split("/")[2], href)
    assert len(found) >= (1 if username == "stranger" else 9)
    for address in found.values():
        flaws += flaws_of(page, address=address, status=200, language=language)
    assert not flaws, "\n".join(flaws)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_login_page_fits_every_width_and_speaks_one_language(open_as: OpenAs, language: str) -> None:
    page = open_as(None, language=language)
    flaws = flaws_of(page, address="/login/", status=200, language=language)
    assert not flaws, "\n".join(flaws)
