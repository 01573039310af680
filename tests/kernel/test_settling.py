"""What events do to what is owed: met, late as computed, withdrawn, taken over by another event, moved meanwhile."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from cast import (
    COUNTY,
    COUNTY_PARTY,
    NOW,
    TOWN,
    TOWN_DUTY,
    TOWN_GOVERNMENT,
    TOWN_PARTY,
    WATCHED_FROM,
    Cast,
    at,
    hold,
    owed,
    unit,
    withdraw,
)
from django.db import IntegrityError, transaction

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.loading import load_duties
from anlan.kernel.obligations.moving import move_area
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.area import Area
from anlan.policy import Pack

NOVEMBER = "2026-11-01"


def test_an_obligation_is_late_from_the_end_of_its_day_in_chaozhou_and_no_instant_earlier(opened: Cast) -> None:
    row = owed(TOWN_GOVERNMENT, NOVEMBER)
    assert row.standing(now=at("2026-11-30", "23:59:59.999999")) == "open"
    assert row.standing(now=at("2026-12-01", "00:00")) == "late"
    # 16:00 in Greenwich is midnight in Chaozhou.
    assert row.is_late(now=dt.datetime(2026, 11, 30, 16, tzinfo=dt.UTC))


def test_late_is_not_stored_so_nothing_changes_when_it_becomes_late(opened: Cast, pack: Pack) -> None:
    before = Obligation.objects.filter(pk=owed(TOWN_GOVERNMENT, NOVEMBER).pk).values("state", "on_time", "due_at")[0]
    sweep(now=at("2026-12-24"), pack=pack)
    row = owed(TOWN_GOVERNMENT, NOVEMBER)
    assert {name: getattr(row, name) for name in before} == before
    assert row.standing(now=at("2026-12-24")) == "late"


def test_what_was_met_is_not_late_any_more(opened: Cast) -> None:
    hold(opened.act("town", now=at("2026-12-20")), TOWN_GOVERNMENT, "2026-11-30")
    assert not owed(TOWN_GOVERNMENT, NOVEMBER).is_late(now=at("2026-12-21"))


@pytest.mark.parametrize(("state", "word"), [(Obligation.State.WAIVED, "waived"), (Obligation.State.LAPSED, "lapsed")])
def test_what_was_waived_or_lapsed_is_never_late(opened: Cast, state: int, word: str) -> None:
    row = owed(TOWN_GOVERNMENT, NOVEMBER)
    row.state = state
    assert row.standing(now=at("2027-06-01")) == word


def test_no_row_is_met_without_its_event(opened: Cast) -> None:
    row = owed(TOWN_GOVERNMENT, NOVEMBER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Obligation.objects.filter(pk=row.pk).update(state=Obligation.State.MET)


def test_a_withdrawn_meeting_leaves_it_owed_again(opened: Cast) -> None:
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    moment = at("2026-11-24")
    withdraw(opened.act("town", now=moment), outcome.record)
    for code in (TOWN_GOVERNMENT, TOWN_PARTY):
        row = owed(code, NOVEMBER)
        assert (row.standing(now=moment), row.met_by, row.met_on, row.on_time) == ("open", None, None, None)
        assert row.due_at == row.original_due_at == at("2026-12-01", "00:00")
    assert figures.differences() == []


def test_a_meeting_withdrawn_after_the_month_leaves_it_late(opened: Cast) -> None:
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    withdraw(opened.act("town", now=at("2026-12-10")), outcome.record)
    assert owed(TOWN_GOVERNMENT, NOVEMBER).standing(now=at("2026-12-10")) == "late"


def test_another_meeting_of_the_month_takes_over_from_a_withdrawn_one(opened: Cast) -> None:
    first = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-18")
    second = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", number="2026 No. 12")
    assert list(second.met) == []
    withdraw(opened.act("town"), first.record)
    row = owed(TOWN_GOVERNMENT, NOVEMBER)
    assert (row.met_by, row.met_on, row.on_time) == (second.event, dt.date(2026, 11, 20), True)
    withdraw(opened.act("town"), second.record)
    assert owed(TOWN_GOVERNMENT, NOVEMBER).standing(now=NOW) == "open"
    assert figures.differences() == []


def test_a_meeting_that_takes_over_is_judged_by_its_own_day_of_recording(opened: Cast) -> None:
    first = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-18")
    tardy = opened.act("town", now=at("2026-12-20"))
    hold(tardy, TOWN_GOVERNMENT, "2026-11-20", number="2026 No. 12")
    withdraw(tardy, first.record)
    assert owed(TOWN_GOVERNMENT, NOVEMBER).standing(now=tardy.now) == "met_late"


def test_a_meeting_in_another_form_does_not_take_over_where_the_clause_asks_for_a_form(opened: Cast) -> None:
    city = opened.act("city")
    first = hold(city, COUNTY_PARTY, "2026-11-18", form="standing_committee")
    hold(city, COUNTY_PARTY, "2026-11-20", form="study", number="2026 No. 12")
    withdraw(city, first.record)
    row = owed(COUNTY_PARTY, "2026-10-01", "county-party-quarterly-meeting")
    assert row.state == Obligation.State.OPEN


def test_a_withdrawn_meeting_does_not_meet_what_is_opened_later(cast: Cast, pack: Pack) -> None:
    outcome = hold(cast.act("town", now=at("2026-11-20")), TOWN_GOVERNMENT, "2026-11-20")
    withdraw(cast.act("town", now=at("2026-11-21")), outcome.record)
    sweep(now=NOW, pack=pack)
    assert owed(TOWN_GOVERNMENT, NOVEMBER).state == Obligation.State.OPEN


def test_what_a_withdrawn_meeting_had_met_is_owed_where_the_town_lies_now(opened: Cast) -> None:
    """Meanwhile the town came under a zone: what is open again goes with it, in rows and in figures."""
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    old_place = owed(TOWN_GOVERNMENT, NOVEMBER).position
    move_area(
        area=Area.objects.get(code=TOWN),
        under=Area.objects.get(code="445100-xinqu"),
        by=opened.actor("city"),
        on=NOW.date(),
        now=NOW,
    )
    assert owed(TOWN_GOVERNMENT, NOVEMBER).position == old_place
    withdraw(opened.act("city"), outcome.record)
    row = owed(TOWN_GOVERNMENT, NOVEMBER)
    assert (row.state, row.position) == (Obligation.State.OPEN, unit(TOWN_GOVERNMENT).position)
    assert row.position != old_place
    assert figures.differences() == []
    county = Area.objects.get(code=COUNTY)
    assert not county.lo <= row.position < county.hi


def test_a_meeting_is_withdrawn_also_when_its_duty_left_the_pack(opened: Cast, pack: Pack) -> None:
    outcome = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    without = {key: duty for key, duty in pack.duties.items() if key != TOWN_DUTY}
    new_pack = dataclasses.replace(pack, duties=without)
    load_duties(pack=new_pack, now=NOW, watched_from=WATCHED_FROM)
    withdraw(dataclasses.replace(opened.act("town"), pack=new_pack), outcome.record)
    assert owed(TOWN_GOVERNMENT, NOVEMBER).state == Obligation.State.OPEN
