"""Clauses 17.2 and 17.8: governments have key areas assessed every three years, and say what they adopt."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from cast import COUNTY_GOVERNMENT, TODAY, Cast, at, unit
from django.test import Client
from django.urls import reverse
from examples_of_assessments import assess_area, decide, enter_area
from examples_of_relations import day, go
from hypothesis import given
from hypothesis import strategies as st

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Refused
from anlan.kernel.records.record import Case
from anlan.modules.key_area import AREAS, AreaAssessment, KeyArea
from anlan.rules import key_areas as rules

OPEN, MET, LAPSED = Obligation.State.OPEN, Obligation.State.MET, Obligation.State.LAPSED


@pytest.fixture
def area(cast: Cast) -> Case:
    """A key area that the county has just entered."""
    return enter_area(cast.act("office"), "演示陶瓷产业园").record


def owed() -> list[tuple[str, dt.date]]:
    """What is and was owed for key areas: state and day."""
    rows = Obligation.objects.filter(duty__key="key-area-assessment").order_by("id")
    return [(row.state, row.due_day) for row in rows]


def held(area: Case) -> KeyArea:
    return KeyArea.objects.get(pk=area.pk)


def test_17_2_an_area_just_entered_owes_its_first_assessment_within_the_default(area: Case) -> None:
    assert held(area).next_due == TODAY + dt.timedelta(days=180)
    assert owed() == [(OPEN, TODAY + dt.timedelta(days=180))]
    assert Obligation.objects.get(duty__key="key-area-assessment").unit == unit(COUNTY_GOVERNMENT)


def test_17_2_each_assessment_makes_the_next_due_three_years_after_it(cast: Cast, area: Case) -> None:
    assess_area(cast.act("office"), area, "2026-11-10")
    assert owed() == [(MET, TODAY + dt.timedelta(days=180)), (OPEN, day("2029-11-10"))]
    assert (held(area).assessed_on, held(area).next_due) == (day("2026-11-10"), day("2029-11-10"))


def test_17_2_an_assessment_more_than_three_years_old_leaves_the_next_overdue_and_the_list_leads_to_it(
    cast: Cast, area: Case
) -> None:
    enter_area(cast.act("office"), "演示港区")
    assess_area(cast.act("office"), area, "2023-05-01")
    row = Obligation.objects.get(duty__key="key-area-assessment", state=OPEN, record_id=area.pk)
    assert row.is_late(now=at("2026-11-23"))
    client = Client()
    client.force_login(cast.officer("office"))
    page = client.get(reverse("records", args=["keyarea"]), {"assessment": "overdue"})
    assert [cells[0].text for _url, cells in page.context["rows"]] == ["演示陶瓷产业园"]
    assert "assessment=overdue" in client.get(reverse("records", args=["keyarea"])).content.decode()


@given(last=st.dates(min_value=dt.date(2010, 1, 1), max_value=dt.date(2040, 1, 1)), years=st.integers(1, 9))
def test_17_2_the_next_day_is_the_same_day_of_the_year_so_many_years_later(last: dt.date, years: int) -> None:
    found = rules.next_due(last=last, entered_on=last, years=years, first_days=1)
    assert (found.year, found.month) == (last.year + years, last.month)
    assert found.day == last.day or (last.day, found.day) == (29, 28)


def test_17_2_an_assessment_of_29_february_is_followed_by_one_on_the_28th() -> None:
    found = rules.next_due(last=dt.date(2024, 2, 29), entered_on=TODAY, years=3, first_days=1)
    assert found == dt.date(2027, 2, 28)


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"occurred_on": day("2026-11-24")}, "occurred_on"),
        ({"occurred_on": day("2010-11-24")}, "occurred_on"),
        ({"agency_code": "9100"}, "agency_code"),
    ],
)
def test_17_2_an_assessment_that_cannot_be_is_refused_at_its_answer(
    cast: Cast, area: Case, known: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as told:
        assess_area(cast.act("office"), area, **known)  # type: ignore[arg-type]
    assert [one.field for one in told.value.refusals] == [field]
    assert not AreaAssessment.objects.exists()


@pytest.mark.parametrize("again", ["2026-11-10", "2026-10-01"])
def test_17_2_an_assessment_that_is_not_newer_takes_no_place(cast: Cast, area: Case, again: str) -> None:
    assess_area(cast.act("office"), area, "2026-11-10")
    with pytest.raises(Refused):
        assess_area(cast.act("office"), area, again)
    assert held(area).next_due == day("2029-11-10")


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [("116.6", None), ("23.657016", "116.622603"), ("11.6", "23.6"), ("113.3", "23.1")],
)
def test_17_2_a_place_that_is_not_in_the_city_is_refused(cast: Cast, longitude: str, latitude: str | None) -> None:
    with pytest.raises(Refused) as told:
        enter_area(
            cast.act("office"), "演示港区", longitude=Decimal(longitude), latitude=latitude and Decimal(latitude)
        )
    assert [one.field for one in told.value.refusals] == ["longitude"]


def test_17_2_an_area_lies_on_the_map_where_its_place_is_known(cast: Cast, area: Case) -> None:
    assert held(area).cell is not None
    go(cast.act("office"), area, "amend", **_entry(area), longitude=None, latitude=None)
    assert (held(area).longitude, held(area).cell) == (None, None)


def _entry(area: Case) -> dict[str, object]:
    one = held(area)
    return {"name": one.name, "kind": one.kind, "place": one.place, "responsible": str(one.responsible_id)}


def test_17_2_an_area_that_is_one_no_longer_owes_nothing(cast: Cast, area: Case) -> None:
    go(cast.act("office"), area, "end", reason="园区已整体搬迁")
    assert [state for state, _day in owed()] == [LAPSED]


def test_17_2_a_withdrawn_assessment_leaves_the_area_as_the_one_before_left_it(cast: Cast, area: Case) -> None:
    office = cast.act("office")
    assess_area(office, area, "2024-03-01", level="yellow")
    mistaken = assess_area(office, area, "2026-11-10", level="red")
    go(office, mistaken, "withdraw", reason="录错区域")
    assert (held(area).assessed_on, held(area).level) == (day("2024-03-01"), "yellow")
    assert [one for one in owed() if one[0] == OPEN] == [(OPEN, day("2027-03-01"))]


def test_17_2_with_its_only_assessment_withdrawn_the_first_is_owed_again(cast: Cast, area: Case) -> None:
    go(cast.act("office"), assess_area(cast.act("office"), area), "withdraw", reason="录错区域")
    assert (held(area).assessed_on, held(area).level) == (None, "")
    assert [one for one in owed() if one[0] == OPEN] == [(OPEN, TODAY + dt.timedelta(days=180))]


def test_17_2_an_older_assessment_withdrawn_changes_nothing_of_what_is_owed(cast: Cast, area: Case) -> None:
    old = assess_area(cast.act("office"), area, "2024-03-01")
    assess_area(cast.act("office"), area, "2026-11-10")
    go(cast.act("office"), old, "withdraw", reason="重复")
    assert [one for one in owed() if one[0] == OPEN] == [(OPEN, day("2029-11-10"))]


def test_17_8_an_assessment_waits_until_it_is_said_what_is_adopted_by_whom_and_when(cast: Cast, area: Case) -> None:
    assessment = assess_area(cast.act("office"), area)
    assert assessment.state == "submitted"
    assert AreaAssessment.workflow.states[0].unfinished
    decide(cast.act("office"), assessment, "partly", "限行须报市审批")
    assessment.refresh_from_db()
    head = Post.objects.get(unit__code=COUNTY_GOVERNMENT, kind="head")
    assert (assessment.state, assessment.adoption, assessment.decided_by) == ("decided", "partly", head)
    assert (assessment.adoption_reason, assessment.decided_on) == ("限行须报市审批", day("2026-11-20"))
    event = Event.objects.get(kind="area_assessment.decided")
    assert (event.clause, event.accountable_post_id) == ("17.8", head.pk)


@pytest.mark.parametrize(
    ("adoption", "reason", "on", "field"),
    [
        ("partly", " ", "2026-11-20", "reason"),
        ("not_adopted", "", "2026-11-20", "reason"),
        ("adopted", "", "2026-11-09", "occurred_on"),
        ("adopted", "", "2026-11-24", "occurred_on"),
    ],
)
def test_17_8_what_is_not_adopted_has_its_reason_and_nothing_is_decided_before_it_was_proposed(
    cast: Cast, area: Case, adoption: str, reason: str, on: str, field: str
) -> None:
    assessment = assess_area(cast.act("office"), area)
    with pytest.raises(Refused) as told:
        decide(cast.act("office"), assessment, adoption, reason, on)
    assert [one.field for one in told.value.refusals] == [field]


def test_17_8_the_page_shows_conclusion_proposals_and_agency(cast: Cast, area: Case) -> None:
    assessment = assess_area(cast.act("office"), area)
    client = Client()
    client.force_login(cast.officer("office"))
    page = client.get(reverse("record", args=["areaassessment", assessment.pk])).content.decode()
    for text in (
        "1. 增设消防水源",
        "2. 限制危险品车辆通行",
        "区域风险总体可控",
        "演示安全评价机构(虚构)",
        "2029-11-10",
    ):
        assert text in page
    assert AREAS.children == ("areaassessment",)
