"""What is refused of a task, in words for the reader (E.5)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.people.naming import name_of
from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import not_who_reported
from anlan.kernel.records.workflow import Refusal
from anlan.modules.task.choices import assisting_for
from anlan.rules import tasks


def from_an_office(doing: Doing) -> Refusal | None:
    """Tasks are divided by the committee office of the city, or of a county for its own bodies."""
    own = doing.post.unit
    if tasks.may_divide(kind=own.kind, level=own.area.level):
        return None
    text = _("Key tasks are divided by the committee office of the city or county; you act for %(own)s.")
    return Refusal("", text % {"own": name_of(own)})


def by_the_office_that_gave(doing: Doing) -> Refusal | None:
    """Whoever gave a task, or an office above it, confirms, returns or takes it back; never the office below."""
    giver = doing.record.given_by
    for holding in doing.act.actor.holdings:
        own = holding.post.unit
        above = own.kind == giver.kind and own.area.lo <= giver.area.lo and giver.area.hi <= own.area.hi
        if doing.step.permission in holding.permissions and above:
            return None
    return Refusal("", _("This is for %(giver)s, which gave the task.") % {"giver": name_of(giver)})


def due_ahead(doing: Doing) -> Refusal | None:
    """A day lies ahead and not so far that the year must be mistyped; a long-term task has none."""
    day, today = doing.answers.get("due_day"), doing.act.today
    if day is None:
        return None
    if day < today:
        return Refusal("due_day", _("This day has passed; today is %(today)s.") % {"today": today})
    longest = int(doing.act.pack.parameters.value(key="task.longest_days", on=today).value)
    if (day - today).days > longest:
        return Refusal("due_day", _("This day is more than %(days)s days ahead. Check the year.") % {"days": longest})
    return None


def each_assists_once(doing: Doing) -> Refusal | None:
    """Units that assist are near the lead unit, each named once, and never the lead unit itself."""
    offered = {int(pk) for pk, _name in assisting_for(doing.record.unit)}
    named = [int(row["unit"]) for row in doing.answers.get("assisting") or ()]
    if set(named) - offered:
        return Refusal(
            "assisting", _("A unit that assists is of the lead unit's level or directly below; choose again.")
        )
    if len(set(named)) != len(named):
        return Refusal("assisting", _("One unit is named twice as assisting."))
    return None


def done_by_now(doing: Doing) -> Refusal | None:
    """What is dated tomorrow has not been done, nor what is dated before it was given."""
    day, today = doing.answers["occurred_on"], doing.act.today
    task = getattr(doing.record, "task", doing.record)
    if day > today:
        text = _("This day has not come yet; today is %(today)s. What happens is recorded once it has happened.")
        return Refusal("occurred_on", text % {"today": today})
    if day < task.given_on:
        text = _("This was given on %(day)s; it cannot have been done before.")
        return Refusal("occurred_on", text % {"day": task.given_on})
    return None


def not_who_did_it(doing: Doing) -> Refusal | None:
    """Nobody confirms the own work."""
    return not_who_reported(doing=doing, kind="task.reported")
