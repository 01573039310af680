"""A document as a case: adopted, published, replaced (3.23, 3.24, 8.7, 8.8, E.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.noting import note_facts
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.plan.refusals import (
    adopted_already,
    answers_its_period,
    covers_its_years,
    in_force_since,
    not_published_before,
    not_replaced_before,
)
from anlan.rules import plans

POWER_LIST = "power_list"
# Where the fact comes from, as its version keeps it: official papers cite it in Chinese.
REGISTER = "规划计划与清单：权责清单"
KINDS: dict[str, Words] = {
    "overall_plan": pgettext_lazy("document", "Overall development plan with its part on work safety"),
    "special_plan": pgettext_lazy("document", "Special plan for work safety"),
    "annual_plan": pgettext_lazy("document", "Annual plan of supervision and inspection"),
    "power_list": pgettext_lazy("document", "List of powers and responsibilities in work safety"),
    "local_measures": pgettext_lazy("document", "Concrete measures to carry out the Opinions"),
    "leadership": pgettext_lazy("document", "Document on leadership and responsibility"),
    "duty_report": pgettext_lazy("document", "Annual duty report with its part on work safety"),
    "support_measures": pgettext_lazy("document", "List of support measures"),
    "investment_rules": pgettext_lazy("document", "Rules that guarantee safety investment"),
    "industry_instrument": pgettext_lazy(
        "document", "Industry plan, policy, standard or licence rule with safety terms"
    ),
    "mechanism": pgettext_lazy("document", "Working mechanism such as liaison or joint meeting"),
}


def kinds_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The kinds of document that this body adopts."""
    return [(kind, KINDS[kind]) for kind in plans.documents_of(kind=unit.kind, level=unit.area.level)]


def write_plan(doing: Doing) -> None:
    """Keep the document; the event is dated by the first day on which it is in force."""
    plan, answers = doing.record, doing.answers
    years = plans.years_in(text=answers.get("covers") or "")
    for name in ("kind", "title", "number", "adopted_on", "published_on", "content"):
        setattr(plan, name, answers.get(name) if name == "published_on" else answers[name])
    plan.year_from, plan.year_to = years or (None, None)
    plan.in_force_from = in_force_since(doing)
    plan.save(force_insert=True)
    note_power_list(plan)
    doing.answers = {**answers, "occurred_on": plan.in_force_from}


def note_publication(doing: Doing) -> None:
    """Keep the day of publication; of a power list it is a fact that clause 8.7 asks for."""
    doing.record.published_on = doing.answers["occurred_on"]
    doing.record.save(update_fields=["published_on"])
    note_power_list(doing.record)


def note_replacement(doing: Doing) -> None:
    """Keep the day from which the document is in force no more."""
    doing.record.replaced_on = doing.answers["occurred_on"]
    doing.record.save(update_fields=["replaced_on"])
    note_power_list(doing.record)


def note_power_list(plan: Plan) -> None:
    """Note when the unit had a published list of powers and responsibilities in force (8.7): nobody is asked twice.

    All days are noted anew: a list that is withdrawn was never there, and another may have been in force meanwhile.
    """
    if plan.kind != POWER_LIST:
        return
    lists = Plan.objects.filter(unit=plan.unit_id, kind=POWER_LIST, published_on__isnull=False)
    lists = lists.exclude(state="withdrawn").values_list("published_on", "replaced_on")
    spans = plans.spans_in_force(lists=lists)
    begins = [dt.date.min, *(until for _since, until in spans if until is not None)]
    gaps = list(zip(begins, [*(since for since, _until in spans), None], strict=False))
    for published, days in ((False, gaps), (True, spans)):
        for since, until in days:
            note_facts(unit=plan.unit, since=since, until=until, values={"power_list": published}, source=REGISTER)


