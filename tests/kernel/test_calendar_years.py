"""Years whose working days are not published yet: reminders run on an estimate that says so, lateness waits."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import TOWN_DUTY, TOWN_GOVERNMENT, Cast, at, owed

from anlan.kernel.obligations.due import end_of, recording_ends, rungs, start_of
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.policy import Pack


def test_a_reminder_in_an_unpublished_year_counts_weekends_alone_and_says_so(pack: Pack) -> None:
    """31 January 2027 is a Sunday: five days from Monday to Friday before it lead to Monday 25 January."""
    assert not pack.calendar.published(year=2027)
    reminder, late = rungs(duty=pack.duties[TOWN_DUTY], due_day=dt.date(2027, 1, 31), pack=pack)
    assert reminder.reckoning is not None
    assert (reminder.at, reminder.reckoning.estimated) == (at("2027-01-25", "00:00"), True)
    assert (late.at, late.kind, late.reckoning) == (at("2027-02-01", "00:00"), "late", None)


def test_a_reminder_in_a_published_year_is_no_estimate(pack: Pack) -> None:
    reminder, _late = rungs(duty=pack.duties[TOWN_DUTY], due_day=dt.date(2026, 12, 31), pack=pack)
    assert reminder.reckoning is not None
    assert not reminder.reckoning.estimated


def test_counting_back_over_new_year_into_the_unpublished_year_is_an_estimate(pack: Pack) -> None:
    """Every day on the way counts: one guessed day makes the whole count a guess."""
    reckoning = pack.calendar.add_working_days(start=dt.date(2027, 1, 5), days=-5)
    assert reckoning.estimated
    assert {step.day.year for step in reckoning.steps} == {2026, 2027}


def test_reminders_run_in_the_unpublished_year(cast: Cast, pack: Pack) -> None:
    sweep(now=at("2027-01-24", "23:59"), pack=pack)
    row = owed(TOWN_GOVERNMENT, "2027-01-01")
    assert not Notice.objects.filter(obligation=row).exists()
    sweep(now=at("2027-01-25", "00:00"), pack=pack)
    assert [notice.kind for notice in row.notices.all()] == ["reminder"]


def test_the_end_of_a_month_needs_no_calendar_so_it_is_late_also_in_the_unpublished_year(
    cast: Cast, pack: Pack
) -> None:
    sweep(now=at("2027-01-31", "23:59"), pack=pack)
    row = owed(TOWN_GOVERNMENT, "2027-01-01")
    assert not row.due_estimated
    assert row.standing(now=at("2027-01-31", "23:59")) == "open"
    assert row.standing(now=at("2027-02-01", "00:00")) == "late"


@pytest.mark.parametrize("estimated", [False, True])
def test_an_estimated_due_day_never_makes_late(opened: Cast, estimated: bool) -> None:
    Obligation.objects.filter(period="2026-11-01").update(due_estimated=estimated)
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    assert row.is_late(now=at("2026-12-24")) is not estimated
    assert row.standing(now=at("2026-12-24")) == ("open" if estimated else "late")


def test_days_begin_and_end_in_chaozhou(pack: Pack) -> None:
    day = dt.date(2026, 11, 30)
    assert start_of(day=day, pack=pack) == dt.datetime(2026, 11, 29, 16, tzinfo=dt.UTC)
    assert end_of(day=day, pack=pack) == dt.datetime(2026, 11, 30, 16, tzinfo=dt.UTC)
    assert recording_ends(duty=pack.duties[TOWN_DUTY], due_day=day, pack=pack) == at("2026-12-06", "00:00")
