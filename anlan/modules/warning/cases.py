"""One warning of one enterprise, from its proposal to what came of it (17.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.for_which_body import bodies_with, first_with
from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.warning import acts
from anlan.modules.warning.acts import OCCASION
from anlan.modules.warning.explaining import explained, thawed

OUTCOMES: dict[str, Words] = {
    "improved": pgettext_lazy("warning outcome", "Put in order"),
    "case": pgettext_lazy("warning outcome", "Goes on as a danger, order or inspection"),
    "harmless": pgettext_lazy("warning outcome", "Looked at, nothing wrong"),
}
OPEN = ("proposed", "confirmed", "followed_up")


def outcomes_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """What can come of a warning."""
    return list(OUTCOMES.items())


class EarlyWarning(TwoSidedCase):
    """One warning. ``unit`` is the enterprise, ``receiver`` the body that follows it up.

    ``points``, ``threshold`` and ``parts`` are what was counted when it was proposed; no step changes them.
    """

    points = models.PositiveIntegerField(pgettext_lazy("warning", "Points"))
    threshold = models.PositiveIntegerField(pgettext_lazy("warning", "Warned from so many points on"))
    parts = models.JSONField()
    proposed_on = models.DateField(pgettext_lazy("warning", "Proposed on"))
    note = models.TextField(pgettext_lazy("warning", "Remark"), blank=True)
    confirmed_on = models.DateField(pgettext_lazy("warning", "Confirmed on"), null=True)
    task = models.TextField(pgettext_lazy("warning", "What is to be looked at"), blank=True)
    followed_on = models.DateField(pgettext_lazy("warning", "Followed up on"), null=True)
    result = models.TextField(pgettext_lazy("warning", "What was found and done"), blank=True)
    reply = models.TextField(pgettext_lazy("warning", "What the enterprise says"), blank=True)
    outcome = models.CharField(pgettext_lazy("warning", "Outcome"), max_length=12, blank=True, choices=OUTCOMES)
    closing_note = models.TextField(pgettext_lazy("warning", "Note at the close"), blank=True)
    closed_on = models.DateField(pgettext_lazy("warning", "Closed on"), null=True)
    dismissed_because = models.CharField(pgettext_lazy("warning", "Dismissed because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("proposed", pgettext_lazy("warning state", "Proposed, to be confirmed or dismissed")),
            State("confirmed", pgettext_lazy("warning state", "Confirmed, to be followed up")),
            State("followed_up", pgettext_lazy("warning state", "Followed up, to be closed")),
            State("closed", pgettext_lazy("warning state", "Closed"), final=True),
            State("dismissed", pgettext_lazy("warning state", "Dismissed"), final=True),
        ),
        steps=(
            Step(
                "propose", _("Propose a risk warning"), (), "proposed", P.QUESTION_ASK, "warning.proposed",
                clause="17.7",
                asks=(
                    Ask("receiver", pgettext_lazy("warning", "Followed up by"), "choice",
                        offered=bodies_with(permission=P.QUESTION_ASK), initial=first_with(permission=P.QUESTION_ASK),
                        why=_("This body owes the follow-up once somebody else confirms it")),
                    Ask("note", pgettext_lazy("warning", "Remark"), "longtext", required=False, max_length=500,
                        why=_("What is counted today is kept by itself. The enterprise reads this: say what is to be "
                              "looked at, accuse nobody")),
                ),
                refuse=(acts.one_of_the_own, acts.figures_propose_it), apply=acts.write_proposal,
            ),
            Step(
                "confirm", _("Confirm the warning"), ("proposed",), "confirmed", P.QUESTION_ASK, "warning.confirmed",
                clause="17.7",
                asks=(Ask("task", pgettext_lazy("warning", "What is to be looked at"), "longtext", max_length=500,
                          why=_("The body that is named owes a follow-up from now on; the enterprise reads this")),),
                refuse=(acts.by_another("warning.proposed"),), apply=acts.write_confirmation, by_receiver=True,
            ),
            Step(
                "follow_up", _("Report the follow-up"), ("confirmed",), "followed_up", P.QUESTION_ASK,
                "warning.followed_up", clause="17.7",
                asks=(
                    Ask("occurred_on", pgettext_lazy("warning", "Followed up on"), "date",
                        initial=lambda asked: asked.act.today),
                    Ask("result", pgettext_lazy("warning", "What was found and done"), "longtext", max_length=2000,
                        why=_("Such as: looked at on the spot, what is in order, what became a danger or an order")),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened,), apply=acts.write_follow_up, by_receiver=True,
                counts_for=lambda one: [one.receiver_id],
            ),
            Step(
                "close", pgettext_lazy("warning", "Close it"), ("followed_up",), "closed", P.QUESTION_ASK,
                "warning.closed", clause="17.7",
                asks=(
                    Ask("outcome", pgettext_lazy("warning", "Outcome"), "choice", choices=outcomes_for),
                    Ask("note", pgettext_lazy("warning", "Note at the close"), "longtext", required=False,
                        max_length=500),
                ),
                refuse=(acts.by_another("warning.followed_up"),), apply=acts.write_outcome, by_receiver=True,
            ),
            Step(
                "send_back", pgettext_lazy("warning", "Send back"), ("followed_up",), "confirmed", P.QUESTION_ASK,
                "warning.sent_back", clause="17.7",
                asks=(Ask("further", pgettext_lazy("warning", "What is still to be looked at"), "longtext",
                          max_length=500, why=_("The follow-up is owed again")),),
                refuse=(acts.by_another("warning.followed_up"),), apply=acts.write_return, by_receiver=True,
            ),
            Step(
                "comment", pgettext_lazy("warning", "Say something about it"), OPEN, "", P.QUESTION_ANSWER,
                "warning.commented", clause="17.7",
                asks=(Ask("reply", pgettext_lazy("warning", "What the enterprise says"), "longtext", max_length=1000,
                          why=_("Never required: a warning is no accusation")),),
                refuse=(from_the_body_itself,), apply=acts.write_reply,
            ),
            Step(
                "dismiss", pgettext_lazy("warning", "Dismiss it"), ("proposed",), "dismissed", P.QUESTION_ASK,
                "warning.dismissed", clause="17.7",
                asks=(Ask("reason", _("Reason"), "text",
                          why=_("Why the figures mislead here; it helps to set them better")),),
                apply=acts.write_dismissal, by_receiver=True,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(state__in=OPEN), name="warned_once_at_a_time")
        ]
        indexes = [models.Index(fields=["proposed_on", "id"], name="warning_by_day")]

    def __str__(self) -> str:
        return gettext("Risk warning of %(day)s, %(points)d points") % {"day": self.proposed_on, "points": self.points}

    @property
    def explanation(self) -> str:
        """What was counted when it was proposed, in the reader's language, and what a warning is not."""
        fair = gettext("A warning is a reason to look, no finding and no penalty.")
        return "\n".join((*explained(parts=thawed(kept=self.parts), threshold=self.threshold), fair))

    def identity(self) -> dict[str, Any]:
        """An enterprise has one open warning at a time."""
        return {"unit": self.unit_id, "state__in": OPEN}


__all__ = ["OCCASION", "OPEN", "OUTCOMES", "EarlyWarning"]
