"""Articles 5.1 and 5.2: nobody, one or several answer for each matter that applies; every figure to its last row."""

from __future__ import annotations

from io import BytesIO

import pytest
from cast import COUNTY, NOW, TODAY, Cast, unit
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from examples_of_enterprises import FIRST, SECOND, change, move, register
from examples_of_regulators import (
    EMERGENCY,
    FIRE,
    MARKET,
    appoint,
    area,
    enter,
    reader,
    tallies,
)
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from anlan.kernel.people.unit import Unit
from anlan.modules.regulator import Regulator
from anlan.oversight.regulator_figures import enterprises_of
from anlan.policy import Pack
from anlan.rules.allocation import Grant, competent_for
from anlan.rules.regulators import STANDINGS, Tally, tally

OTHER_TOWN = "445102007"
MATTERS = ("fire", "gas", "mines")
DRAWN = ("fire", "construction", "hazardous_chemicals", "special_equipment", "gas")


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def city(cast: Cast) -> Client:
    """The city's desk officer."""
    return reader(cast, "city")


pairs = st.tuples(st.integers(0, 5), st.sampled_from(MATTERS))
tied = st.tuples(st.integers(0, 7), st.sampled_from((*MATTERS, "other")), st.integers(0, 3))


@given(applicable=st.sets(pairs), ties=st.lists(tied))
def test_5_1_gap_one_and_overlap_always_add_up_to_those_the_matter_applies_to(
    applicable: set[tuple[int, str]], ties: list[tuple[int, str, int]]
) -> None:
    by_matter = {matter: {one for one, other in applicable if other == matter} for matter in MATTERS}
    found = tally(applicable=by_matter, ties=ties)
    for matter, enterprises in by_matter.items():
        one = found[matter]
        assert one.gap + one.one + one.overlap == one.applicable == len(enterprises)
        answered = {enterprise for enterprise, other, _body in ties if other == matter} & enterprises
        assert one.gap == len(enterprises) - len(answered)


def test_5_2_the_narrowest_grant_is_competent_for_an_enterprise() -> None:
    grants = [
        Grant(1, "fire", ""),
        Grant(2, "fire", "C"),
        Grant(3, "fire", "30"),
        Grant(4, "fire", "30", "comprehensive"),
    ]
    assert competent_for(grants=grants, matter="fire", section="C", division="30") == (3,)
    assert competent_for(grants=grants, matter="fire", section="C", division="22") == (2,)
    assert competent_for(grants=grants, matter="fire", section="H", division="61") == (1,)
    assert competent_for(grants=grants, matter="gas", section="D", division="45") == ()


def test_5_1_matters_apply_by_the_facts_of_the_enterprise(cast: Cast) -> None:
    found = tallies(cast)
    assert (found["fire"].applicable, found["special_equipment"].applicable, found["construction"].applicable) == (
        2,
        1,
        0,
    )
    register(cast.act("town"), "91000000DEM000003F", "演示建筑有限公司(虚构)", "2026-11-01", industry="4710")
    change(cast.act("town"), SECOND, "2026-11-02", hazard_law="dangerous_goods")
    found = tallies(cast)
    assert (found["fire"].applicable, found["construction"].applicable, found["hazardous_chemicals"].applicable) == (
        3,
        1,
        1,
    )
    assert tallies(cast, "445102")["fire"] == Tally(0, 0, 0, 0)


def test_5_1_every_figure_is_the_number_of_its_rows_on_the_page_and_in_the_workbook(cast: Cast, city: Client) -> None:
    act = cast.act("city")
    enter(act, FIRST, EMERGENCY)
    enter(act, FIRST, MARKET, matter="work_safety")
    enter(act, SECOND, FIRE, matter="fire")
    enter(act, SECOND, MARKET, matter="special_equipment")
    page = city.get(reverse("regulators", args=[COUNTY]))
    figures = {matter: n for matter, _words, n in page.context["lines"]}
    assert (figures["work_safety"], figures["fire"]) == (Tally(2, 1, 0, 1), Tally(2, 1, 1, 0))
    assert figures["special_equipment"] == Tally(1, 1, 0, 0)
    address = reverse("regulator_rows", args=[COUNTY])
    for matter, n in figures.items():
        for standing in STANDINGS:
            query = f"{address}?matter={matter}&standing={standing}"
            assert query.replace("&", "&amp;") in page.content.decode()
            assert city.get(query).context["total"] == getattr(n, standing)
            book = b"".join(city.get(f"{query}&format=xlsx").streaming_content)
            assert load_workbook(BytesIO(book)).active.max_row - 1 == getattr(n, standing)
        assert city.get(f"{address}?matter={matter}").context["total"] == n.applicable
    (row,) = city.get(f"{address}?matter=work_safety&standing=overlap").context["rows"]
    assert (row.unit.code, len(row.regulators)) == (FIRST, 2)
    for wrong in ("", "?matter=none", "?matter=fire&standing=x", "?matter=fire&owner=central", "?owner=x"):
        assert city.get(f"{address}{wrong}").status_code == 404


