"""职责说明: one duty of the pack in prose: who owes what, when, by when, met by what, and what follows if it is not.

Every number stands with its value on the day, and with the document that fixes it or the words "product default".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from anlan.kernel.obligations.conditions import facts_for
from anlan.kernel.obligations.dry_run import numbers_of
from anlan.kernel.people.post import Post
from anlan.oversight.duty_words import due_words, met_by_words, occasion_words
from anlan.oversight.owing_words import condition_words, who_owes
from anlan.oversight.wording import said
from anlan.policy import NotInForce, Pack
from anlan.policy.conditions import Condition
from anlan.policy.due_rules import Term, follows_period
from anlan.policy.duties import Duty
from anlan.policy.parameters import SeveralInForce, UnknownParameter, Value


@dataclass(frozen=True)
class Said:
    """One line of the prose: what it is about, and what is so."""

    head: str
    text: str


def prose(*, duty: Duty, pack: Pack, on: dt.date) -> list[Said]:
    """The duty in the reader's language, with the numbers in force on that day."""
    lines = [
        Said(_("Owed by"), who_owes(duty=duty, pack=pack, on=on)),
        Said(_("When"), occasion_words(duty=duty)),
        Said(_("Due"), _due(duty=duty, pack=pack, on=on)),
        Said(_("Met by"), _met(duty=duty, pack=pack, on=on)),
        Said(_("Accountable"), str(Post.Kind(duty.accountable).label)),
    ]
    lines += _watching(duty=duty, pack=pack, on=on)
    lines += _supervision(duty=duty, pack=pack, on=on)
    deciding = [_sourced(key=key, pack=pack, on=on) for key in numbers_of(duty=duty)[len(duty.parameters) :]]
    return lines + [Said(_("Number that decides"), text) for text in deciding]


def number_words(*, key: str, pack: Pack, on: dt.date) -> str:
    """A number with its unit and, in brackets, on whose authority it stands."""
    value = _value(key=key, pack=pack, on=on)
    if value is None:
        return _("%(key)s (no value is in force)") % {"key": key}
    return pgettext("number with its source", "%(number)s (%(source)s)") % {
        "number": _counted(value=value),
        "source": source_words(value=value),
    }


def source_words(*, value: Value) -> str:
    """The document and article that fix a number, or that it is a product default."""
    if value.document is None:
        return _("product default")
    if not value.article:
        return value.document
    return _("%(document)s, art. %(article)s") % {"document": value.document, "article": value.article}


def _value(*, key: str, pack: Pack, on: dt.date) -> Value | None:
    try:
        return pack.parameters.value(key=key, on=on)
    except (NotInForce, SeveralInForce, UnknownParameter):
        return None


def _counted(*, value: Value) -> str:
    number = value.value
    unit = value.unit.en
    if isinstance(number, int) and unit == "day":
        return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}
    if isinstance(number, int) and unit == "working day":
        return ngettext("%(number)d working day", "%(number)d working days", number) % {"number": number}
    if isinstance(number, int) and unit == "hour":
        return ngettext("%(number)d hour", "%(number)d hours", number) % {"number": number}
    return f"{number} {said(value.unit)}"


def _sourced(*, key: str, pack: Pack, on: dt.date) -> str:
    value = _value(key=key, pack=pack, on=on)
    title = said(value.title) if value else key
    return f"{title}{_(': ')}{number_words(key=key, pack=pack, on=on)}"


def _due(*, duty: Duty, pack: Pack, on: dt.date) -> str:
    words = due_words(duty=duty, pack=pack, on=on)
    value = _value(key=duty.due.amount, pack=pack, on=on) if isinstance(duty.due, Term) else None
    if value is None:
        return words
    source = source_words(value=value)
    return pgettext("number with its source", "%(number)s (%(source)s)") % {"number": words, "source": source}


def _met(*, duty: Duty, pack: Pack, on: dt.date) -> str:
    fact: Condition | None = duty.met_by.fact
    words = met_by_words(met_by=duty.met_by)
    if fact is None:
        return words
    return f"{words}{_(': ')}{condition_words(condition=fact, pack=pack, on=on, table=facts_for(duty=duty))}"


def _watching(*, duty: Duty, pack: Pack, on: dt.date) -> Iterator[Said]:
    if duty.lead:
        # What is due after a period is opened before the day on which it can first be answered: the day after its end.
        after = follows_period(due=duty.due)
        words = _("%(time)s before the period ends") if after else _("%(time)s before the period begins")
        yield Said(_("Opened"), words % {"time": number_words(key=duty.lead, pack=pack, on=on)})
    for key in duty.remind:
        words = _("%(time)s before the due day") % {"time": number_words(key=key, pack=pack, on=on)}
        yield Said(_("Reminder"), words)
    words = _("what was done in time may be recorded until %(time)s after the due day")
    yield Said(_("Recording"), words % {"time": number_words(key=duty.grace, pack=pack, on=on)})


def _supervision(*, duty: Duty, pack: Pack, on: dt.date) -> Iterator[Said]:
    for rung in duty.escalate:
        values = {"who": authority_words(by=rung.to), "time": number_words(key=rung.after, pack=pack, on=on)}
        words = _("%(who)s is told %(time)s after the due day; a vertically managed unit gets a letter (函) instead")
        yield Said(_("Escalation"), words % values)
    if duty.review:
        values = {
            "who": authority_words(by=duty.review.by),
            "time": number_words(key=duty.review.within, pack=pack, on=on),
            "more": number_words(key=duty.review.more, pack=pack, on=on),
        }
        words = _("%(who)s, within %(time)s; what is returned gets at least %(more)s more") % values
        yield Said(_("Review"), words)
    if duty.extend:
        values = {
            "who": authority_words(by=duty.extend.by),
            "time": number_words(key=duty.extend.most, pack=pack, on=on),
        }
        yield Said(_("Extension"), _("by %(who)s, at most %(time)s in all") % values)
    if duty.waive:
        reasons = pgettext("list of conditions", "; ").join(said(reason) for reason in duty.waive.reasons)
        values = {"who": authority_words(by=duty.waive.by), "reasons": reasons}
        yield Said(_("Waiver"), _("by %(who)s, on one of these grounds: %(reasons)s") % values)


def authority_words(*, by: str) -> str:
    """Who acts, as a duty names it."""
    return {
        "superior": pgettext("authority", "the committee office above the unit"),
        "committee_office": pgettext("authority", "the committee office of the unit's own level"),
    }[by]
