"""机械化减人、自动化换人 (18.13): what an enterprise mechanises or automates, and how many people it takes away.

The clause encourages this and obliges nobody: nothing is owed, the register counts what was done.
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
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P

KINDS: dict[str, Words] = {
    "machine": pgettext_lazy("automation", "Machines instead of manual work"),
    "automatic": pgettext_lazy("automation", "Automatic control instead of operators"),
    "robot": pgettext_lazy("automation", "Robots for dangerous posts"),
    "remote": pgettext_lazy("automation", "Remote control: nobody at the place"),
}


def kinds_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """In which ways people are taken out of danger."""
    return list(KINDS.items())


def fewer_than_before(doing: Doing) -> Refusal | None:
    """18.13: such a project takes people away from a dangerous post."""
    before = doing.answers.get("people_before", getattr(doing.record, "people_before", None))
    after = doing.answers["people_after"]
    if before is not None and after < before:
        return None
    text = gettext("Before, %(before)s people worked there; afterwards it has to be fewer. Compare the two numbers.")
    return Refusal("people_after", text % {"before": before})


def write_plan(doing: Doing) -> None:
    """Keep what is planned."""
    record, answers = doing.record, doing.answers
    for name in ("name", "kind", "process", "people_before", "people_after", "planned_on"):
        setattr(record, name, answers[name])
    record.save(force_insert=True)


def write_completion(doing: Doing) -> None:
    """Keep since when it works, and how many people are left there."""
    record = doing.record
    record.done_on, record.people_after = doing.answers["occurred_on"], doing.answers["people_after"]
    record.save(update_fields=["done_on", "people_after"])


def write_reason(doing: Doing) -> None:
    """Keep why it was given up or withdrawn."""
    Automation.objects.filter(pk=doing.record.pk).update(ended_because=doing.answers["reason"])


class Automation(Case):
    """One project. People are those who work at that process in the shift with the most of them."""

    name = models.CharField(pgettext_lazy("automation", "Project"), max_length=120)
    kind = models.CharField(pgettext_lazy("automation", "How"), max_length=12, choices=KINDS)
    process = models.CharField(_("Process or post"), max_length=120)
    people_before = models.PositiveIntegerField(_("People before"))
    people_after = models.PositiveIntegerField(_("People afterwards"))
    planned_on = models.DateField(_("Planned to work on"))
    done_on = models.DateField(_("Works since"), null=True)
    ended_because = models.CharField(_("Reason"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("planned", pgettext_lazy("automation state", "Planned or under way"), settled=True),
            State("done", pgettext_lazy("automation state", "Works"), settled=True),
            State("given_up", pgettext_lazy("automation state", "Given up"), final=True),
            State("withdrawn", pgettext_lazy("automation state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "enter", _("Enter an automation project"), (), "planned", P.ENTERPRISE_ACT, "automation.entered",
                clause="18.13",
                asks=(
                    Ask("name", pgettext_lazy("automation", "Project"), "text", max_length=120,
                        why=_("Such as: robot that glazes in the spraying shop")),
                    Ask("kind", pgettext_lazy("automation", "How"), "choice", choices=kinds_for),
                    Ask("process", _("Process or post"), "text", max_length=120),
                    Ask("people_before", _("People before"), "number",
                        why=_("Who works there in the shift with the most people")),
                    Ask("people_after", _("People afterwards"), "number"),
                    Ask("planned_on", _("Planned to work on"), "date"),
                ),
                refuse=(fewer_than_before,), apply=write_plan,
            ),
            Step(
                "complete", _("Note that it works"), ("planned",), "done", P.ENTERPRISE_ACT, "automation.done",
                clause="18.13",
                asks=(
                    Ask("occurred_on", _("Works since"), "date", initial=lambda asked: asked.act.today),
                    Ask("people_after", _("People afterwards"), "number",
                        initial=lambda asked: asked.record.people_after if asked.record else ""),
                    Ask("photos", _("Photos"), "photos", required=False, why=_("Never required")),
                ),
                refuse=(has_happened, fewer_than_before), apply=write_completion,
            ),
            Step(
                "give_up", _("Give it up"), ("planned", "done"), "given_up", P.ENTERPRISE_ACT, "automation.given_up",
                clause="18.13", asks=(Ask("reason", _("Reason"), "text"),), apply=write_reason,
            ),
            Step(
                "withdraw", _("Withdraw"), ("planned",), "withdrawn", P.ENTERPRISE_ACT, "automation.withdrawn",
                clause="18.13", asks=(Ask("reason", _("Reason"), "text"),), apply=write_reason,
                withdraws="automation.entered",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=~Q(state__in=("given_up", "withdrawn")), name="automation_once"
            ),
            models.CheckConstraint(condition=Q(people_after__lt=models.F("people_before")), name="automation_fewer"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["planned_on", "id"], name="automation_by_plan")]

    def __str__(self) -> str:
        return self.name

    def identity(self) -> dict[str, Any]:
        """The same name in the same enterprise is the same project."""
        return {"unit": self.unit_id, "name": self.name, "state__in": ("planned", "done")}

    @property
    def fewer(self) -> int:
        """How many people fewer work there."""
        return int(self.people_before - self.people_after)


AUTOMATIONS = CasePages(
    name="automation",
    model=Automation,
    label=_("Automation project"),
    plural=_("Automation projects"),
    order=("-planned_on", "-id"),
    columns=(
        Column("name", pgettext_lazy("automation", "Project")),
        Column("unit", _("Enterprise"), kind="unit"),
        *columns_of(model=Automation, names=("kind", "people_before", "people_after")),
        Column("fewer", _("People fewer"), kind="number"),
        Column("state", _("State"), kind="state"),
    ),
    details=columns_of(model=Automation, names=("process", "planned_on", "done_on", "ended_because")),
    holders=("enterprise",),
    choices=(Choice("kind", pgettext_lazy("automation", "How"), KINDS),),
    carries={"18.13": {"state": "done"}},
    empty=_("No automation project has been entered here. The clause encourages them; nobody has to."),
)
MODULE = Module(
    name="automation",
    pages=(AUTOMATIONS,),
    events=(
        EventKind("automation.entered", _("Automation project entered")),
        EventKind("automation.done", _("Automation project works")),
        EventKind("automation.given_up", _("Automation project given up")),
        EventKind("automation.withdrawn", _("Automation project withdrawn")),
    ),
)
