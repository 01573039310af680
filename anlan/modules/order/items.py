"""督办件 (9.3): one unit's part of an order, as a case: answered, reviewed, returned, extended, withdrawn."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.order import writing
from anlan.modules.order.cases import Order
from anlan.modules.order.refusals import (
    answered_by_now,
    longer_and_within_the_longest,
    new_day_lies_ahead,
    not_by_the_one_who_answered,
)


class OrderItem(TwoSidedCase):
    """One unit's part of an order. ``unit`` has to do it and answers, ``receiver`` is the office that reviews.

    ``due_day`` is the day that counts now: that of the last return or extension where there was one; ``extended_days``
    adds up what extensions gave. ``decision_id`` is the number under which older entries of the ledger name it, from
    the time when meetings kept what they decided in a register of their own (decision record 0012).
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="items")
    what = models.CharField(_("What"), max_length=200)
    due_day = models.DateField(_("By when"))
    letter_number = models.CharField(_("Number of the letter or notice"), max_length=60, blank=True)
    answer = models.TextField(_("Answer"), blank=True)
    answered_on = models.DateField(_("Carried out on"), null=True)
    returned = models.PositiveSmallIntegerField(_("Times returned"), default=0)
    extended_days = models.PositiveSmallIntegerField(_("Days extended"), default=0)
    remark = models.CharField(_("Remark of the office"), max_length=200, blank=True)
    telephone = models.CharField(_("Telephone of the office"), max_length=40, blank=True)
    decision_id = models.BigIntegerField(null=True)

    workflow = Workflow(
        states=(
            State("issued", pgettext_lazy("order part state", "In hand")),
            State("answered", pgettext_lazy("order part state", "Answered, waiting for review")),
            State("returned", pgettext_lazy("order part state", "Returned")),
            State("closed", pgettext_lazy("order part state", "Closed"), final=True),
            State("withdrawn", pgettext_lazy("order part state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "answer", pgettext_lazy("order step", "Answer"), ("issued", "returned"), "answered", P.ORDER_ANSWER,
                "order_item.answered",
                clause="9.3",
                asks=(
                    Ask("occurred_on", _("Carried out on"), "date"),
                    Ask("answer", pgettext_lazy("order", "Answer"), "longtext", max_length=4000),
                    Ask("proof", _("Proof"), "file", required=False, why=_("Never required")),
                ),
                refuse=(answered_by_now,), apply=writing.write_answer, counts_for=lambda item: [item.unit_id],
            ),
            Step(
                "accept", _("Accept"), ("answered",), "closed", P.ORDER_REVIEW, "order_item.accepted", clause="9.3",
                asks=(Ask("remark", _("Remark"), "text", required=False),),
                refuse=(not_by_the_one_who_answered,), apply=writing.write_remark, by_receiver=True,
                counts_for=writing.reviewers_of,
            ),
            Step(
                "return", _("Return"), ("answered",), "returned", P.ORDER_REVIEW, "order_item.returned", clause="9.3",
                asks=(
                    Ask("reason", _("Reason"), "text"),
                    Ask("telephone", _("Telephone of the office"), "text", max_length=40,
                        why=_("So that the unit can ask; the office's number, nobody's own")),
                    Ask("due_day", _("By when anew"), "date"),
                ),
                refuse=(not_by_the_one_who_answered, new_day_lies_ahead), apply=writing.send_back, by_receiver=True,
                counts_for=writing.reviewers_of,
            ),
            Step(
                "extend", _("Extend the term"), ("issued", "returned"), "", P.ORDER_ISSUE, "order_item.extended",
                clause="9.3",
                asks=(
                    Ask("due_day", _("New due day"), "date", why=_("Within the longest extension in all")),
                    Ask("reason", _("Reason"), "text", why=_("Shown to the unit")),
                ),
                refuse=(longer_and_within_the_longest, new_day_lies_ahead), apply=writing.extend, by_receiver=True,
            ),
            Step(
                "withdraw", _("Withdraw"), ("issued", "returned", "answered"), "withdrawn", P.ORDER_ISSUE,
                "order_item.withdrawn", clause="9.3",
                asks=(Ask("reason", _("Reason"), "text"),),
                apply=writing.withdraw_item, by_receiver=True,
            ),
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["due_day", "id"], name="order_item_by_day")]

    def __str__(self) -> str:
        return self.what

    def references(self) -> tuple[tuple[str, int], ...]:
        """Older entries name what a meeting decided by its number in the register that meetings had."""
        former = (("decision", self.decision_id),) if self.decision_id else ()
        return (*former, *super().references())

    @property
    def source_label(self) -> Words:
        """The source of the order in words."""
        return self.order.source_label

    @property
    def subject(self) -> str:
        """Number and subject of the order; the order itself stands at the office that supervises it."""
        return str(self.order)

    @property
    def text(self) -> str:
        """The text of the order."""
        return self.order.text

    @property
    def ordered_by(self) -> str:
        """Who ordered it."""
        return self.order.ordered_by
