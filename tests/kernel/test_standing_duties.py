"""Requirements that always stand: open while the register shows something missing, met when it does not, then again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cast import TOWN_GOVERNMENT, TOWN_PARTY, WATCHED_FROM, Cast, at, unit
from django.db.models import Max
from duty_packs import duty, pack_with, watch, with_parameter

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures, standing
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.facts import note
from anlan.kernel.people.unit import Unit
from anlan.modules.public_unit import PublicUnitFacts
from anlan.policy import Pack

TERM, NEEDED = "test.term", "test.needed"
GOVERNMENTS_OF_TOWNS = 46


def staffed(*, since: dt.date | None = None, **entry: Any) -> Pack:
    """Town governments must have as many officers as the parameter says, within ten days."""
    base = with_parameter(with_parameter(pack_with(), TERM, 10), NEEDED, 2)
    given: dict[str, Any] = {
        "while": "always",
        "due": {"after": "fact", "days": TERM},
        "met_by": {"fact": {"dedicated_officers": {"gte": NEEDED}}},
        "escalate": [{"after": "obligation.escalate_after", "to": "superior"}],
    }
    return watch(pack_with(duty("t", **{**given, **entry}), base=base), since=since or WATCHED_FROM)


def officers(number: int, day: str, code: str = TOWN_GOVERNMENT, until: str = "", **values: Any) -> PublicUnitFacts:
    """From that day on, and before ``until``, the unit has so many officers; returns the present version."""
    ends = dt.date.fromisoformat(until) if until else None
    found = {"dedicated_officers": number, **values}
    since = dt.date.fromisoformat(day)
    note(table=PublicUnitFacts, unit=unit(code), since=since, until=ends, values=found, source="test")
    return PublicUnitFacts.objects.get(unit__code=code, valid_to=None)


def rows(code: str = TOWN_GOVERNMENT) -> list[Obligation]:
    return list(Obligation.objects.filter(duty__key="t", unit__code=code).order_by("id"))


def states(code: str = TOWN_GOVERNMENT) -> list[str]:
    return [row.get_state_display() for row in rows(code)]


def told(kind: str) -> list[dict[str, Any]]:
    return [event.answers for event in Event.objects.filter(kind=kind).order_by("seq")]


def check() -> None:
    assert figures.differences() == []
    assert contradictions() == []


def test_nobody_owes_it_and_nothing_meets_it_before_the_first_watched_day(cast: Cast) -> None:
    pack = staffed(since=dt.date(2026, 8, 1))
    sweep(now=at("2026-07-02"), pack=pack)
    officers(2, "2026-07-05")
    sweep(now=at("2026-07-10"), pack=pack)
    assert (rows(), told("obligation.fulfilled")) == ([], [])
    assert sweep(now=at("2026-08-01"), pack=pack).opened == GOVERNMENTS_OF_TOWNS - 1
    assert rows() == []
    check()


def test_whoever_lacks_it_owes_it_once_from_the_first_watched_day(cast: Cast) -> None:
    pack = staffed()
    assert sweep(now=at("2026-07-02"), pack=pack).opened == GOVERNMENTS_OF_TOWNS
    (row,) = rows()
    assert (row.period, row.source_id, row.runs_on) == (None, None, WATCHED_FROM)
    assert (row.due_day, row.fact_id is not None) == (dt.date(2026, 7, 11), True)
    for day in ("2026-07-02", "2026-07-03", "2026-08-01"):
        assert sweep(now=at(day), pack=pack).opened == 0
    check()


def test_a_new_fact_meets_it_on_the_day_from_which_it_holds(cast: Cast) -> None:
    pack = staffed()
    sweep(now=at("2026-07-02"), pack=pack)
    officers(2, "2026-07-06")
    sweep(now=at("2026-07-08"), pack=pack)
    (row,) = rows()
    assert (row.get_state_display(), row.met_on, row.on_time) == ("Met", dt.date(2026, 7, 6), True)
    (entry,) = told("obligation.fulfilled")
    assert (entry["duty"], entry["count"], entry["ids"]) == ("t", 1, [row.pk, row.pk])
    check()


@pytest.mark.parametrize(("holds_from", "entered"), [("2026-07-15", "2026-07-15"), ("2026-07-06", "2026-09-01")])
def test_too_late_or_entered_after_the_grace_is_late(cast: Cast, holds_from: str, entered: str) -> None:
    pack = staffed()
    sweep(now=at("2026-07-02"), pack=pack)
    officers(2, holds_from)
    sweep(now=at(entered), pack=pack)
    assert rows()[0].on_time is False
    check()


def test_missing_again_is_owed_again_from_the_day_it_went_missing(cast: Cast) -> None:
    pack = staffed()
    sweep(now=at("2026-07-02"), pack=pack)
    officers(3, "2026-07-06")
    sweep(now=at("2026-07-07"), pack=pack)
    officers(1, "2026-09-10")
    sweep(now=at("2026-09-12"), pack=pack)
    assert states() == ["Met", "Open"]
    assert (rows()[1].runs_on, rows()[1].due_day) == (dt.date(2026, 9, 10), dt.date(2026, 9, 20))
    check()


def test_a_change_that_leaves_it_missing_changes_nothing(cast: Cast) -> None:
    pack = staffed()
    sweep(now=at("2026-07-02"), pack=pack)
    before = rows()[0].due_at
    officers(1, "2026-07-08")
    sweep(now=at("2026-07-09"), pack=pack)
    assert states() == ["Open"]
    assert rows()[0].due_at == before


def test_a_fact_that_will_hold_later_counts_from_its_day(cast: Cast) -> None:
    pack = staffed()
    sweep(now=at("2026-07-02"), pack=pack)
    officers(2, "2026-07-20")
    sweep(now=at("2026-07-19", "23:59"), pack=pack)
    assert states() == ["Open"]
    sweep(now=at("2026-07-20", "00:01"), pack=pack)
    assert states() == ["Met"]
    assert rows()[0].met_on == dt.date(2026, 7, 20)


def test_what_no_longer_applies_lapses_and_leaves_the_figures(cast: Cast) -> None:
    pack = staffed(**{"while": {"returned": False}})
    sweep(now=at("2026-07-02"), pack=pack)
    officers(0, "2026-07-06", returned=True)
    sweep(now=at("2026-07-07"), pack=pack)
    assert states() == ["Lapsed"]
    assert told("obligation.lapsed")[0]["count"] == 1
    check()
    officers(0, "2026-08-06", returned=False)
    sweep(now=at("2026-08-07"), pack=pack)
    assert states() == ["Lapsed", "Open"]
    check()


def test_a_number_that_changes_asks_everybody_again_from_that_day(cast: Cast) -> None:
    pack = staffed()
    officers(2, "2026-07-01")
    sweep(now=at("2026-07-02"), pack=pack)
    assert states() == []
    more = with_parameter(pack, NEEDED, 3)
    sweep(now=at("2026-10-12"), pack=more)
    assert states() == ["Open"]
    assert (rows()[0].runs_on, rows()[0].due_day) == (dt.date(2026, 10, 12), dt.date(2026, 10, 22))
    # Others had owed it all along: their term has run since July.
    others = Obligation.objects.filter(duty__key="t").exclude(unit__code=TOWN_GOVERNMENT)
    assert set(others.values_list("runs_on", flat=True)) == {WATCHED_FROM}
    sweep(now=at("2026-10-13"), pack=pack)
    assert states() == ["Met"]
    check()


def test_a_number_that_comes_into_force_by_its_own_date_asks_on_that_day(cast: Cast) -> None:
    pack = staffed()
    officers(2, "2026-07-01")
    dated = with_parameter(pack, NEEDED, 5, since=dt.date(2026, 9, 1))
    sweep(now=at("2026-08-31"), pack=dated)
    assert states() == []
    sweep(now=at("2026-09-01"), pack=dated)
    assert states() == ["Open"]


def test_of_a_closed_unit_nothing_is_asked_any_more(cast: Cast) -> None:
    pack = staffed()
    sweep(now=at("2026-07-02"), pack=pack)
    Unit.objects.filter(code=TOWN_GOVERNMENT).update(closed_on=dt.date(2026, 7, 10))
    sweep(now=at("2026-07-10"), pack=pack)
    assert states() == ["Open"]
    sweep(now=at("2026-07-11"), pack=pack)
    assert states() == ["Lapsed"]
    check()


def test_it_reminds_is_late_and_escalates_like_anything_owed(cast: Cast) -> None:
    pack = staffed()
    for day in ("2026-07-02", "2026-07-06", "2026-07-12", "2026-07-17"):
        sweep(now=at(day), pack=pack)
    assert [notice.kind for notice in rows()[0].notices.order_by("rung")] == ["reminder", "late", "escalation"]


def test_large_visits_go_chunk_by_chunk_and_a_killed_one_goes_on(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "CHUNK", 300)
    pack = staffed()
    append, chunks = standing.append, []

    def killed(**arguments: object) -> Event:
        if len(chunks) == 2:
            raise KeyboardInterrupt
        chunks.append(arguments)
        return append(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(standing, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(now=at("2026-07-02"), pack=pack)
    assert figures.differences() == []
    monkeypatch.setattr(standing, "append", append)
    sweep(now=at("2026-07-02", "10:00"), pack=pack)
    assert Obligation.objects.filter(duty__key="t").count() == GOVERNMENTS_OF_TOWNS
    assert sum(one["count"] for one in told("obligation.opened")) == GOVERNMENTS_OF_TOWNS
    check()


def test_with_nothing_new_a_visit_writes_nothing(cast: Cast) -> None:
    pack = staffed()
    sweep(now=at("2026-07-02"), pack=pack)
    before = Event.objects.aggregate(last=Max("seq"))
    sweep(now=at("2026-07-03", "00:10"), pack=pack)
    assert Event.objects.aggregate(last=Max("seq")) == before


def test_a_row_said_to_be_met_by_an_entry_that_does_not_name_it_is_found(cast: Cast) -> None:
    pack = staffed()
    sweep(now=at("2026-07-02"), pack=pack)
    officers(2, "2026-07-06")
    sweep(now=at("2026-07-08"), pack=pack)
    event = Event.objects.get(kind="obligation.fulfilled")
    other = Obligation.objects.filter(duty__key="t", state=0).exclude(unit__code=TOWN_PARTY).latest("id")
    Obligation.objects.filter(pk=other.pk).update(state=1, met_by=event, met_on=event.occurred_on, on_time=True)
    assert any(found.seq == event.seq for found in contradictions())
