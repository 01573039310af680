"""Facts corrected backwards: whoever turns out not to have owed is let off, whoever did owe it owes it now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from cast import TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold, unit
from duty_packs import duty, pack_with, watch, with_parameter

from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.facts import note
from anlan.modules.public_unit import PublicUnitFacts
from anlan.policy import Pack


def owed_by_staffed(number: int = 1) -> Pack:
    """Owed each month by town governments with so many officers."""
    owed_by = {"kind": ["government"], "level": "town", "dedicated_officers": {"gte": number}}
    return watch(pack_with(duty("t", every="month", owed_by=owed_by)))


def officers(number: int, day: str, code: str = TOWN_GOVERNMENT) -> None:
    since, values = dt.date.fromisoformat(day), {"dedicated_officers": number}
    note(table=PublicUnitFacts, unit=unit(code), since=since, until=None, values=values, source="test")


def states(code: str = TOWN_GOVERNMENT) -> dict[str, str]:
    found = Obligation.objects.filter(duty__key="t", unit__code=code).order_by("period")
    return {f"{row.period:%m}": row.get_state_display() for row in found}


def told(kind: str) -> list[dict[str, Any]]:
    return [event.answers for event in Event.objects.filter(kind=kind, seq__gt=0).order_by("seq")]


def check() -> None:
    assert figures.differences() == []
    assert contradictions() == []
    assert verify() == []


def test_whoever_turns_out_to_have_owed_it_owes_the_periods_since_then(cast: Cast) -> None:
    pack = owed_by_staffed()
    sweep(now=at("2026-10-10"), pack=pack)
    assert states() == {}
    officers(1, "2026-08-15")
    assert sweep(now=at("2026-10-11"), pack=pack).opened == 2
    # August was decided on its first day; from September on the facts oblige.
    assert states() == {"09": "Open", "10": "Open"}
    assert [(entry["period"], entry["count"]) for entry in told("obligation.opened")] == [
        ("2026-09", 1),
        ("2026-10", 1),
    ]
    check()


def test_whoever_turns_out_not_to_have_owed_it_is_let_off_with_an_entry(cast: Cast) -> None:
    pack = owed_by_staffed()
    officers(1, "2026-06-15")
    sweep(now=at("2026-10-10"), pack=pack)
    assert set(states()) == {"07", "08", "09", "10"}
    officers(0, "2026-08-20")
    sweep(now=at("2026-10-11"), pack=pack)
    assert states() == {"07": "Open", "08": "Open", "09": "Lapsed", "10": "Lapsed"}
    assert [entry["count"] for entry in told("obligation.lapsed")] == [1, 1]
    check()


def test_what_was_met_stays_met(cast: Cast) -> None:
    pack = owed_by_staffed()
    officers(1, "2026-06-15")
    sweep(now=at("2026-10-10"), pack=pack)
    act = cast.act("town", now=at("2026-10-10"))
    hold(type(act)(actor=act.actor, now=act.now, pack=pack), TOWN_GOVERNMENT, "2026-09-10")
    officers(0, "2026-08-20")
    sweep(now=at("2026-10-11"), pack=pack)
    assert states() == {"07": "Open", "08": "Open", "09": "Met", "10": "Lapsed"}
    check()


def test_a_correction_that_was_itself_wrong_is_undone(cast: Cast) -> None:
    pack = owed_by_staffed()
    officers(1, "2026-06-15")
    sweep(now=at("2026-10-10"), pack=pack)
    officers(0, "2026-08-20")
    sweep(now=at("2026-10-11"), pack=pack)
    officers(1, "2026-08-21")
    sweep(now=at("2026-10-12"), pack=pack)
    assert states() == {"07": "Open", "08": "Open", "09": "Open", "10": "Open"}
    check()


def test_what_happened_in_the_period_meets_what_is_opened_by_a_correction(cast: Cast) -> None:
    pack = owed_by_staffed()
    sweep(now=at("2026-10-02"), pack=pack)
    act = cast.act("town", now=at("2026-10-03"))
    hold(type(act)(actor=act.actor, now=act.now, pack=pack), TOWN_GOVERNMENT, "2026-09-10", shared_with=TOWN_PARTY)
    officers(1, "2026-08-15")
    sweep(now=at("2026-10-04"), pack=pack)
    assert states() == {"09": "Met", "10": "Open"}
    check()


def test_other_units_are_not_touched(cast: Cast) -> None:
    pack = owed_by_staffed(0)
    sweep(now=at("2026-10-10"), pack=pack)
    before = list(Obligation.objects.exclude(unit__code=TOWN_GOVERNMENT).order_by("id").values())
    officers(3, "2026-08-15")
    sweep(now=at("2026-10-11"), pack=pack)
    assert list(Obligation.objects.exclude(unit__code=TOWN_GOVERNMENT).order_by("id").values()) == before


def test_what_an_event_opened_lapses_where_the_unit_did_not_owe_it_on_that_day(cast: Cast) -> None:
    base = with_parameter(pack_with(), "test.term", 30, unit="working day")
    own = {"kind": "government", "level": "town", "vertical": False}
    term = {"after": "occasion", "working_days": "test.term"}
    pack = watch(
        pack_with(duty("t", on="meeting.held", due=term, met_by={"event": "patrol.done"}, owed_by=own), base=base)
    )
    act = cast.act("town", now=at("2026-11-20"))
    act = type(act)(actor=act.actor, now=act.now, pack=pack)
    hold(act, TOWN_GOVERNMENT, "2026-11-19")
    sweep(now=at("2026-11-20"), pack=pack)
    row = Obligation.objects.get(duty__key="t")
    assert row.get_state_display() == "Open"
    _vertical_from(dt.date(2026, 11, 20))
    sweep(now=at("2026-11-21"), pack=pack)
    row.refresh_from_db()
    assert row.get_state_display() == "Open"
    _vertical_from(dt.date(2026, 11, 1))
    sweep(now=at("2026-11-22"), pack=pack)
    row.refresh_from_db()
    assert row.get_state_display() == "Lapsed"
    check()


def _vertical_from(day: dt.date) -> None:
    values = {"vertical": True}
    note(table=PublicUnitFacts, unit=unit(TOWN_GOVERNMENT), since=day, until=None, values=values, source="test")
