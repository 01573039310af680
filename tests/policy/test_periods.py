"""Calendar periods: every day lies in exactly one, and labels name them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.policy.periods import (
    Cadence,
    Period,
    next_period,
    parse_label,
    period_of,
    periods_between,
    previous_period,
)

CADENCES = st.sampled_from(["month", "quarter", "half_year", "year"])
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("every", "label", "start", "end"),
    [
        ("month", "2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("quarter", "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("half_year", "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("year", "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_periods_of_a_day_in_november(every: Cadence, label: str, start: date, end: date) -> None:
    period = period_of(every=every, day=date(2026, 11, 23))
    assert (period.label, period.start, period.end) == (label, start, end)
    assert parse_label(label=label) == period


def test_february_of_a_leap_year_ends_on_the_29th() -> None:
    assert period_of(every="month", day=date(2028, 2, 1)).end == date(2028, 2, 29)


@given(every=CADENCES, day=DAYS)
def test_periods_follow_each_other_without_gap_or_overlap(every: Cadence, day: date) -> None:
    period = period_of(every=every, day=day)
    assert period.contains(day=day)
    following = next_period(period=period)
    assert following.start == period.end + timedelta(days=1)
    assert previous_period(period=following) == period
    assert period_of(every=every, day=period.start) == period_of(every=every, day=period.end) == period
    assert parse_label(label=period.label) == period


@given(every=CADENCES, start=DAYS, length=st.integers(min_value=0, max_value=1500))
def test_periods_between_two_days_divide_all_the_days(every: Cadence, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    periods = list(periods_between(every=every, start=start, end=end))
    assert periods[0].contains(day=start)
    assert periods[-1].contains(day=end)
    days = [period.start + timedelta(days=n) for period in periods for n in range(_length(period))]
    assert days == [periods[0].start + timedelta(days=n) for n in range(len(days))]


def _length(period: Period) -> int:
    return (period.end - period.start).days + 1


def test_no_period_lies_between_days_in_the_wrong_order() -> None:
    assert list(periods_between(every="month", start=date(2026, 2, 1), end=date(2026, 1, 1))) == []


@pytest.mark.parametrize("label", ["2026-13", "2026-00", "2026-Q5", "2026-H3", "26-01", "2026-1", "", "0000", "2026-Q"])
def test_anything_else_is_no_label(label: str) -> None:
    with pytest.raises(ValueError, match=r"label|month|year"):
        parse_label(label=label)
