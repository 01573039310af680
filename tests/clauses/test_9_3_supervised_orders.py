"""Clauses 9.3 and 3.26: decisions of meetings are supervised like any order; reviews, further parts, extensions."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY_GOVERNMENT, TOWN_GOVERNMENT, TOWN_PARTY, Cast, hold
from examples_of_orders import (
    CITY_FIRE,
    CITY_OFFICE,
    OTHER_COUNTY_GOVERNMENT,
    answer,
    county_desk,
    item_of,
    order,
    owed_for,
    refusal_of,
    rows_of,
    somebody_at,
)
from examples_of_the_field import taken

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Refused
from anlan.kernel.records.record import Case
from anlan.modules.order import Order, OrderItem
from anlan.oversight.home import owed_now

STATE = Obligation.State
PARTS = (("通道", COUNTY_GOVERNMENT, "2026-12-10"), ("台账", OTHER_COUNTY_GOVERNMENT, "2026-12-20"))


def fresh(record: Case) -> Case:
    return type(record).objects.get(pk=record.pk)


def test_3_26_a_meetings_decision_is_an_order_of_its_body_and_owed_once(cast: Cast) -> None:
    outcome = hold(cast.act("city"), TOWN_GOVERNMENT, "2026-11-20", decisions=[("排水沟", TOWN_PARTY, "2026-12-01")])
    whole = Order.objects.get()
    assert (whole.source, whole.unit.code, whole.origin) == ("meeting", TOWN_GOVERNMENT, outcome.record)
    assert (whole.received_on, whole.subject) == (dt.date(2026, 11, 20), "2026-11-20 2026 No. 11")
    assert "Huanggang" in whole.ordered_by
    (row,) = owed_for(item_of(TOWN_PARTY))
    assert (row.duty.key, row.duty.clause, row.source_id) == ("meeting-resolution", "3.26", outcome.event.pk)


def test_3_26_a_vertically_managed_unit_gets_a_letter_for_what_a_meeting_decided(cast: Cast) -> None:
    decisions = [("联合检查", CITY_FIRE, "2026-12-10")]
    hold(cast.act("city"), "445100/government", "2026-11-20", form="government_executive", decisions=decisions)
    (row,) = owed_for(item_of(CITY_FIRE))
    assert (row.duty.key, row.version.policy.escalate) == ("lettered-item", ())


def test_3_26_the_town_reviews_what_its_own_bodies_decided_and_never_its_own_answer(cast: Cast) -> None:
    town = cast.act("town")
    hold(town, TOWN_GOVERNMENT, "2026-11-20", decisions=[("排水沟", TOWN_PARTY, "2026-12-01")])
    item = item_of(TOWN_PARTY)
    answer(town, item)
    with pytest.raises(Refused) as error:
        taken(town, item, "accept", remark="")
    assert "yourself" in refusal_of(error)[1]
    colleague = somebody_at("445122100/town-safety-office", "head", username="town-second")
    taken(colleague, item, "return", reason="缺照片", telephone="0768-1", due_day=dt.date(2026, 12, 10))
    answer(town, item)
    taken(colleague, item, "accept", remark="")
    assert fresh(item).state == "closed"


def test_3_26_one_decision_can_be_withdrawn_and_the_meeting_stands(cast: Cast) -> None:
    town = cast.act("town")
    decisions = [("排水沟", TOWN_PARTY, "2026-12-01"), ("消防栓", TOWN_GOVERNMENT, "2026-12-02")]
    meeting = hold(town, TOWN_GOVERNMENT, "2026-11-20", decisions=decisions).record
    taken(town, item_of(TOWN_PARTY), "withdraw", reason="重复")
    assert [row.state for row in owed_for(item_of(TOWN_PARTY))] == [STATE.LAPSED]
    assert [row.state for row in owed_for(item_of(TOWN_GOVERNMENT))] == [STATE.OPEN]
    assert fresh(meeting).state == "recorded"


def reviews(item: OrderItem) -> list[Obligation]:
    rows = Obligation.objects.filter(record_type="orderitem", record_id=item.pk, duty__key="review-of-an-answer")
    return list(rows.select_related("unit", "duty").order_by("id"))


def test_9_3_the_office_owes_the_review_of_an_answer_within_five_working_days(cast: Cast) -> None:
    order(cast.act("city"), *PARTS[:1])
    item = item_of(COUNTY_GOVERNMENT)
    answer(county_desk(), item)
    (review,) = reviews(item)
    assert (review.unit.code, review.due_day, review.state) == (CITY_OFFICE, dt.date(2026, 11, 30), STATE.OPEN)
    city = cast.act("city")
    (shown,) = [one for one in owed_now(act=city) if one.row.pk == review.pk]
    assert shown.title == "Review an answer to an order: 通道"
    assert shown.button is not None
    assert shown.button.url == f"/records/orderitem/{item.pk}/"


@pytest.mark.parametrize("step", ["accept", "return"])
def test_9_3_accepting_or_returning_the_answer_meets_the_review(cast: Cast, step: str) -> None:
    order(cast.act("city"), *PARTS[:1])
    item = item_of(COUNTY_GOVERNMENT)
    answer(county_desk(), item)
    new_day = {"reason": "缺照片", "telephone": "0768-1", "due_day": dt.date(2026, 12, 30)}
    outcome = taken(cast.act("city"), item, step, **({"remark": ""} if step == "accept" else new_day))
    (review,) = reviews(item)
    assert (review.state, review.on_time, review.met_by) == (STATE.MET, True, outcome.event)
    assert [row.pk for row in outcome.met] == [review.pk]


@pytest.mark.parametrize("what", ["part", "order"])
def test_9_3_the_review_lapses_with_what_is_withdrawn(cast: Cast, what: str) -> None:
    city = cast.act("city")
    whole = order(city, *PARTS[:1])
    item = item_of(COUNTY_GOVERNMENT)
    answer(county_desk(), item)
    taken(city, item if what == "part" else whole, "withdraw", reason="登记有误")
    assert [row.state for row in reviews(item)] == [STATE.LAPSED]


def test_9_3_a_meetings_committee_office_owes_the_review_of_what_it_decided(cast: Cast) -> None:
    decisions = [("台账", COUNTY_GOVERNMENT, "2026-12-10")]
    hold(cast.act("city"), "445100/government", "2026-11-20", form="government_executive", decisions=decisions)
    item = item_of(COUNTY_GOVERNMENT)
    answer(county_desk(), item)
    assert [row.unit.code for row in reviews(item)] == [CITY_OFFICE]
    taken(cast.act("city"), item, "accept", remark="")
    assert [row.state for row in reviews(item)] == [STATE.MET]


def test_9_3_a_further_unit_gets_its_part_of_an_order_that_is_under_way(cast: Cast) -> None:
    city = cast.act("city")
    whole = order(city, *PARTS[:1])
    outcome = taken(city, whole, "give", items=rows_of(PARTS[1:]), reason="增加责任单位")
    (row,) = owed_for(item_of(OTHER_COUNTY_GOVERNMENT))
    assert (row.source_id, row.due_day, outcome.event.kind) == (
        outcome.event.pk,
        dt.date(2026, 12, 20),
        "order.amended",
    )
    assert fresh(whole).items.count() == 2
    with pytest.raises(Refused):
        taken(city, whole, "give", items=rows_of([("晚", OTHER_COUNTY_GOVERNMENT, "2026-11-22")]), reason="x")


def test_9_3_the_office_extends_a_part_within_the_longest_extension_in_all(cast: Cast) -> None:
    city, longest = cast.act("city"), dt.date(2027, 1, 9)
    order(city, *PARTS[:1])
    item = item_of(COUNTY_GOVERNMENT)
    with pytest.raises(NotPermitted):
        taken(county_desk(), item, "extend", due_day=dt.date(2026, 12, 20), reason="x")
    taken(city, item, "extend", due_day=dt.date(2026, 12, 20), reason="设备未到货")
    old, new = owed_for(item)
    assert (old.state, new.state, new.due_day) == (STATE.LAPSED, STATE.OPEN, dt.date(2026, 12, 20))
    kept = fresh(item)
    assert (kept.state, kept.due_day, kept.extended_days, kept.remark) == ("issued", new.due_day, 10, "设备未到货")
    for day in (longest + dt.timedelta(days=1), dt.date(2026, 12, 20)):
        with pytest.raises(Refused) as error:
            taken(city, fresh(item), "extend", due_day=day, reason="x")
        assert refusal_of(error)[0] == "due_day"
    taken(city, fresh(item), "extend", due_day=longest, reason="x")
    assert fresh(item).extended_days == 30
    assert figures.differences() == []


def test_9_3_a_returned_part_stays_returned_when_it_is_extended(cast: Cast) -> None:
    city = cast.act("city")
    order(city, *PARTS[:1])
    item = item_of(COUNTY_GOVERNMENT)
    answer(county_desk(), item)
    taken(city, item, "return", reason="缺照片", telephone="1", due_day=dt.date(2026, 12, 30))
    taken(city, fresh(item), "extend", due_day=dt.date(2027, 1, 5), reason="春节前完成")
    assert fresh(item).state == "returned"
    answer(county_desk(username="county-third"), fresh(item))
    assert [row.state for row in owed_for(item) if row.duty.key == "ordered-item"] == [
        STATE.MET,
        STATE.LAPSED,
        STATE.MET,
    ]
