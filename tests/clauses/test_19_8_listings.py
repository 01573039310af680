"""Listed supervision of major dangers (19.8–19.11): notice, progress, more time, the ladder, delisting."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cast import TODAY, Cast, at, unit
from examples_of_dangers import (
    EMERGENCY,
    accept,
    find,
    fresh,
    general,
    major,
    plan,
    put_on_the_list,
    rectify,
    step,
)
from examples_of_the_field import act_as
from test_18_8_dangers import rows, why

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Refused
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.hidden_danger.listed.ladder import Rung
from anlan.modules.hidden_danger.listed.listing import Listing
from anlan.rules.listings import rung_fault

OPEN, MET, LAPSED = Obligation.State.OPEN, Obligation.State.MET, Obligation.State.LAPSED
CITY = "445100/government"


@pytest.fixture
def danger(cast: Cast) -> HiddenDanger:
    """A major danger with its plan."""
    found = find(cast.act("safety"))
    major(cast.act("officer"), found)
    plan(cast.act("safety"), found)
    return found


@pytest.fixture
def listing(cast: Cast, danger: HiddenDanger) -> Listing:
    """The same one, listed by the city."""
    return put_on_the_list(cast.act("city"), danger, authority=CITY)


def take_rung(cast: Cast, listing: Listing, rung: str, day: str, username: str = "city") -> Rung:
    """Propose a rung on that day."""
    act = cast.act(username, now=at(day))
    step(act, listing, "take_rung", rung=rung, facts="逾期未完成治理", demands="七日内完成")
    return Rung.objects.get(listing=listing.pk, kind=rung, state="proposed")


def confirm(rung: Rung, day: str) -> None:
    """Somebody else of the city's office confirms it."""
    act = act_as("445100/safety-committee-office", "desk_officer", now=at(day))
    step(act, rung, "confirm", number="潮安委办〔2026〕1号", occurred_on=day)


def test_19_8_a_listing_makes_the_unit_owe_progress_and_the_body_a_publication(listing: Listing) -> None:
    assert (listing.level, listing.receiver.code) == ("city", CITY)
    (progress,) = rows(listing, "listing-progress")
    assert (progress.unit.code, progress.due_day) == ("DEMO-ENTERPRISE-1", TODAY + dt.timedelta(days=7))
    (published,) = rows(listing, "listing-publication")
    assert (published.unit.code, published.due_day) == (CITY, dt.date(2026, 11, 30))


def test_19_8_each_report_of_progress_is_followed_by_the_next(cast: Cast, listing: Listing) -> None:
    step(cast.act("safety"), listing, "progress", progress="设备已到货", percent=40)
    assert [row.state for row in rows(listing, "listing-progress")] == [MET, OPEN]
    with pytest.raises(Refused) as refused:
        step(cast.act("safety"), listing, "progress", progress="完成", percent=140)
    assert why(refused)[0][0] == "percent"


def test_19_8_only_a_major_danger_is_listed_and_only_once(cast: Cast, danger: HiddenDanger, listing: Listing) -> None:
    with pytest.raises(Refused, match="listed already"):
        put_on_the_list(cast.act("officer"), danger, authority=EMERGENCY)
    small = find(cast.act("safety"), what="灭火器过期")
    general(cast.act("safety"), small)
    with pytest.raises(Refused, match="Only a major danger"):
        put_on_the_list(cast.act("officer"), small, authority=EMERGENCY)


def test_19_8_nobody_lists_in_the_name_of_another_body(cast: Cast, danger: HiddenDanger) -> None:
    with pytest.raises(Refused) as refused:
        put_on_the_list(cast.act("officer"), danger, authority=CITY)
    assert why(refused)[0][0] == "authority"
    with pytest.raises(NotPermitted):
        put_on_the_list(cast.act("safety"), danger, authority=EMERGENCY)


def test_19_8_delisting_needs_the_own_evaluation_and_the_check_on_the_spot(
    cast: Cast, danger: HiddenDanger, listing: Listing
) -> None:
    evaluation = {"occurred_on": TODAY, "evaluated_by": "own", "evaluation": "治理措施有效"}
    with pytest.raises(Refused, match="put right first"):
        step(cast.act("safety"), listing, "apply", **evaluation)
    rectify(cast.act("safety"), danger)
    step(cast.act("safety"), listing, "apply", **evaluation)
    with pytest.raises(Refused, match="not accepted it on the spot"):
        step(cast.act("city"), listing, "delist", number="", remark="")
    accept(cast.act("officer"), danger)
    step(cast.act("city"), listing, "delist", number="潮府督〔2026〕2号", remark="")
    assert {row.duty.key: row.state for row in Obligation.objects.filter(record_type="listing")} == {
        "listing-publication": OPEN, "listing-progress": LAPSED, "listing-follow-up": MET, "listing-decision": MET,
        "listing-end-publication": OPEN,
    }  # fmt: skip
    step(cast.act("city"), listing, "publish", occurred_on=TODAY, published_at="潮州日报")
    assert Listing.objects.get(pk=listing.pk).state == "published"


