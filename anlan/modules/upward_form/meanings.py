"""表头对应 (3.29): what each heading of another system's form means here, and its words for our codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Asked, Words
from anlan.kernel.sheets.declaring import Sheet, SheetColumn
from anlan.kernel.sheets.outside import BOTH_WAYS, FIXED, NUMBERED, OUT_ONLY
from anlan.rules.upward_forms import suggested


def registers_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The registers that are filled from Excel and have a list here."""
    return [(name, sheet.label) for name, sheet in DECLARED.sheets.items() if name in DECLARED.pages]


def sheet_of(*, register: str) -> Sheet | None:
    """The sheet of a register; None where this installation has it no longer."""
    return DECLARED.sheets.get(register)


def meanings_of(*, register: str, plainly: bool = False) -> list[tuple[str, str]]:
    """What a heading may mean: code and words. What a file fills comes first, then what the list alone shows.

    ``plainly``: without a word on which is given out only.
    """
    sheet, pages = sheet_of(register=register), DECLARED.pages.get(register)
    if sheet is None or pages is None:
        return []
    # A register that is not given out in its own sheet cannot say what the cells of a file would hold.
    held = sheet.columns if sheet.filled else ()
    said = {str(column.label) for column in held}
    shown = [column for column in pages.columns if str(column.label) not in said]
    only = "%(column)s" if plainly else _("%(column)s (given out only)")
    return [
        *((f"{BOTH_WAYS}{column.name}", str(column.label)) for column in held),
        *((f"{OUT_ONLY}{column.name}", only % {"column": column.label}) for column in shown),
        (NUMBERED, _("Running number")),
        (FIXED, _("Always the same words")),
    ]


def meanings_offered(asked: Asked) -> Sequence[tuple[str, Words]]:
    """The same, for the form at hand."""
    return meanings_of(register=asked.record.register) if asked.record is not None else []


def lines_for(asked: Asked) -> list[dict[str, Any]]:
    """One line for each heading: what was said of it before, otherwise what its words suggest."""
    form = asked.record
    if form is None:
        return []
    before = dict(enumerate(form.meanings))
    with translation.override("zh-hans"):
        guesses = suggested(headings=form.headings, offered=meanings_of(register=form.register, plainly=True))
    lines = []
    for place, (text, guess) in enumerate(zip(form.headings, guesses, strict=True)):
        said = before.get(place)
        means = said["means"] if said else guess
        lines.append(
            {
                "place": str(place),
                "words": f"{place + 1}. {text}",
                "means": means,
                "fixed": said["fixed"] if said else "",
            }
        )
    return lines


def said_of(doing: Doing) -> list[dict[str, str]]:
    """What each heading means after this step, in their order: what is not said anew stays as it was shown."""
    form = doing.record
    given = {row["place"]: row for row in doing.answers["headings"]}
    shown = lines_for(Asked(unit=form.unit, act=doing.act, record=form))
    return [
        {"text": text, "means": means, "fixed": (one.get("fixed") or "").strip() if means == FIXED else ""}
        for text, line in zip(form.headings, shown, strict=True)
        for one in (given.get(line["place"], line),)
        for means in (one.get("means") or "",)
    ]


def coded(*, register: str, meanings: Iterable[Mapping[str, str]]) -> list[SheetColumn]:
    """The columns of few values that the form fills: another system writes these in words of its own."""
    sheet = sheet_of(register=register)
    used = {one["means"].removeprefix(BOTH_WAYS) for one in meanings if one["means"].startswith(BOTH_WAYS)}
    return [column for column in sheet.columns if column.name in used and column.words] if sheet else []


def words_for(asked: Asked) -> list[dict[str, Any]]:
    """One line for each value of such a column, with the word of the other system; ours until somebody says another."""
    form = asked.record
    if form is None:
        return []
    return [
        {
            "code": f"{column.name}:{code}", "words": f"{column.label}{_(': ')}{word}",
            "word": form.words.get(column.name, {}).get(code, ""),
        }
        for column in coded(register=form.register, meanings=form.meanings)
        for code, word in column.words.items()
    ]  # fmt: skip


def words_said(doing: Doing) -> dict[str, dict[str, str]]:
    """The other system's words after this step, by column and code: what is not said anew stays as it was shown."""
    form, words = doing.record, dict[str, dict[str, str]]()
    shown = words_for(Asked(unit=form.unit, act=doing.act, record=form))
    given = {row["code"]: row for row in doing.answers["words"]}
    for line in shown:
        column, _colon, code = line["code"].partition(":")
        word = (given.get(line["code"], line).get("word") or "").strip()
        if word:
            words.setdefault(column, {})[code] = word
    return words
