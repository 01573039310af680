"""督办通知与函: which paper goes to the unit that has a part of an order, and the number that the part keeps (9.3)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.acting import Actor
from anlan.kernel.records.workflow import Words
from anlan.kernel.roles import P
from anlan.modules.order.items import OrderItem

IN_HAND = ("issued", "returned")


def may_write(*, item: OrderItem, actor: Actor) -> bool:
    """Whether the part is in the hands of a body for which this officer gives orders."""
    return actor.may(P.ORDER_ISSUE, position=item.receiver_position, unit=item.receiver_id, line=item.line_id)


def paper_for(item: OrderItem, actor: Actor) -> tuple[str, Words] | None:
    """A vertically managed unit is asked by letter (函), everybody else gets a notice, while the part is in hand."""
    if item.state not in IN_HAND or not actor.has(P.PAPER_ISSUE) or not may_write(item=item, actor=actor):
        return None
    return ("order_letter", _("Write the letter")) if item.unit.vertical else ("order_notice", _("Write the notice"))
