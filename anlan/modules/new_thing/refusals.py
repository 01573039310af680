"""What is refused of 新材料、新工艺、新业态 (17.12): wrong days, and use that no assessment has accepted."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Refusal
from anlan.rules import new_things as rules


def planned_ahead(doing: Doing) -> Refusal | None:
    """What is in use already is entered with today, so that its assessment is owed at once."""
    today, planned_on = doing.act.today, doing.answers["planned_on"]
    longest = int(doing.act.pack.parameters.value(key="new_thing.longest_days", on=today).value)
    text = {
        "past": _("This day has passed. Enter today for what is in use already: it is assessed at once."),
        "far": _("This day is more than %(days)s days ahead. Check the year.") % {"days": longest},
    }
    fault = rules.plan_fault(planned_on=planned_on, today=today, longest=longest)
    return Refusal("planned_on", text[fault]) if fault else None


def not_before_the_assessment(doing: Doing) -> Refusal | None:
    """17.12: it is used once an assessment has accepted it, on that day or later."""
    record, today, begun_on = doing.record, doing.act.today, doing.answers["occurred_on"]
    if record.state != "accepted":
        return Refusal("", _("No assessment has accepted it: record one before it is used."))
    text = {
        "ahead": _("This day has not come yet; today is %(today)s.") % {"today": today},
        "before": _("The assessment is of %(day)s; this day is earlier.") % {"day": record.assessed_on},
    }
    fault = rules.use_fault(begun_on=begun_on, assessed_on=record.assessed_on, today=today)
    return Refusal("occurred_on", text[fault]) if fault else None


def measures_where_accepted(doing: Doing) -> Refusal | None:
    """17.12 asks for the assessment and for the measures that control what it found."""
    if doing.answers["result"] == rules.ACCEPTED and not (doing.answers["measures"] or "").strip():
        return Refusal("measures", _("Say by which measures the risks are controlled."))
    return None
