"""A calendar that arrives late: what was met on an estimated day is not late before, and is decided then."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from cast import TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold, owed, unit
from duty_packs import duty, pack_with, watch, with_parameter

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.facts import note
from anlan.modules.public_unit import PublicUnitFacts
from anlan.policy import Pack
from anlan.policy.calendar import CalendarFile, WorkingCalendar

BODIES = {"kind": ["party_committee", "government"], "level": "town"}


def with_2027(pack: Pack, *, off: tuple[str, ...] = ()) -> Pack:
    """The pack with the holidays of 2027 published: New Year, and these further days."""
    days = {dt.date(2027, 1, 1): "元旦"} | {dt.date.fromisoformat(day): "元旦" for day in off}
    year = CalendarFile(year=2027, document=None, source="test", off=days, work={})
    later = WorkingCalendar(years={2027: year}, names={"元旦": "New Year"})
    later._days = {**pack.calendar._days, **later._days}
    later.years = (*pack.calendar.years, 2027)
    return dataclasses.replace(pack, calendar=later)


def reporting(**entry: Any) -> Pack:
    """Bodies of towns meet within five working days after each quarter: 7 January 2027, by weekends alone."""
    base = with_parameter(pack_with(), "test.term", 5, unit="working day")
    due = {"after": "end", "working_days": "test.term"}
    return watch(pack_with(duty("t", every="quarter", owed_by=BODIES, due=due, **entry), base=base))


def meets(cast: Cast, pack: Pack, code: str, day: str, *, recorded: str = "", number: str = "1") -> None:
    act = cast.act("town", now=at(recorded or day, "18:00"))
    hold(type(act)(actor=act.actor, now=act.now, pack=pack), code, day, number=number)


def fourth_quarter(code: str) -> Obligation:
    return owed(code, "2026-10-01", "t")


def test_on_an_estimated_day_nothing_is_met_late_for_good(cast: Cast) -> None:
    """The published New Year's days make 14 January of what was guessed to be 8 January."""
    pack = reporting()
    sweep(now=at("2027-01-02"), pack=pack)
    meets(cast, pack, TOWN_GOVERNMENT, "2027-01-11")
    meets(cast, pack, TOWN_PARTY, "2027-01-20", number="2")
    before = fourth_quarter(TOWN_GOVERNMENT)
    assert (before.due_estimated, before.on_time) == (True, True)
    assert before.due_day < dt.date(2027, 1, 11)
    assert fourth_quarter(TOWN_PARTY).on_time
    published = with_2027(pack, off=("2027-01-04", "2027-01-05", "2027-01-06", "2027-01-07"))
    sweep(now=at("2027-01-21"), pack=published)
    government, party = fourth_quarter(TOWN_GOVERNMENT), fourth_quarter(TOWN_PARTY)
    assert (government.due_day, government.due_estimated, government.on_time) == (dt.date(2027, 1, 14), False, True)
    assert (party.due_day, party.due_estimated, party.on_time) == (dt.date(2027, 1, 14), False, False)
    told = [entry.answers for entry in Event.objects.filter(kind="obligation.reckoned")]
    assert [(one["count"], one["met_late"]) for one in told if "met_late" in one] == [(2, 1)]
    assert figures.differences() == []
    sweep(now=at("2027-01-22"), pack=published)
    assert figures.differences() == []
    assert contradictions() == []


def test_what_was_met_before_it_was_opened_waits_for_the_calendar_too(cast: Cast) -> None:
    pack = reporting()
    meets(cast, pack, TOWN_GOVERNMENT, "2027-01-11")
    meets(cast, pack, TOWN_PARTY, "2027-01-06", recorded="2027-01-20", number="2")
    sweep(now=at("2027-01-21"), pack=pack)
    assert (fourth_quarter(TOWN_GOVERNMENT).on_time, fourth_quarter(TOWN_PARTY).on_time) == (True, True)
    sweep(now=at("2027-01-22"), pack=with_2027(pack))
    # Due on 8 January; what happened in time was recorded after the time for recording had ended.
    assert (fourth_quarter(TOWN_GOVERNMENT).on_time, fourth_quarter(TOWN_PARTY).on_time) == (False, False)
    assert figures.differences() == []


def test_of_several_meetings_the_last_one_recorded_decides(cast: Cast) -> None:
    pack = reporting(met_by={"event": "meeting.held", "times": 2})
    sweep(now=at("2027-01-02"), pack=pack)
    meets(cast, pack, TOWN_GOVERNMENT, "2027-01-06")
    meets(cast, pack, TOWN_GOVERNMENT, "2027-01-05", recorded="2027-01-20", number="2")
    assert fourth_quarter(TOWN_GOVERNMENT).on_time
    sweep(now=at("2027-01-22"), pack=with_2027(pack))
    assert fourth_quarter(TOWN_GOVERNMENT).on_time is False
    assert figures.differences() == []


@pytest.mark.parametrize(("off", "on_time"), [((), False), (("2027-01-04", "2027-01-05", "2027-01-06"), True)])
def test_10_a_standing_requirement_waits_for_the_calendar_too(cast: Cast, off: tuple[str, ...], on_time: bool) -> None:
    base = with_parameter(pack_with(), "test.term", 5, unit="working day")
    standing = duty(
        "t",
        **{"while": "always"},
        due={"after": "fact", "working_days": "test.term"},
        met_by={"fact": {"patrollers": {"gte": 1}}},
    )
    pack = watch(pack_with(standing, base=base), since=dt.date(2026, 12, 31))
    sweep(now=at("2026-12-31"), pack=pack)
    since, values = dt.date(2027, 1, 11), {"patrollers": 2}
    note(table=PublicUnitFacts, unit=unit(TOWN_GOVERNMENT), since=since, until=None, values=values, source="test")
    sweep(now=at("2027-01-11"), pack=pack)
    row = Obligation.objects.get(duty__key="t", unit__code=TOWN_GOVERNMENT)
    assert (row.due_estimated, row.on_time) == (True, True)
    sweep(now=at("2027-01-12"), pack=with_2027(pack, off=off))
    row.refresh_from_db()
    assert (row.due_estimated, row.on_time) == (False, on_time)
    assert figures.differences() == []
