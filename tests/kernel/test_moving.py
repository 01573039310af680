"""Who governs a town is named by a user: registers and open obligations move, closed ones stay (3.1, 10.7)."""

from __future__ import annotations

import itertools

import pytest
from cast import COUNTY, NOW, TODAY, TOWN, TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold, owed, withdraw

from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.figures import rows_between
from anlan.kernel.obligations.moving import CannotMove, move_area
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.acting import NotPermitted, give_role
from anlan.kernel.people.area import Area
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem
from anlan.policy import Pack

ZONE = "445100-xinqu"


def area(code: str) -> Area:
    return Area.objects.get(code=code)


def move(cast: Cast, what: str = TOWN, under: str = ZONE, *, by: str = "city") -> Event:
    return move_area(area=area(what), under=area(under), by=cast.actor(by), on=TODAY, now=NOW)


def november(code: str) -> Counts:
    """An area's figures of what is due at the end of November."""
    place = area(code)
    where = figures.Q(position__gte=place.lo, position__lt=place.hi)
    day = at("2026-11-30").date()
    counts = Counts()
    for _key, part in rows_between(since=day, until=day, where=where):
        counts += part
    return counts


def test_a_moved_town_takes_villages_units_and_open_obligations_with_it(opened: Cast) -> None:
    villages = area(TOWN).children.count()
    units = Unit.objects.filter(position__gte=area(TOWN).lo, position__lt=area(TOWN).hi).count()
    move(opened)
    town, zone = area(TOWN), area(ZONE)
    assert town.parent == zone
    assert zone.lo < town.lo < town.hi <= zone.hi
    assert town.children.filter(lo__gt=town.lo, hi__lte=town.hi).count() == villages > 0
    assert Unit.objects.filter(position__gte=town.lo, position__lt=town.hi).count() == units
    assert {row.position for row in Obligation.objects.filter(unit__area=town)} == {town.lo}


def test_what_was_met_before_the_move_stays_where_it_was_owed(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    old = area(TOWN).lo
    move(opened)
    assert owed(TOWN_GOVERNMENT, "2026-11-01").position == old
    assert owed(TOWN_PARTY, "2026-11-01").position == area(TOWN).lo != old


def test_the_figures_move_with_the_open_rows_and_still_add_up(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    before = {code: november(code) for code in ("445100", COUNTY, ZONE)}
    move(opened)
    assert figures.differences() == []
    assert november("445100") == before["445100"]
    assert november(ZONE) == before[ZONE] + Counts(opened=1)
    assert november(COUNTY).opened == before[COUNTY].opened - 1
    assert november(COUNTY).on_time == before[COUNTY].on_time == 1
    assert november(TOWN) == Counts(opened=1)


def test_after_the_move_town_and_zone_see_the_towns_registers_and_the_county_does_not(opened: Cast) -> None:
    decisions = [("整改", TOWN_PARTY, "2026-12-01")]
    meeting = hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=decisions).record
    move(opened)
    for model in (Meeting, OrderItem):
        assert model.objects.visible_to(opened.actor("town").sight()).count() == 1
        assert not model.objects.visible_to(opened.actor("county").sight()).exists()
    withdraw(opened.act("town"), Meeting.objects.get(pk=meeting.pk))
    assert owed(TOWN_GOVERNMENT, "2026-11-01").position == area(TOWN).lo
    assert figures.differences() == []


def test_what_is_opened_after_the_move_is_owed_in_the_new_place(opened: Cast, pack: Pack) -> None:
    move(opened)
    sweep(now=at("2026-11-28"), pack=pack)
    assert owed(TOWN_GOVERNMENT, "2026-12-01").position == area(TOWN).lo
    assert figures.differences() == []


def test_going_back_takes_a_third_range_since_none_is_used_twice(opened: Cast) -> None:
    first = area(TOWN)
    move(opened)
    second = area(TOWN)
    move(opened, under=COUNTY)
    third = area(TOWN)
    ranges = sorted((one.lo, one.hi) for one in (first, second, third))
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(ranges))
    assert third.parent_id == first.parent_id
    assert figures.differences() == []


def test_the_ledger_says_who_moved_what_where_from_and_under_which_post(opened: Cast) -> None:
    old = area(TOWN)
    event = move(opened)
    assert event.kind == "area.moved"
    assert event.officer_id == opened.officer("city").pk
    assert Post.objects.get(pk=event.post_id).key == "desk_officer"
    told = {name: event.answers[name] for name in ("area", "under", "from", "to")}
    assert told == {"area": TOWN, "under": ZONE, "from": [old.lo, old.hi], "to": area(TOWN).lo}
    assert verify() == []


@pytest.mark.parametrize("by", ["county", "town", "officer", "stranger", "auditor"])
def test_nobody_moves_an_area_without_the_right(opened: Cast, by: str) -> None:
    with pytest.raises(NotPermitted):
        move(opened, by=by)
    assert area(TOWN).parent == area(COUNTY)


def test_a_county_office_gives_away_nothing_to_a_zone_beyond_its_territory(opened: Cast) -> None:
    """The right must reach over both ends."""
    post = Post.objects.get(unit__code=f"{COUNTY}/government", key="head")
    give_role(role="committee_office", to=post, by=None, on=TODAY)
    with pytest.raises(NotPermitted):
        move(opened, by="county")


def test_3_1_a_village_is_governed_by_a_town_or_zone_never_by_a_county(opened: Cast) -> None:
    village = area(TOWN).children.first()
    assert village is not None
    with pytest.raises(CannotMove, match="Raoping County"):
        move(opened, village.code, COUNTY)


@pytest.mark.parametrize(("what", "under"), [(TOWN, TOWN), (COUNTY, ZONE), (TOWN, "445100"), (TOWN, COUNTY)])
def test_what_cannot_be_governed_from_there_stays(opened: Cast, what: str, under: str) -> None:
    before = list(Area.objects.order_by("id").values())
    with pytest.raises(CannotMove):
        move(opened, what, under)
    assert list(Area.objects.order_by("id").values()) == before
