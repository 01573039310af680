"""The pages of clauses show how each is carried, with live figures that lead to exactly what they count (2–10, E)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TODAY, TOWN_GOVERNMENT, Cast, hold, unit
from django.utils import timezone
from pages import browser, rows_listed
from registers import adopt, returned, seat

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import begin
from anlan.modules.tour import Tour
from anlan.oversight import clauses
from anlan.policy import Pack

BUREAU = "445122/housing"
SEEN_BY = ("city", "county", "town", "officer", "safety", "stranger", "auditor")


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def told(opened: Cast) -> Cast:
    """A city in which something is kept for clauses of each kind."""
    hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-20")
    adopt(opened.act("city"), COUNTY_GOVERNMENT, "special_plan", "2026-10-01", covers="2026-2030")
    adopt(opened.act("city"), COUNTY_GOVERNMENT, "local_measures", "2026-10-02")
    returned(opened.act("city"), TOWN_GOVERNMENT, "2026-11-01")
    committee = "445122/safety-committee"
    seat(opened.act("city"), committee, "director", Post.objects.get(unit__code=COUNTY_GOVERNMENT, key="head"))
    _tour(opened)
    sweep(now=NOW, pack=opened.act("city").pack)
    return opened


def _tour(cast: Cast) -> None:
    lead = Post.objects.filter(unit__code="445100/government", kind="in_charge").first()
    assert lead is not None
    answers = {
        "kind": "tour", "subject": str(unit(COUNTY_GOVERNMENT).pk), "started_on": dt.date(2026, 11, 2),
        "occurred_on": dt.date(2026, 11, 4), "lead": str(lead.pk), "shared_with": "", "basis": "年度巡查计划",
        "number": "", "report": "已反馈", "findings": [],
    }  # fmt: skip
    act = cast.act("city")
    begin(model=Tour, unit=unit("445100/government"), answers=answers, act=act, submission=uuid.uuid4())


@pytest.mark.parametrize("username", SEEN_BY)
def test_each_figure_of_a_clause_opens_exactly_what_it_counts(told: Cast, pack: Pack, username: str) -> None:
    """What several clauses lead to is opened once: a page's address says all that it shows.

    The city finds a figure or a register on the page of every clause that is carried.
    """
    client = browser(told, username)
    listed, opened = {}, set()
    counted = 0
    for clause in pack.clauses.values():
        if clause.carried.how == "none":
            continue
        context = client.get(f"/clauses/{clause.id}/").context
        assert username != "city" or context["owed"] or context["kept"], clause.id
        kept = [one for one in context["kept"] if "/records/" in one.url or "/papers/" in one.url]
        figures = [(one.url, one.number) for one in kept]
        figures += [(figure["url"], figure["number"]) for figure in context["owed"] if figure["number"]]
        for url, number in figures:
            if url not in listed:
                listed[url] = rows_listed(client, url)
            assert listed[url] == number, (clause.id, url)
            counted += number
        for page in context["shown"]:
            if page.url not in opened:
                assert client.get(page.url, follow=True).status_code == 200, (clause.id, page)
                opened.add(page.url)
    # Whoever they are they find something; an enterprise at least its own entry in the register (6.21).
    assert counted


def test_3_27_and_3_5_each_count_their_own_kind_of_tour(told: Cast) -> None:
    client = browser(told, "city")
    kept = {clause: client.get(f"/clauses/{clause}/").context["kept"][0].number for clause in ("3.27", "3.5", "E.4")}
    assert kept == {"3.27": 1, "3.5": 0, "E.4": 0}


def test_10_2_what_is_due_next_year_is_shown_too(told: Cast) -> None:
    """A town that reported no full-time officer on 1 November has until next year; the clause does not hide it."""
    found = clauses.live_figures(clause_id="10.2", sight=told.actor("city").sight(), today=TODAY)
    later = Obligation.objects.filter(duty__clause="10.2", state=0, due_day__gt=dt.date(2026, 12, 31)).count()
    assert found.later == later > 0


def test_3_12_what_is_left_of_last_year_is_shown_in_the_new_one(told: Cast) -> None:
    sight, new_year = told.actor("city").sight(), dt.date(2027, 1, 5)
    found = clauses.live_figures(clause_id="3.12", sight=sight, today=new_year)
    left = Obligation.objects.filter(duty__clause="3.12", state=0, due_day__lt=dt.date(2027, 1, 1)).count()
    assert found.earlier == left > 0
    assert found.year.owed == 0


def test_a_sight_of_one_unit_counts_that_units_own_rows(told: Cast) -> None:
    """The reviewer's sight is one bureau: no figure of a place, but its own rows; and none of them twice."""
    bureau = told.actor("reviewer").sight()
    assert all(reach.unit is not None for reach in bureau.reaches)
    for clause in ("8.8", "9.5"):
        own = Obligation.objects.visible_to(bureau).filter(duty__clause=clause, due_day__year=TODAY.year)
        found = clauses.live_figures(clause_id=clause, sight=bureau, today=TODAY)
        assert found.year.opened == own.count()
    assert clauses.live_figures(clause_id="3.12", sight=bureau, today=TODAY).year == Counts()


def test_a_register_carries_only_clauses_that_exist_and_by_filters_that_it_has(pack: Pack) -> None:
    for pages in DECLARED.pages.values():
        for reference, filters in pages.carries.items():
            assert reference in pack.clauses, (pages.name, reference)
            narrowed = {*pages.filters, *(choice.name for choice in pages.narrowing), "state"}
            assert set(filters) <= narrowed, (pages.name, reference)
