"""条款数字: what is kept for a clause, as numbers that lead to exactly the records they count (3.4, 5.1, 9.2 …).

A register says itself which clauses it carries, and by which filters of its list their records are found
(``CasePages.carries``). A page that carries a clause cites it with its address. What neither is a register of this
house (who governs whom, issued papers) is counted here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.filtering import filtered
from anlan.kernel.pages.lists import count_up_to
from anlan.kernel.papers.issued import IssuedPaper
from anlan.kernel.people.sight import Sight, SightedQuerySet
from anlan.kernel.people.unit import Unit
from anlan.oversight.papers import PAPERS
from anlan.policy import Pack
from anlan.policy.citations import citations, cite

cite(reference="3.1", kind="page", name="areas", address="areas")
RETURNS = ("monthly_return", "quarterly_return")
for _name in RETURNS:
    cite(reference="5.8", kind="document", name=_name)


@dataclass(frozen=True)
class Kept:
    """How many records there are in sight. ``exact`` False: at least so many. ``url`` lists exactly them."""

    label: str
    number: int
    exact: bool
    url: str


@dataclass(frozen=True)
class Shown:
    """A page on which the clause's work is to be seen."""

    label: str
    url: str


def _units() -> SightedQuerySet:
    return Unit.objects.get_queryset().filter(closed_on=None)


def _issued(name: str) -> Callable[[], SightedQuerySet]:
    return lambda: IssuedPaper.objects.get_queryset().filter(paper=name)


@dataclass(frozen=True)
class Counted:
    """Something kept outside the registers: what it is called, its rows, the list that shows them."""

    label: Promise | str
    rows: Callable[[], SightedQuerySet]
    page: str
    filters: dict[str, str]


COUNTED: dict[str, tuple[Counted, ...]] = {
    "3.1": (Counted(_("Units, each in its one area"), _units, "areas", {}),),
    "5.8": tuple(Counted(PAPERS[name].label, _issued(name), "papers", {"paper": name}) for name in RETURNS),
}
PAGES: dict[str, Promise | str] = {
    "areas": _("Areas"),
    "targets": _("Targets"),
    "burden": _("Burden on enterprises"),
    "staffing": _("Bodies and staff"),
    "allocations": _("Division of duties"),
    "regulators": _("Regulators of enterprises by area"),
    "committee": _("Safety committees"),
    "criteria": _("Criteria of major hidden dangers"),
    "checklists": _("Check-lists"),
    "major_dangers": _("Major dangers and risks"),
    "risk_leaders": _("Red and orange points without a leader"),
    "silence": _("Silent and repeated reports"),
    "warnings": _("Enterprises to warn"),
}
# Pages that every officer may open; the others add up an area, for whoever oversees one.
OPEN_PAGES = ("criteria", "checklists")


def kept_for(*, reference: str | None, sight: Sight, today: dt.date, pack: Pack) -> list[Kept]:
    """What the registers keep for a clause of the reference catalogue, within sight."""
    found = []
    for pages in DECLARED.pages.values():
        if reference not in pages.carries:
            continue
        filters = dict(pages.carries[reference])
        rows, _understood, _order = filtered(pages=pages, query=filters, on=today, pack=pack)
        found.append(_kept(label=str(pages.plural), rows=rows, sight=sight, page="records", args=[pages.name],
                           filters=filters))  # fmt: skip
    for one in COUNTED.get(reference or "", ()):
        found.append(_kept(label=str(one.label), rows=one.rows(), sight=sight, page=one.page, args=[],
                           filters=one.filters))  # fmt: skip
    return found


def _kept(
    *, label: str, rows: SightedQuerySet, sight: Sight, page: str, args: list[str], filters: dict[str, str]
) -> Kept:
    number, exact = count_up_to(rows=rows, sight=sight)
    query = f"?{urlencode(filters)}" if filters else ""
    return Kept(label, number, exact, f"{reverse(page, args=args)}{query}")


def shown_for(*, reference: str | None, overseeing: bool) -> list[Shown]:
    """The pages that say of themselves that they show this clause's work, those that this reader may open."""
    if reference is None:
        return []
    cited = [item for item in citations(reference=reference) if item.kind == "page" and item.address]
    cited = [item for item in cited if overseeing or item.name in OPEN_PAGES]
    return [Shown(str(PAGES.get(item.name, item.name)), reverse(item.address)) for item in cited]
