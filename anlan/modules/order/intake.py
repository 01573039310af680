"""How findings of tours and led inspections become orders, in the act that records them (3.5, 3.27, 4.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import override

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.records.findings import Finding, Intake
from anlan.kernel.records.record import Case
from anlan.modules.order.cases import Order, OrderItem
from anlan.modules.order.writing import give, let_go_of
from anlan.rules import orders

LONGEST_SUBJECT = 120


def open_from(*, findings: Sequence[Finding], origin: Case, on: dt.date, now: dt.datetime) -> list[Owed]:
    """Make an order of what was found, in the hands of the body that went; the visit's entry stands for both."""
    # What is kept is official and in Chinese, whatever language its recorder reads.
    with override("zh-hans"):
        subject = str(origin)[:LONGEST_SUBJECT]
    order = Order.objects.create(
        unit=origin.unit, position=origin.position, line_id=origin.line_id, state="open", created_at=now,
        source=orders.FOUND[findings[0].kind.partition(".")[0]], importance="ordinary", received_on=on,
        subject=subject, origin_type=origin.record_type(), origin_id=origin.pk,
    )  # fmt: skip
    return give(order=order, findings=findings, now=now)


def let_go_from(*, origin: Case) -> None:
    """Withdraw the orders that came of a record which is itself withdrawn."""
    came = Order.objects.filter(origin_type=origin.record_type(), origin_id=origin.pk, state="open")
    let_go_of(OrderItem.objects.filter(order__in=list(came)))
    came.update(state="withdrawn")


INTAKE = Intake(open=open_from, let_go=let_go_from)
