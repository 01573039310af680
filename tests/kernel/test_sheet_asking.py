"""Many values asked at once: the same answer on both databases whatever a value holds, and no code asked twice."""

from __future__ import annotations

import pytest
from cast import TODAY, Cast
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.kernel.people.unit import Line, Unit
from anlan.kernel.sheets.asking import among, units_named
from anlan.kernel.sheets.declaring import UPDATE, Loading

pytestmark = pytest.mark.django_db

ODD = ("甲", "a,b", '{"x"}', "it's", "back\\slash", "NULL", "%s", "[1]")


def test_values_are_found_whatever_stands_in_them() -> None:
    for number, name in enumerate((*ODD, "other"), start=900):
        Line.objects.create(pk=number, code=f"l{number}", name_zh=name, name_en=name)
    found = Line.objects.filter(among(column="name_zh", values=ODD))
    assert sorted(found.values_list("name_zh", flat=True)) == sorted(ODD)
    assert list(Line.objects.filter(among(column="name_zh", values=["NULLX"]))) == []


def test_whole_numbers_and_foreign_keys_are_found(cast: Cast) -> None:
    ids = list(Unit.objects.order_by("pk").values_list("pk", flat=True)[:3])
    assert set(Unit.objects.filter(among(column="id", values=ids)).values_list("pk", flat=True)) == set(ids)
    areas = set(Unit.objects.filter(pk__in=ids).values_list("area_id", flat=True))
    found = Unit.objects.filter(among(column="area_id", values=areas), among(column="id", values=ids))
    assert found.count() == 3
    assert list(Unit.objects.filter(among(column="id", values=set[int]()))) == []


def test_a_pass_asks_for_each_unit_once_and_for_one_that_is_not_there_too(cast: Cast) -> None:
    act = cast.act("safety")
    loading = Loading(act=act, post=act.actor.posts[0].pk, mode=UPDATE, as_of=TODAY, source="x", digest="d")
    codes = list(Unit.objects.order_by("pk").values_list("code", flat=True)[:3])
    first = units_named(codes=[*codes, "nowhere"], loading=loading)
    assert sorted(first) == sorted(codes)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        again = units_named(codes=[codes[0], "nowhere"], loading=loading)
        assert again[codes[0]].area.lo <= again[codes[0]].position < again[codes[0]].area.hi
    assert list(again) == [codes[0]]
    assert len(asked) == 0
