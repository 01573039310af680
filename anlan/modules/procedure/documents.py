"""One document as a case: an operating procedure, or rules of an enterprise, in its present version (18.2–18.6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.noting import note_facts
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.procedure.kinds import KINDS, OPERATING, kind_owed, kinds_for, says_who_works_by_it
from anlan.rules.validity import Holding, by_day

# Where the fact comes from, as its version keeps it: official papers cite it in Chinese.
REGISTER = "安全操作规程和制度登记"


def note_rules(*, unit: Unit, kind: str) -> None:
    """Note for all days whether such rules of the enterprise are in force (18.2, 18.6)."""
    if kind == OPERATING:
        return
    rows = Procedure.objects.filter(unit=unit, kind=kind).exclude(state="withdrawn")
    holdings = [Holding(one.adopted_on or one.in_force_since, one.ended_on, one.pk) for one in rows]
    for since, until, held in by_day(holdings=holdings):
        note_facts(unit=unit, since=since, until=until, values={kind: bool(held)}, source=REGISTER)


def not_before_the_present(doing: Doing) -> Refusal | None:
    """A version follows the one before it, and ends after it began."""
    if doing.answers["occurred_on"] < doing.record.in_force_since:
        text = gettext("The present version is in force since %(day)s; this day is earlier.")
        return Refusal("occurred_on", text % {"day": doing.record.in_force_since})
    return None


def write_procedure(doing: Doing) -> None:
    """Keep the procedure as it was adopted."""
    record, answers = doing.record, doing.answers
    record.kind, record.title, record.covers = answers["kind"], answers["title"], answers.get("covers") or ""
    record.version, record.in_force_since = answers["version"], answers["occurred_on"]
    record.adopted_on = record.in_force_since
    record.save(force_insert=True)
    note_rules(unit=record.unit, kind=record.kind)


def write_version(doing: Doing) -> None:
    """The new version takes the place of the present one, which stays in the history."""
    record, answers = doing.record, doing.answers
    record.covers, record.version, record.in_force_since = (
        answers.get("covers") or "", answers["version"], answers["occurred_on"],
    )  # fmt: skip
    record.save(update_fields=["covers", "version", "in_force_since"])


def write_end(doing: Doing) -> None:
    """Keep since when it is in force no more, or why it was withdrawn."""
    ended_on: dt.date | None = doing.answers.get("occurred_on")
    Procedure.objects.filter(pk=doing.record.pk).update(ended_on=ended_on, ended_because=doing.answers["reason"])
    note_rules(unit=doing.record.unit, kind=doing.record.kind)


class Procedure(Case):
    """One operating procedure, or one set of rules, with its present version; in force from ``adopted_on`` on."""

    kind = models.CharField(_("Kind of document"), max_length=16, choices=KINDS, default=OPERATING)
    title = models.CharField(pgettext_lazy("procedure", "Title"), max_length=120)
    covers = models.CharField(_("Posts and processes covered"), max_length=300, blank=True)
    version = models.CharField(_("Version"), max_length=40)
    in_force_since = models.DateField(_("In force since"))
    adopted_on = models.DateField(_("First in force on"), null=True)
    ended_on = models.DateField(_("Repealed on"), null=True)
    ended_because = models.CharField(_("Reason"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("in_force", pgettext_lazy("procedure state", "In force"), settled=True),
            State("repealed", pgettext_lazy("procedure state", "Repealed"), final=True),
            State("withdrawn", pgettext_lazy("procedure state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "adopt", _("Enter an operating procedure or rules"), (), "in_force", P.ENTERPRISE_ACT,
                "procedure.adopted", clause="18.5",
                asks=(
                    Ask("kind", _("Kind of document"), "choice", choices=kinds_for, initial=kind_owed),
                    Ask("title", pgettext_lazy("procedure", "Title"), "text", max_length=120,
                        why=_("Clause 18.5; such as: operating procedure for the kiln")),
                    Ask("covers", _("Posts and processes covered"), "text", required=False, max_length=300,
                        why=_("Clause 18.5: who works by it; empty for rules, which hold for everybody")),
                    Ask("version", _("Version"), "text", max_length=40, initial=lambda asked: asked.act.today.year),
                    Ask("occurred_on", _("In force since"), "date", initial=lambda asked: asked.act.today),
                    Ask("document", _("The document itself"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened, says_who_works_by_it), apply=write_procedure,
                variant=lambda record: record.kind, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "revise", _("Enter a new version"), ("in_force",), "", P.ENTERPRISE_ACT, "procedure.revised",
                clause="18.5",
                asks=(
                    Ask("version", _("Version"), "text", max_length=40),
                    Ask("occurred_on", _("In force since"), "date", initial=lambda asked: asked.act.today),
                    Ask("covers", _("Posts and processes covered"), "text", required=False, max_length=300,
                        initial=lambda asked: asked.record.covers if asked.record else ""),
                    Ask("document", _("The document itself"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened, not_before_the_present), apply=write_version,
                counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "repeal", _("Repeal"), ("in_force",), "repealed", P.ENTERPRISE_ACT, "procedure.repealed", clause="18.5",
                asks=(
                    Ask("occurred_on", _("Repealed on"), "date", initial=lambda asked: asked.act.today),
                    Ask("reason", _("Reason"), "text", why=_("Such as: replaced by another one, process given up")),
                ),
                refuse=(has_happened, not_before_the_present), apply=write_end,
            ),
            Step(
                "withdraw", _("Withdraw"), ("in_force",), "withdrawn", P.ENTERPRISE_ACT, "procedure.withdrawn",
                clause="18.5", asks=(Ask("reason", _("Reason"), "text"),), apply=write_end,
                withdraws="procedure.adopted",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title"], condition=Q(state="in_force"), name="procedure_in_force_once"
            )
        ]
        indexes = [models.Index(fields=["in_force_since", "id"], name="procedure_by_day")]

    def __str__(self) -> str:
        return self.title

    def identity(self) -> dict[str, Any]:
        """The same title in the same enterprise is the same procedure."""
        return {"unit": self.unit_id, "title": self.title, "state": "in_force"}
