"""What an act asks, for programs: the questions of its page, with the choices that there are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ninja import Schema

from anlan.kernel.pages.handed_in import photos_field, questions_about
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Ask


class Question(Schema):
    """One thing that is asked: rows ask several times for the same ``rows`` of questions. A ``file`` and ``photos`` are
    parts of a form; what is asked about them follows as ``check``.
    """

    name: str
    label: str
    kind: str
    required: bool
    why: str
    choices: list[tuple[str, str]]
    rows: list[Question]


def questions_of(*, asks: Sequence[Ask], unit: Unit, act: Act) -> list[Question]:
    """The questions about one unit."""
    return [one for ask in asks for one in (_question(ask=ask, unit=unit, act=act), *_about_files(ask=ask))]


def _question(*, ask: Ask, unit: Unit, act: Act) -> Question:
    why = ask.why
    if ask.kind == "photos":
        # How many are taken is said in the same words as below the field of the page.
        why = photos_field(ask=ask, act=act, shared={"help_text": ask.why}).help_text
    return Question(
        name=ask.name,
        label=str(ask.label),
        kind=ask.kind,
        required=ask.required,
        why=str(why),
        choices=[(value, str(words)) for value, words in ask.choices(unit)] if ask.choices else [],
        rows=[_question(ask=row, unit=unit, act=act) for row in ask.rows],
    )


def _about_files(*, ask: Ask) -> Iterator[Question]:
    for name, field in questions_about(ask=ask).items():
        yield Question(
            name=name, label=str(field.label), kind="check", required=field.required, why=str(field.help_text),
            choices=[], rows=[],
        )  # fmt: skip
