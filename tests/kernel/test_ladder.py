"""The ladder after the due day: the superior is told, of vertical units by letter; to the minute where hours count."""

from __future__ import annotations

from typing import Any

import pytest
from cast import TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold
from duty_packs import duty, pack_with, watch, with_parameter

from anlan.kernel.obligations import attending
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.unit import Unit
from anlan.policy import Pack

ESCALATE = [{"after": "obligation.escalate_after", "to": "superior"}]
BODIES = {"kind": ["party_committee", "government"], "level": "town"}


def monthly(**entry: Any) -> Pack:
    return pack_with(duty("t", every="month", owed_by=BODIES, escalate=ESCALATE, **entry))


def kinds(code: str, period: str = "2026-11-01") -> list[str]:
    found = Notice.objects.filter(obligation__unit__code=code, obligation__period=period)
    return list(found.order_by("rung").values_list("kind", flat=True))


def test_three_working_days_after_it_was_due_the_superior_is_told(cast: Cast) -> None:
    """Due Monday 30 November 2026: told when Thursday 3 December is over."""
    pack = watch(monthly())
    for moment in (at("2026-11-02"), at("2026-11-23"), at("2026-12-01"), at("2026-12-03", "23:59")):
        sweep(now=moment, pack=pack)
    assert kinds(TOWN_GOVERNMENT) == ["reminder", "late"]
    sweep(now=at("2026-12-04", "00:00"), pack=pack)
    assert kinds(TOWN_GOVERNMENT) == ["reminder", "late", "escalation"]
    for day in ("2026-12-05", "2026-12-20"):
        sweep(now=at(day), pack=pack)
    assert kinds(TOWN_GOVERNMENT) == ["reminder", "late", "escalation"]


def test_a_unit_that_answers_to_its_own_line_gets_a_letter_and_no_escalation(cast: Cast) -> None:
    Unit.objects.filter(code=TOWN_PARTY).update(vertical=True)
    pack = watch(monthly())
    for day in ("2026-11-02", "2026-12-01", "2026-12-04"):
        sweep(now=at(day), pack=pack)
    assert kinds(TOWN_PARTY) == ["late", "letter"]
    assert kinds(TOWN_GOVERNMENT) == ["late", "escalation"]


def test_rows_due_on_one_day_at_other_hours_are_late_each_at_its_own(cast: Cast) -> None:
    base = with_parameter(pack_with(), "test.term", 24, unit="hour")
    due = {"after": "occasion", "hours": "test.term"}
    pack = pack_with(duty("t", on="meeting.held", due=due, met_by={"event": "patrol.done"}, remind=[]), base=base)
    watch(pack)
    for number, time in enumerate(("09:00", "15:00")):
        act = cast.act("town", now=at("2026-11-20", time))
        hold(type(act)(actor=act.actor, now=act.now, pack=pack), TOWN_GOVERNMENT, "2026-11-20", number=str(number))
    sweep(now=at("2026-11-21", "12:00"), pack=pack)
    rows = Obligation.objects.filter(duty__key="t").order_by("due_at")
    assert [[notice.kind for notice in row.notices.all()] for row in rows] == [["late"], []]


def test_a_duty_that_left_the_pack_goes_on_being_late_and_tells_no_superior(cast: Cast) -> None:
    pack = watch(monthly())
    sweep(now=at("2026-11-02"), pack=pack)
    left = watch(pack_with(duty("other", every="year")))
    for day in ("2026-11-23", "2026-12-01", "2026-12-10"):
        sweep(now=at(day), pack=left)
    assert kinds(TOWN_GOVERNMENT) == ["late"]


def test_what_is_open_keeps_the_reminders_of_the_version_that_opened_it(cast: Cast) -> None:
    pack = watch(monthly())
    sweep(now=at("2026-11-02"), pack=pack)
    changed = monthly(remind=[])
    watch(changed, now=at("2026-11-10"))
    for day in ("2026-11-23", "2026-11-28", "2026-12-01", "2026-12-24", "2027-01-01"):
        sweep(now=at(day), pack=changed)
    assert kinds(TOWN_GOVERNMENT) == ["reminder", "late", "escalation"]
    assert kinds(TOWN_GOVERNMENT, "2026-12-01") == ["late"]


@pytest.mark.parametrize("chunk", [1, 30, 1000])
def test_chunks_of_any_size_say_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(attending, "CHUNK", chunk)
    pack = watch(pack_with(duty("t", every="quarter", escalate=ESCALATE)))
    for day in ("2026-08-02", "2026-09-29", "2026-10-01", "2026-10-20"):
        sweep(now=at(day), pack=pack)
    said = Notice.objects.filter(obligation__period="2026-07-01")
    assert {kind: said.filter(kind=kind).count() for kind in ("reminder", "late", "escalation")} == {
        "reminder": 46,
        "late": 46,
        "escalation": 46,
    }


TWO_RUNGS = [
    {"after": "obligation.escalate_after", "to": "committee_office"},
    {"after": "test.later", "to": "superior"},
]


def test_9_3_whoever_sweeps_a_month_later_tells_every_superior_once(cast: Cast) -> None:
    base = with_parameter(pack_with(), "test.later", 6, unit="working day")
    pack = watch(pack_with(duty("t", every="month", escalate=TWO_RUNGS), base=base))
    sweep(now=at("2026-07-02"), pack=pack)
    for day in ("2026-08-31", "2026-09-01"):
        sweep(now=at(day), pack=pack)
    july = Notice.objects.filter(obligation__unit__code=TOWN_GOVERNMENT, obligation__period="2026-07-01")
    assert list(july.order_by("rung").values_list("kind", "to")) == [
        ("late", ""),
        ("escalation", "committee_office"),
        ("escalation", "superior"),
    ]
