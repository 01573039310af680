"""When a form of another system cannot be kept as it was entered or explained (3.29)."""

from __future__ import annotations

from django.utils.translation import gettext

from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Refusal
from anlan.kernel.sheets.outside import BOTH_WAYS, FIXED, twice
from anlan.modules.upward_form.meanings import said_of, sheet_of, words_said
from anlan.rules.upward_forms import read_rows

# Product defaults: headings of one form, characters of one, rows above them (an import looks that far down).
MOST_HEADINGS, LONGEST, MOST_ABOVE = 80, 100, 9


def has_headings(doing: Doing) -> Refusal | None:
    """What was copied has a row of headings of a usual size, each of which stands there once."""
    rows = read_rows(text=doing.answers["head"])
    headings = rows[-1] if rows else []
    if not any(headings):
        return Refusal("head", gettext("No heading was found. Mark the heading row in Excel, copy it, and paste it."))
    if len(headings) > MOST_HEADINGS or len(rows) > MOST_ABOVE + 1:
        text = gettext("At most %(columns)d headings, with %(rows)d rows above them, can be kept.")
        return Refusal("head", text % {"columns": MOST_HEADINGS, "rows": MOST_ABOVE})
    long = next((cell for row in rows for cell in row if len(cell) > LONGEST), "")
    if long:
        text = gettext("“%(heading)s…” is longer than %(most)d characters.")
        return Refusal("head", text % {"heading": long[:20], "most": LONGEST})
    doubled = twice(texts=headings)
    if doubled:
        text = gettext("The heading “%(label)s” stands twice: in a file nobody could tell the two columns apart.")
        return Refusal("head", text % {"label": doubled})
    return None


def register_is_known(doing: Doing) -> Refusal | None:
    """The installation still has the register."""
    if sheet_of(register=doing.record.register) is None:
        return Refusal("", gettext("This register is no longer kept here. End the form."))
    return None


def each_means_one_thing(doing: Doing) -> Refusal | None:
    """No two headings fill the same column, something is filled at all, and words that always stand there are said."""
    filled: dict[str, str] = {}
    for one in said_of(doing):
        text, means = one["text"], one["means"]
        if means.startswith(BOTH_WAYS) and means in filled:
            words = gettext("“%(one)s” and “%(other)s” cannot both be the same column.")
            return Refusal("headings", words % {"one": filled[means], "other": text})
        if means == FIXED and not one["fixed"]:
            return Refusal("headings", gettext("Say which words always stand below “%(heading)s”.") % {"heading": text})
        if means:
            filled[means] = text
    return None if filled else Refusal("headings", gettext("Say of at least one heading what it means."))


def words_differ(doing: Doing) -> Refusal | None:
    """One word of the other system means one value here, or a file could not be read."""
    for words in words_said(doing).values():
        doubled = next((word for word in words.values() if list(words.values()).count(word) > 1), None)
        if doubled is not None:
            return Refusal("words", gettext("“%(word)s” cannot mean two things.") % {"word": doubled})
    return None
