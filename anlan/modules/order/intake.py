"""How what meetings decide and visits find becomes orders, in the act that records it (3.5, 3.26, 3.27, 4.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

from django.utils.translation import override

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.records.findings import Finding, Intake
from anlan.kernel.records.record import Case
from anlan.modules.order.cases import Order
from anlan.modules.order.items import OrderItem
from anlan.modules.order.writing import give, let_go_of
from anlan.rules import orders

LONGEST_SUBJECT = 120


def open_from(*, findings: Sequence[Finding], origin: Case, on: dt.date, now: dt.datetime) -> list[Owed]:
    """Make an order of it, in the hands of the body that met or went; the entry of its record stands for both."""
    # What is kept is official and in Chinese, whatever language its recorder reads.
    with override("zh-hans"):
        subject = str(origin)[:LONGEST_SUBJECT]
    order = Order.objects.create(
        unit=origin.unit, position=origin.position, line_id=origin.line_id, state="open", created_at=now,
        source=orders.FOUND[findings[0].kind.partition(".")[0]], importance="ordinary", received_on=on,
        subject=subject, origin_type=origin.record_type(), origin_id=origin.pk,
    )  # fmt: skip
    return give(order=order, findings=findings, now=now)


def _from(*, origin: Case) -> SightedQuerySet:
    return cast(SightedQuerySet, Order.objects.filter(origin_type=origin.record_type(), origin_id=origin.pk))


def came_of(*, origin: Case) -> Sequence[SightedQuerySet]:
    """The orders that came of a record, and what they gave to units."""
    orders_of = _from(origin=origin)
    return (orders_of, cast(SightedQuerySet, OrderItem.objects.filter(order__in=orders_of)))


def left_of(*, origin: Case) -> int:
    """How many parts of these orders are still in hand."""
    return OrderItem.objects.filter(order__in=_from(origin=origin)).exclude(state__in=orders.ENDED).count()


def let_go_from(*, origin: Case) -> None:
    """Withdraw the orders that came of a record which is itself withdrawn."""
    came = _from(origin=origin).filter(state="open")
    let_go_of(OrderItem.objects.filter(order__in=list(came)))
    came.update(state="withdrawn")


INTAKE = Intake(open=open_from, let_go=let_go_from, came_of=came_of, left=left_of)
