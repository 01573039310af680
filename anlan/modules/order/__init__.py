"""督办事项 (3.4, 3.21, 9.3): one register for what a leader, a superior, a provincial inspection or a tour ordered.

An order is split to units; each part is owed by its unit by the day it names, answered by the unit and reviewed by
the office that supervises it. A vertically managed unit gets a letter (函) and no escalation. What a meeting decides is
owed from the meeting's own record (3.26): the ledger of orders (督办台账) shows both, and asks for neither twice.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.modules.order.cases import Order, OrderItem
from anlan.modules.order.intake import INTAKE

ORDERS = CasePages(
    name="order",
    model=Order,
    label=_("Order"),
    plural=_("Orders"),
    order=("-received_on", "-id"),
    columns=(
        Column("received_on", _("Received on"), kind="date"),
        Column("unit", _("Supervised by"), kind="unit"),
        Column("source_label", _("Source")),
        Column("number", _("Document number")),
        Column("subject", _("Subject")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("ordered_by", _("Ordered by")),
        Column("importance_label", _("Importance")),
        Column("text", _("Text"), kind="longtext"),
        Column("summary", _("How it ended"), kind="longtext"),
        Column("origin", _("Found by"), kind="record"),
    ),
    holders=("safety_committee_office", "department"),
    children=("orderitem",),
    filters=("importance", "source"),
    carries={"3.4": {"importance": "major"}, "3.21": {"source": "proposal"}, "9.3": {}},
    empty=_("No order has been registered here. Register what a leader, a superior or an inspection has ordered."),
)
ITEMS = CasePages(
    name="orderitem",
    model=OrderItem,
    label=_("Part of an order"),
    plural=_("Parts of orders"),
    order=("-due_day", "-id"),
    columns=(
        Column("due_day", _("By when"), kind="date"),
        Column("unit", _("Who"), kind="unit"),
        Column("what", _("What")),
        Column("letter_number", _("Letter")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("subject", _("Order")),
        Column("source_label", _("Source")),
        Column("ordered_by", _("Ordered by")),
        Column("receiver", _("Supervised by"), kind="unit"),
        Column("text", _("Text"), kind="longtext"),
        Column("answered_on", _("Carried out on"), kind="date"),
        Column("answer", _("Answer"), kind="longtext"),
        Column("returned", _("Times returned"), kind="number"),
        Column("remark", _("Remark of the office")),
        Column("telephone", _("Telephone of the office")),
    ),
    parent="order",
    empty=_("Nothing has been ordered here. Parts are entered with the order that gives them."),
)
MODULE = Module(
    name="order",
    pages=(ORDERS, ITEMS),
    events=(
        EventKind("order.issued", _("Order registered")),
        EventKind("order.closed", _("Order closed")),
        EventKind("order.withdrawn", _("Order withdrawn")),
        EventKind("order_item.answered", _("Order answered")),
        EventKind("order_item.accepted", _("Answer accepted")),
        EventKind("order_item.returned", _("Answer returned")),
        EventKind("order_item.withdrawn", _("Part of an order withdrawn")),
    ),
)

__all__ = ["INTAKE", "ITEMS", "MODULE", "ORDERS", "Order", "OrderItem"]
