"""Words that several pages share: periods, what an obligation is called, how much time is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.people.naming import chinese
from anlan.kernel.people.post import Post
from anlan.policy import Pack
from anlan.policy.periods import Period, period_of
from anlan.policy.supervision import is_review
from anlan.policy.validation import Text


def said(text: Text) -> str:
    """A text of the pack in the reader's language."""
    return text.zh if chinese() else text.en


def said_in(*, answers: Mapping[str, Any]) -> tuple[str, str]:
    """What a superior said in an entry about an obligation: the words for the unit, and the telephone for questions."""
    text = answers.get("reason") or answers.get("text") or answers.get("note") or ""
    return str(text), str(answers.get("telephone") or "")


def title_of(*, row: Obligation, pack: Pack) -> str:
    """What is owed: the words given with it, or the duty's title; both where the words only name what it is about."""
    duty = pack.duties.get(row.duty.key) or row.version.policy
    if not row.what:
        return said(duty.title)
    occasion = DECLARED.occasions.get(duty.on or "")
    if is_review(occasion=duty.on):
        zh, _bar, en = row.what.partition(" | ")
        what = zh if chinese() or not en else en
    elif occasion is not None and (occasion.about or not occasion.gives_day):
        what = row.what
    else:
        return row.what
    return _("%(title)s: %(what)s") % {"title": said(duty.title), "what": what}


def short_period(*, period: Period) -> str:
    """A period where its year is known from the page: November, the fourth quarter."""
    month = period.start.month
    if period.kind == "month":
        return date_format(period.start, "F")
    if period.kind == "quarter":
        return pgettext("period", "Quarter %(number)d") % {"number": (month - 1) // 3 + 1}
    if period.kind == "half_year":
        return pgettext("period", "first half") if month == 1 else pgettext("period", "second half")
    return period.label


def period_of_row(*, row: Obligation, pack: Pack) -> str:
    """The period of an obligation in words; empty for one that was opened by an event."""
    if row.period is None:
        return ""
    duty = pack.duties.get(row.duty.key) or row.version.policy
    if duty.every is None:
        return ""
    return period_name(period=period_of(every=duty.every, day=row.period))


def post_kind(*, post: Post) -> str:
    """The kind of a post in words; the leaders' four kinds are those of article 4."""
    return {
        "party_head": pgettext("leadership", "article 4: overall responsibility"),
        "government_head": pgettext("leadership", "article 4: full responsibility"),
        "in_charge": pgettext("leadership", "article 4: in charge of work safety, comprehensive supervision"),
        "member": pgettext("leadership", "article 4: direct responsibility for the own portfolio"),
    }.get(post.leadership) or post.get_kind_display()


@dataclass(frozen=True)
class Due:
    """When something is due, ready to show: the day, the words, whether it is late."""

    day: dt.date
    words: str
    late: bool
    estimated: bool


def due_of(*, row: Obligation, now: dt.datetime, pack: Pack) -> Due:
    """Time left in working days (calendar days beyond a month), or by how many days it is late."""
    if row.state != Obligation.State.OPEN:
        return Due(row.due_day, "", False, row.due_estimated)
    today = local_day(moment=now, pack=pack)
    if row.is_late(now=now):
        days = max((today - row.due_day).days, 1)
        words = ngettext("late by %(days)d day", "late by %(days)d days", days) % {"days": days}
        return Due(row.due_day, words, True, row.due_estimated)
    days = (row.due_day - today).days
    if days == 0:
        return Due(row.due_day, _("due today"), False, row.due_estimated)
    if days > 31:
        words = ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
        return Due(row.due_day, words, False, row.due_estimated)
    left = pack.calendar.working_days_between(start=today, end=row.due_day)
    words = ngettext("%(days)d working day left", "%(days)d working days left", left.days) % {"days": left.days}
    return Due(row.due_day, words, False, row.due_estimated or left.estimated)
