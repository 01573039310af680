"""A meeting and its decisions as cases: states, steps, what is asked, what is written (3.12, 9.3, 3.26)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.meeting.choices import FORMS, chairs_of, counterparts, forms_for, owners_for
from anlan.modules.meeting.refusals import (
    decisions_follow_the_meeting,
    not_ahead,
    not_before_the_meeting,
    not_too_old,
    only_bodies_that_meet,
)


def write_meeting(doing: Doing) -> None:
    """Keep the facts, and open what was decided."""
    meeting, answers = doing.record, doing.answers
    meeting.held_on, meeting.number = answers["occurred_on"], answers["number"]
    meeting.form, meeting.chair_id = answers["form"], int(answers["chair"])
    meeting.safety_item = answers["safety_item"]
    meeting.shared_with_id = int(answers["shared_with"]) if answers.get("shared_with") else None
    meeting.save(force_insert=True)
    for row in answers.get("decisions") or ():
        owner = Unit.objects.get(pk=int(row["owner"]))
        decision = Decision.objects.create(
            meeting=meeting, unit=owner, position=owner.position, line_id=owner.line_id, state="given",
            what=row["what"], due_day=row["due_day"], created_at=doing.act.now,
        )  # fmt: skip
        doing.owed.append(
            Owed("meeting.decision", owner, row["what"], row["due_day"], Decision.record_type(), decision.pk)
        )


def write_note(doing: Doing) -> None:
    """Keep the verifier's note."""
    Meeting.objects.filter(pk=doing.record.pk).update(note=doing.answers["note"])


def withdraw_decisions(doing: Doing) -> None:
    """What a withdrawn meeting decided and nobody has done yet falls with it."""
    Meeting.objects.filter(pk=doing.record.pk).update(note=doing.answers["reason"])
    Decision.objects.filter(meeting=doing.record.pk, state="given").update(state="withdrawn")


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
            State("recorded", pgettext_lazy("meeting state", "Recorded")),
            State("verified", pgettext_lazy("meeting state", "Checked on site")),
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
                    Ask("decisions", _("Decisions"), "rows", required=False, rows=(
                        Ask("what", _("What"), "text"),
                        Ask("owner", _("Who"), "choice", choices=owners_for),
                        Ask("due_day", _("By when"), "date"),
                    ), why=_("Each is owed by its unit from today on")),
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
                apply=withdraw_decisions, withdraws="meeting.held",
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


class Decision(Case):
    """One decision of a meeting: what, who (the unit of the case), by when."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    what = models.CharField(_("What"), max_length=200)
    due_day = models.DateField(_("By when"))
    result = models.TextField(_("Result"), blank=True)

    workflow = Workflow(
        states=(
            State("given", pgettext_lazy("decision state", "Given")),
            State("done", pgettext_lazy("decision state", "Carried out"), final=True),
            State("withdrawn", pgettext_lazy("decision state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "report", _("Report as carried out"), ("given",), "done", P.DECISION_REPORT, "decision.reported",
                clause="3.26",
                asks=(
                    Ask("occurred_on", _("Carried out on"), "date"),
                    Ask("result", _("Result"), "longtext", max_length=2000),
                ),
                refuse=(not_ahead, not_before_the_meeting),
                apply=lambda doing: Decision.objects.filter(pk=doing.record.pk).update(result=doing.answers["result"]),
                counts_for=lambda decision: [decision.unit_id],
            ),
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["due_day", "id"], name="decision_by_day")]

    def __str__(self) -> str:
        return self.what
