"""Every duty of the pack as its worked examples tell it: opened, due, reminded, late, escalated, met."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from worked_examples import RUNGS, SECOND, Run, examples, moment, moments, notices

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.policy import Pack
from anlan.policy.periods import parse_label

EXAMPLES = examples()


def test_every_duty_of_the_pack_has_a_worked_example(pack: Pack) -> None:
    told = {one["duty"] for one in EXAMPLES.values()}
    assert set(pack.duties) - told == set(), "these duties have no example in tests/examples"
    assert told - set(pack.duties) == set(), "these examples are of no duty of the pack"


def test_every_example_says_what_it_shows_in_both_languages() -> None:
    for name, one in EXAMPLES.items():
        assert set(one["example"]) == {"zh", "en"}, name
        assert ("period" in one) + ("occasion" in one) + ("standing" in one) == 1, name


@pytest.mark.django_db
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_comes_true(name: str, pack: Pack) -> None:
    example = EXAMPLES[name]
    run = Run(example=example, pack=pack)
    says = run.facts(day=first_day(example))
    assert {key: getattr(says, key) for key in example["facts"]} == example["facts"]
    last = run.go()
    expected = example["expected"]
    if expected.get("opened") is None:
        assert run.row is None
        return
    assert run.row is not None
    row: Obligation = run.row
    opened = moment(expected["opened"])
    assert row.opened_at == opened
    assert {there for when, there, _late in run.seen if when == opened - SECOND} == {False}
    assert shown_due(row) == str(expected["due"])
    assert row.due_estimated == expected.get("estimated", False)
    for key, kind in RUNGS.items():
        assert notices(row, kind) == moments(expected.get(key)), key
    for when in moments(expected.get("late")):
        assert {late for one, _there, late in run.seen if one == when - SECOND} == {False}
        assert {late for one, _there, late in run.seen if one == when} == {True}
    assert row.standing(now=last).replace("_", " ") == expected["ends"]
    assert str(row.met_on) == str(expected.get("met"))
    assert figures.differences() == []


def first_day(example: dict[str, Any]) -> Any:
    """The day of which the facts are: the period's first, the occasion's, or that of the standing requirement."""
    if "period" in example:
        return parse_label(label=str(example["period"])).start
    return moment(example["occasion"]["at"] if "occasion" in example else example["standing"]).date()


def shown_due(row: Obligation) -> str:
    """The due day, or the due minute where it counts."""
    if row.precision == Obligation.Precision.MINUTE:
        return f"{row.due_at.astimezone(moment('2026-01-01').tzinfo):%Y-%m-%d %H:%M}"
    return str(row.due_day)


@pytest.mark.django_db
def test_an_example_that_leaves_a_line_out_is_not_true(pack: Pack) -> None:
    example = next(one for one in EXAMPLES.values() if one["duty"] == "ordered-item" and "escalated" in one["expected"])
    for line in ("late", "escalated"):
        silent = {key: value for key, value in example["expected"].items() if key not in ("late", "escalated")}
        kept = {key: example["expected"][key] for key in ("late", "escalated") if key != line}
        run = Run(example=example | {"expected": silent | kept}, pack=pack)
        with transaction.atomic():
            run.go()
            assert run.row is not None
            assert notices(run.row, RUNGS[line]) == moments(example["expected"][line])
            transaction.set_rollback(True)
