"""A duty that changes in the pack: new words make a new version, another duty under the old id is refused."""

from __future__ import annotations

import dataclasses

import pytest
from cast import NOW, TOWN_DUTY, TOWN_GOVERNMENT, WATCHED_FROM, Cast, at, hold, owed, withdraw
from duty_packs import duty, pack_with, watch, with_parameter

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.loading import load_duties
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.modules.meeting import Meeting
from anlan.policy import Pack, PackError


def changed(**changes: object) -> Pack:
    pack = installed_pack()
    duty = dataclasses.replace(pack.duties[TOWN_DUTY], digest="changed", **changes)
    return dataclasses.replace(pack, duties={**pack.duties, TOWN_DUTY: duty})


@pytest.mark.parametrize(("field", "value"), [("every", "quarter"), ("clause", "3.8")])
def test_3_12_another_duty_cannot_take_over_its_id(opened: Cast, field: str, value: str) -> None:
    with pytest.raises(PackError, match=f"town-monthly-meeting.*{field} of a duty in use cannot change"):
        load_duties(pack=changed(**{field: value}), now=NOW, watched_from=WATCHED_FROM)


def test_3_12_new_words_make_a_new_version_and_open_nothing_twice(opened: Cast) -> None:
    load_duties(pack=changed(accountable="in_charge"), now=NOW, watched_from=WATCHED_FROM)
    duty = Duty.objects.get(key=TOWN_DUTY)
    assert list(duty.versions.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_number_that_what_is_open_still_needs_cannot_leave_the_pack(cast: Cast) -> None:
    before = with_parameter(pack_with(), "test.term", 10)
    pack = watch(pack_with(duty("t", every="quarter", due={"after": "start", "days": "test.term"}), base=before))
    sweep(now=at("2026-07-02"), pack=pack)
    with pytest.raises(PackError, match=r"what is open under version 1 still needs the parameter test\.term"):
        watch(pack_with(duty("t", every="quarter")))


def test_a_duty_changed_in_mid_period_leaves_what_is_open_and_opens_the_next_by_its_new_words(cast: Cast) -> None:
    base = with_parameter(pack_with(), "test.term", 10)
    watch(pack_with(duty("t", every="month"), base=base))
    sweep(now=at("2026-07-02"), pack=pack_with(duty("t", every="month"), base=base))
    changed = pack_with(duty("t", every="month", due={"after": "start", "days": "test.term"}), base=base)
    watch(changed, now=at("2026-07-10"))
    sweep(now=at("2026-07-30"), pack=changed)
    july, august = owed(TOWN_GOVERNMENT, "2026-07-01", "t"), owed(TOWN_GOVERNMENT, "2026-08-01", "t")
    assert (july.version.number, f"{july.due_day:%m-%d}") == (1, "07-31")
    assert (august.version.number, f"{august.due_day:%m-%d}") == (2, "08-10")


def meets(cast: Cast, pack: Pack, recorded: str, day: str) -> None:
    act = cast.act("town", now=at(recorded))
    hold(type(act)(actor=act.actor, now=act.now, pack=pack), TOWN_GOVERNMENT, day)


def test_3_12_an_open_month_is_met_by_the_rule_under_which_it_was_opened(cast: Cast) -> None:
    """November is due by its end; from 10 November on a month is reported on in the ten days after it."""
    base = with_parameter(pack_with(), "test.term", 10)
    old = watch(pack_with(duty("t", every="month"), base=base))
    sweep(now=at("2026-10-30"), pack=old)
    after = {"after": "end", "days": "test.term"}
    new = watch(pack_with(duty("t", every="month", due=after), base=base), now=at("2026-11-10"))
    sweep(now=at("2026-11-11"), pack=new)
    meets(cast, new, "2026-11-20", "2026-11-19")
    sweep(now=at("2027-01-02"), pack=new)
    assert [owed(TOWN_GOVERNMENT, f"2026-{month}-01", "t").get_state_display() for month in (10, 11, 12)] == [
        "Open", "Met", "Open",
    ]  # fmt: skip
    meets(cast, new, "2027-01-08", "2027-01-07")
    december = owed(TOWN_GOVERNMENT, "2026-12-01", "t")
    assert (december.version.number, december.get_state_display(), december.on_time) == (2, "Met", True)


def test_3_12_a_withdrawn_meeting_gives_back_what_it_met_under_an_earlier_version(cast: Cast) -> None:
    base = with_parameter(pack_with(), "test.term", 10)
    twice = {"event": "meeting.held", "times": 2}
    old = watch(pack_with(duty("t", every="month", met_by=twice), base=base))
    sweep(now=at("2026-10-30"), pack=old)
    after = {"after": "end", "days": "test.term"}
    new = watch(pack_with(duty("t", every="month", met_by=twice, due=after), base=base), now=at("2026-11-10"))
    act = cast.act("town", now=at("2026-11-20"))
    act = type(act)(actor=act.actor, now=act.now, pack=new)
    first = hold(act, TOWN_GOVERNMENT, "2026-11-18", number="1")
    hold(act, TOWN_GOVERNMENT, "2026-11-19", number="2")
    assert owed(TOWN_GOVERNMENT, "2026-11-01", "t").get_state_display() == "Met"
    assert isinstance(first.record, Meeting)
    withdraw(act, first.record)
    assert owed(TOWN_GOVERNMENT, "2026-11-01", "t").get_state_display() == "Open"


def test_3_12_a_duty_that_comes_back_is_watched_from_that_day(cast: Cast) -> None:
    """Nobody was told of the months between."""
    other = duty("u", every="month", clause="3.13")
    pack = watch(pack_with(duty("t", every="month"), other))
    sweep(now=at("2026-07-02"), pack=pack)
    gone = watch(pack_with(other), now=at("2026-07-10"))
    for day in ("2026-08-02", "2026-10-02"):
        sweep(now=at(day), pack=gone)
    watch(pack, now=at("2026-11-20"))
    sweep(now=at("2026-11-20"), pack=pack)
    rows = Obligation.objects.filter(duty__key="t", unit__code=TOWN_GOVERNMENT).order_by("period")
    assert [f"{row.period:%m}" for row in rows] == ["07", "11"]
