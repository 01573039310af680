"""The list of hidden dangers asks the database at most twelve times, whoever opens it, narrowed or not (18.8)."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, TODAY, Cast, unit
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from examples_of_dangers import EMERGENCY, FIRST, SECOND
from pages import browser

from anlan.modules.hidden_danger import HiddenDanger

MOST_QUERIES, ON_A_PAGE = 12, 50


@pytest.fixture
def many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Sixty dangers at two enterprises, some of them supervised, major or late."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    emergency = unit(EMERGENCY)
    for number in range(60):
        place = unit(FIRST if number % 2 else SECOND)
        danger = HiddenDanger(
            unit=place, position=place.position, line_id=place.line_id, state="rectifying", created_at=NOW,
            what=f"第{number}处", place="车间", found_on=TODAY - dt.timedelta(days=number), found_by=place,
            source="self_check", measure="none_needed", grade="major" if number % 10 == 0 else "general",
            due_day=TODAY + dt.timedelta(days=number - 20),
        )  # fmt: skip
        danger.supervise(by=emergency if number % 3 == 0 else None)
        danger.save(force_insert=True)
    return cast


@pytest.mark.parametrize("username", ["city", "office", "officer", "town"])
@pytest.mark.parametrize("query", ["", "?standing=late", "?grade=major&standing=open", "?sort=due", "?q=处"])
def test_18_8_a_page_of_fifty_dangers_asks_at_most_twelve_times(many: Cast, username: str, query: str) -> None:
    client = browser(many, username)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/records/hiddendanger/{query}")
    assert answer.status_code == 200
    if query in ("", "?sort=due", "?q=处"):
        assert answer.content.decode().count("/records/hiddendanger/") >= ON_A_PAGE
    assert len(queries) <= MOST_QUERIES, "\n".join(one["sql"][:120] for one in queries.captured_queries)
