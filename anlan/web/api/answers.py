"""Answers given as JSON, and files beside it: laid out for the step's form, which checks them as it checks a page's.

Whatever the form would overlook is refused first, by name: fields that no one asked for, more rows than it
takes, values that are not plain, files that no one asked for, questions about files that did not come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.forms import ROWS_MOST, StepForm, api_data
from anlan.kernel.pages.handed_in import questions_about
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Refused
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask
from anlan.web.api.errors import Fault, Unacceptable
from anlan.web.api.sent import Files


class ProgramForm(StepForm):
    """A step's answers as a program sends them. It has its files still, and need not choose them again."""

    def ask_files_again(self) -> None:
        """Say nothing of the files: what is wrong is told, and the program sends the whole once more."""


def checked_form(
    *,
    asks: Sequence[Ask],
    answers: Mapping[str, Any],
    unit: Unit,
    act: Act,
    files: Files | None = None,
    record: Case | None = None,
    answering: Obligation | None = None,
) -> StepForm:
    """The valid form of these answers and files. Raises Unacceptable naming every field that is wrong.

    ``record`` and ``answering`` are what choices may depend on, as on a page. Whoever hands files over lets go of them
    in the end with ``discard_files``; of a form that is not valid nothing is left.
    """
    given: Files = MultiValueDict() if files is None else files
    asks = [ask for ask in asks if ask.concerns(unit=unit)]
    known = _with_questions(asks=asks, given=given)
    faults = [*_faults_of_shape(asks=known, answers=answers, within=""), *_faults_of_files(asks=asks, given=given)]
    if faults:
        raise Unacceptable(faults)
    form = ProgramForm(
        api_data(answers=_plain(answers)), given, asks=asks, unit=unit, act=act, record=record, answering=answering
    )
    # Of fixed rows the form takes as many as it shows, and would overlook others.
    surplus = [name for name, rows in form.row_forms.items() if len(answers.get(name) or ()) > len(rows)]
    if surplus or not form.is_valid():
        form.discard_files()
        most = _("At most %(most)d rows are taken at once.")
        too_many = [Fault(name, most % {"most": len(form.row_forms[name])}) for name in surplus]
        raise Unacceptable(too_many or _faults_of_form(form, within=""))
    return form


def refusals(error: Refused) -> Unacceptable:
    """What the rules of the step refused, in the same form."""
    return Unacceptable(Fault(one.field, str(one.message)) for one in error.refusals)


def not_stored(error: UploadRefused, form: StepForm) -> Unacceptable:
    """What the disk refused, in the same form."""
    return Unacceptable(Fault(name, str(error.message)) for name in form.handed_in.names)


def _with_questions(*, asks: Sequence[Ask], given: Files) -> list[Ask]:
    """With what is asked about files, where some came."""
    questions = [(name, ask.label) for ask in asks if ask.name in given for name in questions_about(ask=ask)]
    return [*asks, *(Ask(name, label, "check") for name, label in questions)]


def _faults_of_files(*, asks: Sequence[Ask], given: Files) -> Iterator[Fault]:
    asked = {ask.name: ask for ask in asks if ask.takes_files}
    for name in given:
        if name not in asked:
            yield Fault(name, _("There is no such field."))
        elif asked[name].kind == "file" and len(given.getlist(name)) > 1:
            yield Fault(name, _("One file is taken here, and several were sent."))


def _faults_of_shape(*, asks: Sequence[Ask], answers: Mapping[str, Any], within: str) -> Iterator[Fault]:
    known = {ask.name: ask for ask in asks}
    for name, value in answers.items():
        ask, field = known.get(name), f"{within}{name}"
        if ask is None:
            yield Fault(field, _("There is no such field."))
        elif ask.takes_files:
            yield Fault(field, _("Files are parts of a form (multipart/form-data) beside the answers, not among them."))
        elif ask.kind == "rows":
            yield from _faults_of_rows(ask=ask, value=value, field=field)
        elif not _fits(ask=ask, value=value):
            yield Fault(field, _("This is not a value that can stand here."))


def _faults_of_rows(*, ask: Ask, value: Any, field: str) -> Iterator[Fault]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        yield Fault(field, _("This must be a list of rows."))
    elif len(value) > ROWS_MOST and not ask.key:
        yield Fault(field, _("At most %(most)d rows are taken at once.") % {"most": ROWS_MOST})
    else:
        for number, row in enumerate(value):
            yield from _faults_of_shape(asks=ask.rows, answers=row, within=f"{field}.{number}.")


def _fits(*, ask: Ask, value: Any) -> bool:
    """Text, whole numbers (ids), or nothing; yes and no where that is the question."""
    if ask.kind == "check":
        return isinstance(value, bool)
    return value is None or isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))


def _plain(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a page would have sent them; what is null was not answered."""
    plain: dict[str, Any] = {}
    for name, value in answers.items():
        if isinstance(value, list):
            plain[name] = [_plain(row) for row in value]
        elif value is not None and value is not False:
            plain[name] = "true" if value is True else str(value)
    return plain


def _faults_of_form(form: StepForm, *, within: str) -> Iterator[Fault]:
    for name, errors in form.errors.items():
        field = "" if name == "__all__" else f"{within}{name}"
        yield from (Fault(field, str(reason)) for reason in errors)
    for name, rows in form.row_forms.items():
        for number, row in enumerate(rows):
            yield from _faults_of_form(row, within=f"{within}{name}.{number}.")
