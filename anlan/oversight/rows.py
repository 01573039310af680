"""Obligations as lines of a page: what, by when, how it stands, and the button for whoever may press it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.oversight.discharge import Button, button_for, reviewable
from anlan.oversight.marks import Mark, marks_of
from anlan.oversight.recorders import recorders_for
from anlan.oversight.standing import Standing, standing_of_row
from anlan.oversight.wording import Due, due_of, period_of_row, title_of


@dataclass(frozen=True)
class ShownRow:
    """One obligation as pages show it."""

    row: Obligation
    title: str
    period: str
    due: Due
    standing: Standing
    marks: list[Mark]
    button: Button | None
    recorder: Unit | None = None


def shown_rows(*, rows: Sequence[Obligation], act: Act, recorders: bool = False) -> list[ShownRow]:
    """These obligations with their words; they need duty, unit and version at hand. A few queries for them all.

    ``recorders``: of what the reader has no button for, name the body that records it.
    """
    marks, reviews = marks_of(rows=rows, pack=act.pack), reviewable(rows=rows, actor=act.actor, pack=act.pack)
    shown = [
        ShownRow(
            row,
            title_of(row=row, pack=act.pack),
            period_of_row(row=row, pack=act.pack),
            due_of(row=row, now=act.now, pack=act.pack),
            standing_of_row(row=row, now=act.now),
            marks.get(row.pk, []),
            button_for(row=row, actor=act.actor, pack=act.pack, reviews=reviews),
        )
        for row in rows
    ]
    if not recorders:
        return shown
    others = [one.row for one in shown if one.button is None and one.row.state == Obligation.State.OPEN]
    bodies = recorders_for(rows=others, pack=act.pack, on=act.today)
    return [replace(one, recorder=bodies.get(one.row.pk)) for one in shown]
