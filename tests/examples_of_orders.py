"""Orders, tours and led inspections for the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TODAY, TOWN_GOVERNMENT, Cast, unit
from examples_of_the_field import started, taken

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act, Outcome, Refused
from anlan.modules.led_inspection import LedInspection
from anlan.modules.order import Order, OrderItem
from anlan.modules.tour import Tour

CITY_OFFICE, COUNTY_OFFICE = "445100/safety-committee-office", "445122/safety-committee-office"
OTHER_COUNTY_GOVERNMENT = "445103/government"
CITY_FIRE = "445100/city-fire"

# A part of an order: what, code of the unit, day due, number of the letter.
Part = tuple[str, str, str] | tuple[str, str, str, str]


def rows_of(parts: Sequence[Part]) -> list[dict[str, object]]:
    """Parts as a form gives them."""
    return [
        {
            "what": what,
            "unit": str(unit(code).pk),
            "due_day": dt.date.fromisoformat(due),
            "letter_number": letter[0] if letter else "",
        }
        for what, code, due, *letter in parts
    ]


def refusal_of(error: pytest.ExceptionInfo[Refused]) -> tuple[str, str]:
    """Where and why it was refused: one reason, no more."""
    (refusal,) = error.value.refusals
    return refusal.field, str(refusal.message)


def somebody_at(code: str, post: str, *, username: str) -> Act:
    """A further officer who holds that post of that unit, about to act."""
    officer = Officer.objects.create_officer(username=username, name=username, password=None, synthetic=True)
    held = Post.objects.get(unit__code=code, key=post)
    Appointment.objects.create(post=held, officer=officer, since=dt.date(2026, 7, 1))
    return Act(actor=actor_for(officer=officer, on=TODAY), now=NOW, pack=installed_pack())


def county_desk(*, username: str = "county-desk") -> Act:
    """The desk officer of the county's committee office."""
    return somebody_at(COUNTY_OFFICE, "desk_officer", username=username)


def order_answers(*parts: Part, **more: object) -> dict[str, object]:
    """The answers of an order's form."""
    return {
        "source": "leader",
        "from_post": str(Post.objects.get(unit__code="445100/government", key="head").pk),
        "from_body": "",
        "number": "潮安办督〔2026〕7号",
        "subject": "沿街铺面消防通道",
        "text": "请有关单位限期整改并反馈。",
        "received_on": dt.date(2026, 11, 20),
        "importance": "important",
        "items": rows_of(parts),
        **more,
    }


def order(act: Act, *parts: Part, office: str = CITY_OFFICE, **more: object) -> Order:
    """Register an order and give its parts; without a subject of its own it goes by its first part."""
    more = {"subject": parts[0][0] if parts else "消防通道", **more}
    record = started(Order, act, office, order_answers(*parts, **more)).record
    assert isinstance(record, Order)
    return record


def item_of(code: str) -> OrderItem:
    """The one part that a unit got."""
    return OrderItem.objects.select_related("unit", "unit__area", "receiver", "order").get(unit__code=code)


def owed_for(item: OrderItem) -> list[Obligation]:
    """What a part made its unit owe, in the order in which it was opened."""
    rows = Obligation.objects.filter(record_type="orderitem", record_id=item.pk, unit=item.unit_id)
    return list(rows.select_related("duty", "unit", "version").order_by("id"))


def answer(act: Act, item: OrderItem, day: str = "2026-11-23") -> Outcome:
    """Answer for the unit."""
    return taken(act, item, "answer", occurred_on=dt.date.fromisoformat(day), answer="已清理，见照片。")


def some_orders(cast: Cast) -> None:
    """An order of the city's office to a county and a town, and one of the county's office to the town."""
    city = cast.act("city")
    order(city, ("通道", COUNTY_GOVERNMENT, "2026-12-10"), ("台账", OTHER_COUNTY_GOVERNMENT, "2026-12-10"))
    order(city, ("巡查", TOWN_GOVERNMENT, "2026-10-20"), office=COUNTY_OFFICE, received_on=dt.date(2026, 10, 10))


def tour(act: Act, subject: str, *findings: Part, holder: str = "445100/government", **more: object) -> Outcome:
    """Record a tour of that subject, which ended on 20 November."""
    answers: dict[str, object] = {
        "kind": "supervision",
        "subject": str(unit(subject).pk),
        "started_on": dt.date(2026, 11, 18),
        "occurred_on": dt.date(2026, 11, 20),
        "lead": str(Post.objects.filter(unit__code=holder).order_by("pk")[0].pk),
        "shared_with": "",
        "basis": "潮安委〔2026〕3号",
        "number": "",
        "report": "听取汇报，抽查五个镇。",
        "findings": rows_of(findings),
        **more,
    }
    return started(Tour, act, holder, answers)


def led(act: Act, *findings: Part, body: str = TOWN_GOVERNMENT, leader: str = "head", **more: object) -> Outcome:
    """Record an inspection led by a leader of a body on 20 November."""
    answers: dict[str, object] = {
        "occurred_on": dt.date(2026, 11, 20),
        "leader": str(Post.objects.get(unit__code=body, key=leader).pk),
        "site": "沿河陶瓷厂",
        "place": "黄冈镇沿河路",
        "inspected": "",
        "checklist": [{"item": "fire", "result": "ok", "note": ""}],
        "findings": rows_of(findings),
        **more,
    }
    return started(LedInspection, act, body, answers)


def some_tours(cast: Cast) -> None:
    """A tour of a county by the city, and one of a town by the county, recorded by the city's office."""
    city = cast.act("city")
    tour(city, COUNTY_GOVERNMENT, ("台账", COUNTY_GOVERNMENT, "2026-12-20"))
    tour(city, TOWN_GOVERNMENT, holder=COUNTY_GOVERNMENT, kind="tour", occurred_on=dt.date(2026, 11, 19))


def some_led_inspections(cast: Cast) -> None:
    """Inspections led by heads of a town and of a county."""
    city = cast.act("city")
    led(city, ("通道", TOWN_GOVERNMENT, "2026-12-20"))
    led(city, body=COUNTY_GOVERNMENT, occurred_on=dt.date(2026, 10, 20))


EXAMPLES: dict[str, Callable[[Cast], None]] = {
    "order": some_orders,
    "orderitem": some_orders,
    "tour": some_tours,
    "ledinspection": some_led_inspections,
}
