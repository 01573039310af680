"""A review or a return at the end of a year runs into one without a calendar: nobody is late by a guess (9.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from cast import COUNTY_GOVERNMENT, Cast, at, hold, owed, treat
from test_reckoning import published

from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.policy import Pack

COUNTY_DUTY = "county-government-quarterly-meeting"
RETURNED = {"reason": "纪要中未见安全生产议题", "telephone": "0768-0000000"}


def quarter() -> Obligation:
    return owed(COUNTY_GOVERNMENT, "2026-10-01", COUNTY_DUTY)


def review() -> Obligation:
    return Obligation.objects.get(record_type="obligation", record_id=quarter().pk, state=Obligation.State.OPEN)


@pytest.fixture(autouse=True)
def adds_up(opened: Cast) -> Iterator[None]:
    """After every test, figures, obligations and ledger still say the same."""
    yield
    assert not figures.differences()
    assert not contradictions()
    assert not verify()


@pytest.fixture
def submitted(opened: Cast) -> Cast:
    hold(opened.act("office", now=at("2026-12-30")), COUNTY_GOVERNMENT, "2026-12-30", form="government_executive")
    return opened


def test_9_3_a_review_due_in_an_unpublished_year_waits_for_the_calendar(submitted: Cast, pack: Pack) -> None:
    """Five working days from 30 December: by weekends alone 6 January; with New Year's day off one day later."""
    assert review().due_estimated
    guessed = review().due_day
    sweep(now=at("2027-01-20"), pack=pack)
    assert not review().is_late(now=at("2027-01-20"))
    assert not review().notices.filter(kind=Notice.Kind.LATE).exists()
    known = published(pack)
    right = known.calendar.add_working_days(start=dt.date(2026, 12, 30), days=5)
    assert not right.estimated
    sweep(now=at("2027-01-20", "10:00"), pack=known)
    row = review()
    assert (row.due_estimated, row.due_day) == (False, right.date)
    assert row.due_day > guessed, "New Year's day was guessed to be worked"
    assert row.is_late(now=at("2027-01-20", "10:00"))
    assert row.notices.filter(kind=Notice.Kind.LATE).exists()
    entry = Event.objects.get(kind="obligation.reckoned", record_type="obligation", record_id=row.pk)
    assert entry.answers == {"days": (right.date - guessed).days, "due_day": right.date.isoformat()}


def test_9_3_what_is_returned_into_an_unpublished_year_waits_and_is_counted_again(submitted: Cast, pack: Pack) -> None:
    treat(submitted.act("city", now=at("2026-12-31", "17:00")), quarter(), "return", **RETURNED)
    row = quarter()
    guessed = row.due_day
    assert row.due_estimated
    assert not row.is_late(now=at("2027-02-01"))
    # A number that changes moves nothing of it, and does not make the guess a certainty.
    sweep(now=at("2027-01-10"), pack=pack)
    assert (quarter().due_estimated, quarter().due_day) == (True, guessed)
    known = published(pack)
    sweep(now=at("2027-01-10", "10:00"), pack=known)
    row = quarter()
    right = known.calendar.add_working_days(start=dt.date(2026, 12, 31), days=3).date
    assert (row.due_estimated, row.due_day) == (False, right)
    assert right > guessed
    assert row.due_day == dt.date(2026, 12, 31) + dt.timedelta(days=row.moved_days)
    assert row.is_late(now=at("2027-01-10", "10:00"))


def test_9_3_the_day_that_an_extension_names_is_no_estimate(submitted: Cast) -> None:
    treat(submitted.act("city", now=at("2026-12-31", "17:00")), quarter(), "return", **RETURNED)
    treat(submitted.act("city", now=at("2027-01-02")), quarter(), "extend", until=dt.date(2027, 1, 20), reason="防汛")
    assert not quarter().due_estimated
    assert quarter().is_late(now=at("2027-01-21"))
