"""The sweep: attends to what is due, once per rung; cheap when nothing is due; unmoved by a clock that is set back."""

from __future__ import annotations

import datetime as dt

from cast import NOW, TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold, owed, withdraw
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from anlan.kernel.obligations import attending
from anlan.kernel.obligations.due import rungs
from anlan.kernel.obligations.figures import Figure, FigureDelta
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import Swept, sweep
from anlan.policy import Pack

BODIES_OF_TOWNS = 92
# PostgreSQL also takes the lock of set-based passes.
NO_QUESTION = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "SELECT pg_advisory_xact_lock")


def notices(period: str, kind: str) -> int:
    return Notice.objects.filter(obligation__period=period, kind=kind).count()


def everything() -> list[list[dict[str, object]]]:
    """All rows that a sweep may write."""
    return [list(model.objects.order_by("id").values()) for model in (Obligation, Notice, Figure, FigureDelta)]


def test_with_nothing_due_a_sweep_asks_at_most_five_questions(opened: Cast, pack: Pack) -> None:
    """Duties, what is to be attended to, figures, and one for each of the two tables of facts that duties test."""
    with CaptureQueriesContext(connection) as queries:
        assert sweep(now=NOW, pack=pack) == Swept(opened=0, attended=0, compacted=0)
    asked = [q["sql"] for q in queries if not q["sql"].startswith(NO_QUESTION)]
    assert len(asked) <= 5, asked


def test_the_reminder_comes_five_working_days_before_due_and_only_once(cast: Cast, pack: Pack) -> None:
    """2026-11-30 is a Monday: five working days before it is Monday 23 November."""
    sweep(now=at("2026-11-22", "23:59"), pack=pack)
    assert notices("2026-11-01", "reminder") == 0
    sweep(now=at("2026-11-23", "00:00"), pack=pack)
    assert notices("2026-11-01", "reminder") == BODIES_OF_TOWNS
    for time in ("00:01", "09:00", "23:59"):
        assert sweep(now=at("2026-11-23", time), pack=pack).attended == 0
    assert notices("2026-11-01", "reminder") == BODIES_OF_TOWNS


def test_a_holiday_moves_the_reminder_forward(cast: Cast, pack: Pack) -> None:
    """The quarter ends on Wednesday 30 September 2026; Mid-Autumn Friday 25 September is off, Sunday 20 is worked."""
    ladder = rungs(duty=pack.duties["county-party-quarterly-meeting"], due_day=dt.date(2026, 9, 30), pack=pack)
    worked = [
        day
        for day in (dt.date(2026, 9, 30) - dt.timedelta(days=n) for n in range(1, 12))
        if pack.calendar.is_working_day(day=day).working
    ]
    assert not pack.calendar.is_working_day(day=dt.date(2026, 9, 25)).working
    assert ladder[0].at == at(worked[4].isoformat(), "00:00")


def test_the_late_notice_comes_when_the_month_is_over(opened: Cast, pack: Pack) -> None:
    sweep(now=at("2026-11-30", "23:59"), pack=pack)
    assert notices("2026-11-01", "late") == 0
    sweep(now=at("2026-12-01", "00:00"), pack=pack)
    assert notices("2026-11-01", "late") == BODIES_OF_TOWNS
    assert owed(TOWN_GOVERNMENT, "2026-11-01").attend_at is None
    assert sweep(now=at("2026-12-02"), pack=pack).attended == 0


def test_no_obligation_is_noticed_twice_on_one_rung(opened: Cast, pack: Pack) -> None:
    for day in ("2026-11-24", "2026-11-30", "2026-12-01", "2026-12-02", "2026-12-31"):
        sweep(now=at(day), pack=pack)
    rows = Notice.objects.order_by().values("obligation", "kind").annotate(rows=Count("id"))
    assert not rows.filter(rows__gt=1).exists()


def test_a_sweep_that_slept_through_the_reminder_says_only_that_it_is_late(cast: Cast, pack: Pack) -> None:
    sweep(now=at("2026-11-02"), pack=pack)
    sweep(now=at("2026-12-15"), pack=pack)
    assert notices("2026-11-01", "reminder") == 0
    assert notices("2026-11-01", "late") == BODIES_OF_TOWNS


def test_whoever_has_met_is_neither_reminded_nor_called_late(cast: Cast, pack: Pack) -> None:
    sweep(now=at("2026-11-02"), pack=pack)
    hold(cast.act("town", now=at("2026-11-10")), TOWN_GOVERNMENT, "2026-11-10", shared_with=TOWN_PARTY)
    sweep(now=at("2026-11-23"), pack=pack)
    sweep(now=at("2026-12-01"), pack=pack)
    assert not owed(TOWN_GOVERNMENT, "2026-11-01").notices.exists()
    assert notices("2026-11-01", "late") == BODIES_OF_TOWNS - 2


def test_a_reopened_obligation_is_not_reminded_a_second_time_but_called_late(opened: Cast, pack: Pack) -> None:
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    withdraw(opened.act("town", now=at("2026-11-24")), outcome.record)
    sweep(now=at("2026-11-24"), pack=pack)
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    assert [notice.kind for notice in row.notices.all()] == ["reminder"]
    assert row.attend_at == row.due_at
    sweep(now=at("2026-12-01"), pack=pack)
    assert {notice.kind for notice in row.notices.all()} == {"reminder", "late"}


def test_a_clock_that_was_set_back_changes_nothing(opened: Cast, pack: Pack) -> None:
    before = everything()
    for moment in (at("2026-11-23", "08:59"), at("2026-11-01"), at("2020-01-01")):
        assert sweep(now=moment, pack=pack) == Swept(opened=0, attended=0, compacted=0)
    assert everything() == before


def test_large_groups_are_attended_chunk_by_chunk(opened: Cast, pack: Pack, monkeypatch) -> None:
    monkeypatch.setattr(attending, "CHUNK", 40)
    assert sweep(now=at("2026-11-28"), pack=pack).attended == 0
    assert sweep(now=at("2026-12-01", "00:00"), pack=pack).attended == BODIES_OF_TOWNS
    assert notices("2026-11-01", "late") == BODIES_OF_TOWNS
