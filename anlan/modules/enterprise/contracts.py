"""租赁与发包 (6.15, 6.16): what an enterprise lets or contracts out, to whom, with which agreement and checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.enterprise.contract_acts import (
    ends_after_it_begins,
    newer_than_the_last,
    not_before_it_began,
    write_agreement,
    write_check,
    write_contract,
    write_end,
    write_extension,
)
from anlan.modules.enterprise.licence_kinds import LICENCES
from anlan.modules.enterprise.qualification import (
    NONE_NEEDED,
    counterpart_is_named,
    counterpart_is_qualified,
    counterpart_works,
)
from anlan.rules import contracts as rules

KINDS: dict[str, Words] = {
    "place": pgettext_lazy("contract", "Place let"),
    "equipment": pgettext_lazy("contract", "Equipment let"),
    "project": pgettext_lazy("contract", "Project contracted out"),
}
NEEDED: dict[str, Words] = {NONE_NEEDED: pgettext_lazy("licence", "No licence or qualification needed"), **LICENCES}
CERTIFICATE = (
    Ask("certificate_number", _("Number of its certificate"), "text", required=False, max_length=80,
        initial=lambda asked: asked.record.certificate_number if asked.record else "",
        why=_("Only where the counterpart is not in the register and a qualification is needed")),
    Ask("certificate_until", _("Its certificate is valid until"), "date", required=False,
        initial=lambda asked: asked.record.certificate_until if asked.record else None),
)  # fmt: skip


def kinds_for(_unit: Any) -> Sequence[tuple[str, Words]]:
    """What can be let or contracted out."""
    return list(KINDS.items())


def needed_for(_unit: Any) -> Sequence[tuple[str, Words]]:
    """What the object of a contract may need of whoever takes it."""
    return list(NEEDED.items())


class Contract(Case):
    """One place, piece of equipment or project that an enterprise let or contracted out."""

    kind = models.CharField(_("Kind of contract"), max_length=12, choices=KINDS)
    subject = models.CharField(_("What is let or contracted out"), max_length=200)
    credit_code = models.CharField(_("Credit code of the counterpart"), max_length=18, blank=True)
    counterpart = models.CharField(_("Counterpart"), max_length=120)
    counterpart_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    needed = models.CharField(_("Qualification needed"), max_length=24, choices=NEEDED)
    certificate_number = models.CharField(_("Number of its certificate"), max_length=80, blank=True)
    certificate_until = models.DateField(_("Its certificate is valid until"), null=True)
    begins_on = models.DateField(_("Begins on"))
    ends_on = models.DateField(_("Ends on"), null=True)
    agreement_on = models.DateField(_("Safety agreement signed on"), null=True)
    checked_on = models.DateField(_("Last check"), null=True)
    found = models.CharField(_("Found at the last check"), max_length=500, blank=True)
    entered_on = models.DateField(_("Entered on"))
    next_check = models.DateField(_("Next check by"))
    ended_on = models.DateField(_("Ended on"), null=True)
    ended_because = models.CharField(_("Reason"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("in_force", pgettext_lazy("contract state", "In force"), settled=True),
            State("ended", pgettext_lazy("contract state", "Ended"), final=True),
            State("withdrawn", pgettext_lazy("contract state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "begin", _("Enter a contract"), (), "in_force", P.ENTERPRISE_ACT, "contract.begun", clause="6.16",
                asks=(
                    Ask("kind", _("Kind of contract"), "choice", choices=kinds_for),
                    Ask("subject", _("What is let or contracted out"), "text"),
                    Ask("credit_code", _("Credit code of the counterpart"), "text", required=False, max_length=18,
                        why=_("Clause 6.16: looked up in the register, with its name and its licences")),
                    Ask("name", _("Name of the counterpart"), "text", required=False, max_length=120,
                        private=True, why=_("Only where it is not in the register")),
                    Ask("needed", _("Qualification needed"), "choice", choices=needed_for,
                        why=_("Clause 6.16: without it nothing is let or contracted out")),
                    *CERTIFICATE,
                    Ask("begins_on", _("Begins on"), "date", initial=lambda asked: asked.act.today),
                    Ask("ends_on", _("Ends on"), "date", required=False, why=_("Empty where no end is agreed")),
                    Ask("agreement_on", _("Safety agreement signed on"), "date", required=False,
                        why=_("Clause 6.15 and article 49 of the law; may be noted later")),
                    Ask("document", _("Contract or safety agreement"), "file", required=False,
                        why=_("Never required")),
                ),
                refuse=(counterpart_is_named, counterpart_works, counterpart_is_qualified, ends_after_it_begins),
                apply=write_contract, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "check", _("Record a check of the counterpart"), ("in_force",), "", P.ENTERPRISE_ACT,
                "contract.checked", clause="6.15",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today,
                        why=_("Clause 6.15; the next check is owed from this day on")),
                    Ask("found", _("What was found"), "longtext", max_length=500,
                        why=_("One sentence is enough; what is a hidden danger is entered as one")),
                    Ask("photo", _("Photo or record"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened, not_before_it_began, newer_than_the_last), apply=write_check,
                counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "agree", _("Note the safety agreement"), ("in_force",), "", P.ENTERPRISE_ACT, "contract.agreed",
                clause="6.15",
                asks=(Ask("occurred_on", _("Safety agreement signed on"), "date",
                          initial=lambda asked: asked.act.today),),
                refuse=(has_happened,), apply=write_agreement,
            ),
            Step(
                "extend", _("Extend the contract"), ("in_force",), "", P.ENTERPRISE_ACT, "contract.extended",
                clause="6.16",
                asks=(Ask("ends_on", _("Ends on"), "date", required=False, why=_("Empty where no end is agreed")),
                      *CERTIFICATE),
                refuse=(counterpart_works, counterpart_is_qualified, ends_after_it_begins), apply=write_extension,
            ),
            Step(
                "end", _("Note that it has ended"), ("in_force",), "ended", P.ENTERPRISE_ACT, "contract.ended",
                clause="6.15",
                asks=(
                    Ask("occurred_on", _("Ended on"), "date", initial=lambda asked: asked.act.today),
                    Ask("reason", _("Reason"), "text", required=False),
                ),
                refuse=(has_happened, not_before_it_began), apply=write_end,
            ),
            Step(
                "withdraw", _("Withdraw"), ("in_force",), "withdrawn", P.ENTERPRISE_ACT, "contract.withdrawn",
                clause="6.15", asks=(Ask("reason", _("Reason"), "text"),), apply=write_end, withdraws="contract.begun",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "counterpart", "subject", "begins_on"], condition=Q(state="in_force"),
                name="contract_entered_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["begins_on", "id"], name="contract_by_day")]

    def __str__(self) -> str:
        return f"{self.subject} · {self.counterpart}"

    def identity(self) -> dict[str, Any]:
        """The same object for the same counterpart from the same day on is the same contract."""
        same = {"unit": self.unit_id, "counterpart": self.counterpart, "subject": self.subject}
        return {**same, "begins_on": self.begins_on, "state": "in_force"}

    @property
    def warnings(self) -> str:
        """What 6.15 and 6.16 still miss of a contract in force, in words, one a line."""
        if self.state != "in_force":
            return ""
        found = []
        if self.needed != NONE_NEEDED and rules.ends_before_the_contract(
            valid_until=self.certificate_until, ends_on=self.ends_on
        ):
            text = gettext("The counterpart's qualification ends on %(day)s, before the contract.")
            found.append(text % {"day": self.certificate_until})
        if self.agreement_on is None:
            found.append(gettext("No safety agreement has been noted."))
        return "\n".join(found)
