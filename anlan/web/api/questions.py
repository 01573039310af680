"""What an act asks, for programs: the questions of its page, with the choices that there are now."""

from __future__ import annotations

from collections.abc import Sequence

from ninja import Schema

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Ask


class Question(Schema):
    """One thing that is asked: rows ask several times for the same ``rows`` of questions."""

    name: str
    label: str
    kind: str
    required: bool
    why: str
    choices: list[tuple[str, str]]
    rows: list[Question]


def questions_of(*, asks: Sequence[Ask], unit: Unit) -> list[Question]:
    """The questions about one unit. Files are attached in the browser, so they are not among them."""
    return [_question(ask=ask, unit=unit) for ask in asks if not ask.takes_files]


def _question(*, ask: Ask, unit: Unit) -> Question:
    return Question(
        name=ask.name,
        label=str(ask.label),
        kind=ask.kind,
        required=ask.required,
        why=str(ask.why),
        choices=[(value, str(words)) for value, words in ask.choices(unit)] if ask.choices else [],
        rows=[_question(ask=row, unit=unit) for row in ask.rows],
    )
