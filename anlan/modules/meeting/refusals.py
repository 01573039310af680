"""What is refused before a meeting is recorded, in words for the reader (3.2, 3.3, 3.8, 3.9, 3.12)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.people.naming import name_of
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import findings_of, refusal_of
from anlan.kernel.records.workflow import Refusal
from anlan.modules.meeting.choices import owners_for
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


def decisions_follow_the_meeting(doing: Doing) -> Refusal | None:
    """Each decision names a unit within reach and a day after the meeting, not so late that it must be mistyped."""
    return refusal_of(
        field="decisions",
        findings=findings_of(rows=doing.answers.get("decisions") or ()),
        offered=owners_for(doing.record.unit),
        since=doing.answers["occurred_on"],
        longest_days=int(doing.act.pack.parameters.value(key="decision.longest_days", on=doing.act.today).value),
    )


def only_bodies_that_meet(doing: Doing) -> Refusal | None:
    """Party committees, governments and safety committees hold these meetings; nobody else does."""
    unit = doing.record.unit
    if not meetings.forms_of(kind=unit.kind, level=unit.area.level):
        return Refusal("", _("%(unit)s holds no meeting of this kind.") % {"unit": name_of(unit)})
    return None
