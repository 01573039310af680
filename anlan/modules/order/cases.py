"""An order and the parts that it gives to units, as cases: states, steps, what is asked (3.4, 3.26, 9.3)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.records.findings import finding_rows
from anlan.kernel.records.record import Case, TwoSidedCase
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.order import writing
from anlan.modules.order.choices import IMPORTANCE, SOURCES, importance_for, leaders_for, receivers_for, sources_for
from anlan.modules.order.refusals import (
    answered_by_now,
    given_to_units,
    longer_and_within_the_longest,
    new_day_lies_ahead,
    not_by_the_one_who_answered,
    nothing_in_hand,
    received_by_now,
    somebody_ordered_it,
)


class Order(Case):
    """One order, in the hands of the office that supervises it. ``origin`` is the record that found the matter."""

    source = models.CharField(_("Source"), max_length=24)
    from_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    from_body = models.CharField(_("Body"), max_length=120, blank=True)
    number = models.CharField(_("Document number"), max_length=60, blank=True)
    subject = models.CharField(_("Subject"), max_length=120)
    text = models.TextField(_("Text"), blank=True)
    received_on = models.DateField(_("Received on"))
    importance = models.CharField(_("Importance"), max_length=12)
    summary = models.TextField(_("How it ended"), blank=True)
    origin_type = models.CharField(max_length=48, blank=True)
    origin_id = models.BigIntegerField(null=True)

    workflow = Workflow(
        states=(
            State("open", pgettext_lazy("order state", "In hand")),
            State("closed", pgettext_lazy("order state", "Closed"), final=True),
            State("withdrawn", pgettext_lazy("order state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "issue", _("Register an order"), (), "open", P.ORDER_ISSUE, "order.issued", clause="9.3",
                asks=(
                    Ask("source", _("Source"), "choice", choices=sources_for,
                        why=_("What a meeting decided is entered with the meeting, and comes in by itself")),
                    Ask("from_post", _("From (post)"), "choice", required=False, choices=leaders_for),
                    Ask("from_body", _("From (body)"), "text", required=False, max_length=120,
                        why=_("Where it came from no post of this list")),
                    Ask("number", _("Document number"), "text", required=False, max_length=60),
                    Ask("subject", _("Subject"), "text", max_length=120),
                    Ask("text", _("Text"), "longtext", max_length=4000, why=_("Each unit with a part can read it")),
                    Ask("received_on", _("Received on"), "date", initial=lambda asked: asked.act.today),
                    Ask("importance", _("Importance"), "choice", choices=importance_for,
                        initial=lambda asked: "ordinary", why=_("Clause 3.4 asks to resolve the major problems")),
                    Ask("items", _("Who has to do what"), "rows", rows=finding_rows(choices=receivers_for),
                        why=_("Each part is owed by its unit from today on")),
                    Ask("original", _("Scan of the order"), "file", required=False, why=_("Never required")),
                ),
                refuse=(received_by_now, somebody_ordered_it, given_to_units),
                apply=writing.write_order,
            ),
            Step(
                "give", _("Give a further part"), ("open",), "open", P.ORDER_ISSUE, "order.amended", clause="9.3",
                asks=(
                    Ask("items", _("Who has to do what"), "rows", rows=finding_rows(choices=receivers_for),
                        why=_("Each part is owed by its unit from today on")),
                    Ask("reason", _("Reason"), "text"),
                ),
                refuse=(given_to_units,), apply=writing.give_more,
            ),
            Step(
                "close", _("Close the order"), ("open",), "closed", P.ORDER_ISSUE, "order.closed", clause="3.4",
                asks=(Ask("summary", _("How it ended"), "longtext", max_length=2000),),
                refuse=(nothing_in_hand,),
                apply=writing.write_summary,
            ),
            Step(
                "withdraw", _("Withdraw"), ("open",), "withdrawn", P.ORDER_ISSUE, "order.withdrawn", clause="9.3",
                asks=(Ask("reason", _("Reason"), "text"),),
                apply=writing.withdraw_order,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "number", "subject"],
                condition=~Q(state="withdrawn") & ~Q(number=""),
                name="order_registered_once",
            )
        ]
        indexes = [
            models.Index(fields=["received_on", "id"], name="order_by_day"),
            models.Index(fields=["origin_type", "origin_id"], name="order_by_origin"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}".strip()

    def identity(self) -> dict[str, Any]:
        """The same document under the same subject at the same office is the same order."""
        return {"unit": self.unit_id, "number": self.number, "subject": self.subject, "state__in": ("open", "closed")}

    @property
    def origin(self) -> Case | None:
        """The meeting that decided it, or the visit that found it; None for what was registered by hand."""
        pages = DECLARED.pages.get(self.origin_type)
        return pages.model.objects.filter(pk=self.origin_id).first() if pages else None

    @property
    def source_label(self) -> Words:
        """The source in words."""
        return SOURCES.get(self.source, self.source)

    @property
    def importance_label(self) -> Words:
        """The importance in words."""
        return IMPORTANCE.get(self.importance, self.importance)

    @property
    def ordered_by(self) -> str:
        """Who ordered it: the body in words, the post with its unit, or the body that met or went."""
        post = self.from_post
        if post and not self.from_body:
            return f"{name_of(post.unit)} · {name_of(post)}"
        return self.from_body or (name_of(self.unit) if self.origin_type else "")


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
