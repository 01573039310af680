"""Occasions that an act names: each duty on them that fits the unit is owed, and nothing is owed by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from cast import TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, hold
from django.utils import translation
from duty_packs import duty, pack_with, watch

from anlan.kernel.declared import DECLARED
from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.records.door import Refused
from anlan.modules.meeting import Meeting
from anlan.oversight.duty_words import occasion_words
from anlan.policy import Duty, Pack

GOVERNMENTS = {"kind": ["government"], "level": "town"}


def on_a_decision(id: str, **entry: Any) -> Duty:
    return duty(
        id, clause="3.26", on="order.resolution", due="as_given", met_by={"event": "order_item.answered"}, **entry
    )


def decide(cast: Cast, pack: Pack, *units: str) -> None:
    act = cast.act("town", now=at("2026-11-20"))
    given = [("做", code, "2026-12-31") for code in units]
    hold(type(act)(actor=act.actor, now=act.now, pack=pack), TOWN_GOVERNMENT, "2026-11-19", decisions=given)


def opened() -> set[tuple[str, str]]:
    return set(Obligation.objects.values_list("duty__key", "unit__code"))


def test_3_26_a_decision_is_owed_under_every_duty_that_fits_the_unit_and_no_other(cast: Cast) -> None:
    pack = watch(
        pack_with(
            on_a_decision("a", owed_by={"kind": "department"}),
            on_a_decision("b", owed_by=GOVERNMENTS),
            on_a_decision("c", owed_by=GOVERNMENTS, accountable="in_charge"),
            on_a_decision("d", owed_by=GOVERNMENTS, unless={"vertical": False}),
            on_a_decision("e", owed_by={"kind": ["party_committee"], "level": "town"}),
        )
    )
    decide(cast, pack, TOWN_GOVERNMENT, TOWN_PARTY)
    assert opened() == {("b", TOWN_GOVERNMENT), ("c", TOWN_GOVERNMENT), ("e", TOWN_PARTY)}
    assert figures.differences() == []


def test_3_26_a_decision_for_a_unit_that_no_duty_obliges_is_refused_and_nothing_is_kept(cast: Cast) -> None:
    pack = watch(pack_with(on_a_decision("a", owed_by={"kind": "department"})))
    with pytest.raises(Refused) as refused:
        decide(cast, pack, TOWN_GOVERNMENT)
    assert [one.field for one in refused.value.refusals] == [""]
    assert not Meeting.objects.exists()
    assert opened() == set()


def test_3_26_a_pack_that_does_not_know_the_occasion_makes_nothing_owed(cast: Cast) -> None:
    decide(cast, watch(pack_with(duty("u", every="year", clause="3.13"))), TOWN_GOVERNMENT)
    assert Meeting.objects.count() == 1
    assert opened() == set()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_occasion_of_the_pack_reads_differently(language: str) -> None:
    with translation.override(language):
        said = {duty.on: occasion_words(duty=duty) for duty in installed_pack().duties.values() if duty.on}
    assert set(said) <= set(DECLARED.occasions)
    assert len(set(said.values())) == len(said) > 10
