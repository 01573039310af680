"""工会、监事会监督 (6.10): what union and supervisory board looked at, their opinion, and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column
from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import not_who_reported
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P

BODIES: dict[str, Words] = {
    "union": pgettext_lazy("supervising body", "Trade union"),
    "supervisory_board": pgettext_lazy("supervising body", "Supervisory board"),
}
MATTERS: dict[str, Words] = {
    "safety": pgettext_lazy("matter supervised", "Work safety"),
    "occupational": pgettext_lazy("matter supervised", "Occupational disease"),
    "both": pgettext_lazy("matter supervised", "Work safety and occupational disease"),
}


def bodies_for(_unit: Any) -> Sequence[tuple[str, Words]]:
    """Who supervises."""
    return list(BODIES.items())


def matters_for(_unit: Any) -> Sequence[tuple[str, Words]]:
    """What clause 6.10 names."""
    return list(MATTERS.items())


def not_who_answered(doing: Doing) -> Refusal | None:
    """Nobody settles the answer that the same person gave."""
    return not_who_reported(doing=doing, kind="union_supervision.answered")


def write_supervision(doing: Doing) -> None:
    """Keep what was looked at; where there is no opinion to answer, nothing is left to do."""
    record, answers = doing.record, doing.answers
    record.looked_on, record.body, record.matter = answers["occurred_on"], answers["body"], answers["matter"]
    record.looked_at, record.opinion = answers["looked_at"], answers["opinion"]
    if not record.opinion:
        record.state = "settled"
    record.save(force_insert=True)


def write_answer(doing: Doing) -> None:
    """Keep what the enterprise answers."""
    UnionSupervision.objects.filter(pk=doing.record.pk).update(
        answer=doing.answers["answer"], answered_on=doing.act.today
    )


def write_word(doing: Doing) -> None:
    """Keep the last word of the union or the board, or why the record was withdrawn."""
    UnionSupervision.objects.filter(pk=doing.record.pk).update(last_word=doing.answers["last_word"])


class UnionSupervision(Case):
    """One supervision by the trade union or the supervisory board of an enterprise."""

    looked_on = models.DateField(_("Date"))
    body = models.CharField(pgettext_lazy("supervision", "Supervised by"), max_length=20, choices=BODIES)
    matter = models.CharField(pgettext_lazy("supervision", "Matter"), max_length=16, choices=MATTERS)
    looked_at = models.CharField(_("What was looked at"), max_length=300)
    opinion = models.TextField(_("Opinion"), blank=True)
    answer = models.TextField(_("Answer of the enterprise"), blank=True)
    answered_on = models.DateField(_("Answered on"), null=True)
    last_word = models.TextField(_("Last word"), blank=True)

    workflow = Workflow(
        states=(
            State("given", pgettext_lazy("supervision state", "To be answered")),
            State("answered", pgettext_lazy("supervision state", "Answered")),
            State("settled", pgettext_lazy("supervision state", "Settled"), settled=True),
            State("withdrawn", pgettext_lazy("supervision state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "record", _("Record a supervision"), (), "given", P.ENTERPRISE_UNION, "union_supervision.held",
                clause="6.10",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today),
                    Ask("body", pgettext_lazy("supervision", "Supervised by"), "choice", choices=bodies_for,
                        initial=lambda asked: "union"),
                    Ask("matter", pgettext_lazy("supervision", "Matter"), "choice", choices=matters_for,
                        initial=lambda asked: "both", why=_("Clause 6.10 names both")),
                    Ask("looked_at", _("What was looked at"), "text", max_length=300),
                    Ask("opinion", _("Opinion"), "longtext", required=False, max_length=2000,
                        why=_("The enterprise answers it; leave it empty where there is nothing to remark")),
                    Ask("record", _("Minutes or photo"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened,), apply=write_supervision, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "answer", _("Answer the opinion"), ("given",), "answered", P.ENTERPRISE_ACT,
                "union_supervision.answered", clause="6.10",
                asks=(
                    Ask("answer", _("Answer of the enterprise"), "longtext", max_length=2000,
                        initial=lambda asked: asked.record.answer if asked.record else ""),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                apply=write_answer,
            ),
            Step(
                "settle", _("Note that it is settled"), ("answered",), "settled", P.ENTERPRISE_UNION,
                "union_supervision.settled", clause="6.10",
                asks=(Ask("last_word", _("Last word"), "text", required=False),),
                refuse=(not_who_answered,), apply=write_word,
            ),
            Step(
                "insist", _("Insist on the opinion"), ("answered",), "given", P.ENTERPRISE_UNION,
                "union_supervision.insisted", clause="6.10",
                asks=(Ask("last_word", _("What is still missing"), "text"),),
                refuse=(not_who_answered,), apply=write_word,
            ),
            Step(
                "withdraw", _("Withdraw"), ("given", "answered", "settled"), "withdrawn", P.ENTERPRISE_UNION,
                "union_supervision.withdrawn", clause="6.10", asks=(Ask("last_word", _("Reason"), "text"),),
                apply=write_word, withdraws="union_supervision.held",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "body", "looked_on", "looked_at"], condition=~Q(state="withdrawn"),
                name="supervision_held_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["looked_on", "id"], name="supervision_by_day")]

    def __str__(self) -> str:
        return f"{self.looked_on} {self.looked_at}"

    def identity(self) -> dict[str, Any]:
        """The same body, day and subject is the same supervision."""
        same = {"unit": self.unit_id, "body": self.body, "looked_on": self.looked_on, "looked_at": self.looked_at}
        return {**same, "state__in": ("given", "answered", "settled")}


SUPERVISIONS = CasePages(
    name="unionsupervision",
    model=UnionSupervision,
    label=_("Supervision by union or board"),
    plural=_("Supervision by union and supervisory board"),
    order=("-looked_on", "-id"),
    columns=(
        Column("looked_on", _("Date"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("body", pgettext_lazy("supervision", "Supervised by"), kind="choice"),
        Column("matter", pgettext_lazy("supervision", "Matter"), kind="choice"),
        Column("looked_at", _("What was looked at")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("opinion", _("Opinion"), kind="longtext"),
        Column("answer", _("Answer of the enterprise"), kind="longtext"),
        Column("answered_on", _("Answered on"), kind="date"),
        Column("last_word", _("Last word"), kind="longtext"),
    ),
    holders=("enterprise",),
    choices=(Choice("body", pgettext_lazy("supervision", "Supervised by"), BODIES),),
    carries={"6.10": {}},
    empty=_("No supervision has been recorded here. The head of the trade union records what was looked at."),
)
MODULE = Module(
    name="union_supervision",
    pages=(SUPERVISIONS,),
    events=(
        EventKind("union_supervision.held", _("Supervision by union or board recorded")),
        EventKind("union_supervision.answered", _("Opinion of union or board answered")),
        EventKind("union_supervision.settled", _("Opinion of union or board settled")),
        EventKind("union_supervision.insisted", _("Union or board insists on its opinion")),
        EventKind("union_supervision.withdrawn", _("Supervision by union or board withdrawn")),
    ),
)
