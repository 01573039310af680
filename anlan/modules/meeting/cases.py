"""A meeting as a case: states, steps, what is asked, what is written; what it decided is handed over (3.12, 3.26)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import finding_rows, findings_of
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.meeting.choices import FORMS, chairs_of, counterparts, forms_for, owners_for
from anlan.modules.meeting.refusals import (
    decisions_follow_the_meeting,
    not_ahead,
    not_too_old,
    only_bodies_that_meet,
)


def write_meeting(doing: Doing) -> None:
    """Keep the facts, and hand over what was decided."""
    meeting, answers = doing.record, doing.answers
    meeting.held_on, meeting.number = answers["occurred_on"], answers["number"]
    meeting.form, meeting.chair_id = answers["form"], int(answers["chair"])
    meeting.safety_item = answers["safety_item"]
    meeting.shared_with_id = int(answers["shared_with"]) if answers.get("shared_with") else None
    meeting.save(force_insert=True)
    doing.findings += findings_of(rows=answers.get("decisions") or (), kind="meeting.decision")


def write_note(doing: Doing) -> None:
    """Keep the verifier's note."""
    Meeting.objects.filter(pk=doing.record.pk).update(note=doing.answers["note"])


def write_reason(doing: Doing) -> None:
    """Keep why it was withdrawn; what it decided and nobody has done yet falls with it."""
    Meeting.objects.filter(pk=doing.record.pk).update(note=doing.answers["reason"])


def bodies_of(meeting: Meeting) -> list[int]:
    """The units for which the meeting counts."""
    return [unit for unit in (meeting.unit_id, meeting.shared_with_id) if unit]


class Meeting(Case):
    """One meeting of one body, perhaps shared with its counterpart."""

    held_on = models.DateField(_("Date"))
    number = models.CharField(_("Number"), max_length=60)
    form = models.CharField(_("Form"), max_length=24)
    chair = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    shared_with = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    safety_item = models.TextField(_("Work safety item"))
    note = models.CharField(_("Note"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("meeting state", "Recorded"), settled=True),
            State("verified", pgettext_lazy("meeting state", "Checked on site"), settled=True),
            State("withdrawn", pgettext_lazy("meeting state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "hold", _("Record a meeting"), (), "recorded", P.MEETING_RECORD, "meeting.held", clause="3.12",
                asks=(
                    Ask("occurred_on", _("Date of the meeting"), "date", why=_("Decides the period it counts for")),
                    Ask("number", _("Number of the meeting"), "text", max_length=60, why=_("Such as 2026 No. 11")),
                    Ask("form", _("Form"), "choice", choices=forms_for),
                    Ask("chair", _("Chaired by (post)"), "choice", choices=chairs_of),
                    Ask("safety_item", _("Work safety item"), "longtext", max_length=2000,
                        why=_("What was studied, in a sentence or two; never the minutes")),
                    Ask("shared_with", _("Held together with"), "choice", required=False, choices=counterparts,
                        why=_("Party committee and government may share one record; it counts for both")),
                    Ask("decisions", _("Decisions"), "rows", required=False, rows=finding_rows(choices=owners_for),
                        why=_("Each becomes a part of an order: owed, answered, reviewed")),
                    Ask("extract", _("Extract"), "file", required=False,
                        why=_("Minutes are never required")),
                ),
                refuse=(only_bodies_that_meet, not_ahead, not_too_old, decisions_follow_the_meeting),
                apply=write_meeting, variant=lambda meeting: meeting.form, counts_for=bodies_of,
                accountable=lambda meeting: meeting.chair_id,
            ),
            Step(
                "verify", _("Note a check on site"), ("recorded",), "verified", P.MEETING_VERIFY, "meeting.verified",
                clause="9.3",
                asks=(Ask("note", _("Note"), "text", why=_("Such as: inspected on site, no copy taken")),),
                apply=write_note,
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded", "verified"), "withdrawn",
                P.MEETING_WITHDRAW, "meeting.withdrawn",
                clause="3.12",
                asks=(Ask("reason", _("Reason"), "text"),),
                apply=write_reason, withdraws="meeting.held",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "held_on", "number"], condition=~Q(state="withdrawn"), name="meeting_recorded_once"
            )
        ]
        indexes = [models.Index(fields=["held_on", "id"], name="meeting_by_day")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.number}"

    def identity(self) -> dict[str, Any]:
        """The same body, day and number is the same meeting."""
        return {
            "unit": self.unit_id,
            "held_on": self.held_on,
            "number": self.number,
            "state__in": ("recorded", "verified"),
        }

    @property
    def form_label(self) -> Words:
        """The form in words."""
        return FORMS.get(self.form, self.form)
