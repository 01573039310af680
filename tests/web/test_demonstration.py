"""The demonstration's past happens in the order in which it is told: the ledger's time never has to be put right."""

from __future__ import annotations

import pytest
from cast import NOW, WATCHED_FROM, Cast
from structlog.testing import capture_logs

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures
from anlan.policy import Pack
from anlan.web import demonstration


def test_the_past_months_are_recorded_in_their_order(cast: Cast, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstration, "watched_from", lambda today: WATCHED_FROM)
    with capture_logs() as logs:
        demonstration._history(pack=pack, now=NOW)
    assert Event.objects.filter(kind="obligation.accepted").exists()
    assert not [one for one in logs if one["event"] == "clock_behind_ledger"]
    assert figures.differences() == []
