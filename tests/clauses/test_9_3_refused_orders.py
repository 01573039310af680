"""Clause 9.3: what is refused about orders, in words that say what to do."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import (
    COUNTY_GOVERNMENT,
    Cast,
)
from examples_of_orders import (
    COUNTY_OFFICE,
    OTHER_COUNTY_GOVERNMENT,
    answer,
    county_desk,
    item_of,
    order,
    owed_for,
    refusal_of,
)
from examples_of_the_field import taken

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.order import Order, OrderItem

STATE = Obligation.State
PARTS = (("通道", COUNTY_GOVERNMENT, "2026-12-10"), ("台账", OTHER_COUNTY_GOVERNMENT, "2026-12-20"))


def test_9_3_a_new_day_that_is_over_is_refused(cast: Cast) -> None:
    order(cast.act("city"), *PARTS[:1])
    item = item_of(COUNTY_GOVERNMENT)
    answer(county_desk(), item)
    with pytest.raises(Refused) as error:
        taken(cast.act("city"), item, "return", reason="x", telephone="1", due_day=dt.date(2026, 11, 22))
    assert refusal_of(error)[0] == "due_day"
    assert item_of(COUNTY_GOVERNMENT).returned == 0
    assert len(owed_for(item)) == 1


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (("通道", COUNTY_GOVERNMENT, "2026-12-10", "潮安办函〔2026〕12号"), "not managed vertically"),
        (("通道", COUNTY_GOVERNMENT, "2026-11-19"), "before it came up"),
        (("通道", COUNTY_GOVERNMENT, "2036-12-10"), "Check the year"),
    ],
)
def test_9_3_what_does_not_fit_the_unit_or_the_day_is_refused(cast: Cast, part: tuple[str, ...], words: str) -> None:
    with pytest.raises(Refused) as error:
        order(cast.act("city"), part)  # type: ignore[arg-type]
    field, message = refusal_of(error)
    assert field == "items"
    assert words in message
    assert not Order.objects.exists()
    assert not Obligation.objects.filter(record_type="orderitem").exists()


def test_9_3_an_order_without_a_unit_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as error:
        order(cast.act("city"))
    assert refusal_of(error)[0] == "items"


def test_9_3_a_unit_out_of_the_territory_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as error:
        order(county_desk(), ("台账", OTHER_COUNTY_GOVERNMENT, "2026-12-10"), office=COUNTY_OFFICE)
    assert "not one of your units" in refusal_of(error)[1]


def test_9_3_nobody_ordered_it_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as error:
        order(cast.act("city"), *PARTS, from_post="")
    assert refusal_of(error)[0] == "from_body"
    order(cast.act("city"), *PARTS, from_post="", from_body="广东省安全生产委员会", source="provincial")


@pytest.mark.parametrize(("day", "words"), [("2026-11-24", "not come yet"), ("2022-11-20", "Check the year")])
def test_9_3_an_order_received_tomorrow_or_years_ago_is_refused(cast: Cast, day: str, words: str) -> None:
    with pytest.raises(Refused) as error:
        order(cast.act("city"), *PARTS, received_on=dt.date.fromisoformat(day))
    field, message = refusal_of(error)
    assert field == "received_on"
    assert words in message


@pytest.mark.parametrize(("day", "words"), [("2026-11-24", "not come yet"), ("2026-11-19", "ordered on")])
def test_9_3_an_answer_of_tomorrow_or_before_the_order_is_refused(cast: Cast, day: str, words: str) -> None:
    order(cast.act("city"), *PARTS)
    with pytest.raises(Refused) as error:
        answer(county_desk(), item_of(COUNTY_GOVERNMENT), day)
    assert words in refusal_of(error)[1]


def test_9_3_a_stranger_cannot_register_for_the_office(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        order(cast.act("stranger"), *PARTS)


def test_9_3_the_same_document_is_registered_once_and_the_second_officer_is_told(cast: Cast) -> None:
    first = order(cast.act("city"), *PARTS)
    with pytest.raises(Overtaken) as error:
        order(cast.act("city"), *PARTS[:1])
    assert error.value.record == first
    assert OrderItem.objects.count() == 2
    order(cast.act("city"), *PARTS, subject="同一文件的另一事项")
