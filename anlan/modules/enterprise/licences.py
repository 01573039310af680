"""许可证照 (article 12, 6.16): the licences and qualifications of an enterprise, each with its number and its term."""

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
from anlan.modules.enterprise.licence_kinds import LICENCES, SAFETY, kinds_for
from anlan.rules.licences import WITHOUT_END, renew_by
from anlan.rules.validity import Holding, by_day

# Where the fact comes from, as its version keeps it: official papers cite it in Chinese.
REGISTER = "企业许可证照登记"


def ends_after_it_begins(doing: Doing) -> Refusal | None:
    """A term ends after it has begun."""
    begins = doing.answers.get("valid_from") or doing.record.valid_from
    until = doing.answers.get("valid_until")
    if until is not None and until < begins:
        return Refusal("valid_until", gettext("The term ends before it begins. Check both days."))
    return None


def renewed_for_longer(doing: Doing) -> Refusal | None:
    """A renewal gives a later end."""
    before, until = doing.record.valid_until, doing.answers["valid_until"]
    if until is not None and before is not None and until <= before:
        text = gettext("The present term ends on %(day)s; a renewal ends later.")
        return Refusal("valid_until", text % {"day": before})
    return None


def number_is_free(doing: Doing) -> Refusal | None:
    """A renewal may bring another number, but not that of another licence of the enterprise."""
    record, number = doing.record, doing.answers["number"]
    same = Licence.objects.filter(unit=record.unit_id, kind=record.kind, number=number, state__in=("valid", "revoked"))
    if same.exclude(pk=record.pk).exists():
        return Refusal("number", gettext("Another licence of this kind is entered under this number."))
    return None


def write_licence(doing: Doing) -> None:
    """Keep the licence with its term."""
    record, answers = doing.record, doing.answers
    for name in ("kind", "number", "issued_by", "valid_from"):
        setattr(record, name, answers[name])
    record.entered_on = doing.act.today
    _keep_term(doing)
    record.save(force_insert=True)
    note_licensed(unit=record.unit)


def write_renewal(doing: Doing) -> None:
    """Keep the number and the end of the new term."""
    record = doing.record
    record.number = doing.answers["number"]
    _keep_term(doing)
    record.save(update_fields=["number", "valid_until", "renew_by"])
    note_licensed(unit=record.unit)


def _keep_term(doing: Doing) -> None:
    record, act = doing.record, doing.act
    months = act.pack.parameters.value(key="licence.safety", on=act.today).value["renew_before_months"]
    record.valid_until = doing.answers["valid_until"]
    record.renew_by = renew_by(valid_until=record.valid_until, months=int(months))


def write_end(doing: Doing) -> None:
    """Keep since when it serves no more and why; or why it was withdrawn."""
    record = doing.record
    record.revoked_on, record.ended_because = doing.answers.get("occurred_on"), doing.answers["reason"]
    record.save(update_fields=["revoked_on", "ended_because"])
    note_licensed(unit=record.unit)


def note_licensed(*, unit: Unit) -> None:
    """Note for all days until when the safety production licence of that day runs; none where there is none."""
    standing = Licence.objects.filter(unit=unit, kind__in=SAFETY, state__in=("valid", "revoked"))
    # What begins later is noted from the day on which it was entered: facts do not run ahead of what is known.
    holdings = [
        Holding(min(one.valid_from, one.entered_on), one.revoked_on, one.valid_until or WITHOUT_END)
        for one in standing
    ]  # fmt: skip
    for since, until, ends in by_day(holdings=holdings):
        values = {"licensed_until": max(ends, default=None)}
        note_facts(unit=unit, since=since, until=until, values=values, source=REGISTER)


class Licence(Case):
    """One licence, qualification or permit of an enterprise. ``valid_until`` None: it has no term."""

    kind = models.CharField(_("Kind of licence"), max_length=24, choices=LICENCES)
    number = models.CharField(_("Number"), max_length=80)
    issued_by = models.CharField(_("Issued by"), max_length=120)
    valid_from = models.DateField(_("Valid from"))
    valid_until = models.DateField(_("Valid until"), null=True)
    renew_by = models.DateField(_("To be renewed by"))
    entered_on = models.DateField(_("Entered on"))
    revoked_on = models.DateField(_("Revoked or cancelled on"), null=True)
    ended_because = models.CharField(_("Reason"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("valid", pgettext_lazy("licence state", "Issued"), settled=True),
            State("revoked", pgettext_lazy("licence state", "Revoked or cancelled"), final=True),
            State("withdrawn", pgettext_lazy("licence state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "enter", _("Enter a licence"), (), "valid", P.ENTERPRISE_REPORT, "licence.entered", clause="6.16",
                asks=(
                    Ask("kind", _("Kind of licence"), "choice", choices=kinds_for,
                        why=_("Clause 6.16: looked up when something is let or contracted out to you")),
                    Ask("number", _("Number"), "text", max_length=80),
                    Ask("issued_by", _("Issued by"), "text", max_length=120),
                    Ask("valid_from", _("Valid from"), "date"),
                    Ask("valid_until", _("Valid until"), "date", required=False,
                        why=_("Empty where it has no term. A safety production licence is valid for three years and is "
                              "renewed three months before")),
                    Ask("copy", _("Copy"), "file", required=False, why=_("Never required")),
                ),
                refuse=(ends_after_it_begins,), apply=write_licence, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "renew", _("Note a renewal"), ("valid",), "", P.ENTERPRISE_REPORT, "licence.renewed", clause="6.16",
                asks=(
                    Ask("valid_until", _("Valid until"), "date", required=False),
                    Ask("number", _("Number"), "text", max_length=80, initial=lambda asked: asked.record.number),
                ),
                refuse=(ends_after_it_begins, renewed_for_longer, number_is_free), apply=write_renewal,
            ),
            Step(
                "revoke", _("Note that it was revoked or cancelled"), ("valid",), "revoked", P.ENTERPRISE_KEEP,
                "licence.revoked", clause="6.16",
                asks=(
                    Ask("occurred_on", _("Since"), "date", initial=lambda asked: asked.act.today),
                    Ask("reason", _("Reason"), "text", why=_("Such as: decision of the issuing authority, its number")),
                ),
                refuse=(has_happened,), apply=write_end,
            ),
            Step(
                "withdraw", _("Withdraw"), ("valid",), "withdrawn", P.ENTERPRISE_REPORT, "licence.withdrawn",
                clause="6.16", asks=(Ask("reason", _("Reason"), "text", why=_("For what was entered by mistake")),),
                apply=write_end, withdraws="licence.entered",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "number"], condition=~Q(state="withdrawn"), name="licence_entered_once"
            )
        ]
        indexes = [models.Index(fields=["renew_by", "id"], name="licence_by_renewal")]

    def __str__(self) -> str:
        return self.number

    def identity(self) -> dict[str, Any]:
        """The same kind and number in the same enterprise is the same licence."""
        same = {"unit": self.unit_id, "kind": self.kind, "number": self.number}
        return {**same, "state__in": ("valid", "revoked")}

    @property
    def renewal(self) -> dt.date | None:
        """The last day to apply for a renewal; None where the licence has no term or serves no more."""
        return self.renew_by if self.valid_until is not None and self.state == "valid" else None
