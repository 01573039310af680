"""One public body answers for one enterprise: in one role, for one matter, from a day to a day (5.1, 5.11, 6.21)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.regulator.choices import (
    AUTHORITIES,
    ROLES,
    authorities_for,
    bodies_for,
    matter_words,
    matters_for,
    roles_for,
)
from anlan.modules.regulator.refusals import (
    body_fits_role,
    body_named,
    department_of_the_matter,
    entrusted_never_own,
    matter_fits_role,
    not_before_it_began,
    one_body_only,
    power_has_its_document,
)
from anlan.rules import regulators as rules

# Under this kind and the number of the batch the ledger knows what was taken over at once.
BATCH = "regulator_batch"


def write_entry(doing: Doing) -> None:
    """Keep who answers for what."""
    record, answers = doing.record, doing.answers
    record.role, record.matter = answers["role"], answers["matter"] or ""
    record.authority = (answers["authority"] or "") if record.role in rules.OF_A_MATTER else ""
    record.document, record.telephone = answers["document"], answers["telephone"]
    record.since = answers["occurred_on"]
    record.send_to(receiver=body_named(doing))
    record.save(force_insert=True)


def write_end(doing: Doing) -> None:
    """The last day, and why."""
    Regulator.objects.filter(pk=doing.record.pk).update(
        until=doing.answers["occurred_on"], reason=doing.answers["reason"]
    )


def write_withdrawal(doing: Doing) -> None:
    """Why it was a mistake."""
    Regulator.objects.filter(pk=doing.record.pk).update(reason=doing.answers["reason"])


class Regulator(TwoSidedCase):
    """The body (``receiver``) that answers for the enterprise (``unit``) in this role.

    ``batch`` numbers what was taken over from the division of duties in one act; None: entered by itself.
    """

    role = models.CharField(pgettext_lazy("regulator", "Role"), max_length=12)
    matter = models.CharField(_("Matter"), max_length=40, blank=True)
    authority = models.CharField(_("Authority"), max_length=16, blank=True)
    document = models.CharField(_("Basis"), max_length=200, blank=True)
    telephone = models.CharField(_("Telephone for questions"), max_length=40, blank=True)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True)
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    batch = models.BigIntegerField(null=True)

    workflow = Workflow(
        states=(
            State("in_force", pgettext_lazy("regulator state", "In force"), settled=True),
            State("ended", pgettext_lazy("regulator state", "Ended"), final=True),
            State("withdrawn", pgettext_lazy("regulator state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "enter", _("Enter who answers for an enterprise"), (), "in_force", P.REGULATOR_KEEP,
                "regulator.entered", clause="5.1",
                asks=(
                    Ask("role", pgettext_lazy("regulator", "Role"), "choice", choices=roles_for,
                        why=_("Territory is the seat in the register; these roles may lie elsewhere")),
                    Ask("matter", _("Matter"), "choice", required=False, choices=matters_for,
                        why=_("For who regulates and who enforces")),
                    Ask("receiver", _("Body"), "choice", choices=bodies_for),
                    Ask("authority", _("Authority"), "choice", required=False, choices=authorities_for,
                        why=_("For who regulates and who enforces")),
                    Ask("document", _("Basis"), "text", required=False,
                        why=_("The document with its number; needed for a delegated or entrusted power")),
                    Ask("occurred_on", _("Since"), "date", initial=lambda asked: asked.act.today),
                    Ask("telephone", _("Telephone for questions"), "text", required=False, max_length=40, private=True,
                        why=_("Shown to the enterprise; it stays out of the ledger")),
                ),
                refuse=(has_happened, matter_fits_role, body_fits_role, power_has_its_document, entrusted_never_own,
                        department_of_the_matter, one_body_only),
                apply=write_entry, variant=lambda record: record.role,
            ),
            Step(
                "end", _("End it"), ("in_force",), "ended", P.REGULATOR_KEEP, "regulator.ended", clause="5.1",
                asks=(Ask("occurred_on", _("Until"), "date"), Ask("reason", _("Reason"), "text")),
                refuse=(has_happened, not_before_it_began), apply=write_end,
            ),
            Step(
                "withdraw", _("Withdraw: entered by mistake"), ("in_force",), "withdrawn", P.REGULATOR_KEEP,
                "regulator.withdrawn", clause="5.1", asks=(Ask("reason", _("Reason"), "text"),),
                apply=write_withdrawal,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "matter", "role", "receiver"], condition=Q(state="in_force"), name="regulator_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "role"],
                condition=Q(state="in_force", role__in=rules.ONE_BODY),
                name="regulator_one_body",
            ),
        ]
        indexes = [models.Index(fields=["since", "id"], name="regulator_by_day")]

    def __str__(self) -> str:
        return " · ".join(str(part) for part in (self.role_label, self.matter_label) if part)

    def identity(self) -> dict[str, Any]:
        """The same body, role and matter is the same entry; of who assesses and who counts there is one."""
        same = {"unit": self.unit_id, "role": self.role, "state": "in_force"}
        return same if self.role in rules.ONE_BODY else {**same, "matter": self.matter, "receiver": self.receiver_id}

    def references(self) -> tuple[tuple[str, int], ...]:
        """What was taken over with others stands in the ledger under the number of its batch."""
        taken_over = () if self.batch is None else ((BATCH, self.batch),)
        return (*super().references(), *taken_over)

    @property
    def role_label(self) -> Words:
        """The role in words."""
        return ROLES.get(self.role, self.role)

    @property
    def matter_label(self) -> str:
        """The matter in words."""
        return matter_words(code=self.matter)

    @property
    def authority_label(self) -> Words:
        """The authority in words."""
        return AUTHORITIES.get(self.authority, self.authority)
