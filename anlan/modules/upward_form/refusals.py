"""When a form of another system cannot be kept as it was entered or explained (3.29)."""

from __future__ import annotations

from django.utils.translation import gettext

from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Asked, Refusal
from anlan.kernel.sheets.choosing import choices_of, loosely, words_of
from anlan.kernel.sheets.outside import BOTH_WAYS, FIXED, twice
from anlan.kernel.sheets.spelling import loose, tidy
from anlan.modules.upward_form.meanings import coded, said_of, sheet_of, words_for, words_said
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
    places = [row["place"] for row in doing.answers["headings"]]
    if len(set(places)) < len(places) or set(places) - {str(n) for n in range(len(doing.record.headings))}:
        return Refusal("headings", gettext("These are not the headings of this form, or one stands twice."))
    filled: dict[str, str] = {}
    for one in said_of(doing):
        text, means = one["text"], one["means"]
        if means.startswith(BOTH_WAYS) and means in filled:
            words = gettext("“%(one)s” and “%(other)s” cannot both be the same column.")
            return Refusal("headings", words % {"one": filled[means], "other": text})
        if means.startswith(BOTH_WAYS) and not loose(text=text):
            return Refusal("headings", gettext("A column without a heading cannot be told from others in a file."))
        if means == FIXED and not one["fixed"]:
            return Refusal("headings", gettext("Say which words always stand below “%(heading)s”.") % {"heading": text})
        if means:
            filled[means] = text
    return None if filled else Refusal("headings", gettext("Say of at least one heading what it means."))


def words_differ(doing: Doing) -> Refusal | None:
    """One word of the other system means one value here, whatever else means a value, or files would be misread."""
    form = doing.record
    codes = [row["code"] for row in doing.answers["words"]]
    shown = {line["code"] for line in words_for(Asked(unit=form.unit, act=doing.act, record=form))}
    if len(set(codes)) < len(codes) or set(codes) - shown:
        return Refusal("words", gettext("These are not values of this form, or one stands twice."))
    form.words = words_said(doing)
    for column in coded(register=form.register, meanings=form.meanings):
        read_by = form.outside().read_by(column=column)
        known, written = choices_of(column=read_by), words_of(column=column) | form.words.get(column.name, {})
        for code, word in written.items():
            if known.get(loosely(text=tidy(text=word))) != code:
                text = gettext("“%(word)s” cannot mean two things.") % {"word": word}
                return Refusal("words", f"{column.label}{gettext(': ')}{text}")
    return None
