"""隐患: what a step writes and makes others owe: owed, lapsed, or passed to the next supervisor (18.8, 19.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.records.door import Act, Doing
from anlan.modules.hidden_danger import bodies


def owe(owed: list[Owed], *, on: str, danger: Any, unit: Any = None, day: Any = None) -> None:
    """The unit, or that body, owes something about the danger from now on."""
    owed.append(Owed(on, unit or danger.unit, danger.what[:200], day, danger.record_type(), danger.pk))


def keep(doing: Doing, **columns: Any) -> None:
    """Write columns of the danger at hand."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(**columns)


def let_go(doing: Doing, *, on: Sequence[str]) -> None:
    """What is owed for the danger on these occasions lapses: it is another one, none, or graded anew."""
    lapse_of(doing.record, on=on, act=doing.act)


def lapse_of(danger: Any, *, on: Sequence[str], act: Act) -> int:
    """Let lapse what is owed for any danger on these occasions; returns how many rows."""
    duties = [one.id for one in act.pack.duties.values() if one.on in on]
    return release(record_type=danger.record_type(), records=[danger.pk], units=danger.both, duties=duties)


def take_over(danger: Any, *, body: Any, act: Act, owed: list[Owed]) -> None:
    """That body grades, gives time and re-checks from now on; what the former one owed for it, it owes instead."""
    # The unit itself keeps what it owes: only what belongs to whoever re-checks changes hands.
    lapse_of(danger, on=("danger.grade.review", "danger.recheck.review", "danger.more_time.review"), act=act)
    danger.supervise(by=body)
    type(danger).objects.filter(pk=danger.pk).update(supervisor=body, supervisor_position=body.position)
    if danger.state == "found":
        owe(owed, on="danger.grade.review", danger=danger, unit=body)
    if danger.state == "rectified":
        owe(owed, on="danger.recheck.review", danger=danger, unit=body)
    if danger.wanted_day is not None:
        owe(owed, on="danger.more_time.review", danger=danger, unit=body)


def pass_to_the_heir(doing: Doing) -> None:
    """A supervisor that was closed re-checks nothing: its successor does, or whoever regulates the unit."""
    danger = doing.record
    if danger.supervisor is not None and danger.supervisor.closed_on is not None:
        heir = bodies.heir_of(body=danger.supervisor, unit=danger.unit)
        if heir is not None:
            danger.supervise(by=heir)
            keep(doing, supervisor=heir, supervisor_position=heir.position)
