"""What imported rows make owed is what a form makes owed, row by row and in the figures (18.7, 18.8)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from cast import NOW, TODAY, Cast

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.figures import differences
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.owed import Owed, open_owed
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.declaring import UPDATE, Loading
from anlan.kernel.sheets.owing import owe_imported
from anlan.kernel.transactions import sweeping

pytestmark = pytest.mark.django_db

# What tells one row from another that is owed for the same reason.
OWN = {"id", "source_id"}


def happened(act: Act) -> Event:
    """An entry of the ledger under which things become owed."""
    unit = act.actor.posts[0].unit
    place = Place(unit=unit.pk, position=unit.position, line=unit.line_id)
    entry = Entry(
        kind="danger.imported", clause="18.8", occurred_on=TODAY, officer=act.actor.officer.pk,
        post=act.actor.posts[0].pk, place=place, answers={},
    )  # fmt: skip
    return append(entry=entry, now=NOW)


def rows_under(event: Event) -> list[dict[str, Any]]:
    """The rows that this entry opened, without what only tells them from others."""
    rows = Obligation.objects.filter(source_id=event.pk).order_by("slot").values()
    return [{name: value for name, value in row.items() if name not in OWN} for row in rows]


def owed_by(unit: Unit) -> list[Owed]:
    """A day that was set, one that the duty reckons, one to the minute, one that was estimated; two of a kind."""
    day = TODAY + dt.timedelta(days=9)
    return [
        Owed("danger.to_treat", unit, "甲", day, "hiddendanger", 1),
        Owed("danger.to_treat", unit, "乙", day, "hiddendanger", 2),
        Owed("danger.to_treat", unit, "丙", day, "hiddendanger", 3, estimated=True),
        Owed("danger.to_plan", unit, "丁", None, "hiddendanger", 4),
        Owed("danger.unsafe", unit, "戊", None, "hiddendanger", 5),
    ]


@pytest.fixture
def loading(cast: Cast) -> Loading:
    """An import by the safety manager, still without its entry in the ledger."""
    act = cast.act("safety")
    return Loading(act=act, post=act.actor.posts[0].pk, mode=UPDATE, as_of=TODAY, source="x", digest="d")


def test_18_8_imported_rows_owe_the_same_as_entered_ones(loading: Loading) -> None:
    act, unit = loading.act, loading.act.actor.posts[0].unit
    with sweeping():
        typed, imported = happened(act), happened(act)
        open_owed(owed=owed_by(unit), event=typed, now=act.now, pack=act.pack)
        count = owe_imported(owed=owed_by(unit), loading=dataclasses.replace(loading, event=imported))
    assert count == len(rows_under(typed)) >= 5
    assert rows_under(imported) == rows_under(typed)
    assert {row["due_estimated"] for row in rows_under(imported)} == {True, False}
    assert differences() == []


def test_18_8_a_second_batch_of_one_import_goes_on_counting(loading: Loading) -> None:
    act, unit = loading.act, loading.act.actor.posts[0].unit
    with sweeping():
        whole = dataclasses.replace(loading, event=happened(act))
        first, second = (owe_imported(owed=owed_by(unit), loading=whole) for _batch in range(2))
    assert whole.event is not None
    slots = Obligation.objects.filter(source_id=whole.event.pk).order_by("slot").values_list("slot", flat=True)
    assert list(slots) == list(range(first + second))
    assert differences() == []


def test_18_8_whom_no_duty_obliges_owes_nothing_and_no_file_is_refused_for_it(loading: Loading) -> None:
    act, unit = loading.act, loading.act.actor.posts[0].unit
    closed = Unit.objects.filter(pk=unit.pk)
    closed.update(closed_on=TODAY)
    with sweeping():
        event = happened(act)
        assert owe_imported(owed=owed_by(closed[0]), loading=dataclasses.replace(loading, event=event)) == 0
    assert rows_under(event) == []
    assert owe_imported(owed=owed_by(closed[0]), loading=loading) == 0
