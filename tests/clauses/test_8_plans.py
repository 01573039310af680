"""Articles 3.23, 3.24, 8.7, 8.8 and the ending: which documents a unit adopts, and for which years they count."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY_GOVERNMENT, TOWN_GOVERNMENT, Cast, at
from registers import adopt

from anlan.kernel.records.door import Refused, take
from anlan.modules.plan import Plan
from anlan.rules.plans import documents_of, years_in

EMERGENCY = "445122/emergency"


def refused_at(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.field for refusal in error.value.refusals]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2026", (2026, 2026)),
        ("2026年", (2026, 2026)),
        ("2026-2030", (2026, 2030)),
        ("2026 — 2030年", (2026, 2030)),
        ("2030-2026", None),
        ("十五五", None),
        ("26-30", None),
        ("2026-2030-2035", None),
    ],
)
def test_3_24_the_years_of_a_plan_are_read_or_refused(text: str, years: tuple[int, int] | None) -> None:
    assert years_in(text=text) == years


def test_8_8_a_plan_adopted_in_december_is_in_force_from_the_first_day_of_its_year(cast: Cast) -> None:
    act = cast.act("city", now=at("2026-12-28"))
    outcome = adopt(act, EMERGENCY, "annual_plan", "2026-12-20", covers="2027")
    assert outcome.record.in_force_from == dt.date(2027, 1, 1)
    assert outcome.event is not None
    assert (outcome.event.occurred_on, outcome.event.variant) == (dt.date(2027, 1, 1), "annual_plan")


def test_8_8_a_plan_adopted_late_is_in_force_from_its_adoption(cast: Cast) -> None:
    outcome = adopt(cast.act("city"), EMERGENCY, "annual_plan", "2026-03-02", covers="2026")
    assert outcome.record.in_force_from == dt.date(2026, 3, 2)


def test_8_8_a_plan_without_its_year_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as error:
        adopt(cast.act("city"), EMERGENCY, "annual_plan", "2026-03-02")
    assert refused_at(error) == ["covers"]
    assert not Plan.objects.exists()


def test_8_8_a_plan_for_a_year_that_is_over_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as error:
        adopt(cast.act("city"), EMERGENCY, "annual_plan", "2026-01-05", covers="2025")
    assert refused_at(error) == ["adopted_on"]


def test_3_24_a_special_plan_covers_five_years(cast: Cast) -> None:
    with pytest.raises(Refused) as error:
        adopt(cast.act("city"), COUNTY_GOVERNMENT, "special_plan", "2026-01-05", covers="2026")
    assert refused_at(error) == ["covers"]
    outcome = adopt(cast.act("city"), COUNTY_GOVERNMENT, "special_plan", "2026-01-05", covers="2026-2030")
    assert outcome.record.covers == "2026–2030"


@pytest.mark.parametrize(("adopted", "published"), [("2026-11-24", ""), ("2026-11-20", "2026-11-19")])
def test_8_7_a_list_adopted_tomorrow_or_published_before_is_refused(cast: Cast, adopted: str, published: str) -> None:
    with pytest.raises(Refused):
        adopt(cast.act("city"), EMERGENCY, "power_list", adopted, published_on=published)


def test_8_7_a_list_is_not_published_before_it_is_adopted(cast: Cast) -> None:
    outcome = adopt(cast.act("city"), EMERGENCY, "power_list", "2026-11-02")
    step = Plan.workflow.step("publish")
    with pytest.raises(Refused):
        take(record=outcome.record, step=step, answers={"occurred_on": dt.date(2026, 11, 1)}, act=cast.act("city"))
    take(record=outcome.record, step=step, answers={"occurred_on": dt.date(2026, 11, 3)}, act=cast.act("city"))
    assert Plan.objects.get().published_on == dt.date(2026, 11, 3)


def test_3_24_towns_make_no_five_year_plan_and_departments_no_overall_plan() -> None:
    assert "special_plan" not in documents_of(kind="government", level="town")
    assert documents_of(kind="department", level="county")[:2] == ("annual_plan", "power_list")
    assert "leadership" in documents_of(kind="government", level="town")


def test_8_7_a_department_officer_records_for_the_own_unit_only(cast: Cast) -> None:
    outcome = adopt(cast.act("town"), TOWN_GOVERNMENT, "leadership", "2026-11-02")
    assert outcome.record.state == "adopted"
