"""What is refused of a request for assistance, in words for the reader (3.15)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.people.naming import name_of
from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Refusal
from anlan.modules.assist.choices import bodies_asked
from anlan.rules import assistance, meetings


def only_supervisors_ask(doing: Doing) -> Refusal | None:
    """3.15 speaks of departments above: a town, an enterprise or a Party committee asks in other ways."""
    unit = doing.record.unit
    if not assistance.may_ask(kind=unit.kind, level=unit.area.level):
        text = _("%(unit)s cannot ask for assistance here: departments and committee offices of city and county can.")
        return Refusal("", text % {"unit": name_of(unit)})
    return None


def only_bodies_below(doing: Doing) -> Refusal | None:
    """A request goes down the own territory, never sideways or into another one."""
    if int(doing.answers["receiver"]) in {one.pk for one in bodies_asked(unit=doing.record.unit)}:
        return None
    return Refusal("receiver", _("Assistance is asked of bodies in your own territory; choose one of those offered."))


def day_lies_ahead(doing: Doing) -> Refusal | None:
    """The day lies ahead, and not so far that the year must be mistyped."""
    day, today = doing.answers["due_day"], doing.act.today
    if assistance.is_past(day=day, today=today):
        return Refusal("due_day", _("This day has passed; today is %(today)s.") % {"today": today})
    longest = int(doing.act.pack.parameters.value(key="assist.longest_days", on=today).value)
    if assistance.is_too_far(day=day, today=today, longest=longest):
        return Refusal("due_day", _("This day is more than %(days)s days ahead. Check the year.") % {"days": longest})
    return None


def done_already(doing: Doing) -> Refusal | None:
    """What is dated tomorrow has not been done, nor what is dated before it was asked for."""
    day, today, asked_on = doing.answers["occurred_on"], doing.act.today, doing.record.requested_on
    if meetings.is_ahead(held_on=day, today=today):
        text = _("This day has not come yet; today is %(today)s. What happens is recorded once it has happened.")
        return Refusal("occurred_on", text % {"today": today})
    if day < asked_on:
        text = _("This was asked for on %(day)s; it cannot have been done before.")
        return Refusal("occurred_on", text % {"day": asked_on})
    return None
