"""Articles 4.4, 5.14, 9.5 and 10: what units return of their bodies and staff, and what is needed against held."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from cast import NOW, TOWN, TOWN_GOVERNMENT, Cast, at, unit
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from registers import returned

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.area import Area
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.public_unit import Establishment, PublicUnitFacts
from anlan.modules.public_unit.asking import asked_of
from anlan.oversight.officer_pay import pay_series
from anlan.rules.staffing import (
    Measure,
    average_pay,
    needs_of,
    patrollers_needed,
    questions_of,
    units_per_patroller,
)

BUREAU = "445122/emergency"
MEASURE = Measure(full_time_staff=1, full_time_officers=1, town_posts=1, units_per_patroller=100)
NOTHING = {
    "safety_body": False, "full_time_staff": 0, "enforcement_posts": 0, "enforcement_filled": 0, "leader_rank": 0,
    "in_charge_standing": False, "in_charge_executive": False, "central_town": False, "office_type": "",
    "cooperation_groups": 0, "professional_staff": 0, "certified_officers": 0,
    "dual_lead": False, "patrollers": 0, "full_time_officers": 0, "concurrent_officers": 0, "units_to_supervise": 0,
    "responsibility": "regulator",
}  # fmt: skip


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def gaps(kind: str, level: str, **facts: object) -> dict[str, int]:
    return {one.code: one.gap for one in needs_of(kind=kind, level=level, facts=NOTHING | facts, measure=MEASURE)}


@pytest.mark.parametrize(("units", "needed"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_10_6_patrollers_follow_the_units_to_supervise(units: int, needed: int) -> None:
    assert patrollers_needed(units=units, units_per_patroller=100) == needed


def test_10_2_an_officer_with_another_post_is_no_full_time_officer() -> None:
    assert gaps("government", "town", full_time_officers=2, concurrent_officers=2)["officers"] == 1
    assert gaps("government", "town", full_time_officers=2, concurrent_officers=1)["officers"] == 0


def test_10_4_and_10_6_a_central_town_needs_an_office_and_others_need_patrollers() -> None:
    central = gaps("government", "town", central_town=True)
    assert (central["office"], central["office_posts"], "patrollers" in central) == (1, 1, False)
    other = gaps("government", "town", units_to_supervise=150, patrollers=1)
    assert (other["patrollers"], "office" in other) == (1, False)


def test_9_5_a_regulator_needs_a_body_and_full_time_staff_a_supporting_department_does_not() -> None:
    assert gaps("department", "county")["body"] == gaps("department", "county")["staff"] == 1
    assert set(gaps("department", "county", responsibility="support")) == {"leader_rank"}


def test_9_4_10_1_and_5_16_of_shares_and_counts_nothing_is_missing_of_certificates_it_is() -> None:
    staffed = {"full_time_staff": 6, "professional_staff": 2, "enforcement_posts": 5, "enforcement_filled": 4}
    facts = NOTHING | staffed | {"certified_officers": 3, "cooperation_groups": 2}
    found = {one.code: one for one in needs_of(kind="department", level="county", facts=facts, measure=MEASURE)}
    shown = {code: (one.clause, one.held, one.needed, one.gap) for code, one in found.items()}
    assert shown["professional"] == ("9.4", 2, 6, 0)
    assert shown["groups"] == ("5.16", 2, 0, 0)
    assert shown["certified"] == ("10.1", 3, 4, 1)
    industry = needs_of(
        kind="department", level="county", facts=facts | {"responsibility": "industry"}, measure=MEASURE
    )
    assert {one.code for one in industry} == {"leader_rank", "groups"}


@pytest.mark.parametrize(
    ("units", "average"),
    [([], None), ([(2, 0), (0, 60000)], None), ([(1, 40000), (3, 60000)], 55000), ([(2, 40001), (0, 1)], 40001)],
)
def test_10_3_a_unit_counts_for_the_average_pay_by_its_officers(
    units: list[tuple[int, int]], average: int | None
) -> None:
    assert average_pay(units=units) == average


@pytest.mark.parametrize("units", [0, 1, 99, 100, 101, 200, 201])
@pytest.mark.parametrize("patrollers", [0, 1, 2, 3])
def test_10_6_the_duty_and_the_page_of_needs_go_by_one_rule(units: int, patrollers: int) -> None:
    enough = patrollers_needed(units=units, units_per_patroller=100) <= patrollers
    each = units_per_patroller(units=units, patrollers=patrollers)
    assert (units == 0 or (patrollers > 0 and each <= 100)) is enough


@pytest.mark.parametrize(("rank", "gap"), [(0, 1), (1, 1), (2, 0), (3, 1)])
def test_5_14_the_leader_in_charge_ranks_second(rank: int, gap: int) -> None:
    assert gaps("department", "county", leader_rank=rank)["leader_rank"] == gap


def test_4_4_and_10_7_a_zone_needs_a_body_and_its_leader_in_charge_both_titles() -> None:
    found = gaps("government", "zone", safety_body=True, in_charge_standing=True)
    assert (found["zone_body"], found["in_charge_standing"], found["in_charge_executive"]) == (0, 0, 1)


def test_10_units_are_asked_only_what_a_clause_wants_of_them(cast: Cast) -> None:
    assert "central_town" in asked_of(unit(TOWN_GOVERNMENT))
    assert "central_town" not in asked_of(unit(BUREAU))
    assert asked_of(unit("445122/organisation")) == ("leader_rank",)
    assert questions_of(kind="village_committee", level="village", responsibility="") == ()


def versions(code: str) -> list[tuple[str, str | None, int]]:
    rows = PublicUnitFacts.objects.filter(unit__code=code).order_by("valid_from")
    return [(str(r.valid_from), str(r.valid_to) if r.valid_to else None, r.full_time_officers) for r in rows]


def test_10_2_a_return_begins_a_new_version_of_the_facts(cast: Cast) -> None:
    before = PublicUnitFacts.objects.get(unit__code=TOWN_GOVERNMENT)
    returned(cast.act("town"), TOWN_GOVERNMENT, "2026-09-01", full_time_officers=3, concurrent_officers=1)
    now = PublicUnitFacts.objects.get(unit__code=TOWN_GOVERNMENT, valid_to=None)
    assert (now.valid_from, now.full_time_officers, now.dedicated_officers) == (dt.date(2026, 9, 1), 3, 2)
    assert (now.returned, now.level, now.form) == (True, before.level, before.form)
    before.refresh_from_db()
    assert (before.valid_to, before.returned) == (dt.date(2026, 9, 1), False)


def test_10_2_a_correction_of_an_earlier_day_splits_the_version_that_held_then(cast: Cast) -> None:
    (founded, _to, _n) = versions(TOWN_GOVERNMENT)[0]
    returned(cast.act("town"), TOWN_GOVERNMENT, "2026-10-01", full_time_officers=3)
    returned(cast.act("town"), TOWN_GOVERNMENT, "2026-08-01", full_time_officers=1)
    assert versions(TOWN_GOVERNMENT) == [
        (founded, "2026-08-01", 0),
        ("2026-08-01", "2026-10-01", 1),
        ("2026-10-01", None, 3),
    ]


@pytest.mark.parametrize(
    ("day", "values", "field"),
    [
        ("2026-11-24", {}, "occurred_on"),
        ("2020-01-01", {}, "occurred_on"),
        ("2026-09-01", {"concurrent_officers": 4, "full_time_officers": 3}, "concurrent_officers"),
        ("2026-09-01", {"enforcement_filled": 1}, "enforcement_filled"),
    ],
)
def test_10_a_return_that_cannot_be_is_refused_and_changes_nothing(
    cast: Cast, day: str, values: dict[str, object], field: str
) -> None:
    before = versions(TOWN_GOVERNMENT)
    with pytest.raises(Refused) as error:
        returned(cast.act("town"), TOWN_GOVERNMENT, day, **values)
    assert [refusal.field for refusal in error.value.refusals] == [field]
    assert (versions(TOWN_GOVERNMENT), Establishment.objects.count()) == (before, 0)


def test_10_a_second_return_of_the_same_day_is_refused(cast: Cast) -> None:
    returned(cast.act("town"), TOWN_GOVERNMENT, "2026-09-01", full_time_officers=3)
    with pytest.raises(Overtaken):
        returned(cast.act("town"), TOWN_GOVERNMENT, "2026-09-01", full_time_officers=2)
    assert versions(TOWN_GOVERNMENT)[-1][2] == 3


def test_10_a_unit_of_which_no_clause_asks_returns_nothing(cast: Cast) -> None:
    with pytest.raises(Refused):
        returned(cast.act("city"), "445122/party-committee", "2026-09-01")


def client_of(cast: Cast, username: str) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(cast.officer(username))
    return client


def test_10_the_form_shows_what_is_held_and_asks_nothing_else(cast: Cast) -> None:
    returned(cast.act("town"), TOWN_GOVERNMENT, "2026-09-01", full_time_officers=7)
    client = client_of(cast, "town")
    address = f"{reverse('begin', args=['establishment'])}?unit={unit(TOWN_GOVERNMENT).pk}"
    form = client.get(address).context["form"]
    assert form["full_time_officers"].value() == 7
    assert "leader_rank" not in form.fields
    page = client.get(address).context
    answers = {name: form[name].value() for name in form.fields}
    answers = {name: value for name, value in answers.items() if value is not None and value is not False}
    answers |= {"occurred_on": "2026-11-01", "office_type": "emergency_office", "form_token": page["form_token"]}
    assert client.post(address, answers).status_code == 302
    event = Event.objects.filter(kind="establishment.recorded").order_by("seq").last()
    assert event is not None
    assert event.clause == "3.28"
    assert event.answers["full_time_officers"] == 7
    assert "leader_rank" not in event.answers


def figure(client: Client, area: str, need: str) -> tuple[int, int, int]:
    lines = client.get(reverse("staffing", args=[area])).context["lines"]
    one = lines[-1][0].figures[need]
    return one.needed, one.held, one.gap


def test_10_the_page_adds_up_what_its_figures_link_to(cast: Cast) -> None:
    returned(cast.act("city"), TOWN_GOVERNMENT, "2026-09-01", units_to_supervise=250, patrollers=1)
    returned(cast.act("city"), "445122102/town-government", "2026-09-01", units_to_supervise=90, patrollers=4)
    client = client_of(cast, "city")
    assert figure(client, "445122", "patrollers") == (4, 5, 2)  # what one has too many fills no other's gap
    rows = client.get(reverse("staffing_units", args=["445122"]) + "?need=patrollers").context["rows"]
    assert sorted((one.needed, one.held, one.gap) for _unit, one, _words in rows) == [(1, 4, 0), (3, 1, 2)]
    silent = client.get(reverse("staffing", args=["445122"])).context["lines"][-1][0].silent
    behind = client.get(reverse("staffing_units", args=["445122"]) + "?need=none").context["rows"]
    assert len(behind) == silent > 0


def test_10_the_export_holds_the_rows_of_the_page(cast: Cast) -> None:
    returned(cast.act("city"), TOWN_GOVERNMENT, "2026-09-01", units_to_supervise=250, patrollers=1)
    client = client_of(cast, "town")
    address = reverse("staffing_units", args=[TOWN])
    rows = client.get(address).context["rows"]
    response = client.get(f"{address}?format=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert sheet.max_row - 1 == len(rows) > 0


def test_9_4_and_5_16_the_page_shows_the_share_of_qualified_staff_and_the_groups(cast: Cast) -> None:
    values = {"full_time_staff": 8, "professional_staff": 2, "cooperation_groups": 3}
    returned(cast.act("city"), BUREAU, "2026-09-01", enforcement_posts=4, enforcement_filled=4, **values)
    client = client_of(cast, "city")
    page = client.get(reverse("staffing", args=["445122"]))
    total = page.context["lines"][-1][0].figures
    assert (total["professional"].held, total["professional"].needed, total["professional"].share) == (2, 8, 25)
    assert (total["groups"].held, total["groups"].share) == (3, None)
    assert figure(client, "445122", "certified") == (4, 0, 4)
    assert "25%" in page.content.decode()


def test_10_3_the_page_shows_the_pay_of_officers_by_year(cast: Cast) -> None:
    sooner, later = cast.act("city", now=at("2027-05-06")), cast.act("city", now=at("2028-03-01"))
    returned(cast.act("city"), TOWN_GOVERNMENT, "2026-09-01", full_time_officers=2, officer_pay=50000)
    returned(sooner, TOWN_GOVERNMENT, "2027-05-05", full_time_officers=2, officer_pay=54000)
    returned(sooner, "445122102/town-government", "2027-05-05", full_time_officers=2, officer_pay=60000)
    area = Area.objects.get(code="445122")
    series = pay_series(area=area, sight=later.actor.sight(), today=later.today)
    assert [(one.year, one.average, one.units, one.change) for one in series] == [
        (2028, 57000, 2, 0),
        (2027, 57000, 2, 7000),
        (2026, 50000, 1, None),
    ]
    page = client_of(cast, "city").get(reverse("staffing", args=["445122"])).context["pay"]
    assert [(one.year, one.average) for one in page] == [(2026, 50000)]


def test_10_a_stranger_and_a_neighbour_see_no_needs(cast: Cast) -> None:
    for username in ("stranger", "town"):
        client = client_of(cast, username)
        assert client.get(reverse("staffing", args=["445102"])).status_code == 404
        assert client.get(reverse("staffing_units", args=["445122"])).status_code == 404
    assert client_of(cast, "stranger").get(reverse("staffing_entry")).status_code == 404
