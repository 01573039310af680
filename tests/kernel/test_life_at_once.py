"""Two officers decide about one obligation at the same moment: one wins, the other is told, the figures add up."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter

from cast import COUNTY_GOVERNMENT, Cast, hold, owed, treat, withdraw
from test_concurrency import all_is_well, at_once

from anlan.kernel.ledger.event import Event
from anlan.kernel.life.acts import TooLate
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.records.door import Outcome, Refused

COUNTY_DUTY = "county-government-quarterly-meeting"


def quarter() -> Obligation:
    return owed(COUNTY_GOVERNMENT, "2026-10-01", COUNTY_DUTY)


def meeting(cast: Cast, number: str = "2026 No. 4") -> Outcome:
    return hold(
        cast.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive", number=number,
        submission=uuid.uuid4(),
    )  # fmt: skip


def test_9_3_accepting_and_returning_at_once_is_one_of_the_two(own_opened: Cast) -> None:
    meeting(own_opened)
    row, city = quarter(), own_opened.act("city")
    results = at_once(
        lambda: treat(city, row, "accept", note=""),
        lambda: treat(city, row, "return", reason="补充议题", telephone="0768-0000000"),
    )
    # A return may still follow an acceptance, so both may have happened, in that order; never a return first.
    kinds = Counter(type(result) for result in results)
    assert kinds in ({Event: 1, TooLate: 1}, {Event: 2})
    assert quarter().state == (Obligation.State.OPEN if isinstance(results[1], Event) else Obligation.State.MET)
    assert all_is_well()
    assert not contradictions()


def test_9_3_two_clicks_on_accept_are_one_acceptance(own_opened: Cast) -> None:
    meeting(own_opened)
    row, city = quarter(), own_opened.act("city")
    results = at_once(*[lambda: treat(city, row, "accept", note="")] * 2)
    assert Counter(type(result) for result in results) == {Event: 1, TooLate: 1}
    assert Event.objects.filter(kind="obligation.accepted").count() == 1
    assert all_is_well()


def test_9_3_two_clicks_on_extend_or_urge_are_one(own_opened: Cast) -> None:
    row, city = quarter(), own_opened.act("city")
    extended = at_once(*[lambda: treat(city, row, "extend", until=dt.date(2027, 1, 10), reason="防汛")] * 2)
    assert Counter(type(result) for result in extended) == {Event: 1, Refused: 1}
    urged = at_once(*[lambda: treat(city, row, "urge", text="请尽快", telephone="0768", letter="")] * 2)
    assert Counter(type(result) for result in urged) == {Event: 1, Refused: 1}
    assert quarter().moved_days == 10
    assert all_is_well()


def test_9_3_a_meeting_recorded_while_it_is_waived_counts_or_is_too_late(own_opened: Cast) -> None:
    row, city = quarter(), own_opened.act("city")
    results = at_once(
        lambda: treat(city, row, "waive", ground="emergency", reason="防汛抗灾"), lambda: meeting(own_opened)
    )
    assert isinstance(results[1], Outcome)
    met = quarter().state == Obligation.State.MET
    assert isinstance(results[0], TooLate if met else Event)
    assert all_is_well()


def test_9_3_a_withdrawal_and_a_return_at_once_leave_one_open_row(own_opened: Cast) -> None:
    held = meeting(own_opened)
    row, city, office = quarter(), own_opened.act("city"), own_opened.act("office")
    at_once(
        lambda: withdraw(office, held.record),
        lambda: treat(city, row, "return", reason="补充议题", telephone="0768-0000000"),
    )
    assert quarter().state == Obligation.State.OPEN
    assert not Obligation.objects.filter(record_type="obligation", state=Obligation.State.OPEN).exists()
    assert all_is_well()
    assert not contradictions()
