"""Articles 4.4, 5.14, 8.7, 9.5 and 10 as standing requirements, and articles 3.23, 3.24 and 8.8 as periodic ones."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TOWN_GOVERNMENT, Cast, at, owed
from registers import adopt, returned

from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.modules.public_unit import PublicUnitFacts
from anlan.policy import Pack

BUREAU = "445122/emergency"
STANDING = (
    "in-charge-titles", "department-leader-rank", "regulator-power-list", "regulator-body-and-staff",
    "full-time-officers", "central-town-office", "town-patrollers", "zone-body-and-staff",
)  # fmt: skip


def standing(code: str) -> dict[str, str]:
    """What a unit owes of the standing requirements: duty → how it stands."""
    rows = Obligation.objects.filter(unit__code=code, duty__key__in=STANDING).select_related("duty").order_by("id")
    return {row.duty.key: row.standing(now=NOW) for row in rows}


def test_10_nothing_is_missing_before_a_unit_has_returned_anything(opened: Cast) -> None:
    assert not Obligation.objects.filter(duty__key__in=STANDING).exists()


def test_10_2_and_10_6_a_town_owes_what_its_return_shows_missing(opened: Cast, pack: Pack) -> None:
    returned(
        opened.act("town"), TOWN_GOVERNMENT, "2026-11-01",
        full_time_officers=1, concurrent_officers=1, units_to_supervise=150, patrollers=1,
    )  # fmt: skip
    sweep(now=NOW, pack=pack)
    assert standing(TOWN_GOVERNMENT) == {"full-time-officers": "open", "town-patrollers": "open"}
    row = Obligation.objects.get(unit__code=TOWN_GOVERNMENT, duty__key="full-time-officers")
    assert row.duty.clause == "10.2"
    assert row.due_day >= dt.date(2026, 11, 1) + dt.timedelta(days=180)


def test_10_2_a_later_return_that_shows_it_meets_it(opened: Cast, pack: Pack) -> None:
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-01", patrollers=2)
    sweep(now=NOW, pack=pack)
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", full_time_officers=1)
    sweep(now=at("2026-11-23", "10:00"), pack=pack)
    assert standing(TOWN_GOVERNMENT) == {"full-time-officers": "met_on_time"}


def test_10_4_a_town_named_central_owes_an_office_instead_of_patrollers(opened: Cast, pack: Pack) -> None:
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-01", full_time_officers=1, units_to_supervise=80)
    sweep(now=NOW, pack=pack)
    assert standing(TOWN_GOVERNMENT) == {"town-patrollers": "open"}
    returned(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", central_town=True)
    sweep(now=at("2026-11-23", "10:00"), pack=pack)
    assert standing(TOWN_GOVERNMENT) == {"town-patrollers": "lapsed", "central-town-office": "open"}


def test_5_14_8_7_and_9_5_a_regulator_owes_body_staff_list_and_rank(opened: Cast, pack: Pack) -> None:
    returned(opened.act("city"), BUREAU, "2026-11-01", safety_body=True)
    sweep(now=NOW, pack=pack)
    keys = ("department-leader-rank", "regulator-power-list", "regulator-body-and-staff")
    assert standing(BUREAU) == dict.fromkeys(keys, "open")
    returned(opened.act("city"), BUREAU, "2026-11-20", full_time_staff=3, leader_rank=2)
    adopt(opened.act("city"), BUREAU, "power_list", "2026-11-18", published_on="2026-11-20")
    sweep(now=at("2026-11-23", "10:00"), pack=pack)
    assert set(standing(BUREAU).values()) == {"met_on_time"}


def test_4_4_and_10_7_a_zone_owes_titles_body_and_officers(opened: Cast, pack: Pack) -> None:
    code = "445100-fengxi/zone-management-committee"
    returned(opened.act("city"), code, "2026-11-01", in_charge_standing=True)
    sweep(now=NOW, pack=pack)
    assert set(standing(code)) == {"in-charge-titles", "full-time-officers", "zone-body-and-staff"}


@pytest.mark.parametrize(
    ("adopted", "recorded", "standing_of"),
    [("2026-12-20", "2026-12-28", "met_on_time"), ("2027-02-03", "2027-02-03", "met_late")],
)
def test_8_8_the_plan_of_the_year_is_due_by_the_end_of_january(
    opened: Cast, pack: Pack, adopted: str, recorded: str, standing_of: str
) -> None:
    adopt(opened.act("city", now=at(recorded)), BUREAU, "annual_plan", adopted, covers="2027")
    sweep(now=at("2027-02-05"), pack=pack)
    row = owed(BUREAU, "2027-01-01", "annual-supervision-plan")
    assert (row.due_day, row.standing(now=at("2027-02-05"))) == (dt.date(2027, 1, 31), standing_of)


def test_8_8_the_plan_of_another_year_does_not_meet_it(opened: Cast, pack: Pack) -> None:
    adopt(opened.act("city"), BUREAU, "annual_plan", "2026-11-02", covers="2026")
    sweep(now=at("2027-01-05"), pack=pack)
    assert owed(BUREAU, "2027-01-01", "annual-supervision-plan").standing(now=at("2027-01-05")) == "open"


def test_3_23_and_3_24_the_plans_of_five_years_are_due_within_their_first_year(opened: Cast, pack: Pack) -> None:
    plans = ("overall-plan", "special-plan")
    # What all other duties open in these years is nearly all the work, and these clauses say nothing of it.
    Duty.objects.exclude(key__in=plans).update(next_open_at=None)
    sweep(now=at("2031-01-10"), pack=pack)
    for key in plans:
        assert owed(COUNTY_GOVERNMENT, "2031-01-01", key).due_day == dt.date(2031, 12, 31)
        assert not Obligation.objects.filter(unit__code=TOWN_GOVERNMENT, duty__key=key).exists()


@pytest.mark.parametrize(
    ("code", "duty", "clause", "then"),
    [
        (COUNTY_GOVERNMENT, "government-return", "4.4", {"in-charge-titles": "open"}),
        ("445100/government", "government-return", "4.4", {"in-charge-titles": "open"}),
        ("445122/education", "department-return", "5.14", {"department-leader-rank": "open"}),
        ("445122/organisation", "department-return", "5.14", {"department-leader-rank": "open"}),
    ],
)
def test_4_4_and_5_14_whoever_owes_them_is_asked_each_year(
    opened: Cast, pack: Pack, code: str, duty: str, clause: str, then: dict[str, str]
) -> None:
    sweep(now=at("2027-01-04"), pack=pack)
    row = owed(code, "2027-01-01", duty)
    assert (row.due_day, row.duty.clause) == (dt.date(2027, 3, 31), clause)
    returned(opened.act("city", now=at("2027-02-01")), code, "2027-01-31")
    sweep(now=at("2027-02-02"), pack=pack)
    assert owed(code, "2027-01-01", duty).standing(now=at("2027-02-02")) == "met_on_time"
    assert standing(code) == then


def test_4_4_and_5_14_each_unit_is_asked_for_one_return_a_year(opened: Cast, pack: Pack) -> None:
    sweep(now=at("2027-01-04"), pack=pack)
    returns = [duty.id for duty in pack.duties.values() if "establishment.recorded" in duty.met_by.events]
    rows = Obligation.objects.filter(duty__key__in=returns, period="2027-01-01")
    asked = list(rows.values_list("unit_id", flat=True))
    assert len(asked) == len(set(asked))
    bound = PublicUnitFacts.objects.filter(valid_to=None, kind__in=("department", "government"))
    assert set(asked) == set(bound.values_list("unit_id", flat=True))


def test_9_5_and_10_2_the_return_of_the_year_is_due_by_the_end_of_march(opened: Cast, pack: Pack) -> None:
    returned(opened.act("town", now=at("2027-02-01")), TOWN_GOVERNMENT, "2027-01-31", full_time_officers=1)
    sweep(now=at("2027-04-01"), pack=pack)
    row = owed(TOWN_GOVERNMENT, "2027-01-01", "town-return")
    assert (row.due_day, row.standing(now=at("2027-04-01"))) == (dt.date(2027, 3, 31), "met_on_time")
    assert owed(BUREAU, "2027-01-01", "regulator-return").standing(now=at("2027-04-01")) == "late"
