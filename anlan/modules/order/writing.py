"""What the steps of orders write, and what they make units owe (9.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import F

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
    """What the unit owes from now on. A vertically managed unit got a letter: under a duty that never escalates."""
    occasion = "order.letter" if item.letter_number else "order.item"
    return Owed(occasion, item.unit, item.what, due_day, item.record_type(), item.pk)


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
    """Keep what the unit answered."""
    keep(doing, answer=doing.answers["answer"], answered_on=doing.answers["occurred_on"])


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


def withdraw_item(doing: Doing) -> None:
    """The unit owes nothing more for this part."""
    item = doing.record
    keep(doing, remark=doing.answers["reason"])
    release(record_type=item.record_type(), records=[item.pk], units=[item.unit_id])


def let_go_of(items: Any) -> None:
    """Withdraw the parts that are still in hand, and what is owed for them."""
    left = items.exclude(state__in=orders.ENDED)
    found = list(left.values_list("pk", "unit_id"))
    left.update(state="withdrawn")
    release(
        record_type=items.model.record_type(), records=[pk for pk, _unit in found], units=[unit for _pk, unit in found]
    )
