"""Lists and the phone's data ask the database as often for many rows as for few."""

from __future__ import annotations

import pytest
from cast import NOW, Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from examples_of_dangers import find, major
from examples_of_risks import controlled, risk


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.mark.parametrize("address", ["/records/hiddendanger/", "/records/riskpoint/", "/field/data.json"])
def test_no_row_costs_a_query_of_its_own(cast: Cast, address: str) -> None:
    client = Client()
    client.force_login(cast.officer("officer"))

    def asked(rows: range) -> int:
        for number in rows:
            major(cast.act("officer"), find(cast.act("officer"), what=f"隐患{number}"))
            risk(cast.act("safety"), f"F{number}", colour="red", **controlled())
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    assert asked(range(5)) == asked(range(5, 10))
