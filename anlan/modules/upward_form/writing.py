"""What the steps of a form of another system write (3.29)."""

from __future__ import annotations

from anlan.kernel.records.door import Doing
from anlan.rules.upward_forms import read_rows


def write_form(doing: Doing) -> None:
    """Keep title, register and what was copied."""
    form, answers = doing.record, doing.answers
    for name in ("title", "system", "register"):
        setattr(form, name, answers[name])
    form.entered_on = doing.act.today
    *form.above, form.headings = read_rows(text=answers["head"])
    form.save(force_insert=True)


def write_meanings(doing: Doing) -> None:
    """Keep what each heading means."""
    form = doing.record
    said = {row["place"]: row for row in doing.answers["headings"]}
    form.meanings = [
        {"text": text, "means": row.get("means") or "", "fixed": (row.get("fixed") or "").strip()}
        for place, text in enumerate(form.headings)
        for row in (said.get(str(place), {}),)
    ]
    form.save(update_fields=["meanings"])


def write_words(doing: Doing) -> None:
    """Keep how the other system writes our values; where nothing is said, it writes them as we do."""
    form, words = doing.record, dict[str, dict[str, str]]()
    for row in doing.answers["words"]:
        column, _colon, code = row["code"].partition(":")
        word = (row.get("word") or "").strip()
        if word:
            words.setdefault(column, {})[code] = word
    form.words = words
    form.save(update_fields=["words"])


def write_end(doing: Doing) -> None:
    """Keep why it is used no longer."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(ended_because=doing.answers["reason"])