def test_19_8_a_danger_sent_back_is_under_supervision_again(cast: Cast, danger: HiddenDanger, listing: Listing) -> None:
    rectify(cast.act("safety"), danger)
    step(cast.act("safety"), listing, "apply", occurred_on=TODAY, evaluated_by="agency", evaluation="有效")
    step(cast.act("officer"), danger, "send_back", reason="未联锁", due_day="2026-12-10")
    assert Listing.objects.get(pk=listing.pk).state == "listed"
    assert [row.state for row in rows(listing, "listing-progress")] == [LAPSED, OPEN]
    assert [row.state for row in rows(listing, "listing-decision")] == [LAPSED]


def test_19_8_more_time_says_when_it_was_asked_for_too_late_and_moves_the_ladder(cast: Cast, listing: Listing) -> None:
    # Twenty working days before 20 December is 23 November: a day later is too late, and said so, not refused.
    act = cast.act("safety", now=at("2026-11-24"))
    step(act, listing, "ask_time", wanted_day="2027-01-20", reason="设备交货推迟")
    assert Listing.objects.get(pk=listing.pk).asked_late
    step(cast.act("city"), listing, "give_time", due_day="2027-01-10", remark="")
    ladder = rows(listing, "listing-follow-up")
    assert [(row.state, row.due_day.isoformat()) for row in ladder] == [(LAPSED, "2026-12-27"), (OPEN, "2027-01-17")]


def test_19_9_the_ladder_begins_when_it_is_late_and_leaves_no_rung_out(cast: Cast, listing: Listing) -> None:
    with pytest.raises(Refused, match="has not passed yet"):
        take_rung(cast, listing, "reminder", "2026-12-20")
    with pytest.raises(Refused, match="follow one another"):
        take_rung(cast, listing, "talk", "2026-12-22")
    take_rung(cast, listing, "reminder", "2026-12-22")
    assert rows(listing, "listing-follow-up")[0].state == MET


def test_19_9_a_rung_is_confirmed_by_somebody_else_and_its_timer_runs(cast: Cast, listing: Listing) -> None:
    rung = take_rung(cast, listing, "reminder", "2026-12-22")
    with pytest.raises(Refused, match="another officer"):
        step(cast.act("city", now=at("2026-12-23")), rung, "confirm", number="1", occurred_on="2026-12-23")
    confirm(rung, "2026-12-23")
    assert Listing.objects.get(pk=listing.pk).waits == dt.date(2026, 12, 30)
    with pytest.raises(Refused, match="timer of the last rung"):
        take_rung(cast, listing, "talk", "2026-12-30")
    take_rung(cast, listing, "talk", "2026-12-31")


def test_19_11_a_body_without_the_power_exposes_nobody() -> None:
    late: dict[str, Any] = {"due_day": dt.date(2026, 12, 1), "today": dt.date(2026, 12, 20), "waits": None}
    taken = ["reminder", "talk"]
    assert rung_fault(rung="exposure", taken=taken, kind="safety_committee_office", **late) == "power"
    assert rung_fault(rung="exposure", taken=taken, kind="department", **late) == ""
    assert rung_fault(rung="accountability", taken=[*taken, "exposure"], kind="department", **late) == "power"


def test_19_5_legal_measures_run_beside_the_treatment_and_are_noted_by_certified_officers(
    cast: Cast, danger: HiddenDanger
) -> None:
    answers = {"decision": "suspend", "number": "（饶）应急现决〔2026〕9号", "occurred_on": TODAY}
    with pytest.raises(Refused, match="certified officers"):
        step(cast.act("city"), danger, "note_decision", **answers)
    step(cast.act("officer"), danger, "note_decision", **answers)
    assert (fresh(danger).measure, fresh(danger).state) == ("stopped", "rectifying")


def test_19_1_a_listed_danger_is_lowered_only_after_its_listing(
    cast: Cast, danger: HiddenDanger, listing: Listing
) -> None:
    lower = {"due_day": "2026-12-04", "reason": "复核为一般", "category": ""}
    with pytest.raises(Refused, match="under listed supervision"):
        step(cast.act("officer"), danger, "regrade_general", **lower)
    step(cast.act("city"), listing, "withdraw", reason="等级有误")
    step(cast.act("officer"), danger, "regrade_general", **lower)
    assert not Obligation.objects.filter(record_type="listing", state=OPEN).exists()
    assert unit(CITY).pk == listing.receiver_id
