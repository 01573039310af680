"""办理内容: what was answered when a step was taken, from the ledger's codes back into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Step


def step_of(*, record: Case, event: Event) -> Step | None:
    """The step of the record's workflow by which the event came about, None where it was no step of this record.

    Of several that end in the same kind of event it is one that asked what was answered.
    """
    if event.about != (record.record_type(), record.pk):
        return None
    given = set(event.answers)
    steps = [step for step in record.workflow.steps if step.event == event.kind]
    return next((step for step in steps if given <= {ask.name for ask in step.asks}), next(iter(steps), None))


def answers_in_words(*, record: Case, step: Step, event: Event) -> list[tuple[str, str]]:
    """Each answer that says something, with what was asked. What is only a number in our tables is left out."""
    return list(_in_words(asks=step.asks, answers=event.answers, unit=record.unit_for(step=step)))


def _in_words(*, asks: Sequence[Ask], answers: Mapping[str, Any], unit: Unit) -> Iterator[tuple[str, str]]:
    for ask in asks:
        value = answers.get(ask.name)
        if ask.kind == "rows":
            # Fixed lines are known by keys, whose words the form alone has.
            for row in [] if ask.key else value or []:
                shown = [f"{label}{_(': ')}{text}" for label, text in _in_words(asks=ask.rows, answers=row, unit=unit)]
                yield str(ask.label), pgettext("answers of one row", "; ").join(shown)
            continue
        text = _text(ask=ask, value=value, unit=unit)
        if text:
            yield str(ask.label), text


def _text(*, ask: Ask, value: Any, unit: Unit) -> str:
    if value in (None, "", False):
        return ""
    match ask.kind:
        case "check":
            return _("yes")
        case "moment":
            moment = parse_datetime(str(value))
            return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else str(value)
        case "choice":
            words = {str(code): words for code, words in ask.choices(unit)} if ask.choices else {}
            said = str(words.get(str(value), value))
            return "" if said.isdecimal() else said
    return str(value)
