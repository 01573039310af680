"""Clause 8.7: whether a list of powers is published follows from the register of plans; nobody is asked twice."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, Cast, at, unit
from examples_of_the_field import taken
from registers import adopt, returned

from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.records.noting import note_facts
from anlan.modules.public_unit import PublicUnitFacts
from anlan.modules.public_unit.asking import asked_of
from anlan.policy import Pack
from anlan.rules.plans import spans_in_force

BUREAU, LATER = "445122/emergency", at("2026-11-23", "10:00")


def day(number: int) -> dt.date:
    return dt.date(2026, 11, number)


def standing() -> list[str]:
    rows = Obligation.objects.filter(unit__code=BUREAU, duty__key="regulator-power-list").order_by("id")
    return [row.standing(now=LATER) for row in rows]


def published_days() -> list[tuple[str, str | None]]:
    """The days from and before which the register says that a list is published."""
    rows = PublicUnitFacts.objects.filter(unit__code=BUREAU, power_list=True).order_by("valid_from")
    rows = [row for row in rows if row.valid_to is None or row.valid_to > row.valid_from]
    return [(str(row.valid_from), str(row.valid_to) if row.valid_to else None) for row in rows]


@pytest.mark.parametrize(
    ("lists", "spans"),
    [
        ([], []),
        ([(day(3), None)], [(day(3), None)]),
        ([(day(3), day(9)), (day(9), None)], [(day(3), None)]),
        ([(day(3), day(9)), (day(12), None)], [(day(3), day(9)), (day(12), None)]),
        ([(day(3), None), (day(5), day(9))], [(day(3), None)]),
        ([(day(9), day(9))], []),
    ],
)
def test_8_7_lists_that_follow_each_other_leave_no_gap(
    lists: list[tuple[dt.date, dt.date | None]], spans: list[tuple[dt.date, dt.date | None]]
) -> None:
    assert spans_in_force(lists=lists) == spans


def test_8_7_the_return_does_not_ask_for_the_list(cast: Cast) -> None:
    assert "power_list" not in asked_of(unit(BUREAU))


def test_8_7_a_published_list_meets_it_and_a_list_that_is_only_adopted_does_not(opened: Cast, pack: Pack) -> None:
    returned(opened.act("city"), BUREAU, "2026-11-01")
    record = adopt(opened.act("city"), BUREAU, "power_list", "2026-11-05").record
    sweep(now=NOW, pack=pack)
    assert standing() == ["open"]
    taken(opened.act("city"), record, "publish", occurred_on=day(10))
    sweep(now=LATER, pack=pack)
    assert standing() == ["met_on_time"]
    assert published_days() == [("2026-11-10", None)]


def test_8_7_a_list_published_before_the_first_return_leaves_nothing_owed(opened: Cast, pack: Pack) -> None:
    adopt(opened.act("city"), BUREAU, "power_list", "2026-08-05", published_on="2026-08-10")
    returned(opened.act("city"), BUREAU, "2026-11-01")
    sweep(now=NOW, pack=pack)
    assert standing() == []


def test_8_7_a_list_that_is_replaced_by_the_next_stays_met_and_one_that_is_dropped_is_owed(
    opened: Cast, pack: Pack
) -> None:
    city = opened.act("city")
    returned(city, BUREAU, "2026-11-01")
    first = adopt(city, BUREAU, "power_list", "2026-11-02", published_on="2026-11-03", title="2025年版").record
    second = adopt(city, BUREAU, "power_list", "2026-11-12", published_on="2026-11-12", title="2026年版").record
    taken(city, first, "replace", occurred_on=day(12), reason="新版")
    sweep(now=NOW, pack=pack)
    assert (standing(), published_days()[0][0]) == ([], "2026-11-03")
    taken(city, second, "replace", occurred_on=day(20), reason="职责调整")
    sweep(now=LATER, pack=pack)
    assert standing() == ["open"]
    assert published_days()[-1][1] == "2026-11-20"


def test_8_7_a_list_recorded_by_mistake_leaves_it_owed_by_the_same_day(opened: Cast, pack: Pack) -> None:
    city = opened.act("city")
    returned(city, BUREAU, "2026-11-01")
    sweep(now=at("2026-11-04"), pack=pack)
    (row,) = Obligation.objects.filter(unit__code=BUREAU, duty__key="regulator-power-list")
    wrong = adopt(city, BUREAU, "power_list", "2026-11-05", published_on="2026-11-06").record
    sweep(now=NOW, pack=pack)
    assert standing() == ["met_on_time"]
    taken(city, wrong, "withdraw", reason="误录")
    sweep(now=LATER, pack=pack)
    assert (standing(), published_days()) == (["open"], [])
    assert Obligation.objects.get(unit__code=BUREAU, duty__key="regulator-power-list").due_day == row.due_day
    assert (verify(), contradictions(), figures.differences()) == ([], [], [])


def test_8_7_a_return_between_leaves_what_the_register_of_plans_noted(opened: Cast) -> None:
    adopt(opened.act("city"), BUREAU, "power_list", "2026-11-05", published_on="2026-11-06")
    returned(opened.act("city"), BUREAU, "2026-11-02", full_time_staff=3)
    held = PublicUnitFacts.objects.get(unit__code=BUREAU, valid_to=None)
    assert (held.power_list, held.full_time_staff, held.returned) == (True, 3, True)


def test_a_module_cannot_note_a_fact_that_nobody_keeps(cast: Cast) -> None:
    with pytest.raises(LookupError, match="keeps no fact named colour"):
        note_facts(unit=unit(BUREAU), since=day(1), until=None, values={"colour": "red"}, source="test")
