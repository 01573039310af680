"""Clause 9.3: not performed is confirmed once the grace is over and the unit was told, and can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from cast import COUNTY_GOVERNMENT, TOWN_GOVERNMENT, Cast, at, hold, owed, treat

from anlan.kernel.ledger.verify import verify
from anlan.kernel.life.acts import TooLate, offered
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.records.door import Act, Refused
from anlan.policy import Pack

COUNTY_DUTY = "county-government-quarterly-meeting"
FOUND = {"reason": "实地核查未召开", "telephone": "0768-0000000"}
URGED = {"text": "请尽快召开会议", "telephone": "0768-0000000", "letter": ""}
RETURNED = {"reason": "纪要中未见安全生产议题", "telephone": "0768-0000000"}


def county(period: str = "2026-07-01") -> Obligation:
    return owed(COUNTY_GOVERNMENT, period, COUNTY_DUTY)


def names(act: Act, row: Obligation) -> set[str]:
    return {step.name for step in offered(row=row, act=act)}


@pytest.fixture(autouse=True)
def adds_up(opened: Cast) -> Iterator[None]:
    """After every test, figures, obligations and ledger still say the same."""
    yield
    assert not figures.differences()
    assert not contradictions()
    assert not verify()


def test_9_3_nothing_is_confirmed_while_it_may_still_be_recorded_as_on_time(opened: Cast, pack: Pack) -> None:
    """A November meeting held in time may be recorded until 5 December."""
    sweep(now=at("2026-12-01", "00:10"), pack=pack)
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    for moment in (at("2026-12-01", "00:20"), at("2026-12-05", "23:59")):
        early = opened.act("office", now=moment)
        assert "confirm" not in names(early, row)
        with pytest.raises(Refused, match="until 2026-12-05"):
            treat(early, row, "confirm", **FOUND)
    after = opened.act("office", now=at("2026-12-06", "00:00"))
    assert "confirm" in names(after, row)
    treat(after, row, "confirm", **FOUND)


def test_9_3_what_is_not_late_is_not_offered_for_confirmation(opened: Cast) -> None:
    city = opened.act("city")
    assert "confirm" not in names(city, county("2026-10-01"))
    assert "confirm" in names(city, county())


def test_9_3_an_urging_before_the_due_day_does_not_tell_that_it_is_late(opened: Cast) -> None:
    row = county("2026-10-01")
    treat(opened.act("city"), row, "urge", **URGED)
    late = opened.act("city", now=at("2027-02-01"))
    with pytest.raises(Refused, match="Urge it first"):
        treat(late, row, "confirm", **FOUND)
    treat(late, row, "urge", **URGED)
    treat(late, row, "confirm", **FOUND)
    assert county("2026-10-01").not_performed is not None


def test_9_3_what_was_told_of_an_earlier_due_day_is_not_told_of_a_later_one(opened: Cast, pack: Pack) -> None:
    """Late on 1 January, then extended: of the new day the unit has to hear anew."""
    row = county("2026-10-01")
    sweep(now=at("2027-01-02"), pack=pack)
    assert row.notices.filter(kind=Notice.Kind.LATE).exists()
    treat(opened.act("city", now=at("2027-01-03")), row, "extend", until=dt.date(2027, 1, 20), reason="防汛")
    with pytest.raises(Refused, match="Urge it first"):
        treat(opened.act("city", now=at("2027-02-01")), row, "confirm", **FOUND)


def test_9_3_what_is_confirmed_is_neither_extended_nor_waived(opened: Cast) -> None:
    city = opened.act("city")
    treat(city, county(), "confirm", **FOUND)
    row = county()
    assert names(city, row) == {"urge", "unconfirm"}
    for step, answers in (
        ("extend", {"until": dt.date(2026, 12, 20), "reason": "防汛"}),
        ("waive", {"ground": "merged", "reason": "合并召开"}),
    ):
        with pytest.raises(Refused, match="Take the confirmation back first"):
            treat(city, row, step, **answers)
    treat(city, row, "unconfirm", reason="补充材料已核实")
    assert names(city, county()) == {"urge", "extend", "waive", "confirm"}


@pytest.mark.parametrize("accepted", [False, True])
def test_9_3_a_confirmation_is_taken_back_also_after_the_late_record(opened: Cast, accepted: bool) -> None:
    """Submitted late, the row is met late; the confirmation stands beside it until somebody withdraws it."""
    city = opened.act("city")
    treat(city, county(), "confirm", **FOUND)
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-09-20", form="government_executive")
    assert (county().state, county().on_time) == (Obligation.State.MET, False)
    if accepted:
        treat(city, county(), "accept", note="")
    assert "unconfirm" in names(city, county())
    treat(city, county(), "unconfirm", reason="补充材料已核实")
    row = county()
    assert (row.not_performed_id, row.state, row.on_time) == (None, Obligation.State.MET, False)
    with pytest.raises(TooLate):
        treat(city, row, "unconfirm", reason="补充材料已核实")


def test_9_3_nothing_is_both_on_time_and_confirmed_as_not_performed(opened: Cast) -> None:
    """Where the grace was made longer meanwhile: late while the confirmation stands, on time once it is withdrawn."""
    city = opened.act("city")
    treat(city, county(), "confirm", **FOUND)
    Obligation.objects.filter(pk=county().pk).update(due_estimated=True)  # counts as on time whenever it is recorded
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-09-20", form="government_executive")
    assert county().on_time is False
    treat(city, county(), "unconfirm", reason="补充材料已核实")
    assert county().on_time is True


def test_9_3_taking_a_confirmation_back_is_told_to_the_unit(opened: Cast) -> None:
    city = opened.act("city")
    treat(city, county(), "confirm", **FOUND)
    event = treat(city, county(), "unconfirm", reason="补充材料已核实")
    assert county().notices.get(kind=Notice.Kind.WITHDRAWN).event_id == event.pk


def test_9_3_an_extension_leads_to_a_day_after_today(opened: Cast) -> None:
    city, row = opened.act("city", now=at("2026-10-20")), county()
    for day in (dt.date(2026, 10, 10), dt.date(2026, 10, 20)):
        with pytest.raises(Refused, match="after today"):
            treat(city, row, "extend", until=day, reason="防汛")
    treat(city, row, "extend", until=dt.date(2026, 10, 21), reason="防汛")
    assert county().due_day == dt.date(2026, 10, 21)
