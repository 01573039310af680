"""One administrative inspection: by whom, on which basis, what was looked at and found; the enterprise may comment."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import Finding
from anlan.kernel.records.for_which_body import first_with
from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.refusals import has_happened, not_longer_ago
from anlan.kernel.records.signing import SIGNATURE
from anlan.kernel.records.workflow import Ask, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.inspection import limits
from anlan.modules.inspection.limits import BASES, MANNERS, cap_of, used_of
from anlan.rules import inspections as rules

DANGER = "inspection.danger"


def write_inspection(doing: Doing) -> None:
    """Keep what was inspected; what was found becomes hidden dangers that the bureau follows up."""
    record, answers = doing.record, doing.answers
    record.inspected_on = answers["occurred_on"]
    for name in ("basis", "manner", "document", "looked_at"):
        setattr(record, name, answers[name])
    record.certificates = "、".join(rules.certificates_in(text=answers["certificates"]))
    rows = answers.get("dangers") or ()
    record.found = len(rows)
    record.send_to(receiver=Unit.objects.get(pk=int(answers["receiver"])))
    record.save(force_insert=True)
    days = int(doing.act.pack.parameters.value(key="danger.general_days", on=doing.act.today).value)
    due = max(record.inspected_on + dt.timedelta(days=days), doing.act.today)
    for row in rows:
        found = {"place": row.get("place") or "", "put_right": row.get("put_right") or ""}
        doing.findings.append(Finding(DANGER, record.unit, row["what"], due, **found))


def write_comment(doing: Doing) -> None:
    """Keep what the enterprise says of it; an earlier comment stays in the history."""
    Inspection.objects.filter(pk=doing.record.pk).update(comment=doing.answers["comment"])


def write_reason(doing: Doing) -> None:
    """Keep why a record was withdrawn beside what it said."""
    Inspection.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


class Inspection(TwoSidedCase):
    """One inspection. ``unit`` is the enterprise, ``receiver`` the bureau that inspected it; both see it."""

    inspected_on = models.DateField(_("Date"))
    basis = models.CharField(pgettext_lazy("inspection", "Basis"), max_length=12, choices=BASES)
    # What was recorded before this was asked is not known to have been unannounced.
    manner = models.CharField(
        pgettext_lazy("inspection", "Notice"), max_length=12, choices=MANNERS, default=rules.ANNOUNCED
    )
    document = models.CharField(_("Plan, draw, clue or request"), max_length=100)
    looked_at = models.CharField(pgettext_lazy("inspection", "What was looked at"), max_length=300)
    certificates = models.CharField(_("Enforcement certificates"), max_length=200)
    found = models.PositiveSmallIntegerField(_("Hidden dangers found"), default=0)
    comment = models.TextField(_("Comment of the enterprise"), blank=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("inspection state", "Recorded"), settled=True),
            State("withdrawn", pgettext_lazy("inspection state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "record", _("Record an administrative inspection"), (), "recorded", P.INSPECT, "inspection.made",
                clause="8.8",
                asks=(
                    Ask("receiver", pgettext_lazy("inspection", "Inspected by"), "choice",
                        offered=limits.inspecting_bodies, initial=first_with(permission=P.INSPECT),
                        why=_("Before the name: its inspections by plan and draw this year, and the most there may be. "
                              "Only a body with the power inspects; patrols and services are others")),
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today),
                    Ask("basis", pgettext_lazy("inspection", "Basis"), "choice", choices=limits.bases_for,
                        why=_("Plan and draw count towards the year's cap, which the enterprise sees too")),
                    Ask("manner", pgettext_lazy("inspection", "Notice"), "choice", choices=limits.manners_for,
                        why=_("Unannounced checks are what the Opinions ask for more of (19.3)")),
                    Ask("document", _("Plan, draw, clue or request"), "text", max_length=100,
                        why=_("Its number or title")),
                    Ask("certificates", _("Enforcement certificates"), "text",
                        why=_("The numbers of all officers, at least two")),
                    Ask("looked_at", pgettext_lazy("inspection", "What was looked at"), "text", max_length=300),
                    Ask("dangers", pgettext_lazy("inspection", "Hidden dangers found"), "rows", required=False,
                        why=_("Each becomes a hidden danger of the enterprise, followed up by this bureau"),
                        rows=(
                            Ask("what", _("What was found"), "text", max_length=300),
                            Ask("place", _("Place"), "text", required=False, max_length=100),
                            Ask("put_right", _("Put right on the spot"), "text", required=False, max_length=300),
                        )),
                    Ask("photos", _("Photos"), "photos", required=False, why=_("Never required")),
                    SIGNATURE,
                ),
                refuse=(has_happened, not_longer_ago(key="inspection.record_back_days"), limits.one_of_the_inspectors,
                        limits.two_officers, limits.within_the_cap),
                apply=write_inspection, variant=lambda record: record.basis,
                counts_for=lambda record: [record.receiver_id], exclusive=True,
            ),
            Step(
                "comment", _("Comment on the inspection"), ("recorded",), "", P.ENTERPRISE_ACT,
                "inspection.commented", clause="8.8",
                asks=(
                    Ask("comment", _("Comment of the enterprise"), "longtext", max_length=2000,
                        initial=lambda asked: asked.record.comment if asked.record else "",
                        why=_("The bureau reads it; you need not say anything")),
                ),
                refuse=(from_the_body_itself,), apply=write_comment,
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.INSPECT, "inspection.withdrawn",
                clause="8.8", asks=(Ask("reason", _("Reason"), "text"),), apply=write_reason,
                withdraws="inspection.made", by_receiver=True,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "receiver", "inspected_on", "basis"], condition=~Q(state="withdrawn"),
                name="inspection_recorded_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["inspected_on", "id"], name="inspection_by_day")]

    def __str__(self) -> str:
        return f"{self.inspected_on} {self.document}"

    def identity(self) -> dict[str, Any]:
        """The same bureau, enterprise, day and basis is the same inspection."""
        same = {"unit": self.unit_id, "receiver": self.receiver_id, "inspected_on": self.inspected_on}
        return {**same, "basis": self.basis, "state": "recorded"}

    @property
    def counter(self) -> str:
        """How many inspections by plan and draw this bureau made in that year, of those allowed."""
        used = used_of(unit=self.unit_id, body=self.receiver_id, year=self.inspected_on.year)
        return f"{used} / {cap_of(pack=installed_pack(), on=self.inspected_on)}"
