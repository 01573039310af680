"""A report of a hidden danger or violation, from whoever found it to whoever answers for it (3.14, 3.17)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import Finding
from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.danger_report.choices import next_receivers_for, receivers_for
from anlan.modules.danger_report.refusals import (
    found_already,
    handed_within_the_chain,
    major_goes_upward,
    only_towns_and_villages,
    receiver_in_the_chain,
    registered_once,
    unit_in_the_territory,
    unit_of_code,
)
from anlan.rules import danger_reports

WAITING = ("reported", "handed_on", "received")
GRADE = Ask(
    "major",
    _("It is a major hidden danger"),
    "check",
    why=_("Tick it where the report does not say so yet: from now on a town owes telling the county within hours"),
)


def write_report(doing: Doing) -> None:
    """Keep what was found and how long telling took; the receiver owes an answer from now on."""
    report, answers, act = doing.record, doing.answers, doing.act
    report.what, report.place, report.found_at = answers["what"], answers["place"], answers["found_at"]
    report.major, report.reported_on = bool(answers.get("major")), act.today
    report.hours_taken = danger_reports.hours_taken(found_at=report.found_at, reported_at=act.now)
    hours = int(act.pack.parameters.value(key="danger_report.major_hours", on=act.today).value)
    report.late = report.major and danger_reports.is_late(
        found_at=report.found_at, reported_at=act.now, hours=hours
    )  # fmt: skip
    report.send_to(receiver=Unit.objects.get(pk=int(answers["receiver"])))
    report.save(force_insert=True)
    owe_answer(doing, receiver=report.receiver)
    if report.major:
        owe_telling_upward(doing, receiver=report.receiver)


def owe_telling_upward(doing: Doing, *, receiver: Unit) -> None:
    """A town that has a major danger before it owes telling the county, within hours from now (3.14)."""
    if receiver.area.level == "town":
        report = doing.record
        doing.owed.append(Owed("report.major", receiver, report.what, None, report.record_type(), report.pk))


def write_grade(doing: Doing) -> bool:
    """Keep that the receiver finds the danger to be major, where nobody had said so; tells whether it is news."""
    if doing.record.major or not doing.answers.get("major"):
        return False
    doing.record.major = doing.record.found_major = True
    DangerReport.objects.filter(pk=doing.record.pk).update(major=True, found_major=True)
    return True


def write_receipt(doing: Doing) -> None:
    """A town that finds at the receipt that the danger is major owes telling the county from now on."""
    if write_grade(doing):
        owe_telling_upward(doing, receiver=doing.record.receiver)


def owe_answer(doing: Doing, *, receiver: Unit) -> None:
    """Whoever has the report owes an answer within a term in working days."""
    report, act = doing.record, doing.act
    days = int(act.pack.parameters.value(key="danger_report.answer_days", on=act.today).value)
    by = act.pack.calendar.add_working_days(start=act.today, days=days).date
    doing.owed.append(Owed("report.made", receiver, report.what, by, report.record_type(), report.pk))


def write_danger(doing: Doing) -> None:
    """The register of hidden dangers takes it over; this body follows it up there."""
    report, act = doing.record, doing.act
    unit = unit_of_code(code=doing.answers.get("code") or report.unit.code)
    days = int(act.pack.parameters.value(key="danger_report.answer_days", on=act.today).value)
    due = act.today + dt.timedelta(days=days)
    doing.findings.append(Finding("report.danger", unit or report.unit, report.what, due, place=report.place))


def write_answer(doing: Doing) -> None:
    """The answer goes back to whoever reported."""
    DangerReport.objects.filter(pk=doing.record.pk).update(
        answer=doing.answers["answer"], answered_on=doing.act.today
    )  # fmt: skip


def write_new_receiver(doing: Doing) -> None:
    """Another body has the report from now on and owes the answer.

    The record at hand keeps the receiver that acts: it is for that one that the act counts.
    """
    receiver = Unit.objects.select_related("area").get(pk=int(doing.answers["receiver"]))
    if write_grade(doing):
        owe_telling_upward(doing, receiver=receiver)
    DangerReport.objects.filter(pk=doing.record.pk).update(
        receiver=receiver, receiver_position=receiver.position, handed_on_because=doing.answers["reason"]
    )
    owe_answer(doing, receiver=receiver)


def direction(report: DangerReport) -> str:
    """Whether the report, just handed on, went to another area or stayed in the same place."""
    now = Unit.objects.get(pk=DangerReport.objects.values("receiver").get(pk=report.pk)["receiver"])
    return "same_place" if now.area_id == report.receiver.area_id else "upward"


def offices_of(report: DangerReport) -> list[int]:
    """The bodies of the receiver's own place: what one of them hands on, none of them has to hand on again."""
    return list(Unit.objects.filter(area=report.receiver.area_id, closed_on=None).values_list("pk", flat=True))


def write_reason(doing: Doing) -> None:
    """Keep why a report was withdrawn beside what it said."""
    DangerReport.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


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
                apply=write_report, field=True,
            ),
            Step(
                "answer", _("Answer"), WAITING, "answered", P.DANGER_ANSWER, "report.answered", clause="3.17",
                asks=(
                    Ask("answer", _("Answer to whoever reported"), "longtext", max_length=2000,
                        why=_("What was found on the spot, and what is done about it by whom and when")),
                    Ask("not_major", _("It is not a major hidden danger"), "check",
                        why=_("A town answers what was reported as major only where it is not; otherwise it hands on")),
                ),
                refuse=(from_the_body_itself, major_goes_upward), apply=write_answer,
                counts_for=offices_of, by_receiver=True, field=True,
            ),
            Step(
                "receive", _("Confirm receipt"), ("reported", "handed_on"), "received", P.DANGER_ANSWER,
                "report.received", clause="3.17", asks=(GRADE,), refuse=(from_the_body_itself,),
                apply=write_receipt, by_receiver=True, field=True,
            ),
            Step(
                "hand_on", _("Hand on"), WAITING, "handed_on", P.DANGER_ANSWER, "report.handed_on", clause="3.14",
                asks=(
                    Ask("receiver", _("To whom"), "choice", choices=next_receivers_for,
                        why=_("It owes the answer from now on")),
                    GRADE,
                    Ask("reason", _("Reason"), "text", why=_("Such as: belongs to the county's fire brigade")),
                ),
                refuse=(from_the_body_itself, handed_within_the_chain), apply=write_new_receiver,
                variant=direction, counts_for=offices_of, by_receiver=True,
            ),
            Step(
                "register", _("Enter it as a hidden danger"), WAITING, "", P.DANGER_ANSWER, "report.registered",
                clause="3.17",
                asks=(
                    Ask("code", _("Credit code or code of the unit where it is"), "text", required=False, max_length=80,
                        why=_("Empty where no unit is known: then it is entered for whoever reported it")),
                ),
                refuse=(from_the_body_itself, registered_once, unit_in_the_territory), apply=write_danger,
                by_receiver=True,
            ),
            Step(
                "withdraw", _("Withdraw"), ("reported",), "withdrawn", P.DANGER_REPORT, "report.withdrawn",
                clause="3.17",
                asks=(Ask("reason", _("Reason"), "text"),),
                apply=write_reason, withdraws="report.made",
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
