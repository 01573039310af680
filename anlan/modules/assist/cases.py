"""A request for assistance: asked, accepted or declined, done, confirmed (3.15)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import from_the_body_itself, not_who_reported
from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.assist.choices import asked_for
from anlan.modules.assist.refusals import day_lies_ahead, done_already, only_bodies_below, only_supervisors_ask

OPEN = ("requested", "accepted", "declined", "done")


def write_request(doing: Doing) -> None:
    """Keep what is asked; the body that is asked owes it by the day that the request names."""
    request, answers = doing.record, doing.answers
    request.what, request.basis, request.due_day = answers["what"], answers["basis"], answers["due_day"]
    request.telephone, request.requested_on = answers["telephone"], doing.act.today
    request.send_to(receiver=Unit.objects.get(pk=int(answers["receiver"])))
    request.save(force_insert=True)
    doing.owed.append(
        Owed("assist.requested", request.receiver, request.what, request.due_day, request.record_type(), request.pk)
    )


def write_remark(doing: Doing) -> None:
    """Keep why it was declined, insisted on, returned or taken back."""
    AssistRequest.objects.filter(pk=doing.record.pk).update(remark=doing.answers["reason"])


def write_result(doing: Doing) -> None:
    """Keep what was done."""
    AssistRequest.objects.filter(pk=doing.record.pk).update(result=doing.answers["result"])


def not_who_did_it(doing: Doing) -> Refusal | None:
    """Nobody confirms the own assistance."""
    return not_who_reported(doing=doing, kind="assist.done")


class AssistRequest(TwoSidedCase):
    """One request. ``unit`` asks, ``receiver`` is asked."""

    what = models.CharField(_("What is asked"), max_length=200)
    basis = models.CharField(_("Basis"), max_length=200)
    requested_on = models.DateField(_("Asked on"))
    due_day = models.DateField(_("By when"))
    telephone = models.CharField(_("Office telephone"), max_length=40)
    result = models.TextField(_("Result"), blank=True)
    remark = models.CharField(_("Latest remark"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("requested", pgettext_lazy("assist state", "Asked, not yet accepted")),
            State("accepted", pgettext_lazy("assist state", "Accepted")),
            State("declined", pgettext_lazy("assist state", "Declined")),
            State("done", pgettext_lazy("assist state", "Done, to be confirmed")),
            State("confirmed", pgettext_lazy("assist state", "Confirmed"), final=True),
            State("withdrawn", pgettext_lazy("assist state", "Taken back"), final=True),
        ),
        steps=(
            Step(
                "request", _("Ask for assistance"), (), "requested", P.ASSIST_REQUEST, "assist.requested",
                clause="3.15",
                asks=(
                    Ask("receiver", _("Of whom"), "choice", choices=asked_for),
                    Ask("what", _("What is asked"), "text"),
                    Ask("basis", _("Basis"), "text", why=_("The law, plan or campaign under which you supervise")),
                    Ask("due_day", _("By when"), "date", why=_("It is owed by this day")),
                    Ask("telephone", _("Office telephone"), "text", max_length=40, private=True,
                        why=_("An office line for questions; it stands on the request alone, not in the ledger")),
                ),
                refuse=(only_supervisors_ask, from_the_body_itself, only_bodies_below, day_lies_ahead),
                apply=write_request,
            ),
            Step(
                "report", _("Report as done"), ("requested", "accepted"), "done", P.ASSIST_ANSWER, "assist.done",
                clause="3.15",
                asks=(
                    Ask("occurred_on", _("Done on"), "date", initial=lambda asked: asked.act.today),
                    Ask("result", _("Result"), "longtext", max_length=2000),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                refuse=(from_the_body_itself, done_already), apply=write_result,
                counts_for=lambda request: [request.receiver_id], by_receiver=True,
            ),
            Step(
                "accept", pgettext_lazy("request for assistance", "Accept"), ("requested",), "accepted",
                P.ASSIST_ANSWER, "assist.accepted", clause="3.15",
                refuse=(from_the_body_itself,), by_receiver=True,
            ),
            Step(
                "decline", _("Decline"), ("requested", "accepted"), "declined", P.ASSIST_ANSWER, "assist.declined",
                clause="3.15",
                asks=(Ask("reason", _("Reason"), "text", why=_("It stays owed until the other side takes it back")),),
                refuse=(from_the_body_itself,), apply=write_remark, by_receiver=True,
            ),
            Step(
                "confirm", _("Confirm"), ("done",), "confirmed", P.ASSIST_REQUEST, "assist.confirmed", clause="3.15",
                refuse=(from_the_body_itself, not_who_did_it),
            ),
            Step(
                "send_back", _("Return as not done"), ("done",), "accepted", P.ASSIST_REQUEST, "assist.returned",
                clause="3.15",
                asks=(Ask("reason", _("Reason"), "text", why=_("It is owed again, by the same day")),),
                refuse=(from_the_body_itself, not_who_did_it), apply=write_remark, withdraws="assist.done",
            ),
            Step(
                "insist", _("Insist"), ("declined",), "requested", P.ASSIST_REQUEST, "assist.insisted", clause="3.15",
                asks=(Ask("reason", _("Reason"), "text"),),
                refuse=(from_the_body_itself,), apply=write_remark,
            ),
            Step(
                "take_back", _("Take back"), ("requested", "accepted", "declined"), "withdrawn", P.ASSIST_REQUEST,
                "assist.withdrawn", clause="3.15",
                asks=(Ask("reason", _("Reason"), "text"),),
                refuse=(from_the_body_itself,), apply=write_remark, withdraws="assist.requested",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "receiver", "requested_on", "what"],
                condition=~Q(state="withdrawn"),
                name="assistance_asked_once",
            )
        ]
        indexes = [models.Index(fields=["due_day", "id"], name="assist_request_by_day")]

    def __str__(self) -> str:
        return self.what

    def identity(self) -> dict[str, Any]:
        """The same thing asked of the same body on the same day is the same request."""
        same = {name: getattr(self, name) for name in ("receiver", "requested_on", "what")}
        return {"unit": self.unit_id, "state__in": (*OPEN, "confirmed"), **same}
