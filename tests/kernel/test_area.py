"""The tree of government: nested ranges of positions with gaps, never used twice (articles 3 and 10)."""

from __future__ import annotations

import itertools

import pytest
from django.db import IntegrityError, transaction

from anlan.kernel.people.area import WIDTH, Area, NoRoomLeft
from anlan.kernel.people.founding import found_areas
from anlan.kernel.people.unit import Unit
from anlan.policy import Pack

pytestmark = pytest.mark.django_db


def area(code: str) -> Area:
    return Area.objects.select_related("parent").get(code=code)


def test_every_area_lies_inside_the_one_that_governs_it_and_beside_its_neighbours() -> None:
    areas = list(Area.objects.select_related("parent").order_by("lo"))
    assert [one.code for one in areas if one.parent is None] == ["445100"]
    for one in areas:
        assert one.hi - one.lo == WIDTH[one.level]
        if one.parent:
            # Above the parent's own level, so that the parent's own rows are never a child's.
            assert one.parent.lo < one.lo < one.hi <= one.parent.hi
    for parent in areas:
        children = [one for one in areas if one.parent_id == parent.pk]
        assert all(left.hi <= right.lo for left, right in itertools.pairwise(children))


def test_each_unit_stands_at_its_areas_own_level() -> None:
    units = Unit.objects.select_related("area")
    assert all(unit.position == unit.area.lo for unit in units)


def test_the_ancestors_lead_from_the_city_down() -> None:
    path = [one.name_zh for one in area("445103121").ancestors()]
    assert path == ["潮州市", "枫溪区", "枫溪镇"]


def test_10_7_fengxi_town_is_governed_by_fengxi_zone_not_by_the_county_in_its_code() -> None:
    """枫溪镇 carries a code of 潮安区 (445103…) and is governed by 枫溪区."""
    town, county = area("445103121"), area("445103")
    assert town.parent is not None
    assert (town.parent.name_zh, town.parent.level) == ("枫溪区", "zone")
    assert not county.lo <= town.lo < county.hi


def test_10_7_fengquanhu_governs_its_community_and_chaozhou_new_area_governs_nothing() -> None:
    assert [one.level for one in area("445102402").children.all()] == ["village"]
    assert not area("445100-xinqu").children.exists()


def test_a_new_area_takes_a_range_above_all_that_were_ever_given() -> None:
    county = area("445122")
    highest = max(one.hi for one in county.children.all())
    first = Area.plant(code="T1", name_zh="一", name_en="One", level="town", parent=county)
    second = Area.plant(code="T2", name_zh="二", name_en="Two", level="town", parent=county)
    assert highest <= first.lo < first.hi <= second.lo < second.hi <= county.hi


def test_the_range_of_an_area_that_is_gone_is_not_given_again() -> None:
    county = area("445122")
    first = Area.plant(code="T1", name_zh="一", name_en="One", level="town", parent=county)
    used = range(first.lo, first.hi)
    first.delete()
    assert Area.plant(code="T2", name_zh="二", name_en="Two", level="town", parent=county).lo not in used


def test_a_village_directly_below_a_zone_and_a_town_beside_it_do_not_overlap() -> None:
    zone = area("445102402")
    town = Area.plant(code="T1", name_zh="一", name_en="One", level="town", parent=zone)
    village = Area.plant(code="V1", name_zh="二", name_en="Two", level="village", parent=zone)
    ranges = sorted((one.lo, one.hi) for one in zone.children.all())
    assert {(town.lo, town.hi), (village.lo, village.hi)} <= set(ranges)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(ranges))


def test_a_parent_without_room_says_so() -> None:
    town = area("445122100")
    Area.objects.filter(pk=town.pk).update(next_lo=town.hi - WIDTH["village"] + 1)
    with pytest.raises(NoRoomLeft, match="黄冈镇"):
        Area.plant(code="V1", name_zh="一", name_en="One", level="village", parent=town)


def test_the_database_refuses_an_empty_range_and_a_second_area_at_one_position() -> None:
    town = area("445122100")
    for columns in ({"hi": town.lo}, {"lo": area("445122").lo}, {"next_lo": town.lo}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Area.objects.filter(pk=town.pk).update(**columns)


def test_loading_the_pack_again_plants_nothing_and_moves_nothing(pack: Pack) -> None:
    before = list(Area.objects.order_by("id").values())
    assert found_areas(pack=pack) == []
    assert list(Area.objects.order_by("id").values()) == before
