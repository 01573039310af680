"""企业安全风险全面评估 (18.1): an enterprise assesses all its risks regularly, by default each year.

The points themselves stand in the register of risk points; here stands how and by whom all were judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column, columns_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened, not_longer_ago
from anlan.kernel.records.workflow import Ask, Asked, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.rules import risk_assessments as rules

COUNTS = ("red", "orange", "yellow", "blue")
METHODS: dict[str, Words] = {
    "lec": pgettext_lazy("method", "LEC: likelihood, exposure, consequence"),
    "ls": pgettext_lazy("method", "Risk matrix: likelihood by severity"),
    "scl": pgettext_lazy("method", "Safety check-list"),
    "jha": pgettext_lazy("method", "Job hazard analysis"),
    "hazop": pgettext_lazy("method", "HAZOP"),
    "several": pgettext_lazy("method", "Several, by object"),
    "other": pgettext_lazy("method", "Other"),
}
ASSESSORS: dict[str, Words] = {
    rules.OWN: pgettext_lazy("assessor", "The enterprise's own staff"),
    rules.AGENCY: pgettext_lazy("assessor", "A professional agency"),
}


def methods_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The methods by which risks are judged."""
    return list(METHODS.items())


def assessors_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """Own staff or an agency."""
    return list(ASSESSORS.items())


def none_yet(asked: Asked) -> int:
    """No point, until one is counted."""
    return 0


def agency_where_one_assessed(doing: Doing) -> Refusal | None:
    """An agency that assessed is named, and none where the own staff did."""
    fault = rules.agency_fault(assessor=doing.answers["assessor"], agency=doing.answers["agency"] or "")
    text = {
        "missing": gettext("Name the agency that assessed."),
        "needless": gettext("The own staff assessed: leave the agency empty, or say that it assessed."),
    }
    return Refusal("agency", text[fault]) if fault else None


def something_was_found(doing: Doing) -> Refusal | None:
    """A full assessment of a production unit finds risks, if only low ones."""
    if any(doing.answers[name] for name in COUNTS):
        return None
    text = gettext("No risk point at all? A full assessment counts the low ones as well.")
    return Refusal("blue", text)


def write_assessment(doing: Doing) -> None:
    """Keep what was assessed, and by which day the next is due."""
    one, answers = doing.record, doing.answers
    one.assessed_on = answers["occurred_on"]
    for name in ("method", "assessor", "conclusion", *COUNTS):
        setattr(one, name, answers[name])
    one.agency = answers["agency"] or ""
    months = int(doing.act.pack.parameters.value(key="risk_assessment.months", on=one.assessed_on).value)
    one.next_on = rules.months_after(day=one.assessed_on, months=months)
    one.save(force_insert=True)


def write_reason(doing: Doing) -> None:
    """Keep why a record was withdrawn beside what it said."""
    RiskAssessment.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


class RiskAssessment(Case):
    """One full assessment of the risks of one enterprise. ``red`` to ``blue`` count its points by colour."""

    assessed_on = models.DateField(_("Assessed on"))
    method = models.CharField(_("Method"), max_length=12, choices=METHODS)
    assessor = models.CharField(pgettext_lazy("risk", "Assessed by"), max_length=8, choices=ASSESSORS)
    agency = models.CharField(_("Agency"), max_length=120, blank=True)
    red = models.PositiveIntegerField(_("Red points"))
    orange = models.PositiveIntegerField(_("Orange points"))
    yellow = models.PositiveIntegerField(_("Yellow points"))
    blue = models.PositiveIntegerField(_("Blue points"))
    conclusion = models.TextField(_("Conclusion"))
    next_on = models.DateField(_("Next assessment by"))
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("risk assessment state", "Recorded"), settled=True),
            State("withdrawn", pgettext_lazy("risk assessment state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "record", _("Record a full risk assessment"), (), "recorded", P.ENTERPRISE_ACT, "risk_assessment.made",
                clause="18.1",
                asks=(
                    Ask("occurred_on", _("Assessed on"), "date", initial=lambda asked: asked.act.today,
                        why=_("Decides for which year it counts")),
                    Ask("method", _("Method"), "choice", choices=methods_for),
                    Ask("assessor", pgettext_lazy("risk", "Assessed by"), "choice", choices=assessors_for),
                    Ask("agency", _("Agency"), "text", required=False, max_length=120,
                        why=_("Only where one assessed; never required by the clause")),
                    *(Ask(name, label, "number", initial=none_yet) for name, label in (
                        ("red", _("Red points")), ("orange", _("Orange points")), ("yellow", _("Yellow points")),
                        ("blue", _("Blue points")))),
                    Ask("conclusion", _("Conclusion"), "longtext", max_length=2000,
                        why=_("What is most dangerous, and what will be done about it")),
                    Ask("report", _("Assessment report"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened, not_longer_ago(key="enterprise.record_back_days"), agency_where_one_assessed,
                        something_was_found),
                apply=write_assessment, counts_for=lambda one: [one.unit_id],
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.ENTERPRISE_ACT, "risk_assessment.withdrawn",
                clause="18.1", asks=(Ask("reason", _("Reason"), "text"),), apply=write_reason,
                withdraws="risk_assessment.made",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "assessed_on"], condition=~Q(state="withdrawn"), name="risk_assessed_once"
            )
        ]
        indexes = [models.Index(fields=["assessed_on", "id"], name="risk_assessment_by_day")]

    def __str__(self) -> str:
        return str(self.assessed_on)

    def identity(self) -> dict[str, Any]:
        """The same enterprise assesses itself once a day."""
        return {"unit": self.unit_id, "assessed_on": self.assessed_on, "state": "recorded"}


ASSESSMENTS = CasePages(
    name="riskassessment",
    model=RiskAssessment,
    label=_("Full risk assessment of an enterprise"),
    plural=_("Full risk assessments of enterprises"),
    order=("-assessed_on", "-id"),
    columns=(
        Column("assessed_on", _("Assessed on"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        *columns_of(model=RiskAssessment, names=("method", "assessor", *COUNTS, "next_on")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("agency", _("Agency")),
        Column("conclusion", _("Conclusion"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("enterprise",),
    choices=(Choice("assessor", pgettext_lazy("risk", "Assessed by"), ASSESSORS),),
    carries={"18.1": {}},
    empty=_("No assessment has been recorded here. An enterprise assesses all its risks each year."),
)
MODULE = Module(
    name="risk_assessment",
    pages=(ASSESSMENTS,),
    events=(
        EventKind("risk_assessment.made", _("All risks of an enterprise assessed")),
        EventKind("risk_assessment.withdrawn", _("Full risk assessment withdrawn")),
    ),
)
