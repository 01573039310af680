"""Met by several events: twice, each of two kinds, any of them; recorded before or after opening; one taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cast import TOWN_GOVERNMENT, Cast, at, hold, owed, withdraw
from duty_packs import duty, pack_with, watch

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.policy import Pack

NOVEMBER = "2026-11-01"
TWICE = {"event": "meeting.held", "times": 2}
BOTH_FORMS = {
    "all": [
        {"event": "meeting.held", "variant": ["study"]},
        {"event": "meeting.held", "variant": ["government_executive"]},
    ]
}
ANY_FORM = {
    "any": [
        {"event": "meeting.held", "variant": ["study"]},
        {"event": "meeting.held", "variant": ["government_executive"]},
    ]
}


def asking(met_by: dict[str, Any], **entry: Any) -> Pack:
    return watch(pack_with(duty("t", every="month", met_by=met_by, **entry)))


def meeting(cast: Cast, pack: Pack, day: str, *, recorded: str = "", form: str = "study") -> Any:
    act = cast.act("town", now=at(recorded or day, "18:00"))
    number = f"{day} {form}"
    return hold(type(act)(actor=act.actor, now=act.now, pack=pack), TOWN_GOVERNMENT, day, number=number, form=form)


def november() -> Obligation:
    return owed(TOWN_GOVERNMENT, NOVEMBER, "t")


def outcome() -> tuple[str, bool | None]:
    row = november()
    return (str(row.met_on) if row.met_on else row.get_state_display(), row.on_time)


@pytest.mark.parametrize("opened_first", [True, False])
@pytest.mark.parametrize(
    ("met_by", "meetings", "expected"),
    [
        (TWICE, [("2026-11-10", "study")], ("Open", None)),
        (TWICE, [("2026-11-10", "study"), ("2026-11-20", "study")], ("2026-11-20", True)),
        (TWICE, [("2026-11-20", "study"), ("2026-11-10", "study")], ("2026-11-20", True)),
        (TWICE, [("2026-10-31", "study"), ("2026-11-10", "study")], ("Open", None)),
        (BOTH_FORMS, [("2026-11-10", "study"), ("2026-11-11", "study")], ("Open", None)),
        (BOTH_FORMS, [("2026-11-10", "study"), ("2026-11-12", "government_executive")], ("2026-11-12", True)),
        (ANY_FORM, [("2026-11-12", "government_executive")], ("2026-11-12", True)),
        (ANY_FORM, [("2026-11-12", "standing_committee")], ("Open", None)),
    ],
)
def test_the_event_that_completes_all_parts_meets_it(
    cast: Cast, opened_first: bool, met_by: dict[str, Any], meetings: list[tuple[str, str]], expected: Any
) -> None:
    pack = asking(met_by)
    if opened_first:
        sweep(now=at("2026-11-02"), pack=pack)
    for day, form in meetings:
        meeting(cast, pack, day, form=form, recorded="2026-11-21")
    sweep(now=at("2026-11-22"), pack=pack)
    assert outcome() == expected
    assert figures.differences() == []
    assert contradictions() == []


@pytest.mark.parametrize("opened_first", [True, False])
def test_on_time_only_when_all_that_were_needed_were_recorded_in_time(cast: Cast, opened_first: bool) -> None:
    """The grace ends on 5 December; the first of the two meetings is recorded on the 20th."""
    pack = asking(TWICE)
    if opened_first:
        sweep(now=at("2026-11-02"), pack=pack)
    meeting(cast, pack, "2026-11-20", recorded="2026-11-20")
    meeting(cast, pack, "2026-11-10", recorded="2026-12-20")
    sweep(now=at("2026-12-21"), pack=pack)
    assert outcome() == ("2026-11-20", False)
    assert figures.differences() == []


def test_a_third_event_before_the_two_does_not_make_late_what_was_complete(cast: Cast) -> None:
    pack = asking(TWICE)
    sweep(now=at("2026-11-02"), pack=pack)
    for day in ("2026-11-10", "2026-11-20"):
        meeting(cast, pack, day)
    meeting(cast, pack, "2026-11-05", recorded="2026-12-20")
    assert outcome() == ("2026-11-20", True)


def test_one_of_two_taken_back_leaves_it_owed_again_and_another_one_meets_it(cast: Cast) -> None:
    pack = asking(TWICE)
    sweep(now=at("2026-11-02"), pack=pack)
    first = meeting(cast, pack, "2026-11-10").record
    meeting(cast, pack, "2026-11-20")
    act = cast.act("town", now=at("2026-11-22"))
    withdraw(type(act)(actor=act.actor, now=act.now, pack=pack), first)
    assert outcome() == ("Open", None)
    meeting(cast, pack, "2026-11-25")
    assert outcome() == ("2026-11-25", True)
    assert figures.differences() == []
    assert contradictions() == []


def test_one_of_three_taken_back_leaves_it_met_by_the_other_two(cast: Cast) -> None:
    pack = asking(TWICE)
    sweep(now=at("2026-11-02"), pack=pack)
    first = meeting(cast, pack, "2026-11-10").record
    for day in ("2026-11-20", "2026-11-24"):
        meeting(cast, pack, day)
    act = cast.act("town", now=at("2026-11-25"))
    withdraw(type(act)(actor=act.actor, now=act.now, pack=pack), first)
    assert outcome() == ("2026-11-24", True)
    assert figures.differences() == []


def test_one_meeting_counts_for_every_part_that_it_fits(cast: Cast) -> None:
    pack = asking({"all": [{"event": "meeting.held", "variant": ["study"]}, {"event": "meeting.held"}]})
    sweep(now=at("2026-11-02"), pack=pack)
    meeting(cast, pack, "2026-11-10")
    assert outcome() == ("2026-11-10", True)


def test_complete_after_a_fixed_day_within_the_period_is_late(cast: Cast) -> None:
    pack = watch(pack_with(duty("t", every="year", due={"day": "09-15"}, met_by=TWICE)))
    sweep(now=at("2026-07-02"), pack=pack)
    meeting(cast, pack, "2026-09-20", recorded="2026-09-20")
    meeting(cast, pack, "2026-09-10", recorded="2026-09-21")
    row = owed(TOWN_GOVERNMENT, "2026-01-01", "t")
    assert (row.met_on, row.on_time) == (dt.date(2026, 9, 20), False)
