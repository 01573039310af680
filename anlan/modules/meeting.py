"""会议研究安全生产: the meetings at which party committees and governments study work safety (3.2, 3.3,
3.8, 3.9, 3.12).

The facts of the meeting are recorded, never the minutes: those belong to the body's own office and may be internal. An
extract may be attached; or a verifier notes that it was inspected on site. Each decision has an owner and a day and is
owed from then on (3.26).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.obligations.settling import Owed
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.rules import meetings

FORMS: dict[str, Words] = {
    "standing_committee": pgettext_lazy("meeting form", "Standing committee of the Party committee"),
    "government_executive": pgettext_lazy("meeting form", "Executive meeting of the government"),
    "study": pgettext_lazy("meeting form", "Study of work safety in another form"),
}


def forms_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The forms that this body can hold."""
    return [(form, FORMS[form]) for form in meetings.forms_of(kind=unit.kind, level=unit.area.level)]


def chairs_of(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The leadership posts that may have chaired: of the body, and of its counterpart for a shared meeting."""
    units = [unit, *filter(None, [counterpart_of(unit)])]
    posts = Post.objects.filter(unit__in=units, closed_on=None).exclude(kind=Post.Kind.STAFF).select_related("unit")
    return [(str(post.pk), f"{name_of(post)}") for post in sorted(posts, key=lambda p: (p.unit_id != unit.pk, p.pk))]


def counterpart_of(unit: Unit) -> Unit | None:
    """Party committee and government of the same area may share one record (3.12)."""
    kind = meetings.counterpart(kind=unit.kind)
    return Unit.objects.filter(area=unit.area_id, kind=kind, closed_on=None).first() if kind else None


def counterparts(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The counterpart as the one choice of the question whether the meeting was shared; none where there is none."""
    other = counterpart_of(unit)
    return [(str(other.pk), name_of(other))] if other else []


def owners_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Who may be given a decision: units of the same area and of the areas directly below it."""
    near = Q(area=unit.area_id) | Q(area__parent=unit.area_id)
    units = Unit.objects.filter(near, closed_on=None).exclude(kind="enterprise").order_by("position", "id")
    return [(str(one.pk), name_of(one)) for one in units]


def not_ahead(doing: Doing) -> Refusal | None:
    """What is dated tomorrow has not happened."""
    if meetings.is_ahead(held_on=doing.answers["occurred_on"], today=doing.act.today):
        text = _("This day has not come yet; today is %(today)s. What happens is recorded once it has happened.")
        return Refusal("occurred_on", text % {"today": doing.act.today})
    return None


def not_too_old(doing: Doing) -> Refusal | None:
    """Older meetings than the pack's limit are not recorded any more."""
    limit = doing.act.pack.parameters.value(key="meeting.record_back_days", on=doing.act.today).value
    if meetings.is_too_old(held_on=doing.answers["occurred_on"], today=doing.act.today, back_days=int(limit)):
        return Refusal("occurred_on", _("This day is more than %(days)s days ago. Check the year.") % {"days": limit})
    return None


def decisions_follow_the_meeting(doing: Doing) -> Refusal | None:
    """No decision is due before the meeting that took it."""
    for row in doing.answers.get("decisions") or ():
        if meetings.decision_is_due_before_meeting(held_on=doing.answers["occurred_on"], due_day=row["due_day"]):
            text = _("“%(what)s” would be due on %(day)s, before the meeting itself.")
            return Refusal("decisions", text % {"what": row["what"], "day": row["due_day"]})
    return None


def only_bodies_that_meet(doing: Doing) -> Refusal | None:
    """Party committees and governments hold these meetings; nobody else does."""
    unit = doing.record.unit
    if not meetings.forms_of(kind=unit.kind, level=unit.area.level):
        return Refusal("", _("%(unit)s holds no meeting of this kind.") % {"unit": name_of(unit)})
    return None


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
                refuse=(not_ahead,),
                apply=lambda doing: Decision.objects.filter(pk=doing.record.pk).update(result=doing.answers["result"]),
                counts_for=lambda decision: [decision.unit_id],
            ),
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["due_day", "id"], name="decision_by_day")]

    def __str__(self) -> str:
        return self.what


MEETINGS = CasePages(
    name="meeting",
    model=Meeting,
    label=_("Meeting"),
    plural=_("Meetings"),
    order=("-held_on", "-id"),
    columns=(
        Column("held_on", _("Date"), kind="date"),
        Column("unit", _("Body"), kind="unit"),
        Column("number", _("Number")),
        Column("form_label", _("Form")),
        Column("chair", _("Chaired by"), kind="post"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("shared_with", _("Held together with"), kind="unit"),
        Column("safety_item", _("Work safety item"), kind="longtext"),
        Column("note", _("Note")),
    ),
    holders=("party_committee", "government"),
    children=("decision",),
    empty=_("No meeting has been recorded here. Record one from the obligation that asks for it."),
)
DECISIONS = CasePages(
    name="decision",
    model=Decision,
    label=_("Decision of a meeting"),
    plural=_("Decisions"),
    order=("-due_day", "-id"),
    columns=(
        Column("due_day", _("By when"), kind="date"),
        Column("unit", _("Who"), kind="unit"),
        Column("what", _("What")),
        Column("state", _("State"), kind="state"),
    ),
    details=(Column("meeting", _("Meeting"), kind="record"), Column("result", _("Result"), kind="longtext")),
    parent="meeting",
    empty=_("No decision has been given. Decisions are entered with the meeting that takes them."),
)
MODULE = Module(
    name="meeting",
    pages=(MEETINGS, DECISIONS),
    events=(
        EventKind("meeting.held", _("Meeting recorded"), FORMS),
        EventKind("meeting.verified", _("Meeting checked on site")),
        EventKind("meeting.withdrawn", _("Meeting withdrawn")),
        EventKind("decision.reported", _("Decision carried out")),
    ),
)
