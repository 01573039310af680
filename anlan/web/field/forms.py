"""What a step asks, as JSON: the app draws from it the form that the page would show, without network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone

from anlan.kernel.pages.forms import Section, StepForm, Suggesting
from anlan.kernel.records.door import Act


class FieldForm(StepForm):
    """A step's answers as the app sends them. The phone keeps its pictures: nobody has to choose them again."""

    def ask_files_again(self) -> None:
        """Say nothing of the files: they come along when the entry is sent once more."""

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong, each at the name under which the answer was sent (empty: the whole), in words."""
        for form in (self, *(row for rows in self.row_forms.values() for row in rows)):
            for name, errors in form.errors.items():
                at = "" if name == "__all__" else form.add_prefix(name)
                yield from ((at, str(error)) for error in errors)


def form_json(*, form: StepForm) -> list[dict[str, Any]]:
    """The form in the order of what the step asks; ``form`` is one that was not filled in yet."""
    return [_section(form, section) for section in form.sections]


def _section(form: StepForm, section: Section) -> dict[str, Any]:
    ask = section.ask
    if ask.kind != "rows":
        return _field(form, section)
    return {
        "name": ask.name,
        "kind": "rows",
        "label": str(ask.label),
        "why": str(ask.why),
        "part": str(ask.part),
        "required": ask.required,
        "fixed": bool(ask.key),
        "nothing": str(ask.nothing),
        "rows": [
            {"words": str(row.words), "hint": str(row.hint), "fields": form_json(form=row)} for row in section.rows
        ],
        "spare": form_json(form=section.spare) if section.spare is not None else [],
    }


def _field(form: StepForm, section: Section) -> dict[str, Any]:
    """One answer. ``more`` are the boxes that stand below it, such as the question about a file."""
    ask, field = section.ask, form.fields[section.ask.name]
    described = {
        "name": ask.name,
        "kind": ask.kind,
        "label": str(field.label),
        "why": str(field.help_text),
        "part": str(ask.part),
        "required": field.required,
        "shown_for": list(ask.shown_for),
        "max_length": getattr(field, "max_length", None),
        "initial": _initial(form.get_initial_for_field(field, ask.name), act=form.act),
        "more": [
            {"name": box.name, "label": str(box.label), "why": str(box.help_text), "required": box.field.required}
            for box in section.fields[1:]
        ],
    }
    if isinstance(field, forms.ChoiceField):
        options: Iterable[Any] = cast(Iterable[Any], field.choices)
        described["choices"] = [[str(key), str(words)] for key, words in options]
    if isinstance(field.widget, Suggesting):
        described["suggested"] = list(field.widget.suggested)
    return described


def _initial(value: Any, *, act: Act) -> Any:
    """What stands in the field at first. The present is told by name: the phone fills it in when the form is begun."""
    if value == act.now:
        return {"present": "moment"}
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M") if timezone.is_aware(value) else f"{value:%FT%H:%M}"
    if isinstance(value, dt.date):
        return {"present": "day"} if value == act.today else value.isoformat()
    if value is None or isinstance(value, bool | int):
        return value
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
