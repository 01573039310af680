"""Clauses 3.5, 3.27, 5.3 and E.4: tours of lower governments and peer departments; findings become orders."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import CITY, COUNTY_GOVERNMENT, COUNTY_PARTY, NOW, TOWN_GOVERNMENT, Cast, at, unit
from django.test import Client
from django.utils import timezone
from examples_of_orders import (
    CITY_FIRE,
    OTHER_COUNTY_GOVERNMENT,
    answer,
    county_desk,
    item_of,
    owed_for,
    refusal_of,
    somebody_at,
    tour,
)
from examples_of_the_field import taken

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import Figure
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.order import Order, OrderItem
from anlan.modules.tour import Tour

STATE = Obligation.State
FINDING = ("台账不全", COUNTY_GOVERNMENT, "2026-12-20")
CITY_GOVERNMENT, CITY_PARTY = f"{CITY}/government", f"{CITY}/party-committee"
EMERGENCY, HOUSING = f"{CITY}/emergency", f"{CITY}/housing"


def of_year(duty: str, year: int) -> dict[str, Obligation]:
    """What is owed under a duty for one year, by the unit's code."""
    rows = Obligation.objects.filter(duty__key=duty, period=dt.date(year, 1, 1)).select_related("unit", "duty")
    return {row.unit.code: row for row in rows}


def test_3_5_a_finding_becomes_the_units_part_of_an_order_in_the_same_act(cast: Cast) -> None:
    outcome = tour(cast.act("city"), COUNTY_GOVERNMENT, FINDING)
    (order,) = Order.objects.all()
    assert (order.source, order.received_on, order.origin) == ("tour", dt.date(2026, 11, 20), outcome.record)
    assert order.unit == outcome.record.unit
    assert "饶平县" in order.subject
    item = item_of(COUNTY_GOVERNMENT)
    (row,) = owed_for(item)
    assert (row.unit.code, row.due_day, row.source_id) == (COUNTY_GOVERNMENT, dt.date(2026, 12, 20), outcome.event.pk)
    assert Event.objects.filter(kind__startswith="order").count() == 0


def test_3_5_the_finding_is_answered_and_reviewed_like_any_order(cast: Cast) -> None:
    tour(cast.act("city"), COUNTY_GOVERNMENT, FINDING)
    item = item_of(COUNTY_GOVERNMENT)
    answer(county_desk(), item)
    taken(cast.act("city"), item, "accept", remark="")
    taken(cast.act("city"), Order.objects.get(), "close", summary="整改完成")
    assert OrderItem.objects.get().state == "closed"


def test_3_5_a_tour_counts_for_the_year_in_which_it_ended_and_for_both_bodies(opened: Cast) -> None:
    sweep(now=at("2027-01-05"), pack=installed_pack())
    assert set(of_year("city-supervises-counties", 2027)) == {CITY_GOVERNMENT, CITY_PARTY}
    later = opened.act("city", now=at("2027-03-10"))
    shared = {"shared_with": str(unit(CITY_PARTY).pk), "occurred_on": dt.date(2027, 3, 9)}
    outcome = tour(later, COUNTY_GOVERNMENT, **shared)
    assert {row.unit.code for row in outcome.met} == {CITY_GOVERNMENT, CITY_PARTY}
    assert {row.duty.clause for row in outcome.met} == {"3.5"}


def test_3_27_city_and_counties_owe_a_tour_of_lower_levels_and_supervision_is_none(opened: Cast) -> None:
    sweep(now=at("2027-01-05"), pack=installed_pack())
    codes = {CITY_GOVERNMENT, "445102/government", OTHER_COUNTY_GOVERNMENT, COUNTY_GOVERNMENT}
    assert set(of_year("government-tour", 2027)) == codes
    later = opened.act("city", now=at("2027-03-10"))
    tour(later, TOWN_GOVERNMENT, holder=COUNTY_GOVERNMENT, occurred_on=dt.date(2027, 3, 9))
    assert of_year("government-tour", 2027)[COUNTY_GOVERNMENT].state == STATE.OPEN
    tour(later, TOWN_GOVERNMENT, holder=COUNTY_GOVERNMENT, occurred_on=dt.date(2027, 3, 9), kind="tour")
    assert of_year("government-tour", 2027)[COUNTY_GOVERNMENT].state == STATE.MET


def test_3_27_a_revisit_may_find_more_and_the_tour_is_concluded(cast: Cast) -> None:
    city = cast.act("city")
    record = tour(city, COUNTY_GOVERNMENT, FINDING).record
    more = [
        {
            "what": "仍未整改",
            "unit": str(unit(COUNTY_PARTY).pk),
            "due_day": dt.date(2026, 12, 30),
            "letter_number": "",
        }
    ]
    taken(city, record, "revisit", occurred_on=dt.date(2026, 11, 23), result="部分整改", findings=more)
    assert item_of(COUNTY_PARTY).due_day == dt.date(2026, 12, 30)
    assert Order.objects.filter(origin_id=record.pk).count() == 2
    for code in (COUNTY_GOVERNMENT, COUNTY_PARTY):
        with pytest.raises(Refused) as error:
            taken(city, record, "conclude", conclusion="完成")
        assert "still in hand" in refusal_of(error)[1]
        answer(county_desk(username=code), item_of(code))
        taken(city, item_of(code), "accept", remark="")
    taken(city, record, "conclude", conclusion="完成")
    assert Tour.objects.get().state == "concluded"


