"""Thousands of rows at once: each value arrives as it was given, on both databases, and ids are given once."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Line, Unit
from anlan.kernel.records.taken import Taken
from anlan.kernel.sheets.bulk import fresh_uuids, insert_many, reserve_ids, update_many

pytestmark = pytest.mark.django_db

UNIT = (
    "code", "name_zh", "name_en", "short_zh", "short_en", "kind", "area", "position", "line_id", "opened_on",
    "synthetic",
)  # fmt: skip
LINE = ("id", "code", "name_zh", "name_en")


def units(count: int) -> list[tuple[object, ...]]:
    area, line = Area.objects.order_by("lo")[0], Line.objects.order_by("pk")[0]
    day = dt.date(2026, 11, 23)
    return [
        (f"bulk-{n}", f"制表\t换行\n{n}\\", "x", "x", "x", "department", area.pk, area.lo, line.pk, day, True)
        for n in range(count)
    ]


def test_rows_are_written_with_the_defaults_of_what_is_not_named() -> None:
    assert insert_many(model=Unit, columns=UNIT, rows=units(2500)) == 2500

    first = Unit.objects.get(code="bulk-0")
    assert first.name_zh == "制表\t换行\n0\\"
    assert first.opened_on == dt.date(2026, 11, 23)
    assert first.vertical is False
    assert first.closed_on is None
    assert first.synthetic is True
    assert Unit.objects.filter(code__startswith="bulk-").count() == 2500


def test_reserved_ids_are_new_and_given_once() -> None:
    taken = set(Unit.objects.values_list("pk", flat=True))
    first, second = reserve_ids(model=Unit, count=300), reserve_ids(model=Unit, count=2)

    assert len({*first, *second}) == 302
    assert not taken & {*first, *second}
    assert min(second) > max(first)
    insert_many(model=Unit, columns=("id", *UNIT), rows=[(first[0], *units(1)[0])])
    values = dict(zip(UNIT, units(2)[1], strict=True)) | {"area": Area.objects.order_by("lo")[0]}
    later = Unit.objects.create(**values)
    assert later.pk > max(second)


def test_drawn_uuids_are_random_ones_and_no_two_alike() -> None:
    drawn = [uuid.UUID(text) for text in fresh_uuids(count=1000)]
    assert len(set(drawn)) == 1000
    assert {(one.version, one.variant) for one in drawn} == {(4, uuid.RFC_4122)}
    assert list(fresh_uuids(count=0)) == []


def test_a_uuid_is_written_as_the_same_one_however_it_is_given() -> None:
    given = (uuid.uuid4(), str(uuid.uuid4()), next(fresh_uuids(count=1)))
    insert_many(model=Taken, columns=("submission", "event_id"), rows=[(one, 1) for one in given])
    assert list(Taken.objects.order_by("pk").values_list("submission", flat=True)) == [
        uuid.UUID(str(one)) for one in given
    ]
    for one in given:
        assert Taken.objects.filter(submission=one).count() == 1


def test_nothing_is_changed_by_no_rows() -> None:
    assert update_many(model=Unit, key=("id",), columns=("name_zh",), rows=iter(())) == 0


def test_none_are_reserved_for_nothing() -> None:
    assert reserve_ids(model=Unit, count=0) == []


def test_a_row_that_the_database_refuses_is_djangos_own_error() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(model=Line, columns=LINE, rows=[(900, "a", "", ""), (900, "b", "", "")])
    assert not Line.objects.filter(pk=900).exists()


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="3 values for 4"), transaction.atomic():
        insert_many(model=Line, columns=LINE, rows=[(900, "a", "")])


def test_a_column_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="no column colour"):
        insert_many(model=Line, columns=("colour",), rows=[])


def test_only_what_the_key_finds_is_changed() -> None:
    insert_many(model=Unit, columns=UNIT, rows=units(1500))
    line = Line.objects.order_by("-pk")[0]
    changes = [(f"bulk-{n}", line.pk, f"改名{n}", dt.date(2026, 12, 1)) for n in range(1400)]
    changed = update_many(
        model=Unit, key=("code",), columns=("line", "name_zh", "closed_on"), rows=[*changes, ("nobody", 1, "", None)]
    )

    assert changed == 1400
    assert Unit.objects.filter(line=line, closed_on=dt.date(2026, 12, 1), code__startswith="bulk-").count() == 1400
    assert Unit.objects.get(code="bulk-7").name_zh == "改名7"
    assert Unit.objects.get(code="bulk-1450").closed_on is None


def test_a_key_may_be_of_several_columns_and_of_the_row_s_own_id() -> None:
    post = Post.objects.order_by("pk")[0]
    assert update_many(model=Post, key=("unit", "key"), columns=("name_en",), rows=[(post.unit_id, post.key, "A")]) == 1
    assert update_many(model=Post, key=("id",), columns=("name_zh",), rows=[(post.pk, "乙")]) == 1
    post.refresh_from_db()
    assert (post.name_en, post.name_zh) == ("A", "乙")


def test_two_rows_with_one_key_are_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        update_many(model=Line, key=("code",), columns=("name_en",), rows=[("a", "1"), ("a", "2")])


def test_an_update_of_nothing_changes_nothing() -> None:
    assert update_many(model=Line, key=("code",), columns=("name_en",), rows=[]) == 0


def test_moments_and_texts_that_are_choices_arrive_unchanged() -> None:
    moment = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)
    officer = Officer.objects.create_officer(username="bulk", name="某", password=None)
    unit = Unit.objects.order_by("pk")[0]
    row = (unit.pk, Post.Kind.STAFF, "bulk", "岗", "post")
    insert_many(model=Post, columns=("unit", "kind", "key", "name_zh", "name_en"), rows=[row])
    post = Post.objects.get(unit=unit, key="bulk")
    insert_many(
        model=Officer, columns=("username", "name", "password", "last_login"), rows=[("bulk2", "某", "", moment)]
    )

    assert post.kind == "staff"
    assert Officer.objects.get(username="bulk2").last_login == moment
    assert officer.pk != Officer.objects.get(username="bulk2").pk
