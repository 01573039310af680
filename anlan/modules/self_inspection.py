"""企业安全生产大检查 (6.4): the inspection of the whole enterprise that its head organises each half-year.

Numbers and words only: what was found is put right and followed up where hidden dangers are registered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column, columns_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened, not_longer_ago
from anlan.kernel.records.workflow import Ask, Asked, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.rules import self_checks

COUNTS = ("found", "major", "put_right")
# 法定代表人、实际控制人, by the keys under which an enterprise's posts are founded.
FIRST_RESPONSIBLE = ("head", "controller")


def organisers_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The two posts whose duty it is (6.4); whoever records does so for them."""
    posts = Post.objects.filter(unit=unit, closed_on=None, key__in=FIRST_RESPONSIBLE).order_by("id")
    return [(str(post.pk), name_of(post)) for post in posts]


def head_first(asked: Asked) -> str:
    """The legal representative as the first answer."""
    head = Post.objects.filter(unit=asked.unit, closed_on=None, kind=Post.Kind.HEAD).first()
    return str(head.pk) if head else ""


def none_yet(asked: Asked) -> int:
    """No danger, until one is counted."""
    return 0


def counts_agree(doing: Doing) -> Refusal | None:
    """Major dangers, and those put right, are among the ones that were found."""
    fault = self_checks.counts_fault(**{name: doing.answers[name] for name in COUNTS})
    text = {
        "major": gettext("More major dangers than were found: major ones are counted among all."),
        "put_right": gettext("More dangers put right than were found."),
    }
    return Refusal(fault, text[fault]) if fault else None


def write_inspection(doing: Doing) -> None:
    """Keep what was inspected and how much was found."""
    one, answers = doing.record, doing.answers
    one.held_on, one.led_by_id, one.places = answers["occurred_on"], int(answers["led_by"]), answers["places"]
    for name in COUNTS:
        setattr(one, name, answers[name])
    one.text = answers.get("text") or ""
    one.save(force_insert=True)


def write_reason(doing: Doing) -> None:
    """Keep why a record was withdrawn beside what it said."""
    SelfInspection.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


class SelfInspection(Case):
    """One inspection of one enterprise by itself on one day."""

    held_on = models.DateField(_("Date"))
    led_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    places = models.CharField(_("Places inspected"), max_length=200)
    found = models.PositiveIntegerField(_("Hidden dangers found"))
    major = models.PositiveIntegerField(_("Of these major"))
    put_right = models.PositiveIntegerField(_("Of these put right"))
    text = models.TextField(_("What was found and done"), blank=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("self-inspection state", "Recorded"), settled=True),
            State("withdrawn", pgettext_lazy("self-inspection state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "hold", _("Record an inspection of the enterprise"), (), "recorded", P.ENTERPRISE_ACT,
                "self_inspection.held", clause="6.4",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today,
                        why=_("Decides for which half-year it counts")),
                    Ask("led_by", _("Organised by (post)"), "choice", choices=organisers_for, initial=head_first,
                        why=_("Clause 6.4: the legal representative or the actual controller, whoever goes along")),
                    Ask("places", _("Places inspected"), "text", why=_("Such as: kilns, glaze store, boiler house")),
                    Ask("found", _("Hidden dangers found"), "number", initial=none_yet),
                    Ask("major", _("Of these major"), "number", initial=none_yet),
                    Ask("put_right", _("Of these put right"), "number", initial=none_yet),
                    Ask("text", _("What was found and done"), "longtext", required=False, max_length=2000),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened, not_longer_ago(key="enterprise.record_back_days"), counts_agree),
                apply=write_inspection, counts_for=lambda one: [one.unit_id], accountable=lambda one: one.led_by_id,
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.ENTERPRISE_ACT, "self_inspection.withdrawn",
                clause="6.4", asks=(Ask("reason", _("Reason"), "text"),),
                apply=write_reason, withdraws="self_inspection.held",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "held_on", "places"],
                condition=~Q(state="withdrawn"),
                name="self_inspection_recorded_once",
            )
        ]
        indexes = [models.Index(fields=["held_on", "id"], name="self_inspection_by_day")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.places}"

    def identity(self) -> dict[str, Any]:
        """The same places of the same enterprise on the same day are the same inspection."""
        return {"unit": self.unit_id, "held_on": self.held_on, "places": self.places, "state": "recorded"}


SELF_INSPECTIONS = CasePages(
    name="selfinspection",
    model=SelfInspection,
    label=_("Inspection by the enterprise itself"),
    plural=_("Inspections by enterprises themselves"),
    order=("-held_on", "-id"),
    columns=(
        Column("held_on", _("Date"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("led_by", _("Organised by (post)"), kind="post"),
        *columns_of(model=SelfInspection, names=("places", *COUNTS)),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("text", _("What was found and done"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("enterprise",),
    carries={"6.4": {}},
    empty=_("No inspection has been recorded here. An enterprise inspects itself at least once in each half-year."),
)
MODULE = Module(
    name="self_inspection",
    pages=(SELF_INSPECTIONS,),
    events=(
        EventKind("self_inspection.held", _("Enterprise inspected by itself")),
        EventKind("self_inspection.withdrawn", _("Inspection by the enterprise itself withdrawn")),
    ),
)