def test_3_5_a_withdrawn_tour_takes_its_findings_and_what_is_owed_for_them_back(cast: Cast) -> None:
    city = cast.act("city")
    record = tour(city, COUNTY_GOVERNMENT, FINDING, ("公示牌", COUNTY_PARTY, "2026-12-20")).record
    item = item_of(COUNTY_GOVERNMENT)
    answer(county_desk(), item)
    taken(city, item, "return", reason="缺照片", telephone="0768-1", due_day=dt.date(2026, 12, 30))
    taken(city, record, "withdraw", reason="登记有误")
    assert {order.state for order in Order.objects.all()} == {"withdrawn"}
    assert {item.state for item in OrderItem.objects.all()} == {"withdrawn"}
    assert not Obligation.objects.filter(record_type="orderitem", state=STATE.OPEN).exists()
    totals = Figure.objects.filter(duty_id=Duty.objects.get(key="ordered-item").pk)
    assert sum(row.opened - row.on_time - row.late - row.void for row in totals) == 0


def test_5_3_the_emergency_bureau_supervises_a_peer_department(cast: Cast) -> None:
    bureau = somebody_at(EMERGENCY, "officer", username="bureau")
    tour(bureau, HOUSING, ("检查计划", HOUSING, "2026-12-20"), holder=EMERGENCY, kind="peers")
    (item,) = OrderItem.objects.visible_to(bureau.actor.sight())
    assert item.unit.code == HOUSING


def test_5_3_a_vertically_managed_peer_gets_a_letter(cast: Cast) -> None:
    bureau = somebody_at(EMERGENCY, "officer", username="bureau")
    letter = ("联合检查", CITY_FIRE, "2026-12-20", "潮应急函〔2026〕9号")
    tour(bureau, CITY_FIRE, letter, holder=EMERGENCY, kind="peers")
    assert owed_for(item_of(CITY_FIRE))[0].duty.key == "lettered-item"


def test_5_3_a_department_without_comprehensive_supervision_makes_no_tours(cast: Cast) -> None:
    officer = somebody_at(HOUSING, "officer", username="housing")
    with pytest.raises(Refused) as error:
        tour(officer, EMERGENCY, holder=HOUSING, kind="peers")
    assert "comprehensive" in refusal_of(error)[1]


@pytest.mark.parametrize(
    ("subject", "kind"),
    [(HOUSING, "tour"), (TOWN_GOVERNMENT, "supervision"), (COUNTY_GOVERNMENT, "peers"), (CITY_PARTY, "special")],
)
def test_3_5_a_subject_that_does_not_fit_the_kind_is_refused(cast: Cast, subject: str, kind: str) -> None:
    with pytest.raises(Refused) as error:
        tour(cast.act("city"), subject, kind=kind)
    assert refusal_of(error)[0] == "subject"


@pytest.mark.parametrize("subject", [COUNTY_GOVERNMENT, HOUSING])
def test_e_4_special_supervision_may_go_to_both(cast: Cast, subject: str) -> None:
    outcome = tour(cast.act("city"), subject, kind="special")
    assert list(outcome.met) == []
    assert outcome.event.variant == "special"


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"occurred_on": dt.date(2026, 11, 24)}, "occurred_on"),
        ({"started_on": dt.date(2026, 11, 21)}, "started_on"),
        ({"started_on": dt.date(2025, 1, 1), "occurred_on": dt.date(2025, 1, 2)}, "occurred_on"),
    ],
)
def test_3_5_days_that_cannot_be_are_refused(cast: Cast, days: dict[str, dt.date], field: str) -> None:
    with pytest.raises(Refused) as error:
        tour(cast.act("city"), COUNTY_GOVERNMENT, **days)
    assert refusal_of(error)[0] == field


def test_3_5_a_refused_finding_leaves_no_tour_behind(cast: Cast) -> None:
    with pytest.raises(Refused) as error:
        tour(cast.act("city"), COUNTY_GOVERNMENT, ("台账", COUNTY_GOVERNMENT, "2026-11-19"))
    assert refusal_of(error)[0] == "findings"
    assert not Tour.objects.exists()


def test_3_5_a_second_officer_who_records_the_same_tour_is_told(cast: Cast) -> None:
    city = cast.act("city")
    first = tour(city, COUNTY_GOVERNMENT, FINDING)
    with pytest.raises(Overtaken) as error:
        tour(city, COUNTY_GOVERNMENT, FINDING)
    assert error.value.record == first.record
    assert Order.objects.count() == 1


def test_3_5_the_page_of_a_tour_shows_its_order_and_what_became_of_each_finding(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    record = tour(cast.act("city"), COUNTY_GOVERNMENT, FINDING).record
    client = Client()
    client.force_login(cast.officer("city"))
    client.cookies["django_language"] = "en"
    tables = client.get(f"/records/tour/{record.pk}/").context["children"]
    shown = {str(table["label"]): [url for url, _cells in table["rows"]] for table in tables}
    assert shown == {
        "Orders": [f"/records/order/{Order.objects.get().pk}/"],
        "Parts of orders": [f"/records/orderitem/{item_of(COUNTY_GOVERNMENT).pk}/"],
    }


def test_3_5_the_toured_county_sees_its_findings_and_not_its_neighbours(cast: Cast) -> None:
    city = cast.act("city")
    tour(city, COUNTY_GOVERNMENT, FINDING)
    tour(city, OTHER_COUNTY_GOVERNMENT, ("台账", OTHER_COUNTY_GOVERNMENT, "2026-12-20"))
    (seen,) = OrderItem.objects.visible_to(cast.actor("county").sight())
    assert seen.unit.code == COUNTY_GOVERNMENT
    assert not Tour.objects.visible_to(cast.actor("stranger").sight()).exists()
