"""租赁与发包 (6.15, 6.16): what an enterprise lets or contracts out, to whom, with which agreement and checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.noting import note_facts
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.enterprise.licence_kinds import LICENCES
from anlan.modules.enterprise.qualification import (
    NONE_NEEDED,
    code_of,
    counterpart_is_named,
    counterpart_is_qualified,
    counterpart_works,
    held_by,
    registered,
    starts_on,
)
from anlan.rules import contracts as rules
from anlan.rules.validity import Holding, by_day

# Where the fact comes from, as its version keeps it: official papers cite it in Chinese.
REGISTER = "租赁与发包合同登记"
OCCASION = "contract.check"
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


def ends_after_it_begins(doing: Doing) -> Refusal | None:
    """A contract ends after it has begun, and an extension after the present end."""
    ends, begins = doing.answers.get("ends_on"), doing.answers.get("begins_on") or doing.record.begins_on
    if ends is not None and ends < begins:
        return Refusal("ends_on", gettext("The contract ends before it begins. Check both days."))
    return None


def not_before_it_began(doing: Doing) -> Refusal | None:
    """What happens to a contract happens after it began."""
    if doing.answers["occurred_on"] < doing.record.begins_on:
        text = gettext("The contract begins on %(day)s; this day is earlier.")
        return Refusal("occurred_on", text % {"day": doing.record.begins_on})
    return None


def newer_than_the_last(doing: Doing) -> Refusal | None:
    """An older check does not take the place of the last one, from which the next is owed; nor is one kept twice."""
    record, day = doing.record, doing.answers["occurred_on"]
    if record.checked_on is not None and day < record.checked_on:
        text = gettext("The check of %(day)s is recorded already; this one is older.")
        return Refusal("occurred_on", text % {"day": record.checked_on})
    if (day, doing.answers["found"]) == (record.checked_on, record.found):
        return Refusal("found", gettext("This check is recorded already."))
    return None


def write_contract(doing: Doing) -> None:
    """Keep the contract, with the counterpart as the register names it; its first check is owed."""
    record, answers = doing.record, doing.answers
    entry = registered(credit_code=code_of(doing))
    for name in ("kind", "subject", "needed", "begins_on", "ends_on", "agreement_on"):
        setattr(record, name, answers[name])
    record.credit_code, record.counterpart = code_of(doing), entry.name if entry else answers["name"].strip()
    record.counterpart_unit = entry.unit if entry else None
    _keep_certificate(doing)
    record.entered_on = doing.act.today
    record.next_check = next_check(doing, since=doing.act.today)
    record.save(force_insert=True)
    note_contracts(unit=record.unit)
    _owe_check(doing)


def write_extension(doing: Doing) -> None:
    """Keep the new end, and the certificate by which the counterpart is qualified now."""
    record = doing.record
    record.ends_on = doing.answers["ends_on"]
    _keep_certificate(doing)
    record.save(update_fields=["ends_on", "certificate_number", "certificate_until"])
    note_contracts(unit=record.unit)


def _keep_certificate(doing: Doing) -> None:
    best = rules.best_of(held=held_by(doing), on=starts_on(doing))
    doing.record.certificate_number = best.number if best else ""
    doing.record.certificate_until = best.valid_until if best else None


def next_check(doing: Doing, *, since: dt.date) -> dt.date:
    """By when the counterpart is to be checked again (6.15; the days are a product default)."""
    days = doing.act.pack.parameters.value(key="contract.check_days", on=since).value
    return since + dt.timedelta(days=int(days))


def _owe_check(doing: Doing) -> None:
    record = doing.record
    doing.owed.append(Owed(OCCASION, record.unit, str(record)[:200], None, record.record_type(), record.pk))


def write_check(doing: Doing) -> None:
    """Keep what the check found; the next one is owed from its day on."""
    record, answers = doing.record, doing.answers
    record.checked_on, record.found = answers["occurred_on"], answers["found"]
    record.next_check = next_check(doing, since=record.checked_on)
    record.save(update_fields=["checked_on", "found", "next_check"])
    _owe_check(doing)


def write_agreement(doing: Doing) -> None:
    """Keep on which day the safety agreement was signed."""
    Contract.objects.filter(pk=doing.record.pk).update(agreement_on=doing.answers["occurred_on"])


def write_end(doing: Doing) -> None:
    """Keep since when it is in force no more, or why it was withdrawn; no further check is owed."""
    record = doing.record
    record.ended_on, record.ended_because = doing.answers.get("occurred_on"), doing.answers["reason"]
    record.save(update_fields=["ended_on", "ended_because"])
    release(record_type=record.record_type(), records=[record.pk], units=[record.unit_id])
    note_contracts(unit=record.unit)


def note_contracts(*, unit: Unit) -> None:
    """Note for all days whether something is let or contracted out (6.15)."""
    # Facts do not run ahead of what is known: one that begins later counts from the day on which it was entered, and
    # one that should have ended counts until its end is noted.
    holdings = [
        Holding(min(one.begins_on, one.entered_on), one.ended_on, one.pk)
        for one in Contract.objects.filter(unit=unit).exclude(state="withdrawn")
    ]
    for since, until, held in by_day(holdings=holdings):
        note_facts(
            unit=unit, since=since, until=until, values={"leases_or_contracts": bool(held)}, source=REGISTER
        )  # fmt: skip


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
