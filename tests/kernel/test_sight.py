"""Sight: the union of grants, each a territory AND a line; pages, lists and single rows decide alike."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, TODAY
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import Figure
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.lists import PAGE, BadCursor, count_up_to, counted_page_of, everything, page_of
from anlan.kernel.people.acting import actor_for, give_role
from anlan.kernel.people.area import WIDTH, Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Grant, Post
from anlan.kernel.people.sight import Reach, Sight
from anlan.kernel.people.unit import Line, Unit
from anlan.modules.hidden_danger import HiddenDanger

LINES = (1, 2, 3)
AREAS = ("445100", "445122", "445122100", "445122102", "445103", "445100-fengxi", "445103121", "445100-xinqu")
UNITS = tuple(f"{area}/{key}" for area in ("445122", "445103") for key in ("government", "party-committee"))

lines = st.one_of(st.none(), st.sampled_from(LINES))
grants = st.lists(
    st.one_of(
        st.tuples(st.just("area"), st.sampled_from(AREAS), lines),
        st.tuples(st.just("own_unit"), st.sampled_from(UNITS), lines),
        st.tuples(st.just("city"), st.just(""), lines),
    ),
    max_size=4,
)
rows = st.lists(
    st.tuples(st.sampled_from(AREAS), st.sampled_from(UNITS), st.sampled_from(LINES), st.integers(0, 5)),
    max_size=25,
)
examples = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def officer_with(granted: list[tuple[str, str, int | None]]) -> Officer:
    """An officer with one post for each grant, appointed for the whole year."""
    officer = Officer.objects.create_officer(username="somebody", name="某人", password=None)
    for number, (territory, code, line) in enumerate(granted):
        unit = Unit.objects.get(code=code if territory == "own_unit" else UNITS[0])
        post = Post.objects.create(unit=unit, kind="staff", key=f"k{number}", name_zh="岗", name_en="Post")
        area = Area.objects.get(code=code) if territory == "area" else None
        Grant.objects.create(
            post=post, role="leader", own_unit=territory == "own_unit", area=area, line_id=line, since=TODAY
        )
        Appointment.objects.create(post=post, officer=officer, since=TODAY)
    return officer


def sight_with(granted: list[tuple[str, str, int | None]]) -> Sight:
    return actor_for(officer=officer_with(granted), on=TODAY).sight()


def create_rows(values: list[tuple[str, str, int, int]]) -> None:
    """Obligations at these places, of these units and lines; several may be due on one day."""
    areas = {area.code: area for area in Area.objects.filter(code__in=AREAS)}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=UNITS)}
    duty = Duty.objects.get(key="meeting-resolution")
    Obligation.objects.bulk_create(
        Obligation(
            duty=duty,
            version=duty.versions.get(),
            unit=units[unit],
            position=areas[area].lo,
            line_id=line,
            source_id=number + 1,
            opened_at=NOW,
            due_at=NOW + dt.timedelta(days=days),
            due_day=TODAY + dt.timedelta(days=days),
            original_due_at=NOW,
        )
        for number, (area, unit, line, days) in enumerate(values)
    )


def brute_force(sight: Sight) -> set[int]:
    """What the officer sees, row by row."""
    return {
        row.pk
        for row in Obligation.objects.all()
        if any(r.covers(position=row.position, unit=row.unit_id, line=row.line_id) for r in sight.reaches)
    }


@examples
@given(granted=grants, values=rows)
def test_what_a_query_shows_is_what_each_row_decides_for_itself(db: None, granted: list, values: list) -> None:
    with transaction.atomic():
        create_rows(values)
        sight = sight_with(granted)
        expected = brute_force(sight)
        assert set(Obligation.objects.visible_to(sight).values_list("pk", flat=True)) == expected
        branches = [set(branch.values_list("pk", flat=True)) for branch in Obligation.objects.branches_for(sight)]
        assert set().union(*branches) == expected
        for row in Obligation.objects.all():
            place = {"position": row.position, "unit": row.unit_id, "line": row.line_id}
            assert sight.covers(**place) is (row.pk in expected)
        assert count_up_to(rows=Obligation.objects.all(), sight=sight) == (len(expected), True)
        page, *counted = counted_page_of(rows=Obligation.objects.all(), sight=sight, order=("due_day", "id"))
        assert {row.pk for row in page.rows} == expected
        assert counted == [len(expected), True]
        transaction.set_rollback(True)


@examples
@given(granted=grants, values=rows, size=st.integers(1, 7), descending=st.booleans())
def test_walking_the_pages_shows_every_visible_row_once_and_in_order(
    db: None, granted: list, values: list, size: int, descending: bool
) -> None:
    sign = "-" if descending else ""
    order = (f"{sign}due_day", f"{sign}id")
    with transaction.atomic():
        create_rows(values)
        sight = sight_with(granted)
        walked, key, pages = [], "", 0
        while True:
            page = page_of(rows=Obligation.objects.all(), sight=sight, order=order, key=key, size=size)
            walked += [row.pk for row in page.rows]
            pages, key = pages + 1, page.key
            if not key:
                break
            assert len(page.rows) == size
        expected = Obligation.objects.filter(pk__in=brute_force(sight)).order_by(*order)
        assert walked == [row.pk for row in expected]
        assert pages == max(1, -(-len(walked) // size))
        assert [row.pk for row in everything(rows=Obligation.objects.all(), sight=sight, order=order)] == walked
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "key", ["x", "bm90IGpzb24", "WzFd", "WyJ4IiwgMV0", "eyJhIjogMX0", "WyIyMDI2LTExLTMwIiwgInkiXQ"]
)
def test_a_forged_page_key_is_refused(db: None, key: str) -> None:
    with pytest.raises(BadCursor):
        page_of(rows=Obligation.objects.all(), sight=Sight((Reach(),)), order=("due_day", "id"), key=key)


def test_counting_stops_where_it_would_cost_too_much(db: None) -> None:
    create_rows([("445122", UNITS[0], 1, 0)] * 12)
    all_lines = Sight(tuple(Reach(line=line) for line in LINES))
    for sight in (Sight((Reach(),)), all_lines):
        assert count_up_to(rows=Obligation.objects.all(), sight=sight, most=12) == (12, True)
        assert count_up_to(rows=Obligation.objects.all(), sight=sight, most=11) == (11, False)


def test_a_list_that_fits_one_page_is_not_counted_again(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    create_rows([("445122", UNITS[0], 1, 0)] * (PAGE + 1))
    rows, sight, order = Obligation.objects.all(), Sight((Reach(),)), ("due_day", "id")
    with django_assert_num_queries(1):
        page, total, exact = counted_page_of(rows=rows.filter(source_id__lte=PAGE), sight=sight, order=order)
    assert (len(page.rows), page.key, total, exact) == (PAGE, "", PAGE, True)
    page, total, exact = counted_page_of(rows=rows, sight=sight, order=order)
    assert (len(page.rows), total, exact) == (PAGE, PAGE + 1, True)
    page, total, exact = counted_page_of(rows=rows, sight=sight, order=order, key=page.key)
    assert (len(page.rows), page.key, total, exact) == (1, "", PAGE + 1, True)


@pytest.mark.parametrize("model", [Obligation, Unit, Area, Figure])
def test_a_grant_over_the_whole_city_adds_no_condition(db: None, model: type) -> None:
    for granted in ([("city", "", None)], [("area", "445100", None)], [("city", "", None), ("area", "445122", 1)]):
        with transaction.atomic():
            sight = sight_with(granted)
            with CaptureQueriesContext(connection) as queries:
                list(model.objects.visible_to(sight).order_by("pk")[:1])
            assert "WHERE" not in queries[0]["sql"]
            transaction.set_rollback(True)


@pytest.mark.parametrize("model", [Obligation, Unit, Area, Figure])
def test_nobody_without_a_grant_sees_anything(opened: object, model: type) -> None:
    assert model.objects.exists()
    assert not model.objects.visible_to(Sight()).exists()
    assert model.objects.branches_for(Sight()) == []


def test_a_grant_over_one_unit_shows_no_area_and_no_figures(opened: object) -> None:
    """Figures and areas belong to no unit: what cannot be decided is not shown."""
    sight = Sight((Reach(unit=Unit.objects.get(code=UNITS[0]).pk),))
    assert not Area.objects.visible_to(sight).exists()
    assert not Figure.objects.visible_to(sight).exists()
    assert [unit.code for unit in Unit.objects.visible_to(sight)] == [UNITS[0]]


def test_a_grant_in_one_line_shows_no_area_as_a_whole(db: None) -> None:
    fire = Line.objects.get(code="fire").pk
    county = Area.objects.get(code="445122")
    sight = Sight((Reach(lo=county.lo, hi=county.hi, line=fire),))
    assert not sight.covers_range(lo=county.lo, hi=county.hi)
    assert not Area.objects.visible_to(sight).exists()


def test_an_officer_sees_the_union_of_two_posts(db: None) -> None:
    sight = sight_with([("area", "445122100", None), ("area", "445103", 2)])
    town, county = Area.objects.get(code="445122100"), Area.objects.get(code="445103")
    assert sight.covers(position=town.lo, line=1)
    assert sight.covers(position=county.lo, line=2)
    assert not sight.covers(position=county.lo, line=1)
    assert not sight.covers_range(lo=county.lo, hi=county.hi)


def test_the_role_of_the_pack_is_given_over_the_units_area(db: None) -> None:
    post = Post.objects.get(unit__code="445122/government", key="head")
    grant = give_role(role="discipline", to=post, by=None, on=TODAY)
    assert (grant.own_unit, grant.area) == (False, Area.objects.get(code="445122"))


@pytest.mark.parametrize("level", ["county", "town"])
def test_a_list_of_a_county_is_read_in_its_order_and_that_of_a_town_by_its_places(db: None, level: str) -> None:
    reach = Reach(lo=0, hi=WIDTH[level])
    rows, _supervised = HiddenDanger.objects.branches_for(Sight((reach,)))
    plan = rows.order_by("-found_on", "-id")[:51].explain()
    # PostgreSQL counts what a range holds and chooses by itself; of nothing it sorts nothing.
    reads_places = connection.vendor == "sqlite" and level == "town"
    assert ("TEMP B-TREE FOR ORDER BY" in plan) is reads_places
