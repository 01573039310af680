"""Clauses 9.3, 3.4 and 3.21: orders are split to units, owed by a day, answered, reviewed by whoever gave them."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from cast import (
    COUNTY_GOVERNMENT,
    NOW,
    TODAY,
    TOWN_GOVERNMENT,
    Cast,
    at,
    unit,
)
from examples_of_orders import (
    CITY_FIRE,
    CITY_OFFICE,
    OTHER_COUNTY_GOVERNMENT,
    answer,
    county_desk,
    item_of,
    order,
    order_answers,
    owed_for,
    refusal_of,
    somebody_at,
)
from examples_of_the_field import started, taken

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import Figure
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.kernel.records.record import Case
from anlan.modules.order import Order, OrderItem

STATE = Obligation.State
PARTS = (("通道", COUNTY_GOVERNMENT, "2026-12-10"), ("台账", OTHER_COUNTY_GOVERNMENT, "2026-12-20"))


def fresh(record: Case) -> Case:
    return type(record).objects.get(pk=record.pk)


def test_9_3_each_unit_owes_its_part_by_the_day_it_names(cast: Cast) -> None:
    order(cast.act("city"), *PARTS)
    for _what, code, due in PARTS:
        (row,) = owed_for(item_of(code))
        assert (row.unit.code, row.due_day.isoformat(), row.state) == (code, due, STATE.OPEN)
        assert row.duty.clause == "9.3"
    events = Event.objects.filter(record_type="order")
    assert [event.kind for event in events] == ["order.issued"]


def test_9_3_the_units_answer_meets_what_it_owes_and_waits_for_review(cast: Cast) -> None:
    order(cast.act("city"), *PARTS)
    item = item_of(COUNTY_GOVERNMENT)
    outcome = answer(county_desk(), item)
    assert [row.unit.code for row in outcome.met] == [COUNTY_GOVERNMENT]
    (row,) = owed_for(item)
    assert (row.state, row.on_time, row.met_on) == (STATE.MET, True, TODAY)
    assert fresh(item).state == "answered"
    (other,) = owed_for(item_of(OTHER_COUNTY_GOVERNMENT))
    assert other.state == STATE.OPEN


def test_9_3_the_office_that_ordered_it_accepts_and_then_closes_the_order(cast: Cast) -> None:
    whole, city, county = order(cast.act("city"), *PARTS[:1]), cast.act("city"), county_desk()
    item = item_of(COUNTY_GOVERNMENT)
    with pytest.raises(Refused) as error:
        taken(city, whole, "close", summary="办结")
    assert "1 of its parts" in refusal_of(error)[1]
    answer(county, item)
    taken(city, item, "accept", remark="")
    taken(city, whole, "close", summary="全部办结")
    assert (fresh(item).state, fresh(whole).state, fresh(whole).summary) == ("closed", "closed", "全部办结")


def test_9_3_the_receivers_own_office_cannot_review_what_the_city_ordered(cast: Cast) -> None:
    order(cast.act("city"), *PARTS[:1])
    item = item_of(COUNTY_GOVERNMENT)
    answer(county_desk(), item)
    second = county_desk(username="county-second")
    for step, answers in (("accept", {"remark": ""}), ("withdraw", {"reason": "x"})):
        with pytest.raises(NotPermitted):
            taken(second, item, step, **answers)
    assert fresh(item).state == "answered"


def test_9_3_whoever_entered_the_answer_does_not_review_it(cast: Cast) -> None:
    order(cast.act("city"), *PARTS[:1])
    item, city = item_of(COUNTY_GOVERNMENT), cast.act("city")
    answer(city, item)
    new_day = {"reason": "x", "telephone": "0768-1234567", "due_day": dt.date(2026, 12, 30)}
    for step, answers in (("accept", {"remark": ""}), ("return", new_day)):
        with pytest.raises(Refused) as error:
            taken(city, item, step, **answers)
        assert "yourself" in refusal_of(error)[1]
    assert fresh(item).state == "answered"


def test_9_3_a_return_names_reason_telephone_and_a_new_day_and_is_owed_anew(cast: Cast) -> None:
    order(cast.act("city"), *PARTS[:1])
    item, county = item_of(COUNTY_GOVERNMENT), county_desk()
    answer(county, item)
    new_day = dt.date(2026, 12, 30)
    taken(cast.act("city"), item, "return", reason="缺少照片", telephone="0768-1234567", due_day=new_day)
    first, second = owed_for(item)
    assert (first.state, first.due_day) == (STATE.MET, dt.date(2026, 12, 10))
    assert (second.state, second.due_day) == (STATE.OPEN, new_day)
    kept = fresh(item)
    assert (kept.state, kept.returned, kept.remark, kept.telephone) == ("returned", 1, "缺少照片", "0768-1234567")
    assert kept.due_day == new_day
    answer(county, item)
    assert [row.state for row in owed_for(item)] == [STATE.MET, STATE.MET]


def test_9_3_two_reviewers_at_once_one_wins_and_the_other_is_told(cast: Cast) -> None:
    order(cast.act("city"), *PARTS[:1])
    item, city = item_of(COUNTY_GOVERNMENT), cast.act("city")
    answer(county_desk(), item)
    taken(city, item, "accept", remark="")
    with pytest.raises(Overtaken):
        taken(city, item, "return", reason="x", telephone="1", due_day=dt.date(2026, 12, 30))
    assert len(owed_for(item)) == 1


def test_9_3_a_vertically_managed_unit_gets_a_letter_and_no_escalation(cast: Cast) -> None:
    order(cast.act("city"), ("联合检查", CITY_FIRE, "2026-12-10", "潮安办函〔2026〕12号"), *PARTS[:1])
    (row,) = owed_for(item_of(CITY_FIRE))
    assert row.duty.key == "lettered-item"
    assert row.version.policy.escalate == ()
    (ordered,) = owed_for(item_of(COUNTY_GOVERNMENT))
    assert ordered.version.policy.escalate


def test_9_3_a_department_orders_downwards_and_not_its_peers(cast: Cast) -> None:
    housing = "445122/housing"
    act = somebody_at(housing, "officer", username="housing")
    with pytest.raises(Refused):
        order(act, ("工地", "445122/transport", "2026-12-10"), office=housing)
    order(act, ("工地", TOWN_GOVERNMENT, "2026-12-10"), office=housing)
    item = item_of(TOWN_GOVERNMENT)
    # The department sees the part that it gave, although the town lies outside its own unit.
    assert OrderItem.objects.visible_to(act.actor.sight()).filter(pk=item.pk).exists()
    answer(cast.act("town"), item)
    taken(act, item, "accept", remark="")
    assert fresh(item).state == "closed"


def test_9_3_a_late_answer_is_met_late(cast: Cast) -> None:
    city = cast.act("city")
    order(city, ("通道", COUNTY_GOVERNMENT, "2026-11-21"))
    item = item_of(COUNTY_GOVERNMENT)
    answer(county_desk(), item)
    assert owed_for(item)[0].standing(now=NOW) == "met_late"


def test_9_3_withdrawing_an_order_lets_everything_lapse_that_is_still_owed(cast: Cast) -> None:
    city, county = cast.act("city"), county_desk()
    whole = order(city, *PARTS)
    item = item_of(COUNTY_GOVERNMENT)
    answer(county, item)
    taken(city, item, "return", reason="x", telephone="1", due_day=dt.date(2026, 12, 30))
    taken(city, whole, "withdraw", reason="登记有误")
    assert set(OrderItem.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert not Obligation.objects.filter(record_type="orderitem", state=STATE.OPEN).exists()
    assert fresh(whole).state == "withdrawn"
    totals = Figure.objects.filter(duty_id=Duty.objects.get(key="ordered-item").pk)
    assert sum(row.opened - row.on_time - row.late - row.void for row in totals) == 0


def test_9_3_withdrawing_one_part_leaves_the_others(cast: Cast) -> None:
    city = cast.act("city")
    order(city, *PARTS)
    taken(city, item_of(COUNTY_GOVERNMENT), "withdraw", reason="已有其他单位负责")
    assert [row.state for row in owed_for(item_of(COUNTY_GOVERNMENT))] == [STATE.LAPSED]
    assert [row.state for row in owed_for(item_of(OTHER_COUNTY_GOVERNMENT))] == [STATE.OPEN]


def test_9_3_the_same_form_sent_twice_is_one_order(cast: Cast) -> None:
    token = uuid.uuid4()
    for _time in range(2):
        started(Order, cast.act("city"), CITY_OFFICE, order_answers(*PARTS), submission=token)
    assert (Order.objects.count(), OrderItem.objects.count()) == (1, 2)


def test_9_3_neighbours_and_strangers_see_nothing_of_it(cast: Cast) -> None:
    order(cast.act("city"), *PARTS)
    county = {item.unit.code for item in OrderItem.objects.visible_to(cast.actor("county").sight())}
    assert county == {COUNTY_GOVERNMENT}
    assert not Order.objects.visible_to(cast.actor("county").sight()).exists()
    for username in ("stranger", "town", "safety"):
        assert not OrderItem.objects.visible_to(cast.actor(username).sight()).exists()


def test_3_21_a_proposal_is_an_order_with_its_day(cast: Cast) -> None:
    order(cast.act("city"), *PARTS[:1], source="proposal", from_post="", from_body="市政协")
    assert item_of(COUNTY_GOVERNMENT).ordered_by == "市政协"


def test_9_3_a_part_becomes_late_when_its_day_is_over(opened: Cast) -> None:
    order(opened.act("city"), *PARTS)
    sweep(now=at("2026-12-12"), pack=installed_pack())
    (row,) = owed_for(item_of(COUNTY_GOVERNMENT))
    assert row.is_late(now=at("2026-12-12"))
    assert unit(COUNTY_GOVERNMENT).pk == row.unit_id
