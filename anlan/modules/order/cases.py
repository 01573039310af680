"""An order as a case: given to units, closed or withdrawn by the office that supervises it (3.4, 3.26, 9.3)."""

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
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.order import writing
from anlan.modules.order.choices import IMPORTANCE, SOURCES, importance_for, leaders_for, receivers_for, sources_for
from anlan.modules.order.refusals import (
    given_to_units,
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
