"""督办事项 (3.4, 3.21, 3.26, 9.3): one register for what leaders, meetings, superiors, inspections and tours ordered.

An order is split to units; each part is owed by its unit by the day it names, answered by the unit and reviewed by the
office that supervises it, which owes that review. A vertically managed unit gets a letter (函) and no escalation. What
a meeting decides and a visit finds comes in with its record, and is owed by clause 3.26 or 9.3.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Choice, Column
from anlan.modules.order.cases import Order
from anlan.modules.order.choices import IMPORTANCE, SOURCES
from anlan.modules.order.intake import INTAKE
from anlan.modules.order.items import OrderItem
from anlan.modules.order.lettering import paper_for

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
        Column("importance_label", _("Importance")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("ordered_by", _("Ordered by")),
        Column("text", _("Text"), kind="longtext"),
        Column("summary", _("How it ended"), kind="longtext"),
        Column("origin", _("Came from"), kind="record"),
    ),
    holders=("safety_committee_office", "department"),
    choices=(Choice("source", _("Source"), SOURCES), Choice("importance", _("Importance"), IMPORTANCE)),
    children=("orderitem",),
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
        Column("letter_number", _("Letter or notice")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("subject", _("Order")),
        Column("source_label", _("Source")),
        Column("ordered_by", _("Ordered by")),
        Column("receiver", _("Supervised by"), kind="unit"),
        Column("text", _("Text"), kind="longtext"),
        Column("answered_on", _("Carried out on"), kind="date"),
        Column("answer", pgettext_lazy("order", "Answer"), kind="longtext"),
        Column("returned", _("Times returned"), kind="number"),
        Column("extended_days", _("Days extended"), kind="number"),
        Column("remark", _("Remark of the office")),
        Column("telephone", _("Telephone of the office")),
    ),
    parent="order",
    paper=paper_for,
    empty=_("Nothing has been ordered here. Parts are entered with the order that gives them."),
)
MODULE = Module(
    name="order",
    pages=(ORDERS, ITEMS),
    occasions=(
        Occasion("order.item", _("The unit was given its part of an order")),
        Occasion("order.letter", _("The unit was sent a letter of supervision")),
        Occasion("order.resolution", _("A meeting gave the unit a decision to carry out")),
        Occasion("order.review", _("A unit answered its part of an order")),
    ),
    events=(
        EventKind("order.issued", _("Order registered")),
        EventKind("order.amended", _("Further part of an order given")),
        EventKind("order.closed", _("Order closed")),
        EventKind("order.withdrawn", _("Order withdrawn")),
        EventKind("order_item.answered", _("Order answered"), opens=("order.review",), formerly=("decision.reported",)),
        # What meetings decided was reported under this kind before it became an order (decision record 0012).
        EventKind("decision.reported", _("Decision carried out")),
        EventKind("order_item.accepted", _("Answer accepted")),
        EventKind("order_item.returned", _("Answer returned")),
        EventKind("order_item.extended", _("Term of a part extended")),
        EventKind("order_item.withdrawn", _("Part of an order withdrawn")),
    ),
)

__all__ = ["INTAKE", "ITEMS", "MODULE", "ORDERS", "Order", "OrderItem"]
