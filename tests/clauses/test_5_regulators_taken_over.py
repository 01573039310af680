"""Articles 5.1 and 5.2: the division of duties names who answers for enterprises that have nobody yet."""

from __future__ import annotations

import pytest
from cast import COUNTY, NOW, TODAY, Cast
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_enterprises import FIRST, SECOND, register
from examples_of_regulators import (
    EMERGENCY,
    FIRE,
    MARKET,
    area,
    enter,
    reader,
)
from registers import allocate

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.unit import Unit
from anlan.modules.regulator import Regulator
from anlan.oversight.regulator_proposals import Changed, confirm, proposed, seal_of


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def city(cast: Cast) -> Client:
    """The city's desk officer."""
    return reader(cast, "city")


def test_5_1_taking_over_gives_each_enterprise_the_department_named_for_its_industry(cast: Cast, city: Client) -> None:
    act = cast.act("city")
    allocate(act, EMERGENCY, "work_safety", "C")
    allocate(act, MARKET, "work_safety", "22")
    allocate(act, FIRE, "fire")
    allocate(act, "445100/city-fire", "fire")
    allocate(act, "445102/emergency", "occupational_health")
    enter(act, SECOND, FIRE, matter="fire")
    address = reverse("regulators_take_over", args=[COUNTY])
    page = city.get(address)
    lines = {
        line.matter: [(one.entry.unit.code, one.enterprises) for one in line.proposals]
        for line in page.context["lines"]
    }
    assert lines["work_safety"] == [(EMERGENCY, 1), (MARKET, 1)]
    assert (lines["fire"], lines["occupational_health"]) == ([(FIRE, 1)], [])
    form = {"form_token": page.context["form_token"], "seal": page.context["seal"]}
    assert Regulator.objects.count() == 1
    before = Event.objects.count()
    assert city.post(address, form).status_code == 302
    assert Event.objects.count() == before + 1
    event = Event.objects.get(kind="regulator.taken_over")
    assert (event.content["answers"]["entries"], event.content["answers"]["area"]) == (3, COUNTY)
    held = {
        (one.unit.code, one.matter): one.receiver.code for one in Regulator.objects.select_related("unit", "receiver")
    }
    assert held[FIRST, "work_safety"] == EMERGENCY
    assert held[SECOND, "work_safety"] == MARKET
    assert held[FIRST, "fire"] == held[SECOND, "fire"] == FIRE
    taken = Regulator.objects.get(unit__code=FIRST, matter="fire")
    assert (taken.document, taken.authority, taken.since) == ("三定规定", "own", TODAY)
    history = city.get(reverse("record", args=["regulator", taken.pk])).context["history"]
    assert [one["event"] for one in history] == [event]
    assert city.get(reverse("ledger_entry", args=[event.seq])).status_code == 200


def test_5_1_taking_over_twice_enters_nothing_twice(cast: Cast, city: Client) -> None:
    allocate(cast.act("city"), FIRE, "fire")
    address = reverse("regulators_take_over", args=[COUNTY])
    page = city.get(address)
    form = {"form_token": page.context["form_token"], "seal": page.context["seal"]}
    city.post(address, form)
    city.post(address, form)
    assert Regulator.objects.count() == 2
    assert Event.objects.filter(kind="regulator.taken_over").count() == 1
    assert city.get(address).context["total"] == 0


def test_5_1_what_changed_since_it_was_shown_is_shown_again_and_not_entered(cast: Cast, city: Client) -> None:
    act = cast.act("city")
    allocate(act, FIRE, "fire")
    seal = seal_of(lines=proposed(area=area(), act=act))
    register(cast.act("town"), "91000000DEM000003F", "演示食品有限公司(虚构)")
    with pytest.raises(Changed):
        confirm(area=area(), act=act, seal=seal)
    address = reverse("regulators_take_over", args=[COUNTY])
    form = {"form_token": city.get(address).context["form_token"], "seal": seal}
    assert city.post(address, form).status_code == 409
    assert not Regulator.objects.exists()


def test_5_2_where_several_claim_a_matter_nobody_is_proposed(cast: Cast) -> None:
    act = cast.act("city")
    allocate(act, EMERGENCY, "work_safety", "C")
    allocate(act, MARKET, "work_safety", "C")
    (line,) = [one for one in proposed(area=area(), act=act) if one.matter == "work_safety"]
    assert (line.proposals, line.left) == ((), 2)


def test_5_1_what_is_seated_at_the_citys_own_level_gets_the_citys_department(cast: Cast) -> None:
    act = cast.act("city")
    allocate(act, "445100/city-fire", "fire")
    # Nobody is named at the county's level: the city's division does not reach down into a county.
    assert not any(line.proposals for line in proposed(area=area("445100"), act=act))
    Unit.objects.filter(code=SECOND).update(area=area("445100"), position=area("445100").lo)
    (line,) = [one for one in proposed(area=area("445100"), act=act) if one.proposals]
    assert [(one.entry.unit.code, one.enterprises) for one in line.proposals] == [("445100/city-fire", 1)]
