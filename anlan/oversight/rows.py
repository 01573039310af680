"""Obligations as lines of a page: what, which period, by when, and the button for whoever may press it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.records.door import Act
from anlan.oversight.discharge import Button, button_for
from anlan.oversight.wording import Due, due_of, period_of_row, title_of


@dataclass(frozen=True)
class ShownRow:
    """One obligation as pages show it."""

    row: Obligation
    title: str
    period: str
    due: Due
    button: Button | None


def shown_rows(*, rows: Sequence[Obligation], act: Act) -> list[ShownRow]:
    """These obligations with their words; they need duty, unit and version at hand."""
    return [
        ShownRow(
            row,
            title_of(row=row, pack=act.pack),
            period_of_row(row=row, pack=act.pack),
            due_of(row=row, now=act.now, pack=act.pack),
            button_for(row=row, actor=act.actor, pack=act.pack),
        )
        for row in rows
    ]
