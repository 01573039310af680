"""Correcting a wrong entry while the right one is recorded: whoever is second sees what the first did."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from cast import NOW, TOWN_GOVERNMENT, Cast, call_the_cast, hold, owed, withdraw
from django.db import connection

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations import figures, settling
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep


@pytest.fixture
def ours(own_database: None) -> Cast:
    cast = call_the_cast()
    sweep(now=NOW, pack=installed_pack())
    return cast


def test_3_12_the_right_meeting_counts_when_the_wrong_one_is_withdrawn_at_the_same_moment(
    ours: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, city = ours.act("town"), ours.act("city")
    wrong = hold(town, TOWN_GOVERNMENT, "2026-11-19", number="wrong").record
    looked, recorded = threading.Event(), threading.Event()
    look = settling.completion_for

    def look_and_let_the_other_go(**given: Any) -> Any:
        found = look(**given)
        looked.set()
        recorded.wait(2)  # the other cannot finish before us; where it could, this is when it would
        return found

    monkeypatch.setattr(settling, "completion_for", look_and_let_the_other_go)

    def take_back() -> None:
        try:
            withdraw(town, wrong)
        finally:
            connection.close()

    def record() -> None:
        looked.wait(20)
        try:
            hold(city, TOWN_GOVERNMENT, "2026-11-20", number="right")
        finally:
            recorded.set()
            connection.close()

    threads = [threading.Thread(target=work) for work in (take_back, record)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    assert row.state == Obligation.State.MET
    assert row.met_by.answers["number"] == "right"
    assert figures.differences() == []
