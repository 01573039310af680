"""A report of a hidden danger or violation, from whoever found it to whoever answers for it (3.14, 3.17)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.danger_report import writing
from anlan.modules.danger_report.choices import next_receivers_for, receivers_for
from anlan.modules.danger_report.refusals import (
    found_already,
    handed_within_the_chain,
    major_goes_upward,
    only_towns_and_villages,
    receiver_in_the_chain,
    registered_once,
    unit_in_the_territory,
)

WAITING = ("reported", "handed_on", "received")
GRADE = Ask(
    "major",
    _("It is a major hidden danger"),
    "check",
    why=_("Tick it where the report does not say so yet: from now on a town owes telling the county within hours"),
)


class DangerReport(TwoSidedCase):
    """One report. ``unit`` found the danger, ``receiver`` has the report now; both see it, others by territory."""

    what = models.CharField(_("What was found"), max_length=200)
    place = models.CharField(_("Place"), max_length=100)
    major = models.BooleanField(_("Major hidden danger"), default=False)
    found_major = models.BooleanField(_("Found to be major by the receiver"), default=False)
    found_at = models.DateTimeField(_("Found at"))
    reported_on = models.DateField(_("Reported on"))
    hours_taken = models.PositiveIntegerField(_("Hours from finding to reporting"))
    late = models.BooleanField(_("Reported late"), default=False)
    answer = models.TextField(_("Answer"), blank=True)
    answered_on = models.DateField(_("Answered on"), null=True)
    handed_on_because = models.CharField(_("Handed on because"), max_length=200, blank=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("reported", pgettext_lazy("report state", "Reported, not yet received")),
            State("handed_on", pgettext_lazy("report state", "Handed on, not yet received")),
            State("received", pgettext_lazy("report state", "Received")),
            State("answered", pgettext_lazy("report state", "Answered"), final=True),
            State("withdrawn", pgettext_lazy("report state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "report", _("Report a danger"), (), "reported", P.DANGER_REPORT, "report.made", clause="3.17",
                asks=(
                    Ask("what", _("What was found"), "text", why=_("A hidden danger or a violation, in one sentence")),
                    Ask("place", _("Place"), "text", max_length=100),
                    Ask("major", _("It may be a major hidden danger"), "check",
                        why=_("Major dangers are reported within hours; the receiver decides what it is")),
                    Ask("found_at", _("Found at"), "moment", initial=lambda asked: asked.act.now,
                        why=_("The time from finding to reporting is counted from here")),
                    Ask("receiver", _("Report to"), "choice", choices=receivers_for,
                        why=_("It owes you an answer")),
                    Ask("photos", _("Photos"), "photos", required=False, why=_("Never required")),
                ),
                refuse=(only_towns_and_villages, found_already, receiver_in_the_chain),
                apply=writing.write_report, field=True,
            ),
            Step(
                "answer", _("Answer"), WAITING, "answered", P.DANGER_ANSWER, "report.answered", clause="3.17",
                asks=(
                    Ask("answer", _("Answer to whoever reported"), "longtext", max_length=2000,
                        why=_("What was found on the spot, and what is done about it by whom and when")),
                    Ask("not_major", _("It is not a major hidden danger"), "check",
                        why=_("A town answers what was reported as major only where it is not; otherwise it hands on")),
                ),
                refuse=(from_the_body_itself, major_goes_upward), apply=writing.write_answer,
                counts_for=writing.offices_of, by_receiver=True, field=True,
            ),
            Step(
                "receive", _("Confirm receipt"), ("reported", "handed_on"), "received", P.DANGER_ANSWER,
                "report.received", clause="3.17", asks=(GRADE,), refuse=(from_the_body_itself,),
                apply=writing.write_receipt, by_receiver=True, field=True,
            ),
            Step(
                "hand_on", _("Hand on"), WAITING, "handed_on", P.DANGER_ANSWER, "report.handed_on", clause="3.14",
                asks=(
                    Ask("receiver", _("To whom"), "choice", choices=next_receivers_for,
                        why=_("It owes the answer from now on")),
                    GRADE,
                    Ask("reason", _("Reason"), "text", why=_("Such as: belongs to the county's fire brigade")),
                ),
                refuse=(from_the_body_itself, handed_within_the_chain), apply=writing.write_new_receiver,
                variant=writing.direction, counts_for=writing.offices_of, by_receiver=True,
            ),
            Step(
                "register", _("Enter it as a hidden danger"), WAITING, "", P.DANGER_ANSWER, "report.registered",
                clause="3.17",
                asks=(
                    Ask("code", _("Credit code or code of the unit where it is"), "text", required=False, max_length=80,
                        why=_("Empty where no unit is known: then it is entered for whoever reported it")),
                ),
                refuse=(from_the_body_itself, registered_once, unit_in_the_territory), apply=writing.write_danger,
                by_receiver=True,
            ),
            Step(
                "withdraw", _("Withdraw"), ("reported",), "withdrawn", P.DANGER_REPORT, "report.withdrawn",
                clause="3.17",
                asks=(Ask("reason", _("Reason"), "text"),),
                apply=writing.write_reason, withdraws="report.made",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "reported_on", "place", "what"],
                condition=~Q(state="withdrawn"),
                name="danger_reported_once",
            )
        ]
        indexes = [models.Index(fields=["reported_on", "id"], name="danger_report_by_day")]

    def __str__(self) -> str:
        return self.receipt

    def identity(self) -> dict[str, Any]:
        """The same body, day, place and words are the same report."""
        same = {name: getattr(self, name) for name in ("reported_on", "place", "what")}
        return {"unit": self.unit_id, "state__in": (*WAITING, "answered"), **same}

    @property
    def receipt(self) -> str:
        """The number that the reporter is given at once (回执号)."""
        return f"{timezone.localtime(self.created_at):%Y%m%d}-{self.pk:06d}"

    @property
    def gravity(self) -> Words:
        """Whether the reporter thinks it major, or the receiver found that it is."""
        if self.found_major:
            return gettext("Major, as the receiver found")
        return gettext("Major, as reported") if self.major else gettext("Not major")

    @property
    def promptness(self) -> str:
        """How long telling took, and whether that was too long for a major danger."""
        if self.late:
            return gettext("%(hours)s hours: late for a major danger") % {"hours": self.hours_taken}
        return gettext("%(hours)s hours") % {"hours": self.hours_taken}
