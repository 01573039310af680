"""By when: fixed days, terms in days, working days and hours, before or after the period's end; also estimated."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cast import LOADED_AT, TOWN_GOVERNMENT, Cast, at, hold, owed
from duty_packs import duty, pack_with, watch, with_parameter
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.due import due_after, due_in_period, first_attention, in_time, local_day, moved, rungs
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.policy import Pack
from anlan.policy.periods import period_of

TERM = "test.term"
YEAR = "2026-01-01"


def term(pack: Pack, number: int, unit: str) -> Pack:
    return with_parameter(pack, TERM, number, unit=unit)


def due_day(pack: Pack, due: Any, *, every: str, day: str) -> dt.date:
    period = period_of(every=every, day=dt.date.fromisoformat(day))  # type: ignore[arg-type]
    return due_in_period(duty=duty("t", every=every, due=due), period=period, pack=pack).day


@pytest.mark.parametrize(
    ("due", "number", "every", "day", "due_on"),
    [
        ("period_end", 0, "quarter", "2026-08-15", "2026-09-30"),
        ("period_end", 0, "five_years", "2027-08-15", "2030-12-31"),
        ({"day": "01-31"}, 0, "year", "2026-08-15", "2026-01-31"),
        # The first ten days of a quarter end with the tenth.
        ({"after": "start", "days": TERM}, 10, "quarter", "2026-08-15", "2026-07-10"),
        # New Year's Day 2026 to Saturday 3 January are off, Sunday 4 January is worked: 4, 5, 6 January.
        ({"after": "start", "working_days": TERM}, 3, "year", "2026-08-15", "2026-01-06"),
        ({"after": "end", "days": TERM}, 5, "month", "2026-11-15", "2026-12-05"),
        # National Day 1 to 7 October 2026 is off; 8, 9 and the worked Saturday 10 October are counted.
        ({"after": "end", "working_days": TERM}, 3, "quarter", "2026-09-15", "2026-10-10"),
    ],
)
def test_the_due_day_of_a_period(pack: Pack, due: Any, number: int, every: str, day: str, due_on: str) -> None:
    unit = "working day" if "working_days" in due else "day"
    assert due_day(term(pack, number, unit), due, every=every, day=day) == dt.date.fromisoformat(due_on)


def test_the_day_on_which_a_term_begins_is_not_counted(pack: Pack) -> None:
    """Civil Code, article 201: three days from 20 November end with 23 November, at 24:00."""
    pack = term(pack, 3, "day")
    due = due_after(
        duty=duty("t", on="meeting.held", due={"after": "occasion", "days": TERM}),
        runs_on=dt.date(2026, 11, 20),
        opened_at=at("2026-11-22"),
        pack=pack,
    )
    assert (due.day, due.at) == (dt.date(2026, 11, 23), at("2026-11-24", "00:00"))


def test_hours_run_from_the_moment_of_opening_to_the_minute(pack: Pack) -> None:
    one = duty("t", on="meeting.held", due={"after": "occasion", "hours": TERM})
    opened_at = at("2026-11-20", "17:30")
    due = due_after(duty=one, runs_on=dt.date(2026, 11, 20), opened_at=opened_at, pack=term(pack, 24, "hour"))
    assert (due.at, due.day, due.precision) == (at("2026-11-21", "17:30"), dt.date(2026, 11, 21), 1)

    def in_time_when(happened: str, recorded: dt.datetime) -> bool:
        day = dt.date.fromisoformat(happened)
        return in_time(duty=one, due=due, occurred_on=day, recorded_at=recorded, pack=pack)

    assert in_time_when("2026-11-21", at("2026-11-21", "17:29"))
    assert not in_time_when("2026-11-21", at("2026-11-21", "17:30"))
    assert in_time_when("2026-11-20", at("2026-11-21", "18:00"))


def test_a_term_that_ends_at_midnight_ends_with_the_day_before(pack: Pack) -> None:
    one = duty("t", on="meeting.held", due={"after": "occasion", "hours": TERM})
    due = due_after(
        duty=one, runs_on=dt.date(2026, 11, 20), opened_at=at("2026-11-20", "00:00"), pack=term(pack, 24, "hour")
    )
    assert (due.at, due.day) == (at("2026-11-21", "00:00"), dt.date(2026, 11, 20))


def test_working_days_in_an_unpublished_year_are_an_estimate_that_reminds_and_never_makes_late(pack: Pack) -> None:
    pack = term(pack, 5, "working day")
    one = duty(
        "t",
        every="year",
        due={"after": "start", "working_days": TERM},
        escalate=[{"after": "obligation.escalate_after", "to": "superior"}],
    )
    due = due_in_period(duty=one, period=period_of(every="year", day=dt.date(2027, 3, 1)), pack=pack)
    assert due.estimated
    ladder = rungs(duty=one, due_day=due.day, pack=pack, due_at=due.at, estimated=due.estimated)
    assert [rung.kind for rung in ladder] == ["reminder"]


def test_the_ladder_reminds_is_late_and_escalates_after_working_days(pack: Pack) -> None:
    """Due Monday 30 November 2026; three working days after it is Thursday 3 December."""
    one = duty("t", every="month", escalate=[{"after": "obligation.escalate_after", "to": "superior"}])
    ladder = rungs(duty=one, due_day=dt.date(2026, 11, 30), pack=pack)
    assert [(rung.kind, rung.at) for rung in ladder] == [
        ("reminder", at("2026-11-23", "00:00")),
        ("late", at("2026-12-01", "00:00")),
        ("escalation", at("2026-12-04", "00:00")),
    ]


DAYS = st.dates(min_value=dt.date(2004, 1, 1), max_value=dt.date(2040, 12, 31))


@given(day=DAYS, number=st.integers(0, 250))
def test_a_term_in_working_days_ends_on_a_working_day_with_as_many_before_it(day: dt.date, number: int) -> None:
    pack = term(installed_pack(), number, "working day")
    one = duty("t", on="meeting.held", due={"after": "occasion", "working_days": TERM})
    due = due_after(duty=one, runs_on=day, opened_at=LOADED_AT, pack=pack)
    between = pack.calendar.working_days_between(start=day, end=due.day)
    assert between.days == number
    assert number == 0 or pack.calendar.is_working_day(day=due.day).working
    assert due.estimated == between.estimated
    assert local_day(moment=due.at - dt.timedelta(microseconds=1), pack=pack) == due.day


@given(
    day=DAYS,
    number=st.integers(0, 27),
    every=st.sampled_from(["month", "quarter", "half_year", "year", "five_years"]),
    basis=st.sampled_from(["start", "end"]),
)
def test_a_term_counted_from_a_period_lies_in_it_or_right_after_it(
    day: dt.date, number: int, every: str, basis: str
) -> None:
    pack = term(installed_pack(), number, "day")
    period = period_of(every=every, day=day)  # type: ignore[arg-type]
    one = duty("t", every=every, due={"after": basis, "days": TERM})
    due = due_in_period(duty=one, period=period, pack=pack)
    begins = period.start if basis == "start" else period.end + dt.timedelta(days=1)
    assert (due.day - begins).days == number - 1
    assert not due.estimated


@given(day=DAYS, days=st.integers(0, 400))
def test_moving_a_due_day_moves_it_by_as_many_calendar_days_and_attention_never_comes_after_lateness(
    day: dt.date, days: int
) -> None:
    pack = installed_pack()
    one = duty("t", every="month")
    due = due_in_period(duty=one, period=period_of(every="month", day=day), pack=pack)
    later = moved(due=due, days=days, pack=pack)
    assert (later.day - due.day).days == days
    first = first_attention(duty=one, due=later, pack=pack)
    assert first is not None
    assert first <= later.at


def test_a_yearly_list_is_due_on_31_january_and_done_before_it_on_time(cast: Cast) -> None:
    pack = watch(pack_with(duty("t", every="year", due={"day": "08-31"})))
    sweep(now=at("2026-07-02"), pack=pack)
    row = owed(TOWN_GOVERNMENT, YEAR, "t")
    assert (row.due_day, row.due_at) == (dt.date(2026, 8, 31), at("2026-09-01", "00:00"))
    act = cast.act("town", now=at("2026-09-02"))
    hold(under(act, pack), TOWN_GOVERNMENT, "2026-09-02")
    row = owed(TOWN_GOVERNMENT, YEAR, "t")
    assert (row.met_on, row.on_time) == (dt.date(2026, 9, 2), False)
    assert figures.differences() == []


def under(act: Any, pack: Pack) -> Any:
    return type(act)(actor=act.actor, now=act.now, pack=pack)


def test_what_is_due_after_a_month_opens_at_its_end_and_is_met_by_what_happens_in_the_next(cast: Cast) -> None:
    pack = term(installed_pack(), 10, "day")
    pack = watch(pack_with(duty("t", every="month", due={"after": "end", "days": TERM}), base=pack))
    sweep(now=at("2026-07-28"), pack=pack)
    assert not Obligation.objects.filter(duty__key="t").exists()
    sweep(now=at("2026-07-29", "00:00"), pack=pack)
    row = owed(TOWN_GOVERNMENT, "2026-07-01", "t")
    assert row.due_day == dt.date(2026, 8, 10)
    hold(under(cast.act("town", now=at("2026-07-30")), pack), TOWN_GOVERNMENT, "2026-07-30", number="1")
    assert owed(TOWN_GOVERNMENT, "2026-07-01", "t").state == Obligation.State.OPEN
    hold(under(cast.act("town", now=at("2026-08-09")), pack), TOWN_GOVERNMENT, "2026-08-09", number="2")
    row = owed(TOWN_GOVERNMENT, "2026-07-01", "t")
    assert (row.met_on, row.on_time) == (dt.date(2026, 8, 9), True)
