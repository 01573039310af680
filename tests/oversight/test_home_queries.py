"""The home page asks the database at most twelve times, whoever opens it and however much lies in sight."""

from __future__ import annotations

import pytest
from cast import NOW, TOWN_GOVERNMENT, TOWN_PARTY, Cast, hold
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pages import browser

from anlan.web.demonstration import CAST

MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.mark.parametrize("username", sorted({role.username for role in CAST}))
def test_home_asks_at_most_twelve_times(opened: Cast, username: str) -> None:
    decided = [(f"整改 {number}", TOWN_PARTY, "2026-12-01") for number in range(10)]
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=decided)
    client = browser(opened, username)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    assert len(queries) <= MOST_QUERIES, "\n".join(one["sql"][:120] for one in queries.captured_queries)
