"""An inspection tour as a case: held, revisited, concluded; its findings become orders (3.5, 3.27, 5.3, E.4)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import finding_rows, findings_of
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import all_followed_up, has_happened
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.tour.choices import KINDS, kinds_for, leads_for, responsible_for, sharers_for, subjects_for
from anlan.modules.tour.refusals import (
    after_the_tour,
    already_held,
    findings_can_be_followed,
    only_who_may_tour,
    subject_fits_the_kind,
)

FINDINGS = Ask(
    "findings", _("Findings"), "rows", required=False, rows=finding_rows(choices=responsible_for),
    why=_("Each becomes a part of an order: owed, answered, reviewed"),
)  # fmt: skip


def write_tour(doing: Doing) -> None:
    """Keep the facts of the tour and hand over what it found."""
    tour, answers = doing.record, doing.answers
    tour.started_on, tour.held_on = answers["started_on"], answers["occurred_on"]
    tour.kind, tour.subject_id, tour.lead_id = answers["kind"], int(answers["subject"]), int(answers["lead"])
    tour.basis, tour.number, tour.report = answers["basis"], answers.get("number") or "", answers["report"]
    tour.shared_with_id = int(answers["shared_with"]) if answers.get("shared_with") else None
    tour.save(force_insert=True)
    hand_over(doing)


def hand_over(doing: Doing) -> None:
    """Whatever was found is followed up elsewhere, in this same act."""
    found = findings_of(rows=doing.answers.get("findings") or (), kind="tour.finding")
    doing.findings += found


def write_revisit(doing: Doing) -> None:
    """Keep when somebody went back and what was seen."""
    day, result = doing.answers["occurred_on"], doing.answers["result"]
    Tour.objects.filter(pk=doing.record.pk).update(revisited_on=day, revisit=result)
    hand_over(doing)


def write_conclusion(doing: Doing) -> None:
    """Keep how it ended, or why it was withdrawn."""
    text = doing.answers.get("conclusion") or doing.answers.get("reason")
    Tour.objects.filter(pk=doing.record.pk).update(conclusion=text)


def bodies_of(tour: Tour) -> list[int]:
    """The units for which the tour counts."""
    return [unit for unit in (tour.unit_id, tour.shared_with_id) if unit]


class Tour(Case):
    """One tour of one lower government or peer department. ``held_on`` is its last day."""

    kind = models.CharField(_("Kind"), max_length=16)
    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField(_("First day"))
    held_on = models.DateField(_("Last day"))
    lead = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    shared_with = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(_("Basis"), max_length=200)
    number = models.CharField(_("Document number"), max_length=60, blank=True)
    report = models.TextField(_("Report"))
    revisited_on = models.DateField(_("Revisited on"), null=True)
    revisit = models.TextField(_("Revisit"), blank=True)
    conclusion = models.TextField(_("Conclusion"), blank=True)

    workflow = Workflow(
        states=(
            State("held", pgettext_lazy("tour state", "Held")),
            State("revisited", pgettext_lazy("tour state", "Revisited")),
            State("concluded", pgettext_lazy("tour state", "Concluded"), final=True),
            State("withdrawn", pgettext_lazy("tour state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "hold", _("Record a tour"), (), "held", P.TOUR_RECORD, "tour.held", clause="3.27",
                asks=(
                    Ask("kind", _("Kind"), "choice", choices=kinds_for),
                    Ask("subject", _("Who was visited"), "choice", choices=subjects_for),
                    Ask("started_on", _("First day"), "date"),
                    Ask("occurred_on", _("Last day"), "date", why=_("Decides for which year it counts")),
                    Ask("lead", _("Team led by (post)"), "choice", choices=leads_for),
                    Ask("shared_with", _("Also in the name of"), "choice", required=False, choices=sharers_for,
                        why=_("It counts for both")),
                    Ask("basis", _("Basis"), "text", why=_("The plan, notice or guide by which the team went")),
                    Ask("number", _("Document number"), "text", required=False, max_length=60),
                    Ask("report", _("Report"), "longtext", max_length=4000),
                    FINDINGS,
                    Ask("feedback", _("Feedback paper"), "file", required=False, why=_("Never required")),
                ),
                refuse=(only_who_may_tour, already_held, subject_fits_the_kind, findings_can_be_followed),
                apply=write_tour, variant=lambda tour: tour.kind, counts_for=bodies_of,
                accountable=lambda tour: tour.lead_id,
            ),
            Step(
                "revisit", _("Record a revisit"), ("held", "revisited"), "revisited", P.TOUR_RECORD, "tour.revisited",
                clause="3.5",
                asks=(
                    Ask("occurred_on", _("Revisited on"), "date"),
                    Ask("result", _("What was seen"), "longtext", max_length=4000),
                    FINDINGS,
                ),
                refuse=(has_happened, after_the_tour, findings_can_be_followed), apply=write_revisit,
            ),
            Step(
                "conclude", _("Conclude"), ("held", "revisited"), "concluded", P.TOUR_RECORD, "tour.concluded",
                clause="3.27", asks=(Ask("conclusion", _("Conclusion"), "longtext", max_length=4000),),
                refuse=(all_followed_up,), apply=write_conclusion,
            ),
            Step(
                "withdraw", _("Withdraw"), ("held", "revisited"), "withdrawn", P.TOUR_RECORD, "tour.withdrawn",
                clause="3.27", asks=(Ask("reason", _("Reason"), "text"),),
                apply=write_conclusion, withdraws="tour.held",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "held_on", "subject", "kind"],
                condition=~Q(state="withdrawn"),
                name="tour_recorded_once",
            )
        ]
        indexes = [models.Index(fields=["held_on", "id"], name="tour_by_day")]

    def __str__(self) -> str:
        return f"{self.held_on} {name_of(self.subject)}"

    def identity(self) -> dict[str, Any]:
        """The same body, day, subject and kind is the same tour."""
        return {
            "unit": self.unit_id,
            "held_on": self.held_on,
            "subject": self.subject_id,
            "kind": self.kind,
            "state__in": ("held", "revisited", "concluded"),
        }

    @property
    def kind_label(self) -> Words:
        """The kind in words."""
        return KINDS.get(self.kind, self.kind)
