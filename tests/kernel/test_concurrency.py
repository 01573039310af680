"""Two officers, two sweeps, two clicks at the same moment: one wins, the other is told, nothing is lost or doubled."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from cast import (
    COUNTY_GOVERNMENT,
    COUNTY_PARTY,
    NOW,
    TODAY,
    TOWN,
    TOWN_GOVERNMENT,
    TOWN_PARTY,
    Cast,
    at,
    hold,
    owed,
    report,
    withdraw,
)
from django.db import connection
from registers import COMMITTEE, post_of, seat

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.append import Entry, append
from anlan.kernel.ledger.event import Event, LedgerHead
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures, opening
from anlan.kernel.obligations.moving import move_area
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Outcome, Overtaken, Refused
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem

ALL_OPENED = 5 * 92 + 2 * 12 + 2


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run these in threads that start together, each with its own connection; what each returned or raised."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(index: int, work: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            results[index] = work()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "the two wait for each other"
    return results


def all_is_well() -> bool:
    """Ledger and figures are whole after whatever happened at once."""
    assert verify() == []
    assert figures.differences() == []
    return True


def test_the_ledger_is_written_only_inside_the_act_it_records(own_database: None) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        append(entry=Entry(kind="test", occurred_on=TODAY), now=NOW)
    assert not LedgerHead.objects.exists()


def test_of_two_officers_who_record_one_meeting_one_wins_and_the_other_is_told(own_opened: Cast) -> None:
    town, city = own_opened.act("town"), own_opened.act("city")
    results = at_once(
        lambda: hold(town, TOWN_GOVERNMENT, "2026-11-20"),
        lambda: hold(city, TOWN_GOVERNMENT, "2026-11-20"),
    )
    assert Counter(type(result) for result in results) == {Outcome: 1, Overtaken: 1}
    (won,) = (result for result in results if isinstance(result, Outcome))
    (lost,) = (result for result in results if isinstance(result, Overtaken))
    assert (lost.record, lost.event) == (won.record, won.event)
    assert Meeting.objects.count() == Event.objects.filter(kind="meeting.held").count() == 1
    assert owed(TOWN_GOVERNMENT, "2026-11-01").met_by == won.event
    assert all_is_well()


def test_9_2_of_two_who_enter_a_director_at_once_one_wins(own_cast: Cast) -> None:
    city = own_cast.act("city")
    results = at_once(
        lambda: seat(city, COMMITTEE, "director", post_of(COUNTY_GOVERNMENT)),
        lambda: seat(city, COMMITTEE, "director", post_of(COUNTY_PARTY)),
    )
    assert Counter(type(result) for result in results) == {Outcome: 1, Refused: 1}
    assert all_is_well()


def test_one_form_clicked_twice_is_one_meeting(own_opened: Cast) -> None:
    form, town = uuid.uuid4(), own_opened.act("town")
    results = at_once(*[lambda: hold(town, TOWN_GOVERNMENT, "2026-11-20", submission=form) for _click in range(3)])
    assert sorted(result.repeated for result in results) == [False, True, True]
    assert len({result.record.pk for result in results}) == len({result.event.pk for result in results}) == 1
    assert Meeting.objects.count() == 1
    assert all_is_well()


def test_two_meetings_of_one_month_recorded_at_once_meet_it_once(own_opened: Cast) -> None:
    town, city = own_opened.act("town"), own_opened.act("city")
    results = at_once(
        lambda: hold(town, TOWN_GOVERNMENT, "2026-11-19", number="1", shared_with=TOWN_PARTY),
        lambda: hold(city, TOWN_PARTY, "2026-11-20", number="2", shared_with=TOWN_GOVERNMENT),
    )
    assert [type(result) for result in results] == [Outcome, Outcome]
    assert sorted(len(result.met) for result in results) == [0, 2]
    assert all_is_well()


def test_of_two_withdrawals_one_wins_and_the_other_is_told(own_opened: Cast) -> None:
    meeting = hold(own_opened.act("town"), TOWN_GOVERNMENT, "2026-11-20").record
    acts = [own_opened.act("town"), own_opened.act("city")]
    copies = [Meeting.objects.get(pk=meeting.pk) for _act in acts]
    results = at_once(lambda: withdraw(acts[0], copies[0]), lambda: withdraw(acts[1], copies[1]))
    assert Counter(type(result) for result in results) == {Outcome: 1, Overtaken: 1}
    assert owed(TOWN_GOVERNMENT, "2026-11-01").state == Obligation.State.OPEN
    assert all_is_well()


def test_a_decision_reported_while_its_meeting_is_withdrawn_is_either_done_or_lapsed(own_opened: Cast) -> None:
    decisions = [("整改", TOWN_PARTY, "2026-12-01")]
    meeting = hold(own_opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=decisions).record
    town, city, decision = own_opened.act("town"), own_opened.act("city"), OrderItem.objects.get()
    withdrawn, reported = at_once(lambda: withdraw(city, meeting), lambda: report(town, decision, "2026-11-22"))
    assert isinstance(withdrawn, Outcome)
    rows = {row.duty.key: row.state for row in Obligation.objects.filter(what="整改").select_related("duty")}
    assert OrderItem.objects.get().state == "withdrawn"
    if isinstance(reported, Outcome):
        # What was done stays done; nobody has to review it any more.
        assert rows == {"meeting-resolution": Obligation.State.MET, "review-of-an-answer": Obligation.State.LAPSED}
    else:
        assert isinstance(reported, Overtaken)
        assert rows == {"meeting-resolution": Obligation.State.LAPSED}
    assert all_is_well()


def test_two_sweeps_at_once_open_and_remind_nothing_twice(own_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "CHUNK", 300)
    pack = installed_pack()
    results = at_once(*[lambda: sweep(now=NOW, pack=pack) for _sweep in range(2)])
    assert sum(result.opened for result in results) == ALL_OPENED == Obligation.objects.count()
    keys = Counter(Obligation.objects.values_list("duty", "unit", "period"))
    assert max(keys.values()) == 1
    assert max(Counter(Notice.objects.values_list("obligation", "rung")).values()) == 1
    counted = [event.answers["count"] for event in Event.objects.filter(kind="obligation.opened")]
    assert sum(counted) == ALL_OPENED
    assert sweep(now=NOW, pack=pack).opened == 0
    assert all_is_well()


def test_a_meeting_recorded_while_its_month_is_opened_meets_it(own_cast: Cast) -> None:
    """Whichever comes first: the event finds the open row, or the opening finds the event."""
    town, pack = own_cast.act("town"), installed_pack()
    swept, held = at_once(
        lambda: sweep(now=NOW, pack=pack), lambda: hold(town, TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    )
    assert (swept.opened, type(held)) == (ALL_OPENED, Outcome)
    for code in (TOWN_GOVERNMENT, TOWN_PARTY):
        assert owed(code, "2026-11-01").met_by == held.event
    sweep(now=NOW, pack=pack)
    assert all_is_well()


def test_a_town_that_moves_while_its_meeting_is_recorded_loses_nothing(own_opened: Cast) -> None:
    city = own_opened.act("city")
    areas = {area.code: area for area in Area.objects.filter(code__in=(TOWN, "445100-xinqu"))}
    moved, held = at_once(
        lambda: move_area(area=areas[TOWN], under=areas["445100-xinqu"], by=city.actor, on=TODAY, now=NOW),
        lambda: hold(city, TOWN_GOVERNMENT, "2026-11-20"),
    )
    assert (type(moved), type(held)) == (Event, Outcome)
    place = Area.objects.get(code=TOWN)
    assert owed(TOWN_GOVERNMENT, "2026-11-01").met_by == held.event
    still_open = Obligation.objects.filter(unit__area=place, state=Obligation.State.OPEN)
    assert {row.position for row in still_open} == {place.lo}
    assert all_is_well()


def test_eight_officers_write_a_chain_without_gaps(own_opened: Cast) -> None:
    governments = Unit.objects.filter(kind="government", area__level="town").order_by("id")
    towns = list(governments.values_list("code", flat=True)[:8])
    city = own_opened.act("city")
    before = LedgerHead.objects.get().seq
    results = at_once(*[lambda code=code: hold(city, code, "2026-11-20") for code in towns])
    assert {type(result) for result in results} == {Outcome}
    assert LedgerHead.objects.get().seq == before + len(towns)
    assert sorted(result.event.seq for result in results) == list(range(before + 1, before + 1 + len(towns)))
    assert all_is_well()


def test_clocks_that_differ_between_servers_do_not_let_recorded_time_run_back(own_opened: Cast) -> None:
    ahead = own_opened.act("city", now=at("2026-11-23", "09:10"))
    behind = own_opened.act("town", now=at("2026-11-23", "09:05"))
    results = at_once(
        lambda: hold(ahead, TOWN_GOVERNMENT, "2026-11-20"), lambda: hold(behind, TOWN_PARTY, "2026-11-20")
    )
    assert [type(result) for result in results] == [Outcome, Outcome]
    times = list(Event.objects.order_by("seq").values_list("recorded_at", flat=True))
    assert times == sorted(times)
    assert times[-1] == dt.datetime(2026, 11, 23, 1, 10, tzinfo=dt.UTC)
    assert all_is_well()
