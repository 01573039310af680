"""What is refused of a task, in words for the reader (E.5)."""

from __future__ import annotations

import datetime as dt

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
    giver = getattr(doing.record, "task", doing.record).given_by
    for holding in doing.act.actor.holdings:
        own = holding.post.unit
        above = own.kind == giver.kind and own.area.lo <= giver.area.lo and giver.area.hi <= own.area.hi
        if doing.step.permission in holding.permissions and above:
            return None
    return Refusal("", _("This is for %(giver)s, which gave the task.") % {"giver": name_of(giver)})


def due_ahead(doing: Doing) -> Refusal | None:
    """A day lies ahead and not so far that the year must be mistyped; a long-term task has none.

    Only a milestone's task may be entered after its day (2.2), with the reason: what was done is recorded so, and what
    was not shows as not done.
    """
    day, today = doing.answers.get("due_day"), doing.act.today
    if day is None:
        return None
    longest = int(doing.act.pack.parameters.value(key="task.longest_days", on=today).value)
    if day < today:
        return _why_not_past(doing, day, longest)
    if (day - today).days > longest:
        return Refusal("due_day", _("This day is more than %(days)s days ahead. Check the year.") % {"days": longest})
    return None


def _why_not_past(doing: Doing, day: dt.date, longest: int) -> Refusal | None:
    today = doing.act.today
    milestones = doing.act.pack.parameters.value(key="target.milestones", on=today).value
    if doing.answers["clause"] not in milestones:
        text = _(
            "This day has passed; today is %(today)s. Only a milestone's task is entered after its day: %(clauses)s."
        )
        return Refusal("due_day", text % {"today": today, "clauses": ", ".join(milestones)})
    if (today - day).days > longest:
        return Refusal("due_day", _("This day is more than %(days)s days ago. Check the year.") % {"days": longest})
    if not doing.answers.get("entered_late"):
        return Refusal("entered_late", _("This day has passed: say why the task is entered now."))
    return None


def parts_are_in(doing: Doing) -> Refusal | None:
    """A task is confirmed once every unit that assists has contributed, or with the reason why it counts without."""
    open_parts = doing.record.contributions.filter(state="given").select_related("unit").order_by("id")
    if doing.answers.get("without_parts") or not open_parts:
        return None
    names = _(", ").join(name_of(part.unit) for part in open_parts)
    text = _("Still to contribute: %(units)s. Say why the task counts as done without it.")
    return Refusal("without_parts", text % {"units": names})


def task_stands(doing: Doing) -> Refusal | None:
    """What was contributed to a task that was withdrawn since is asked of nobody any more."""
    if doing.record.task.state == "withdrawn":
        return Refusal("", _("The task was withdrawn."))
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
    # A task that was entered after its day may have been done long before.
    if day < task.given_on and not task.entered_after_its_day:
        text = _("This was given on %(day)s; it cannot have been done before.")
        return Refusal("occurred_on", text % {"day": task.given_on})
    return None


def not_who_did_it(doing: Doing) -> Refusal | None:
    """Nobody confirms the own work."""
    return not_who_reported(doing=doing, kind="task.reported")


def not_who_contributed(doing: Doing) -> Refusal | None:
    """Nobody judges the own contribution."""
    return not_who_reported(doing=doing, kind="contribution.reported")