class Plan(Case):
    """One document that a unit adopted: a plan for years, or a list or rule that holds until it is replaced."""

    kind = models.CharField(_("Kind of document"), max_length=24)
    title = models.CharField(_("Title"), max_length=200)
    number = models.CharField(_("Document number"), max_length=60, blank=True)
    adopted_on = models.DateField(_("Adopted on"))
    in_force_from = models.DateField(_("In force from"))
    published_on = models.DateField(_("Published on"), null=True)
    replaced_on = models.DateField(_("Replaced on"), null=True)
    year_from = models.PositiveSmallIntegerField(null=True)
    year_to = models.PositiveSmallIntegerField(null=True)
    content = models.TextField(_("What it says on work safety"), blank=True)

    workflow = Workflow(
        states=(
            State("adopted", pgettext_lazy("plan state", "Adopted"), settled=True),
            State("published", pgettext_lazy("plan state", "Published"), settled=True),
            State("replaced", pgettext_lazy("plan state", "Replaced"), final=True),
            State("withdrawn", pgettext_lazy("plan state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "adopt", _("Record a plan or list"), (), "adopted", P.PLAN_RECORD, "plan.adopted", clause="8.8",
                asks=(
                    Ask("kind", _("Kind of document"), "choice", choices=kinds_for),
                    Ask("title", _("Title"), "text"),
                    Ask("number", _("Document number"), "text", required=False, max_length=60),
                    Ask("adopted_on", _("Adopted on"), "date"),
                    Ask("covers", _("Years covered"), "text", required=False, max_length=20,
                        why=_("Plans only, such as 2026 or 2026-2030: decides the period it counts for")),
                    Ask("published_on", _("Published on"), "date", required=False),
                    Ask("content", _("What it says on work safety"), "longtext", required=False, max_length=2000,
                        why=_("Chapter, indicators or main measures, in a sentence or two")),
                    Ask("document", _("Document"), "file", required=False, why=_("The document is never required")),
                ),
                refuse=(covers_its_years, adopted_already, answers_its_period),
                apply=write_plan, variant=lambda plan: plan.kind, counts_for=lambda plan: [plan.unit_id],
            ),
            Step(
                "publish", _("Note the publication"), ("adopted",), "published", P.PLAN_RECORD, "plan.published",
                clause="8.7",
                asks=(Ask("occurred_on", _("Published on"), "date"),),
                refuse=(has_happened, not_published_before), apply=note_publication,
            ),
            Step(
                "replace", _("Note that it was replaced"), ("adopted", "published"), "replaced", P.PLAN_RECORD,
                "plan.replaced", clause="8.7",
                asks=(
                    Ask("occurred_on", _("Replaced on"), "date"),
                    Ask("reason", _("Reason"), "text", why=_("Such as: new version after a change of law")),
                ),
                refuse=(has_happened, not_replaced_before), apply=note_replacement,
            ),
            Step(
                "withdraw", _("Withdraw"), ("adopted", "published"), "withdrawn", P.PLAN_RECORD, "plan.withdrawn",
                clause="8.8", asks=(Ask("reason", _("Reason"), "text"),), withdraws="plan.adopted",
                apply=lambda doing: note_power_list(doing.record),
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "adopted_on", "title"], condition=~Q(state="withdrawn"),
                name="plan_recorded_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["adopted_on", "id"], name="plan_by_day")]

    def __str__(self) -> str:
        return self.title

    def identity(self) -> dict[str, Any]:
        """The same body, kind, day and title is the same document."""
        same = {"unit": self.unit_id, "kind": self.kind, "adopted_on": self.adopted_on, "title": self.title}
        return {**same, "state__in": ("adopted", "published", "replaced")}

    @property
    def kind_label(self) -> Words:
        """The kind in words."""
        return KINDS.get(self.kind, self.kind)

    @property
    def covers(self) -> str:
        """The years in figures, as 2026 or 2026–2030; empty where it holds until it is replaced."""
        if self.year_from is None or self.year_to is None:
            return ""
        return str(self.year_from) if self.year_from == self.year_to else f"{self.year_from}–{self.year_to}"
