"""Working days: the known ones, the estimated ones, and counting between them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.policy import Pack
from anlan.policy.calendar import CalendarFile, WorkingCalendar

PUBLISHED = st.dates(min_value=date(2005, 1, 1), max_value=date(2025, 12, 31))


@pytest.fixture(scope="module")
def calendar(chaozhou: Pack) -> WorkingCalendar:
    return chaozhou.calendar


@pytest.mark.parametrize(
    ("day", "working", "name"),
    [
        (date(2026, 2, 14), True, "春节"),
        (date(2026, 2, 17), False, "春节"),
        (date(2026, 10, 1), False, "国庆节"),
        (date(2026, 10, 8), True, None),
        (date(2026, 11, 23), True, None),
        (date(2026, 11, 22), False, None),
        (date(2020, 1, 31), False, "春节"),
        (date(2015, 9, 3), False, "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"),
    ],
)
def test_known_days(calendar: WorkingCalendar, day: date, working: bool, name: str | None) -> None:
    kind = calendar.is_working_day(day=day)
    assert (kind.working, kind.estimated) == (working, False)
    assert (kind.name.zh if kind.name else None) == name


def test_every_year_from_2004_to_2026_is_published_and_2027_is_not(calendar: WorkingCalendar) -> None:
    assert [year for year in range(2003, 2029) if calendar.published(year=year)] == list(range(2004, 2027))
    assert calendar.first_day == date(2004, 1, 1)


def test_an_unpublished_year_counts_weekends_and_says_that_it_is_an_estimate(
    calendar: WorkingCalendar,
) -> None:
    new_year, saturday = (calendar.is_working_day(day=date(2027, 1, day)) for day in (1, 2))
    assert (new_year.working, new_year.estimated) == (True, True)
    assert (saturday.working, saturday.estimated) == (False, True)


def test_counting_into_an_unpublished_year_is_an_estimate(calendar: WorkingCalendar) -> None:
    within = calendar.add_working_days(start=date(2026, 12, 28), days=3)
    beyond = calendar.add_working_days(start=date(2026, 12, 28), days=4)
    assert (within.date, within.estimated) == (date(2026, 12, 31), False)
    assert (beyond.date, beyond.estimated) == (date(2027, 1, 1), True)


def test_seven_working_days_pass_over_the_national_holiday(calendar: WorkingCalendar) -> None:
    """Work Safety Law, article 78: a penalty is published within 7 working days."""
    reckoning = calendar.add_working_days(start=date(2026, 9, 24), days=7)
    # 25-27 September are the Mid-autumn holiday and 1-7 October the National Day; 20 September and
    # 10 October are worked in exchange.
    assert reckoning.date == date(2026, 10, 12)
    assert [step.day for step in reckoning.steps if step.working] == [
        date(2026, 9, 28),
        date(2026, 9, 29),
        date(2026, 9, 30),
        date(2026, 10, 8),
        date(2026, 10, 9),
        date(2026, 10, 10),
        date(2026, 10, 12),
    ]
    assert len(reckoning.steps) == 18


def test_a_reminder_five_working_days_before_the_end_of_november(calendar: WorkingCalendar) -> None:
    assert calendar.add_working_days(start=date(2026, 11, 30), days=-5).date == date(2026, 11, 23)


def test_no_working_days_stay_where_they_are(calendar: WorkingCalendar) -> None:
    reckoning = calendar.add_working_days(start=date(2026, 10, 1), days=0)
    assert (reckoning.date, reckoning.steps) == (date(2026, 10, 1), ())


def test_working_days_left_are_counted_up_to_and_including_the_last(calendar: WorkingCalendar) -> None:
    left = calendar.working_days_between(start=date(2026, 11, 25), end=date(2026, 11, 30))
    assert (left.days, left.estimated) == (3, False)
    assert calendar.working_days_between(start=date(2026, 11, 30), end=date(2026, 11, 25)).days == 0


@given(start=PUBLISHED, days=st.integers(min_value=1, max_value=200))
def test_what_is_added_is_counted_back(calendar: WorkingCalendar, start: date, days: int) -> None:
    reached = calendar.add_working_days(start=start, days=days).date
    assert calendar.is_working_day(day=reached).working
    assert calendar.working_days_between(start=start, end=reached).days == days
    back = calendar.add_working_days(start=reached + timedelta(days=1), days=-days).date
    assert start < back <= reached
    assert calendar.working_days_between(start=back - timedelta(days=1), end=reached).days == days


@given(start=PUBLISHED, days=st.integers(min_value=-60, max_value=60))
def test_every_day_on_the_way_is_told_once(calendar: WorkingCalendar, start: date, days: int) -> None:
    reckoning = calendar.add_working_days(start=start, days=days)
    direction = 1 if days >= 0 else -1
    expected = [start + timedelta(days=direction * (n + 1)) for n in range(len(reckoning.steps))]
    assert [step.day for step in reckoning.steps] == expected
    assert sum(step.working for step in reckoning.steps) == abs(days)


def test_an_arriving_calendar_replaces_the_estimate() -> None:
    before = WorkingCalendar(years={}, names={})
    year = CalendarFile.model_validate(
        {"year": 2027, "document": None, "source": "test", "off": {"2027-01-01": "元旦"}, "work": {}}
    )
    after = WorkingCalendar(years={2027: year}, names={"元旦": "New Year's Day"})
    assert before.add_working_days(start=date(2026, 12, 31), days=1).estimated
    assert after.is_working_day(day=date(2027, 1, 1)).name is not None
    assert not after.is_working_day(day=date(2027, 1, 1)).working
