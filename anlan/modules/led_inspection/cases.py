"""An inspection led by a leader, as a case: who led it, where, what of the guide was looked at (4.7, 4.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import finding_rows, findings_of
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.led_inspection.guide import items_for, lines_for, results_for, told
from anlan.modules.led_inspection.refusals import findings_can_be_followed, follows_the_guide, near, not_too_old
from anlan.policy.inspection_guide import guide_on
from anlan.rules import led_inspections


def leaders_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The leadership posts of the body; officers record for them."""
    posts = Post.objects.filter(unit=unit, closed_on=None).exclude(kind=Post.Kind.STAFF).order_by("id")
    return [(str(post.pk), name_of(post)) for post in posts]


def write_inspection(doing: Doing) -> None:
    """Keep what was seen under the guide of that day, and hand over what was found."""
    one, answers = doing.record, doing.answers
    one.held_on, one.leader_id = answers["occurred_on"], int(answers["leader"])
    one.site, one.place = answers["site"], answers["place"]
    one.inspected_id = int(answers["inspected"]) if answers.get("inspected") else None
    guide = guide_on(guides=doing.act.pack.guides, day=one.held_on)
    one.guide = guide.version if guide else ""
    one.checklist = led_inspections.looked_at(rows=answers.get("checklist") or ())
    one.save(force_insert=True)
    doing.findings += findings_of(rows=answers.get("findings") or (), kind="led_inspection.finding")


def write_reason(doing: Doing) -> None:
    """Keep why a record was withdrawn."""
    LedInspection.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


class LedInspection(Case):
    """One inspection on one site on one day, led by the holder of one post of the unit."""

    held_on = models.DateField(_("Date"))
    leader = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    site = models.CharField(_("Site"), max_length=120)
    place = models.CharField(_("Place"), max_length=120)
    inspected = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    guide = models.CharField(_("Guide"), max_length=60, blank=True)
    checklist = models.JSONField(default=list)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("inspection state", "Recorded"), settled=True),
            State("withdrawn", pgettext_lazy("inspection state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "hold", _("Record a led inspection"), (), "recorded", P.LED_INSPECTION_RECORD, "led_inspection.held",
                clause="4.7",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today,
                        why=_("Decides for which quarter it counts")),
                    Ask("leader", _("Led by (post)"), "choice", choices=leaders_for,
                        why=_("Counts for this post; whoever enters it stands in the ledger too")),
                    Ask("site", _("Site"), "text", max_length=120, why=_("The enterprise, school, building site …")),
                    Ask("place", _("Place"), "text", max_length=120),
                    Ask("inspected", _("Public unit inspected"), "choice", required=False, choices=near),
                    Ask("checklist", _("Checklist"), "rows", required=False, initial=lines_for, rows=(
                        Ask("item", _("Item of the guide"), "choice", choices=items_for),
                        Ask("result", pgettext_lazy("checklist", "Result"), "choice", choices=results_for),
                        Ask("note", _("Problem"), "text", required=False),
                    ), why=_("By the guide in force (4.8); what is left as not applicable is not kept")),
                    Ask("findings", _("Findings"), "rows", required=False, rows=finding_rows(choices=near),
                        why=_("Each becomes a part of an order: owed, answered, reviewed")),
                ),
                refuse=(has_happened, not_too_old, follows_the_guide, findings_can_be_followed),
                apply=write_inspection, counts_for=lambda one: [one.unit_id], accountable=lambda one: one.leader_id,
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.LED_INSPECTION_RECORD,
                "led_inspection.withdrawn", clause="4.7",
                asks=(Ask("reason", _("Reason"), "text"),),
                apply=write_reason, withdraws="led_inspection.held",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "leader", "held_on", "site"],
                condition=~Q(state="withdrawn"),
                name="led_inspection_recorded_once",
            )
        ]
        indexes = [
            models.Index(fields=["held_on", "id"], name="led_inspection_by_day"),
            models.Index(fields=["leader", "held_on"], name="led_inspection_by_leader"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.site}"

    def identity(self) -> dict[str, Any]:
        """The same leader on the same site on the same day is the same inspection."""
        return {
            "unit": self.unit_id,
            "leader": self.leader_id,
            "held_on": self.held_on,
            "site": self.site,
            "state": "recorded",
        }

    @property
    def checklist_told(self) -> str:
        """The checklist in words."""
        return told(version=self.guide, lines=self.checklist)
