"""Two officers say at the same moment who answers for an enterprise: one wins, the other is told (5.1)."""

from __future__ import annotations

from collections import Counter

import pytest
from cast import Cast, call_the_cast
from examples_of_enterprises import FIRST
from examples_of_regulators import EMERGENCY, FIRE, GOVERNMENT, area, enter
from registers import allocate
from test_concurrency import all_is_well, at_once

from anlan.kernel.ledger.event import Event
from anlan.kernel.records.door import Outcome, Overtaken, Refused
from anlan.modules.regulator import Regulator
from anlan.oversight.regulator_proposals import Changed, confirm, proposed, seal_of


@pytest.fixture
def ours(own_database: None) -> Cast:
    """The cast in a database of its own."""
    return call_the_cast()


def test_5_1_of_two_who_enter_the_same_regulator_one_wins_and_the_other_is_told(ours: Cast) -> None:
    city, office = ours.act("city"), ours.act("office")
    results = at_once(lambda: enter(city, FIRST, EMERGENCY), lambda: enter(office, FIRST, EMERGENCY))
    assert Counter(type(result) for result in results) == {Outcome: 1, Overtaken: 1}
    (won,) = (result for result in results if isinstance(result, Outcome))
    (lost,) = (result for result in results if isinstance(result, Overtaken))
    assert (lost.record, lost.event) == (won.record, won.event)
    assert Regulator.objects.count() == Event.objects.filter(kind="regulator.entered").count() == 1
    assert all_is_well()


def test_5_1_of_two_who_name_different_areas_of_figures_one_wins(ours: Cast) -> None:
    city, office = ours.act("city"), ours.act("office")
    results = at_once(
        lambda: enter(city, FIRST, GOVERNMENT, "statistics", ""),
        lambda: enter(office, FIRST, "445102/government", "statistics", ""),
    )
    kinds = Counter(type(result) for result in results)
    assert kinds[Outcome] == 1
    assert kinds[Overtaken] + kinds[Refused] == 1
    assert Regulator.objects.count() == 1
    assert all_is_well()


def test_5_1_of_two_who_take_over_at_once_nothing_is_entered_twice(ours: Cast) -> None:
    allocate(ours.act("city"), FIRE, "fire")
    city, office, county = ours.act("city"), ours.act("office"), area()
    seal = seal_of(lines=proposed(area=county, act=city))
    results = at_once(
        lambda: confirm(area=county, act=city, seal=seal), lambda: confirm(area=county, act=office, seal=seal)
    )
    assert Counter(type(result) for result in results) == {Event: 1, type(None): 1}
    assert Regulator.objects.count() == 2
    assert all_is_well()


def test_5_1_taking_over_while_one_is_entered_leaves_no_overlap(ours: Cast) -> None:
    allocate(ours.act("city"), FIRE, "fire")
    city, office, county = ours.act("city"), ours.act("office"), area()
    seal = seal_of(lines=proposed(area=county, act=city))
    results = at_once(
        lambda: confirm(area=county, act=city, seal=seal), lambda: enter(office, FIRST, FIRE, matter="fire")
    )
    assert {type(result) for result in results} in ({Event, Overtaken}, {Changed, Outcome})
    assert Regulator.objects.filter(unit__code=FIRST, matter="fire").count() == 1
    assert all_is_well()
