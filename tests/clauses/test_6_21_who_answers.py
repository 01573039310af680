"""Article 6.21: line owner and territory side by side; and who answers, as the enterprise reads it (5.1)."""

from __future__ import annotations

import pytest
from cast import COUNTY, NOW, TODAY, TOWN, Cast, unit
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_enterprises import FIRST, change
from examples_of_regulators import (
    EMERGENCY,
    MARKET,
    answers_for,
    appoint,
    area,
    enter,
    reader,
)

from anlan.modules.regulator import Regulator


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def city(cast: Cast) -> Client:
    """The city's desk officer."""
    return reader(cast, "city")


def test_6_21_line_owner_and_territory_stand_side_by_side_and_have_their_list(cast: Cast, city: Client) -> None:
    change(cast.act("town"), FIRST, "2026-11-02", superior_owner="central", superior_name="演示集团")
    page = city.get(reverse("regulators", args=[COUNTY]))
    assert [(name, n) for name, _words, n in page.context["owners"]] == [("central", 1)]
    (row,) = city.get(f"{reverse('regulator_rows', args=[COUNTY])}?owner=central").context["rows"]
    assert (row.unit.code, row.owner, row.unit.area.code) == (FIRST, "Central 演示集团", TOWN)
    listed = city.get(f"{reverse('records', args=['enterprise'])}?superior_owner=central")
    assert listed.context["total"] == 1
    answering = city.get(reverse("unit", args=[FIRST])).context["answering"]
    assert (answering.owner, answering.territory[-1]) == ("Central 演示集团", area(TOWN).name_en)


def test_5_1_an_enterprise_reads_who_answers_for_it_with_a_telephone(cast: Cast) -> None:
    enter(cast.act("city"), FIRST, EMERGENCY, telephone="0768-1234567")
    enter(cast.act("city"), FIRST, MARKET, matter="special_equipment")
    appoint(MARKET, "lift", "0768-7654321")
    client = reader(cast, "principal")
    page = client.get(reverse("unit", args=[FIRST]))
    found = {
        words: [one.telephone for one in regulators] for words, regulators, _e in page.context["answering"].matters
    }
    assert found["Work safety of an industry"] == ["0768-1234567"]
    assert found["Special equipment"] == ["0768-7654321"]
    assert found["Fire protection"] == []
    assert "Gas" not in found
    assert client.get(reverse("unit", args=[EMERGENCY])).status_code == 404


def test_5_1_a_telephone_stays_out_of_the_ledger(cast: Cast) -> None:
    event = enter(cast.act("city"), FIRST, EMERGENCY, telephone="0768-1234567").event
    assert event is not None
    assert "1234567" not in event.canonical


def test_5_1_the_form_offers_the_bodies_of_the_seat_and_keeps_to_the_door(cast: Cast, city: Client) -> None:
    address = f"{reverse('begin', args=['regulator'])}?unit={unit(FIRST).pk}"
    page = city.get(address)
    form = {**answers_for(EMERGENCY), "occurred_on": TODAY.isoformat(), "form_token": page.context["form_token"]}
    assert city.post(address, form).status_code == 302
    assert Regulator.objects.get().receiver.code == EMERGENCY
