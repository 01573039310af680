"""What is refused about orders, in words for the reader (9.3)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.ledger.event import Event
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import findings_of, refusal_of
from anlan.kernel.records.workflow import Refusal
from anlan.modules.order.choices import receivers_for
from anlan.rules import orders


def longest_days(doing: Doing) -> int:
    """How many days an answer may take at most."""
    return int(doing.act.pack.parameters.value(key="order.longest_days", on=doing.act.today).value)


def received_by_now(doing: Doing) -> Refusal | None:
    """An order is registered once it has come, and not years later."""
    day, today = doing.answers["received_on"], doing.act.today
    if day > today:
        return Refusal("received_on", _("This day has not come yet; today is %(today)s.") % {"today": today})
    limit = int(doing.act.pack.parameters.value(key="order.record_back_days", on=today).value)
    if (today - day).days > limit:
        return Refusal("received_on", _("This day is more than %(days)s days ago. Check the year.") % {"days": limit})
    return None


def somebody_ordered_it(doing: Doing) -> Refusal | None:
    """Whose order it is must be said: a post, or a body in words."""
    if doing.answers.get("from_post") or doing.answers.get("from_body"):
        return None
    return Refusal("from_body", _("Say who ordered it: choose the post, or name the body."))


def given_to_units(doing: Doing) -> Refusal | None:
    """An order names at least one unit, each within reach, with a day that follows the order, once each."""
    rows = doing.answers.get("items") or ()
    if not rows:
        return Refusal("items", _("Say who has to do what by when: an order without a unit is nobody's."))
    return refusal_of(
        field="items",
        findings=findings_of(rows=rows),
        offered=receivers_for(doing.record.unit),
        # A further part is given today.
        since=doing.answers.get("received_on") or doing.act.today,
        longest_days=longest_days(doing),
    )


def nothing_in_hand(doing: Doing) -> Refusal | None:
    """An order is closed once every unit's part is closed or withdrawn."""
    states = list(doing.record.items.values_list("state", flat=True))
    if orders.all_have_ended(states=states):
        return None
    left = sum(1 for state in states if state not in orders.ENDED)
    return Refusal("", _("%(count)s of its parts are still in hand. Close or withdraw them first.") % {"count": left})


def answered_by_now(doing: Doing) -> Refusal | None:
    """What was ordered is carried out neither tomorrow nor before it was ordered."""
    day, since = doing.answers["occurred_on"], doing.record.order.received_on
    if day > doing.act.today:
        text = _("This day has not come yet; today is %(today)s. What happens is recorded once it has happened.")
        return Refusal("occurred_on", text % {"today": doing.act.today})
    if day < since:
        text = _("This was ordered on %(since)s; it cannot have been carried out before.")
        return Refusal("occurred_on", text % {"since": since})
    return None


def not_by_the_one_who_answered(doing: Doing) -> Refusal | None:
    """Whoever entered the answer does not review it, under whatever post."""
    answers = Event.objects.filter(
        record_type=doing.record.record_type(), record_id=doing.record.pk, kind="order_item.answered"
    )
    last = answers.order_by("-seq").first()
    if last is not None and last.officer_id == doing.act.actor.officer.pk:
        return Refusal("", _("You entered this answer yourself. Another officer of the office has to review it."))
    return None


def longer_and_within_the_longest(doing: Doing) -> Refusal | None:
    """More time leads to a later day, and all extensions together stay within the longest one."""
    item, day, act = doing.record, doing.answers["due_day"], doing.act
    if day <= item.due_day:
        return Refusal("due_day", _("It is due on %(day)s already. Choose a later day.") % {"day": item.due_day})
    most = int(act.pack.parameters.value(key="extension.most", on=act.today).value)
    latest = orders.latest_day(due_day=item.due_day, extended=item.extended_days, most=most)
    if day > latest:
        text = _("At most %(days)s days in all: the latest possible day is %(day)s.")
        return Refusal("due_day", text % {"days": most, "day": latest})
    return None


def new_day_lies_ahead(doing: Doing) -> Refusal | None:
    """Whoever has to do it again gets a day that is still to come."""
    day, today = doing.answers["due_day"], doing.act.today
    if day < today:
        text = _("%(day)s is over; today is %(today)s. Give a day that is still to come.")
        return Refusal("due_day", text % {"day": day, "today": today})
    if (day - today).days > longest_days(doing):
        return Refusal("due_day", _("This day is too far ahead. Check the year."))
    return None
