"""Long and short pick lists: what a cell may hold for each choice. No article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from anlan.kernel.sheets.declaring import SheetColumn
from anlan.kernel.sheets.spelling import CODE, tidy


def choices_of(*, column: SheetColumn) -> dict[str, str]:
    """What a cell may hold (made comparable) → the code; "" where a name stands for several codes."""
    known: dict[str, str] = {}
    pairs: Sequence[tuple[str, str]] = list(column.listed()) if column.listed else _in_both_languages(column.words)
    spellings = [(name, code) for code, name in pairs] + list(column.also() if column.also else ())
    for name, code in spellings:
        loose = loosely(text=tidy(text=str(name)))
        known[loose] = "" if known.get(loose, code) != code else code
    # A code always means itself, whatever is also called so.
    for code, name in pairs:
        known[loosely(text=tidy(text=f"{code} {name}"))] = code
    return known | {loosely(text=tidy(text=code)): code for code, _name in pairs}


def _in_both_languages(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            pairs += [(code, str(word)) for code, word in words.items()]
    return pairs


def loosely(*, text: str) -> str:
    """A choice made comparable: without spaces and differences of width and case."""
    return "".join(text.translate(CODE).split()).casefold()


def words_of(*, column: SheetColumn) -> dict[Any, str]:
    """What a cell shows for a code or an answer, in the language of the moment."""
    if column.kind == "check":
        return {True: _("Yes"), False: _("No")}
    if column.listed:
        return {code: f"{code} {name}" for code, name in column.listed()}
    return {code: str(word) for code, word in column.words.items()}
