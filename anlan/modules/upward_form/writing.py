"""What the steps of a form of another system write (3.29)."""

from __future__ import annotations

from anlan.kernel.records.door import Doing
from anlan.modules.upward_form.meanings import said_of, words_said
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
    doing.record.meanings = said_of(doing)
    doing.record.save(update_fields=["meanings"])


def write_words(doing: Doing) -> None:
    """Keep how the other system writes our values; where nothing is said, it writes them as we do."""
    doing.record.words = words_said(doing)
    doing.record.save(update_fields=["words"])


def write_end(doing: Doing) -> None:
    """Keep why it is used no longer."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(ended_because=doing.answers["reason"])