def test_5_1_figures_take_few_queries_however_many_matters_there_are(cast: Cast, city: Client) -> None:
    enter(cast.act("city"), FIRST, EMERGENCY)
    city.get(reverse("regulators", args=[COUNTY]))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert city.get(reverse("regulators", args=[COUNTY])).status_code == 200
    assert len(queries) <= 12, [one["sql"][:80] for one in queries]


drawn = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(DRAWN), st.integers(0, 2)), max_size=14, unique=True)


def test_5_1_the_figures_and_rows_of_the_database_are_those_of_the_rule(cast: Cast, pack: Pack) -> None:
    act = cast.act("city")
    register(cast.act("town"), "91000000DEM000003F", "演示建筑有限公司(虚构)", industry="4710")
    register(cast.act("town"), "91000000DEM000004J", "演示化工有限公司(虚构)", hazard_law="dangerous_goods")
    enterprises = list(Unit.objects.filter(kind="enterprise").order_by("pk"))
    bodies = [unit(code) for code in (EMERGENCY, MARKET, FIRE)]
    applicable = {
        matter: set(enterprises_of(area=area(), act=act, matter=matter).values_list("pk", flat=True))
        for matter in pack.matters
    }
    assert len(enterprises) == len(applicable["fire"]) == 4

    @example_settings(max_examples=25, deadline=None)
    @given(entered=drawn)
    def holds(entered: list[tuple[int, str, int]]) -> None:
        with transaction.atomic():
            Regulator.objects.bulk_create(tie(enterprises[e], matter, bodies[b]) for e, matter, b in entered)
            ties = [(enterprises[e].pk, matter, bodies[b].pk) for e, matter, b in entered]
            expected = tally(applicable=applicable, ties=ties)
            assert tallies(cast) == expected
            for matter in DRAWN:
                for standing in STANDINGS:
                    rows = enterprises_of(area=area(), act=act, matter=matter, standing=standing)
                    assert rows.count() == getattr(expected[matter], standing)
            transaction.set_rollback(True)

    holds()


def tie(enterprise: Unit, matter: str, body: Unit) -> Regulator:
    """A regulator as the register keeps it."""
    return Regulator(
        unit=enterprise, position=enterprise.position, line_id=enterprise.line_id, receiver=body,
        receiver_position=body.position, role="regulator", matter=matter, authority="own", state="in_force",
        since=TODAY, created_at=NOW,
    )  # fmt: skip


def test_5_1_an_area_out_of_sight_is_not_found(cast: Cast) -> None:
    for username in ("stranger", "safety"):
        client = reader(cast, username)
        for name in ("regulators", "regulator_rows", "regulators_take_over"):
            assert client.get(f"{reverse(name, args=[COUNTY])}?matter=fire").status_code == 404
    assert reader(cast, "office").get(reverse("regulators", args=["445102"])).status_code == 404


def test_5_1_a_department_sees_the_enterprises_it_answers_for_and_no_others(cast: Cast) -> None:
    enter(cast.act("city"), FIRST, FIRE, matter="fire")
    enter(cast.act("city"), FIRST, EMERGENCY)
    client = Client()
    client.force_login(appoint(FIRE, "fire"))
    rows = client.get(reverse("records", args=["regulator"])).context["rows"]
    assert [cells[4].text for _url, cells in rows] == [unit(FIRE).name_zh]


def test_6_1_a_regulator_moves_with_the_seat_and_stays_who_it_is(cast: Cast) -> None:
    enter(cast.act("city"), FIRST, EMERGENCY)
    move(cast.act("city"), FIRST, OTHER_TOWN)
    assert tallies(cast)["work_safety"] == Tally(1, 1, 0, 0)
    assert tallies(cast, "445102")["work_safety"] == Tally(1, 0, 1, 0)
    page = reader(cast, "city").get(reverse("regulators", args=["445102"]))
    assert page.context["elsewhere"] == 1
    (row,) = reader(cast, "city").get(f"{reverse('regulator_rows', args=['445102'])}?elsewhere=1").context["rows"]
    assert row.unit.code == FIRST
