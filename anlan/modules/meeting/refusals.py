"""What is refused before a meeting is recorded, in words for the reader (3.2, 3.3, 3.8, 3.9, 3.12)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.people.naming import name_of
from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Refusal
from anlan.rules import meetings


def not_ahead(doing: Doing) -> Refusal | None:
    """What is dated tomorrow has not happened."""
    if meetings.is_ahead(held_on=doing.answers["occurred_on"], today=doing.act.today):
        text = _("This day has not come yet; today is %(today)s. What happens is recorded once it has happened.")
        return Refusal("occurred_on", text % {"today": doing.act.today})
    return None


def not_too_old(doing: Doing) -> Refusal | None:
    """Older meetings than the pack's limit are not recorded any more."""
    limit = doing.act.pack.parameters.value(key="meeting.record_back_days", on=doing.act.today).value
    if meetings.is_too_old(held_on=doing.answers["occurred_on"], today=doing.act.today, back_days=int(limit)):
        return Refusal("occurred_on", _("This day is more than %(days)s days ago. Check the year.") % {"days": limit})
    return None


def not_before_the_meeting(doing: Doing) -> Refusal | None:
    """A decision is not carried out before the meeting that took it."""
    held_on = doing.record.meeting.held_on
    if meetings.is_before_meeting(held_on=held_on, day=doing.answers["occurred_on"]):
        text = _("This was decided on %(day)s; it cannot have been carried out before.")
        return Refusal("occurred_on", text % {"day": held_on})
    return None


def decisions_follow_the_meeting(doing: Doing) -> Refusal | None:
    """No decision is due before the meeting that took it, nor so late that the year must be mistyped."""
    longest = int(doing.act.pack.parameters.value(key="decision.longest_days", on=doing.act.today).value)
    for row in doing.answers.get("decisions") or ():
        if meetings.is_before_meeting(held_on=doing.answers["occurred_on"], day=row["due_day"]):
            text = _("“%(what)s” would be due on %(day)s, before the meeting itself.")
            return Refusal("decisions", text % {"what": row["what"], "day": row["due_day"]})
        if (row["due_day"] - doing.answers["occurred_on"]).days > longest:
            text = _("“%(what)s” would be due on %(day)s, more than %(days)s days after the meeting. Check the year.")
            return Refusal("decisions", text % {"what": row["what"], "day": row["due_day"], "days": longest})
    return None


def only_bodies_that_meet(doing: Doing) -> Refusal | None:
    """Party committees, governments and safety committees hold these meetings; nobody else does."""
    unit = doing.record.unit
    if not meetings.forms_of(kind=unit.kind, level=unit.area.level):
        return Refusal("", _("%(unit)s holds no meeting of this kind.") % {"unit": name_of(unit)})
    return None
