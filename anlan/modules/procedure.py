"""安全操作规程 (18.5): the operating procedures of an enterprise, each with the posts and processes it covers."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Workflow
from anlan.kernel.roles import P


def not_before_the_present(doing: Doing) -> Refusal | None:
    """A version follows the one before it, and ends after it began."""
    if doing.answers["occurred_on"] < doing.record.in_force_since:
        text = gettext("The present version is in force since %(day)s; this day is earlier.")
        return Refusal("occurred_on", text % {"day": doing.record.in_force_since})
    return None


def write_procedure(doing: Doing) -> None:
    """Keep the procedure as it was adopted."""
    record, answers = doing.record, doing.answers
    record.title, record.covers = answers["title"], answers["covers"]
    record.version, record.in_force_since = answers["version"], answers["occurred_on"]
    record.save(force_insert=True)


def write_version(doing: Doing) -> None:
    """The new version takes the place of the present one, which stays in the history."""
    record, answers = doing.record, doing.answers
    record.covers, record.version, record.in_force_since = (
        answers["covers"], answers["version"], answers["occurred_on"],
    )  # fmt: skip
    record.save(update_fields=["covers", "version", "in_force_since"])


def write_end(doing: Doing) -> None:
    """Keep since when it is in force no more, or why it was withdrawn."""
    ended_on = doing.answers.get("occurred_on")
    Procedure.objects.filter(pk=doing.record.pk).update(ended_on=ended_on, ended_because=doing.answers["reason"])


class Procedure(Case):
    """One safety operating procedure with its present version."""

    title = models.CharField(pgettext_lazy("procedure", "Title"), max_length=120)
    covers = models.CharField(_("Posts and processes covered"), max_length=300)
    version = models.CharField(_("Version"), max_length=40)
    in_force_since = models.DateField(_("In force since"))
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
                "adopt", _("Enter an operating procedure"), (), "in_force", P.ENTERPRISE_ACT, "procedure.adopted",
                clause="18.5",
                asks=(
                    Ask("title", pgettext_lazy("procedure", "Title"), "text", max_length=120,
                        why=_("Clause 18.5; such as: operating procedure for the kiln")),
                    Ask("covers", _("Posts and processes covered"), "text", max_length=300,
                        why=_("Clause 18.5: who works by it")),
                    Ask("version", _("Version"), "text", max_length=40, initial=lambda asked: asked.act.today.year),
                    Ask("occurred_on", _("In force since"), "date", initial=lambda asked: asked.act.today),
                    Ask("document", _("The procedure itself"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened,), apply=write_procedure, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "revise", _("Enter a new version"), ("in_force",), "", P.ENTERPRISE_ACT, "procedure.revised",
                clause="18.5",
                asks=(
                    Ask("version", _("Version"), "text", max_length=40),
                    Ask("occurred_on", _("In force since"), "date", initial=lambda asked: asked.act.today),
                    Ask("covers", _("Posts and processes covered"), "text", max_length=300,
                        initial=lambda asked: asked.record.covers if asked.record else ""),
                    Ask("document", _("The procedure itself"), "file", required=False, why=_("Never required")),
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


PROCEDURES = CasePages(
    name="procedure",
    model=Procedure,
    label=_("Operating procedure"),
    plural=_("Safety operating procedures"),
    order=("-in_force_since", "-id"),
    columns=(
        Column("title", pgettext_lazy("procedure", "Title")),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("covers", _("Posts and processes covered")),
        Column("version", _("Version")),
        Column("in_force_since", _("In force since"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    details=(Column("ended_on", _("Repealed on"), kind="date"), Column("ended_because", _("Reason"))),
    holders=("enterprise",),
    carries={"18.5": {"state": "in_force"}},
    empty=_("No operating procedure has been entered here. An enterprise enters its own, with the posts they cover."),
)
MODULE = Module(
    name="procedure",
    pages=(PROCEDURES,),
    events=(
        EventKind("procedure.adopted", _("Operating procedure entered")),
        EventKind("procedure.revised", _("New version of an operating procedure")),
        EventKind("procedure.repealed", _("Operating procedure repealed")),
        EventKind("procedure.withdrawn", _("Operating procedure withdrawn")),
    ),
)
