"""What the steps of orders write, and what they make units owe (9.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from anlan.kernel.obligations.overseeing import desk_of
from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import Finding, findings_of
from anlan.rules import orders


def write_order(doing: Doing) -> None:
    """Keep the order and give each unit its part."""
    order, answers = doing.record, doing.answers
    order.source, order.importance = answers["source"], answers["importance"]
    order.from_post_id = int(answers["from_post"]) if answers.get("from_post") else None
    order.from_body, order.number = answers.get("from_body") or "", answers.get("number") or ""
    order.subject, order.text, order.received_on = answers["subject"], answers["text"], answers["received_on"]
    order.save(force_insert=True)
    doing.owed += give(order=order, findings=findings_of(rows=answers["items"]), now=doing.act.now)


def give(*, order: Any, findings: Iterable[Finding], now: dt.datetime) -> list[Owed]:
    """One part for each unit named, and what it makes that unit owe."""
    owed = []
    for one in findings:
        item = order.items.model(
            order=order, unit=one.unit, position=one.unit.position, line_id=one.unit.line_id, state="issued",
            what=one.what, due_day=one.due_day, letter_number=one.letter_number, created_at=now,
        )  # fmt: skip
        item.send_to(receiver=order.unit)
        item.save(force_insert=True)
        owed.append(owed_for(item=item, due_day=one.due_day))
    return owed


def owed_for(*, item: Any, due_day: dt.date) -> Owed:
    """What the unit owes from now on, under the duty of its occasion."""
    occasion = orders.occasion_of(source=item.order.source, vertical=item.unit.vertical)
    return Owed(occasion, item.unit, item.what, due_day, item.record_type(), item.pk)


def reviewers_of(item: Any) -> list[int]:
    """The unit that owes the review of an answer: the desk of the body in whose hands the order is."""
    return [desk_of(unit=item.receiver).pk]


def keep(doing: Doing, **columns: Any) -> None:
    """Write columns of the record at hand."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(**columns)


def write_summary(doing: Doing) -> None:
    """Keep how the order ended."""
    keep(doing, summary=doing.answers["summary"])


def withdraw_order(doing: Doing) -> None:
    """Whatever the order gave and is still in hand falls with it."""
    keep(doing, summary=doing.answers["reason"])
    let_go_of(doing.record.items.all())


def write_answer(doing: Doing) -> None:
    """Keep what the unit answered; from now on its review is owed, so many working days from today."""
    item, act = doing.record, doing.act
    keep(doing, answer=doing.answers["answer"], answered_on=doing.answers["occurred_on"])
    days = int(act.pack.parameters.value(key="review.term", on=act.today).value)
    until = act.pack.calendar.add_working_days(start=act.today, days=days).date
    desk = desk_of(unit=item.receiver)
    doing.owed.append(Owed("order.review", desk, item.what, until, item.record_type(), item.pk))


def write_remark(doing: Doing) -> None:
    """Keep the reviewer's remark."""
    keep(doing, remark=doing.answers.get("remark") or "")


def send_back(doing: Doing) -> None:
    """Keep why, whom to call, and the new day, and let the unit owe it once more.

    What is returned is owed anew, in a row of its own with the new day. The earlier row stays as it was met: the answer
    did come on that day, and the figures of its month do not change afterwards.
    """
    item, answers = doing.record, doing.answers
    day = answers["due_day"]
    keep(doing, remark=answers["reason"], telephone=answers["telephone"], due_day=day, returned=F("returned") + 1)
    doing.owed.append(owed_for(item=item, due_day=day))


def extend(doing: Doing) -> None:
    """Give the unit more time. What it owes lapses with the old day and is owed anew by the new one."""
    item, day = doing.record, doing.answers["due_day"]
    days = (day - item.due_day).days
    keep(doing, remark=doing.answers["reason"], due_day=day, extended_days=F("extended_days") + days)
    release(record_type=item.record_type(), records=[item.pk], units=[item.unit_id])
    doing.owed.append(owed_for(item=item, due_day=day))


def give_more(doing: Doing) -> None:
    """Give a further part of an order that is under way."""
    findings = findings_of(rows=doing.answers["items"])
    doing.owed += give(order=doing.record, findings=findings, now=doing.act.now)


def withdraw_item(doing: Doing) -> None:
    """The unit owes nothing more for this part, and nobody its review."""
    item = doing.record
    keep(doing, remark=doing.answers["reason"])
    units = [item.unit_id, *reviewers_of(item)]
    release(record_type=item.record_type(), records=[item.pk], units=units)


def let_go_of(items: Any) -> None:
    """Withdraw the parts that are still in hand, and what is owed for them: answers and reviews."""
    left = list(items.exclude(state__in=orders.ENDED).select_related("receiver"))
    pks = [item.pk for item in left]
    items.filter(pk__in=pks).exclude(state__in=orders.ENDED).update(state="withdrawn")
    # All of these parts are in the hands of one body or few.
    desks = {desk_of(unit=receiver).pk for receiver in {item.receiver for item in left}}
    units = sorted({item.unit_id for item in left} | desks)
    release(record_type=items.model.record_type(), records=pks, units=units)
