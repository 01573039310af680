"""Forms made from what a step asks. The same form checks pages and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.handed_in import HandedIn, again, photos_field, questions_about
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.records.kept import File
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Asked, Words

# The rows that a page shows without scripts; more can be added, up to the most.
ROWS_SHOWN = 1
ROWS_MOST = 20
# No count that an office keeps is larger; a mistyped telephone number is.
MOST = 1_000_000
# As browsers send a moment, and as people write it.
MOMENT_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M")


class Suggesting(forms.TextInput):
    """A text field that suggests what to type, for lists too long to choose from."""

    template_name = "components/suggesting.html"

    def __init__(self, *, suggested: Sequence[str]) -> None:
        super().__init__()
        self.suggested = suggested

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's context, with the list."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = listed
        return context | {"listed": listed, "suggested": self.suggested}


@dataclass(frozen=True)
class Section:
    """One part of a form's page: fields, or rows, with a spare one unless they are fixed."""

    ask: Ask
    fields: tuple[Any, ...]
    rows: tuple[StepForm, ...]
    spare: StepForm | None


class StepForm(forms.Form):
    """One step's answers. ``rows`` asks become a list of small forms, files and photos come with questions.

    ``words`` is what stands above the fields of a fixed row, ``hint`` what helps to answer it.
    """

    words: Words = ""
    hint: Words = ""

    def __init__(
        self,
        *args: Any,
        asks: Sequence[Ask],
        unit: Unit,
        act: Act,
        record: Case | None = None,
        answering: Obligation | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        asks = [ask for ask in asks if ask.concerns(unit=unit)]
        self.asks, self.unit, self.act = asks, unit, act
        self.handed_in = HandedIn(act=act)
        self.row_forms: dict[str, list[StepForm]] = {}
        for ask in asks:
            if ask.kind == "rows":
                self.row_forms[ask.name] = self._row_forms(ask, Asked(unit, act, record, answering))
                continue
            asked = Asked(unit, act, record, answering)
            field = field_for(ask=ask, asked=asked)
            if field is not None:
                self.fields[ask.name] = field
                if ask.shown_for:
                    # The page's script hides it meanwhile; without scripts it simply stands there.
                    field.widget.attrs["data-shown-for"] = " ".join(ask.shown_for)
                if ask.initial is not None and not self.is_bound:
                    field.initial = ask.initial(asked)
            self.fields.update(questions_about(ask=ask))

    def _row_forms(self, ask: Ask, asked: Asked) -> list[StepForm]:
        lines = list(ask.initial(asked)) if ask.initial else []
        shown = len(lines) if ask.key else max(len(lines), ROWS_SHOWN)
        if self.is_bound:
            numbers = [
                int(parts[1])
                for name in self.data
                if (parts := name.split("-"))[0] == ask.name and len(parts) == 3 and parts[1].isdecimal()
            ]
            shown = min(max(numbers, default=-1) + 1, max(len(lines), ROWS_MOST))
        rows = [
            StepForm(
                self.data if self.is_bound else None,
                initial=lines[number] if number < len(lines) else None,
                asks=ask.rows,
                unit=self.unit,
                act=self.act,
                record=asked.record,
                answering=asked.answering,
                prefix=f"{ask.name}-{number}",
                empty_permitted=True,
                use_required_attribute=False,
            )
            for number in range(shown)
        ]
        if ask.key:
            by_key = {str(line[ask.key]): line for line in lines}
            for row in rows:
                line = by_key.get(str(row[ask.key].value()), {})
                row.words, row.hint = line.get("words", ""), line.get("hint", "")
        return rows

    @cached_property
    def _rows_are_valid(self) -> bool:
        """Whether every row is; a row that was left empty is. Each is asked, so that each shows its own errors."""
        return all([row.is_valid() for rows in self.row_forms.values() for row in rows])  # noqa: C419

    def is_valid(self) -> bool:
        """Valid with all its rows."""
        return super().is_valid() and self._rows_are_valid

    def clean(self) -> dict[str, Any]:
        """Check the files that were given, once everything else is right."""
        cleaned = super().clean() or {}
        for ask in self.asks:
            if ask.takes_files and cleaned.get(ask.name) and not self.errors and self._rows_are_valid:
                self._check(ask=ask, cleaned=cleaned)
        if self.errors or not self._rows_are_valid:
            self.ask_files_again()
        return cleaned

    def ask_files_again(self) -> None:
        """Say of every file that was given with a form that has to be corrected: browsers do not send it again."""
        for ask in self.asks:
            if ask.takes_files and ask.name in self.files and ask.name not in self.errors:
                self.add_error(ask.name, str(again(ask=ask)))

    def _check(self, *, ask: Ask, cleaned: Mapping[str, Any]) -> None:
        cleared, keep_place = (bool(cleaned.get(f"{ask.name}_{question}")) for question in ("cleared", "place"))
        for fault in self.handed_in.check(ask=ask, given=cleaned[ask.name], cleared=cleared, keep_place=keep_place):
            self.add_error(ask.name, str(fault))

    def store_files(self) -> list[File]:
        """Store what was handed in. Called by the door when nothing can be refused any more; raises UploadRefused."""
        return self.handed_in.store()

    def discard_files(self) -> None:
        """Let go of what was handed in, stored or not."""
        self.handed_in.discard()

    def say_upload_failed(self, *, refusal: UploadRefused) -> None:
        """A disk that is full shows only when the file is stored."""
        for name in self.handed_in.names:
            self.add_error(name, refusal.message)

    @property
    def answers(self) -> dict[str, Any]:
        """The cleaned answers, rows included, files left out."""
        plain = [ask.name for ask in self.asks if ask.kind != "rows" and not ask.takes_files]
        answers = {name: self.cleaned_data.get(name) for name in plain}
        for name, rows in self.row_forms.items():
            answers[name] = [row.answers for row in rows if row.has_changed()]
        return answers

    @property
    def sections(self) -> list[Section]:
        """The form in the order of what the step asks: single fields, uploads with their question, and rows."""
        sections = []
        for ask in self.asks:
            if ask.name in self.row_forms:
                spare = None if ask.key else self._spare_row(ask)
                sections.append(Section(ask, (), tuple(self.row_forms[ask.name]), spare))
            elif ask.name in self.fields:
                names = [ask.name, *questions_about(ask=ask)]
                sections.append(Section(ask, tuple(self[name] for name in names), (), None))
        return sections

    def _spare_row(self, ask: Ask) -> StepForm:
        """An empty row for the page's script to copy."""
        return StepForm(
            asks=ask.rows,
            unit=self.unit,
            act=self.act,
            prefix=f"{ask.name}-__prefix__",
            empty_permitted=True,
            use_required_attribute=False,
        )

    def add_refusal(self, *, field: str, message: Any) -> None:
        """Show a rule's refusal at its answer; a refusal about rows stands above them."""
        self.add_error(field if field in self.fields else None, message)


def field_for(*, ask: Ask, asked: Asked) -> forms.Field | None:
    """The form field of one ask; None for a choice that has nothing to choose from and is not required."""
    shared: dict[str, Any] = {"label": ask.label, "required": ask.required, "help_text": ask.why}
    match ask.kind:
        case "date":
            return forms.DateField(**shared, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        case "moment":
            return forms.DateTimeField(
                **shared,
                input_formats=MOMENT_FORMATS,
                widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            )
        case "number":
            return forms.IntegerField(
                **shared, min_value=0, max_value=MOST, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
            )
        case "decimal":
            return forms.DecimalField(
                **shared, min_value=0, max_value=MOST, decimal_places=ask.places,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )  # fmt: skip
        case "key":
            return forms.CharField(**shared, max_length=ask.max_length, widget=forms.HiddenInput())
        case "text":
            return forms.CharField(**shared, max_length=ask.max_length)
        case "suggested":
            suggested = [key for key, _words in ask.choices(asked.unit)] if ask.choices else []
            return forms.CharField(**shared, max_length=ask.max_length, widget=Suggesting(suggested=suggested))
        case "longtext":
            area = forms.Textarea(attrs={"rows": 3})
            return forms.CharField(**shared, max_length=ask.max_length, widget=area, strip=not ask.to_the_letter)
        case "check":
            return forms.BooleanField(**{**shared, "required": False})
        case "file":
            return forms.FileField(**shared)
        case "photos":
            return photos_field(ask=ask, act=asked.act, shared=shared)
        case "choice":
            choices = list(ask.choices(asked.unit)) if ask.choices else []
            choices += ask.offered(asked) if ask.offered else []
            if not choices and not ask.required:
                return None
            first = [] if ask.required and len(choices) == 1 else [("", _("Please choose"))]
            return forms.ChoiceField(**shared, choices=[*first, *choices])
    raise ValueError(f"no field for an ask of kind {ask.kind}")


def api_data(*, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers given as JSON, laid out as the form expects them."""
    data: dict[str, Any] = {}
    for name, value in answers.items():
        if isinstance(value, list):
            for number, row in enumerate(value):
                data.update({f"{name}-{number}-{key}": one for key, one in dict(row).items()})
        else:
            data[name] = value
    return data
