"""Clauses 4.7 and 4.8: inspections led by leaders, by the guide in force; findings become orders."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TOWN_GOVERNMENT, TOWN_PARTY, Cast, owed, unit
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_orders import item_of, led, owed_for, refusal_of
from examples_of_the_field import taken

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.led_inspection import LedInspection
from anlan.modules.order import Order
from anlan.oversight.led_inspections import inspections_led
from anlan.policy import Pack
from anlan.policy.inspection_guide import guide_on

DUTY, QUARTER = "leaders-led-inspection", "2026-10-01"
STATE = Obligation.State


def test_4_7_every_body_of_every_level_owes_one_each_quarter(opened: Cast) -> None:
    rows = Obligation.objects.filter(duty__key=DUTY, period=QUARTER)
    assert rows.count() == 2 * (1 + 3 + 3 + 46)
    assert set(rows.values_list("unit__kind", flat=True)) == {"party_committee", "government"}
    assert set(rows.values_list("due_day", flat=True)) == {dt.date(2026, 12, 31)}


def test_4_7_an_inspection_meets_what_its_body_owes_and_counts_for_the_leaders_post(opened: Cast) -> None:
    outcome = led(opened.act("town"), leader="in_charge")
    assert owed(TOWN_GOVERNMENT, QUARTER, DUTY).met_by == outcome.event
    assert owed(TOWN_PARTY, QUARTER, DUTY).state == STATE.OPEN
    leader = Post.objects.get(unit__code=TOWN_GOVERNMENT, key="in_charge")
    assert outcome.event.accountable_post_id == leader.pk
    assert outcome.event.officer_id == opened.officer("town").pk


def test_4_7_a_withdrawn_inspection_is_owed_again_and_no_longer_counted(opened: Cast) -> None:
    town = opened.act("town")
    record = led(town, ("通道", TOWN_GOVERNMENT, "2026-12-20")).record
    taken(town, record, "withdraw", reason="登记有误")
    assert owed(TOWN_GOVERNMENT, QUARTER, DUTY).state == STATE.OPEN
    assert item_of(TOWN_GOVERNMENT).state == "withdrawn"
    assert [row.state for row in owed_for(item_of(TOWN_GOVERNMENT))] == [STATE.LAPSED]
    head = Post.objects.get(unit__code=TOWN_GOVERNMENT, key="head")
    assert inspections_led(posts=[head.pk], since=dt.date(2026, 10, 1), until=dt.date(2026, 12, 31)) == {}


def test_4_7_inspections_are_counted_by_post_and_period(cast: Cast) -> None:
    city = cast.act("city")
    led(city)
    led(city, site="另一处")
    led(city, occurred_on=dt.date(2026, 9, 30))
    led(city, body=COUNTY_GOVERNMENT)
    posts = {code: Post.objects.get(unit__code=code, key="head").pk for code in (TOWN_GOVERNMENT, COUNTY_GOVERNMENT)}
    counts = inspections_led(posts=list(posts.values()), since=dt.date(2026, 10, 1), until=dt.date(2026, 12, 31))
    assert counts == {posts[TOWN_GOVERNMENT]: 2, posts[COUNTY_GOVERNMENT]: 1}


def test_4_7_a_finding_becomes_an_order_in_the_hands_of_the_body_that_went(cast: Cast) -> None:
    outcome = led(cast.act("town"), ("通道", TOWN_PARTY, "2026-12-20"))
    order = Order.objects.get()
    assert (order.source, order.unit.code, order.origin) == ("inspection", TOWN_GOVERNMENT, outcome.record)
    assert owed_for(item_of(TOWN_PARTY))[0].due_day == dt.date(2026, 12, 20)


def test_4_8_the_version_of_the_guide_and_what_was_looked_at_are_kept(cast: Cast, pack: Pack) -> None:
    lines = [
        {"item": "fire", "result": "problem", "note": "通道堆物"},
        {"item": "training", "result": "ok", "note": ""},
        {"item": "funds", "result": "not_applicable", "note": ""},
    ]
    record = LedInspection.objects.get(pk=led(cast.act("town"), checklist=lines).record.pk)
    assert record.guide == pack.guides[-1].version
    assert [line["item"] for line in record.checklist] == ["fire", "training"]
    assert "通道堆物" in record.checklist_told


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "at least one"),
        ([{"item": "fire", "result": "problem", "note": ""}], "say which"),
        ([{"item": "fire", "result": "ok", "note": ""}, {"item": "fire", "result": "ok", "note": ""}], "twice"),
        ([{"item": "moon", "result": "ok", "note": ""}], "does not stand"),
    ],
)
def test_4_8_a_checklist_that_does_not_follow_the_guide_is_refused(
    cast: Cast, lines: list[dict[str, str]], words: str
) -> None:
    with pytest.raises(Refused) as error:
        led(cast.act("town"), checklist=lines)
    field, message = refusal_of(error)
    assert field == "checklist"
    assert words in message


def test_4_8_the_guide_that_ships_is_marked_as_a_default(pack: Pack) -> None:
    assert all(guide.default for guide in pack.guides)
    assert guide_on(guides=pack.guides, day=dt.date(2026, 11, 23)) == pack.guides[-1]
    assert guide_on(guides=pack.guides, day=dt.date(1999, 1, 1)) is None


@pytest.mark.parametrize(("day", "words"), [("2026-11-24", "not come yet"), ("2025-01-01", "Check the year")])
def test_4_7_days_ahead_or_too_old_are_refused(cast: Cast, day: str, words: str) -> None:
    with pytest.raises(Refused) as error:
        led(cast.act("town"), occurred_on=dt.date.fromisoformat(day))
    assert words in refusal_of(error)[1]


def test_4_7_the_same_inspection_is_recorded_once(cast: Cast) -> None:
    led(cast.act("town"))
    with pytest.raises(Overtaken):
        led(cast.act("city"))


def test_4_7_a_town_records_for_its_own_leaders_only(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        led(cast.act("town"), body=COUNTY_GOVERNMENT)
    with pytest.raises(NotPermitted):
        led(cast.act("stranger"))


def test_4_8_the_form_shows_the_guide_and_keeps_what_was_looked_at(
    cast: Cast, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client = Client()
    client.force_login(cast.officer("town"))
    town = unit(TOWN_GOVERNMENT)
    address = f"{reverse('begin', args=['ledinspection'])}?unit={town.pk}"
    form = client.get(address).context["form"]
    lines = [row.initial["item"] for row in form.row_forms["checklist"]]
    assert lines == [item.key for item in pack.guides[-1].items]
    shown = {f"checklist-{n}-item": key for n, key in enumerate(lines)}
    shown |= {f"checklist-{n}-result": "not_applicable" for n in range(len(lines))}
    said = {"checklist-7-result": "problem", "checklist-7-note": "通道堆物"}
    head = Post.objects.get(unit=town, key="head")
    answers = {"occurred_on": "2026-11-20", "leader": head.pk, "site": "陶瓷厂", "place": "沿河路"}
    token = client.get(address).context["form_token"]
    response = client.post(address, {**shown, **said, **answers, "form_token": token})
    assert response.status_code == 302, response.context["form"].errors
    assert LedInspection.objects.get().checklist == [{"item": lines[7], "result": "problem", "note": "通道堆物"}]


def test_4_7_the_leaders_page_counts_the_inspections_of_each_quarter_and_leads_to_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    city = cast.act("city")
    led(city)
    led(city, site="另一处")
    led(city, leader="in_charge")
    led(city, occurred_on=dt.date(2026, 9, 30))
    client = Client()
    client.force_login(cast.officer("city"))
    head = Post.objects.get(unit__code=TOWN_GOVERNMENT, key="head")
    quarters = client.get(reverse("post", args=[head.pk])).context["led"]
    assert [number for _quarter, number, _url in quarters] == [0, 0, 1, 2]
    for _quarter, number, url in quarters:
        assert client.get(url).context["total"] == number
    staff = Post.objects.filter(unit__code="445100/emergency", kind="staff")[0]
    assert client.get(reverse("post", args=[staff.pk])).context["led"] == []
