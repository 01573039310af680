"""A term that an event begins: for whom it counts, from which day, met by what follows, gone when it is taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cast import TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold, withdraw
from duty_packs import duty, pack_with, watch, with_parameter

from anlan.kernel.installed import check_circles
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.verify import contradictions
from anlan.policy import Pack, PackError

TERM = "test.term"
BODIES = {"kind": ["party_committee", "government"], "level": "town"}
STUDY_AFTER = {"event": "meeting.held", "variant": ["study"]}


def after_a_meeting(**entry: Any) -> Pack:
    given = {
        "on": "meeting.held",
        "owed_by": BODIES,
        "due": {"after": "occasion", "working_days": TERM},
        "met_by": {"event": "patrol.done"},
    }
    base = with_parameter(pack_with(), TERM, 3, unit="working day")
    return watch(pack_with(duty("t", **{**given, **entry}), base=base))


def meeting(cast: Cast, pack: Pack, day: str, *, recorded: str, number: str = "1", **answers: Any) -> Any:
    act = cast.act("town", now=at(recorded))
    return hold(type(act)(actor=act.actor, now=act.now, pack=pack), TOWN_GOVERNMENT, day, number=number, **answers)


def rows() -> list[Obligation]:
    return list(Obligation.objects.filter(duty__key="t").select_related("unit").order_by("unit__code"))


def test_the_term_runs_from_the_day_it_happened_although_it_was_recorded_later(cast: Cast) -> None:
    """Three working days after Thursday 19 November 2026 end on Tuesday the 24th."""
    pack = after_a_meeting()
    meeting(cast, pack, "2026-11-19", recorded="2026-11-20")
    (row,) = rows()
    assert row.unit.code == TOWN_GOVERNMENT
    assert (row.runs_on, row.due_day) == (dt.date(2026, 11, 19), dt.date(2026, 11, 24))
    assert (row.due_at, row.original_due_at) == (at("2026-11-25", "00:00"), at("2026-11-25", "00:00"))
    assert figures.differences() == []


def test_each_unit_for_which_the_event_counts_owes_it_by_its_own_facts(cast: Cast) -> None:
    pack = after_a_meeting()
    meeting(cast, pack, "2026-11-19", recorded="2026-11-20", shared_with=TOWN_PARTY)
    assert [row.unit.code for row in rows()] == [TOWN_GOVERNMENT, TOWN_PARTY]
    assert len({row.slot for row in rows()}) == 2


def test_a_unit_that_its_facts_do_not_oblige_owes_nothing(cast: Cast) -> None:
    pack = after_a_meeting(unless={"level": "town"}, owed_by={"kind": "government"})
    meeting(cast, pack, "2026-11-19", recorded="2026-11-20")
    assert rows() == []


def test_what_the_act_made_owed_and_what_it_began_stand_side_by_side(cast: Cast) -> None:
    pack = after_a_meeting()
    decision = ("落实整改", TOWN_GOVERNMENT, "2026-12-31")
    both = watch(pack_with(*pack.duties.values(), _decisions(), base=pack))
    meeting(cast, both, "2026-11-19", recorded="2026-11-20", decisions=[decision])
    assert sorted(Obligation.objects.values_list("slot", "duty__key")) == [(0, "d"), (1, "t")]


def _decisions() -> Any:
    return duty("d", clause="3.26", on="order.resolution", due="as_given", met_by={"event": "order_item.answered"})


def test_taking_the_meeting_back_ends_the_term(cast: Cast) -> None:
    pack = after_a_meeting()
    record = meeting(cast, pack, "2026-11-19", recorded="2026-11-20").record
    act = cast.act("town", now=at("2026-11-21"))
    withdraw(type(act)(actor=act.actor, now=act.now, pack=pack), record)
    assert [row.state for row in rows()] == [Obligation.State.LAPSED]
    assert figures.differences() == []


def test_a_later_event_meets_it_and_an_earlier_one_does_not(cast: Cast) -> None:
    """A study after each executive meeting; only what happens from that day on answers it."""
    pack = after_a_meeting(owed_by={"kind": "government"}, met_by=STUDY_AFTER, due={"after": "occasion", "days": TERM})
    pack = with_parameter(pack, TERM, 10)
    meeting(cast, pack, "2026-11-10", recorded="2026-11-19", number="0", form="study")
    meeting(cast, pack, "2026-11-15", recorded="2026-11-19", number="1", form="government_executive")
    # The study of the 10th began a term of its own, which the study itself does not answer.
    assert [row.state for row in rows()] == [Obligation.State.OPEN] * 2


def test_what_happened_since_the_day_meets_the_term_that_is_recorded_later(cast: Cast) -> None:
    pack = after_a_meeting(owed_by={"kind": "government"}, met_by=STUDY_AFTER)
    meeting(cast, pack, "2026-11-18", recorded="2026-11-18", number="s", form="study")
    meeting(cast, pack, "2026-11-17", recorded="2026-11-19", number="e", form="government_executive")
    by_day = {row.runs_on.isoformat(): row for row in rows() if row.runs_on}
    assert (by_day["2026-11-17"].met_on, by_day["2026-11-17"].on_time) == (dt.date(2026, 11, 18), True)
    assert by_day["2026-11-18"].state == Obligation.State.OPEN
    assert figures.differences() == []
    assert contradictions() == []


def test_duties_that_call_for_each_other_in_a_circle_are_refused_with_the_path() -> None:
    term = {"after": "occasion", "days": "obligation.recording_grace"}
    one = duty("one", on="meeting.held", due=term, met_by={"event": "patrol.done"})
    other = duty("other", on="patrol.done", due=term, met_by={"event": "meeting.held"})
    with pytest.raises(PackError, match="never ends: meeting one opens other opens one"):
        check_circles(pack=pack_with(one, other))


def test_a_circle_that_no_unit_can_walk_is_none() -> None:
    term = {"after": "occasion", "days": "obligation.recording_grace"}
    one = duty("one", on="meeting.held", due=term, met_by={"event": "patrol.done"})
    county = {"kind": ["government"], "level": "county"}
    other = duty("other", on="patrol.done", owed_by=county, due=term, met_by={"event": "meeting.held"})
    check_circles(pack=pack_with(one, other))
