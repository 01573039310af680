"""A number or a calendar that changes moves what is open, with its figures and an entry; nothing else moves."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from cast import TOWN_DUTY, TOWN_GOVERNMENT, Cast, at, hold, owed
from django.db.models import Max
from duty_packs import duty, pack_with, watch, with_parameter

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures, reckoning
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.policy import Pack
from anlan.policy.calendar import CalendarFile, WorkingCalendar

TERM = "test.term"
NEW_YEAR = "2027-01-01"


def yearly(number: int = 10, **entry: Any) -> Pack:
    """Due so many working days after the year has begun."""
    base = with_parameter(pack_with(), TERM, number, unit="working day")
    escalate = [{"after": "obligation.escalate_after", "to": "superior"}]
    given = {"every": "year", "due": {"after": "start", "working_days": TERM}, "escalate": escalate}
    return pack_with(duty("t", **{**given, **entry}), base=base)


def published(pack: Pack) -> Pack:
    """The pack with the holidays of 2027: the first three days of January, and no other."""
    days = {dt.date(2027, 1, day): "元旦" for day in (1, 2, 3)}
    year = CalendarFile(year=2027, document="测试", source="test", off=days, work={})
    known = {
        one: CalendarFile(
            year=one,
            document="测试",
            source="test",
            off={day: "元旦" for day, kind in pack.calendar._days.items() if day.year == one and not kind.working},
            work={day: "元旦" for day, kind in pack.calendar._days.items() if day.year == one and kind.working},
        )
        for one in pack.calendar.years
    }
    calendar = WorkingCalendar(years={**known, 2027: year}, names={"元旦": "New Year"})
    return dataclasses.replace(pack, calendar=calendar)


def row(period: str = NEW_YEAR) -> Obligation:
    return owed(TOWN_GOVERNMENT, period, "t")


def kinds() -> list[str]:
    return [notice.kind for notice in row().notices.order_by("rung")]


def entries() -> list[dict[str, Any]]:
    return [event.answers for event in Event.objects.filter(kind="obligation.reckoned").order_by("seq")]


def test_a_calendar_that_arrives_late_ends_the_estimate_and_lets_lateness_run(cast: Cast) -> None:
    pack = watch(yearly(), since=dt.date(2027, 1, 1))
    sweep(now=at("2027-01-02"), pack=pack)
    assert (row().due_estimated, row().due_day) == (True, dt.date(2027, 1, 14))
    sweep(now=at("2027-02-10"), pack=pack)
    assert kinds() == ["reminder"]
    assert row().standing(now=at("2027-02-10")) == "open"
    known = published(pack)
    sweep(now=at("2027-02-11"), pack=known)
    # 4 January 2027 is the first working day, so the tenth is Friday the 15th.
    assert (row().due_estimated, row().due_day) == (False, dt.date(2027, 1, 15))
    assert row().original_due_at == at("2027-01-15", "00:00")
    assert row().standing(now=at("2027-02-11")) == "late"
    assert kinds()[-1] == "escalation"
    assert {entry["duty"] for entry in entries()} == {"t"}
    assert figures.differences() == []
    assert contradictions() == []


def test_a_number_that_changes_moves_what_is_open_and_not_what_is_closed(cast: Cast) -> None:
    pack = watch(_days(60))
    sweep(now=at("2026-07-02"), pack=pack)
    act = cast.act("town", now=at("2026-07-03"))
    hold(type(act)(actor=act.actor, now=act.now, pack=pack), TOWN_GOVERNMENT, "2026-07-03")
    closed = dict(Obligation.objects.filter(state=1).values_list("id", "due_at"))
    sweep(now=at("2026-07-04"), pack=_days(70))
    opened = Obligation.objects.filter(state=0)
    assert set(opened.values_list("due_day", flat=True)) == {dt.date(2026, 9, 8)}
    assert dict(Obligation.objects.filter(state=1).values_list("id", "due_at")) == closed
    (entry,) = entries()
    assert (entry["count"], entry["moved"][0][:2]) == (45, ["2026-08-29", "2026-09-08"])
    assert figures.differences() == []
    # The reminder of the old dates has not come; the new ones have their own.
    assert opened[0].attend_at == at("2026-09-01", "00:00")


def _days(number: int) -> Pack:
    base = with_parameter(pack_with(), TERM, number)
    return pack_with(duty("t", every="quarter", due={"after": "start", "days": TERM}), base=base)


def test_what_was_extended_keeps_its_extension(cast: Cast) -> None:
    pack = watch(_days(60))
    sweep(now=at("2026-07-02"), pack=pack)
    one = row("2026-07-01")
    Obligation.objects.filter(pk=one.pk).update(
        due_day=one.due_day + dt.timedelta(days=20), due_at=one.due_at + dt.timedelta(days=20), moved_days=20
    )
    sweep(now=at("2026-07-04"), pack=_days(70))
    assert row("2026-07-01").due_day == dt.date(2026, 9, 28)


def test_what_was_confirmed_as_not_performed_is_left_alone(cast: Cast) -> None:
    pack = watch(_days(60))
    sweep(now=at("2026-07-02"), pack=pack)
    event = Event.objects.latest("seq")
    Obligation.objects.filter(pk=row("2026-07-01").pk).update(not_performed=event, attend_at=None)
    sweep(now=at("2026-07-04"), pack=_days(70))
    assert (row("2026-07-01").due_day, row("2026-07-01").attend_at) == (dt.date(2026, 8, 29), None)


def test_hours_are_counted_anew_from_the_same_moment(cast: Cast) -> None:
    def after_hours(number: int) -> Pack:
        base = with_parameter(pack_with(), TERM, number, unit="hour")
        due = {"after": "occasion", "hours": TERM}
        return pack_with(duty("t", on="meeting.held", due=due, met_by={"event": "patrol.done"}), base=base)

    pack = watch(after_hours(24))
    act = cast.act("town", now=at("2026-11-20", "17:30"))
    hold(type(act)(actor=act.actor, now=act.now, pack=pack), TOWN_GOVERNMENT, "2026-11-20")
    sweep(now=at("2026-11-20", "18:00"), pack=after_hours(48))
    assert Obligation.objects.get(duty__key="t").due_at == at("2026-11-22", "17:30")


def test_moved_chunk_by_chunk_each_with_its_entry(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = watch(_days(60))
    sweep(now=at("2026-07-02"), pack=pack)
    monkeypatch.setattr(reckoning, "CHUNK", 20)
    sweep(now=at("2026-07-04"), pack=_days(70))
    assert [entry["count"] for entry in entries()] == [20, 20, 6]
    assert set(Obligation.objects.values_list("due_day", flat=True)) == {dt.date(2026, 9, 8)}
    assert figures.differences() == []


def test_reckoning_twice_moves_nothing_twice(cast: Cast) -> None:
    pack = watch(_days(60))
    sweep(now=at("2026-07-02"), pack=pack)
    for _ in range(3):
        sweep(now=at("2026-07-04"), pack=_days(70))
    assert len(entries()) == 1


def test_3_12_a_reminder_that_changes_moves_attention_only(opened: Cast, pack: Pack) -> None:
    before = Event.objects.aggregate(last=Max("seq"))["last"]
    due = dict(Obligation.objects.filter(state=0).values_list("id", "due_at"))
    base = with_parameter(pack, "obligation.remind_before", 2, since=dt.date(2026, 12, 1))
    sweep(now=at("2026-11-28"), pack=base)
    december = owed(TOWN_GOVERNMENT, "2026-12-01", TOWN_DUTY)
    # Two working days before Thursday 31 December instead of five.
    assert december.attend_at == at("2026-12-29", "00:00")
    assert dict(Obligation.objects.filter(pk__in=due).values_list("id", "due_at")) == due
    assert Event.objects.aggregate(last=Max("seq"))["last"] > before


def test_a_shorter_lead_or_a_longer_one_opens_the_next_period_by_the_new_number(cast: Cast, pack: Pack) -> None:
    longer = with_parameter(pack, "obligation.lead", 10, since=dt.date(2026, 8, 1))
    sweep(now=at("2026-07-10"), pack=pack)
    sweep(now=at("2026-07-22", "00:00"), pack=longer)
    assert Obligation.objects.filter(period="2026-08-01", duty__key=TOWN_DUTY).exists()


def test_of_a_due_day_that_moved_everything_is_said_anew(cast: Cast) -> None:
    """Due 29 August 2026: reminded and late. Moved to 8 September it is reminded of again, and late again."""
    pack = watch(_days(60))
    for day in ("2026-07-02", "2026-08-25", "2026-08-31"):
        sweep(now=at(day), pack=pack)
    for day in ("2026-08-31", "2026-09-02", "2026-09-10"):
        sweep(now=at(day), pack=_days(70))
    said = [(notice.kind, f"{notice.due_day:%m-%d}") for notice in row("2026-07-01").notices.order_by("id")]
    assert said == [("reminder", "08-29"), ("late", "08-29"), ("reminder", "09-08"), ("late", "09-08")]
