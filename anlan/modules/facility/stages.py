"""全过程责任: one stage of a facility: what was done, by whom, and who answered for it, from when to when (8.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P

PHASES: dict[str, Words] = {
    "design": pgettext_lazy("stage", "Design"),
    "build": pgettext_lazy("stage", "Construction"),
    "accept": pgettext_lazy("stage", "Acceptance"),
    "operate": pgettext_lazy("stage", "Operation"),
    "contract_out": pgettext_lazy("stage", "Contracted out"),
    "alter": pgettext_lazy("stage", "Alteration"),
    "dismantle": pgettext_lazy("stage", "Dismantling"),
}


def phases_for(_unit: Any) -> Sequence[tuple[str, Words]]:
    """The stages from design to dismantling."""
    return list(PHASES.items())


def in_order(doing: Doing) -> Refusal | None:
    """A stage that is entered has begun, and ends after that; the chain tells what was, not what is planned."""
    since = doing.answers.get("occurred_on") or doing.record.since
    until = doing.answers.get("until")
    if since > doing.act.today:
        return Refusal(
            "occurred_on", gettext("This day has not come yet; today is %(today)s.") % {"today": doing.act.today}
        )
    if until is not None and until < since:
        return Refusal("until", gettext("The stage ends before it begins. Check both days."))
    return None


def write_reason(doing: Doing) -> None:
    """Keep why it was withdrawn."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


class Stage(Case):
    """One stage of a facility: what was done, by whom, and who answered for it. ``until`` None: it goes on."""

    facility = models.ForeignKey("modules.Facility", on_delete=models.PROTECT, related_name="stages")
    phase = models.CharField(_("Stage"), max_length=16, choices=PHASES)
    who = models.CharField(_("Responsible unit"), max_length=120)
    credit_code = models.CharField(_("Unified social credit code"), max_length=18, blank=True)
    role = models.CharField(_("Responsible post or role"), max_length=120)
    since = models.DateField(_("From"))
    until = models.DateField(_("To"), null=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("noted", pgettext_lazy("stage state", "Noted"), settled=True),
            State("withdrawn", pgettext_lazy("stage state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "end", _("Note the end of the stage"), ("noted",), "", P.ENTERPRISE_ACT, "stage.ended", clause="8.1",
                asks=(Ask("until", _("To"), "date", initial=lambda asked: asked.act.today),),
                refuse=(in_order,),
                apply=lambda doing: Stage.objects.filter(pk=doing.record.pk).update(until=doing.answers["until"]),
            ),
            Step(
                "withdraw", _("Withdraw"), ("noted",), "withdrawn", P.ENTERPRISE_ACT, "stage.withdrawn", clause="8.1",
                asks=(Ask("reason", _("Reason"), "text"),), apply=write_reason,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "phase", "who", "since"], condition=Q(state="noted"), name="stage_noted_once"
            )
        ]
        indexes = [models.Index(fields=["since", "id"], name="stage_by_day")]

    def __str__(self) -> str:
        return f"{self.facility} · {self.get_phase_display()}"

    @property
    def words(self) -> str:
        """The stage as a line of the chain."""
        days = gettext("%(since)s to %(until)s") % {
            "since": self.since,
            "until": self.until or pgettext("end of a stage", "today"),
        }
        who = f"{self.who} ({self.credit_code})" if self.credit_code else self.who
        return f"{days} · {self.get_phase_display()} · {who} · {self.role}"
