"""企业安全生产工作台账 (6.8, 6.9): what the safety staff of an enterprise do, day by day, in eight kinds of entry.

No duty opens by the day: the ledger is kept when something was done, and nobody reports that nothing was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened, not_longer_ago
from anlan.kernel.records.workflow import Ask, Asked, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P

DAILY_CHECK = "daily_check"
KINDS: dict[str, Words] = {
    DAILY_CHECK: pgettext_lazy("work ledger", "Daily check"),
    "training": pgettext_lazy("work ledger", "Training"),
    "equipment": pgettext_lazy("work ledger", "Equipment and facilities"),
    "dangers": pgettext_lazy("work ledger", "Hidden dangers"),
    "drills": pgettext_lazy("work ledger", "Emergency drills"),
    "costs": pgettext_lazy("work ledger", "Safety costs"),
    "protective": pgettext_lazy("work ledger", "Protective equipment"),
    "contractors": pgettext_lazy("work ledger", "Contractors and tenants"),
}


def kinds_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Every kind of entry."""
    return list(KINDS.items())


def posts_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Every post of the enterprise."""
    return [(str(post.pk), name_of(post)) for post in Post.objects.filter(unit=unit, closed_on=None).order_by("id")]


def own_post(asked: Asked) -> str:
    """The post of whoever records, as the first answer."""
    unit = asked.unit
    post = asked.act.actor.post_for(P.ENTERPRISE_ACT, position=unit.position, unit=unit.pk, line=unit.line_id)
    return str(post.pk) if post else ""


def says_what(doing: Doing) -> Refusal | None:
    """Only a daily check says enough by its kind."""
    if doing.answers["kind"] != DAILY_CHECK and not doing.answers.get("what"):
        return Refusal("what", gettext("Say in a few words what was done."))
    return None


def write_entry(doing: Doing) -> None:
    """Keep what was done on that day."""
    entry, answers = doing.record, doing.answers
    entry.done_on, entry.kind, entry.what = answers["occurred_on"], answers["kind"], answers.get("what") or ""
    entry.post_id = int(answers["post"])
    entry.save(force_insert=True)


def write_reason(doing: Doing) -> None:
    """Keep why an entry was withdrawn beside what it said."""
    WorkEntry.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


class WorkEntry(Case):
    """One entry of an enterprise's ledger: what was done on one day, by which post."""

    done_on = models.DateField(_("Date"))
    kind = models.CharField(_("Kind of entry"), max_length=16, choices=KINDS)
    what = models.CharField(_("What was done"), max_length=200, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("work ledger state", "Recorded"), settled=True),
            State("withdrawn", pgettext_lazy("work ledger state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "record", _("Make an entry"), (), "recorded", P.ENTERPRISE_ACT, "work_entry.recorded", clause="6.9",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today),
                    Ask("kind", _("Kind of entry"), "choice", choices=kinds_for, initial=lambda asked: DAILY_CHECK,
                        why=_("Daily checks fill the month's calendar (6.8)")),
                    Ask("what", _("What was done"), "text", required=False,
                        why=_("Not needed for a daily check. What was found is followed up where it is registered")),
                    Ask("post", _("By (post)"), "choice", choices=posts_for, initial=own_post),
                    Ask("proof", _("Photo or document"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened, not_longer_ago(key="enterprise.ledger_back_days"), says_what),
                apply=write_entry, variant=lambda entry: entry.kind, counts_for=lambda entry: [entry.unit_id],
                accountable=lambda entry: entry.post_id,
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.ENTERPRISE_ACT, "work_entry.withdrawn",
                clause="6.9", asks=(Ask("reason", _("Reason"), "text"),),
                apply=write_reason, withdraws="work_entry.recorded",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "done_on", "kind", "what", "post"],
                condition=~Q(state="withdrawn"),
                name="work_entry_recorded_once",
            )
        ]
        indexes = [
            models.Index(fields=["done_on", "id"], name="work_entry_by_day"),
            models.Index(fields=["unit", "done_on"], name="work_entry_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.done_on} {self.what or self.get_kind_display()}"

    def identity(self) -> dict[str, Any]:
        """The same words of the same post on the same day are the same entry; a second shift says so in its words."""
        same = {"unit": self.unit_id, "done_on": self.done_on, "kind": self.kind, "what": self.what}
        return {**same, "post": self.post_id, "state": "recorded"}


ENTRIES = CasePages(
    name="workentry",
    model=WorkEntry,
    label=_("Entry of a work ledger"),
    plural=_("Work ledgers of enterprises"),
    order=("-done_on", "-id"),
    columns=(
        Column("done_on", _("Date"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("kind", _("Kind of entry"), kind="choice"),
        Column("what", _("What was done")),
        Column("post", _("By (post)"), kind="post"),
        Column("state", _("State"), kind="state"),
    ),
    details=(Column("withdrawn_because", _("Withdrawn because")),),
    holders=("enterprise",),
    choices=(Choice("kind", _("Kind of entry"), KINDS),),
    further=("work_ledgers", _("Month as a calendar")),
    carries={"6.8": {"kind": DAILY_CHECK}, "6.9": {}},
    empty=_("No entry has been made here. Enterprises enter what they did when they did something."),
)
MODULE = Module(
    name="work_ledger",
    pages=(ENTRIES,),
    events=(
        EventKind("work_entry.recorded", _("Entry made in a work ledger"), KINDS),
        EventKind("work_entry.withdrawn", _("Entry of a work ledger withdrawn")),
    ),
)
