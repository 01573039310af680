"""隐患: found, made safe, graded, planned, put right, re-checked, closed (18.6–18.8, 18.11, 19.1–19.4)."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.acting import Actor
from anlan.kernel.people.post import Post
from anlan.kernel.people.sight import Columns, SightedManager
from anlan.kernel.people.unit import Unit
from anlan.kernel.places.placed import Placed
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.hidden_danger import finding, grading, recheck, supervising, treatment
from anlan.modules.hidden_danger.bodies import treated_by_its_own
from anlan.modules.hidden_danger.choices import CATEGORIES, GRADES, MEASURES, SOURCES
from anlan.modules.hidden_danger.listed import putting
from anlan.rules import dangers

# The first holds for all that are open.
NOT_ENDED, IS_OPEN, CAME_BACK = Q(ended_on__isnull=True), Q(state__in=dangers.OPEN), Q(recurrence_of__isnull=False)
# What is done about a danger by whoever supervises it.
FOLLOWING_UP = (P.DANGER_GRADE, P.DANGER_SUPERVISE, P.DANGER_LIST)


class HiddenDanger(Placed, Case):
    """One danger at one unit. ``supervisor`` is the public body that follows it up; None: the unit does so itself.

    ``due_day`` is the day that counts now, ``wanted_day`` the one that the unit asks for. ``criterion`` is the number
    of the criterion by which it is major, ``criterion_text`` how it read on that day. ``ended_on`` is the day on which
    it was gone, accepted, merged or dismissed. ``origin_type`` and ``origin_id`` name the record that found it, and
    ``during`` the form of a round or check during which it was found, which may be sent later than the danger.
    """

    what = models.CharField(_("What was found"), max_length=300)
    place = models.CharField(_("Place"), max_length=100, blank=True)
    found_on = models.DateField(_("Found on"))
    found_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    found_by_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("Source"), max_length=12, choices=list(SOURCES.items()))
    measure = models.CharField(_("Done at once"), max_length=12, choices=list(MEASURES.items()))
    measure_note = models.CharField(_("What exactly was done at once"), max_length=200, blank=True)
    grade = models.CharField(_("Grade"), max_length=8, blank=True, choices=list(GRADES.items()))
    category = models.CharField(_("What is wrong"), max_length=12, blank=True, choices=list(CATEGORIES.items()))
    criterion = models.CharField(_("Criterion"), max_length=24, blank=True)
    criterion_text = models.CharField(_("Text of the criterion"), max_length=500, blank=True)
    grade_reason = models.CharField(_("Reason for the grade"), max_length=200, blank=True)
    graded_on = models.DateField(_("Graded on"), null=True)
    graded_times = models.PositiveSmallIntegerField(_("Times graded"), default=0)
    supervisor = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    supervisor_position = models.BigIntegerField(null=True, db_index=True)
    responsible = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    funds = models.DecimalField(_("Funds (yuan)"), max_digits=14, decimal_places=2, null=True)
    measures = models.TextField(_("Measures"), blank=True)
    contingency = models.TextField(_("Contingency plan"), blank=True)
    goal = models.CharField(_("Goal"), max_length=200, blank=True)
    planned_on = models.DateField(_("Plan adopted on"), null=True)
    due_day = models.DateField(_("To be put right by"), null=True)
    extended_days = models.PositiveSmallIntegerField(_("Days extended"), default=0)
    wanted_day = models.DateField(_("More time is asked for, until"), null=True)
    wanted_because = models.CharField(pgettext_lazy("danger", "Because"), max_length=200, blank=True)
    rectified_on = models.DateField(_("Put right on"), null=True)
    result = models.TextField(pgettext_lazy("danger", "What was done"), blank=True)
    returned = models.PositiveSmallIntegerField(_("Times sent back"), default=0)
    remark = models.CharField(_("Latest remark"), max_length=300, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    recurrence_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="recurrences")
    upward_number = models.CharField(_("Number in the province's system"), max_length=60, blank=True)
    origin_type = models.CharField(max_length=48, blank=True)
    origin_id = models.BigIntegerField(null=True)
    during = models.UUIDField(null=True)

    # Who supervised it before the act at hand named another body: what that one owed is met, or lapses, by the act.
    supervised_before: int | None = None

    objects: ClassVar[SightedManager] = SightedManager(
        also=Columns(position="supervisor_position", unit="supervisor_id")
    )

    workflow = Workflow(
        states=(
            State("found", pgettext_lazy("danger state", "Found, to be graded")),
            State("planning", pgettext_lazy("danger state", "Major, plan to be adopted")),
            State("rectifying", pgettext_lazy("danger state", "Being put right")),
            State("rectified", pgettext_lazy("danger state", "Waiting for the re-check")),
            State("closed", pgettext_lazy("danger state", "Closed after a re-check"), final=True),
            State(dangers.ON_THE_SPOT, pgettext_lazy("danger state", "Put right on the spot"), final=True),
            State("merged", pgettext_lazy("danger state", "Merged with another"), final=True),
            State("unit_closed", pgettext_lazy("danger state", "Ended with its unit"), final=True),
            State("dismissed", pgettext_lazy("danger state", "No hidden danger"), final=True),
        ),
        # In the order in which a page offers them: what leads on stands first.
        steps=(
            finding.REPORT,
            *treatment.STEPS,
            *recheck.STEPS,
            *grading.STEPS,
            *finding.STEPS,
            *supervising.STEPS,
            *putting.STEPS,
        ),
    )

    class Meta:
        indexes = [
            models.Index(fields=["found_on", "id"], name="danger_by_day"),
            models.Index(fields=["unit", "found_on", "id"], name="danger_of_unit"),
            models.Index(fields=["position", "found_on", "id"], name="danger_of_place"),
            models.Index(fields=["grade", "state", "due_day", "id"], name="danger_by_due"),
            models.Index(fields=["state", "found_on", "id"], name="danger_by_state"),
            models.Index(fields=["due_day", "id"], name="danger_by_due_day"),
            models.Index(fields=["found_on", "id"], name="danger_again", condition=CAME_BACK),
            models.Index(fields=["origin_type", "origin_id"], name="danger_by_origin"),
            models.Index(fields=["during"], name="danger_by_round", condition=Q(during__isnull=False)),
            models.Index(fields=["cell"], name="danger_by_cell", condition=Q(cell__isnull=False)),
            # Few of all are open, and these are asked for every day. SQLite takes a partial index without values alone.
            models.Index(fields=["found_on", "id"], name="danger_open_by_day", condition=NOT_ENDED),
            models.Index(fields=["due_day", "id"], name="danger_open_by_due", condition=NOT_ENDED),
            models.Index(fields=["position", "found_on", "id"], name="danger_open_of_place", condition=NOT_ENDED),
            models.Index(fields=["measure", "found_on", "id"], name="danger_open_by_measure", condition=NOT_ENDED),
        ]
        constraints = [models.CheckConstraint(name="danger_open_not_ended", condition=NOT_ENDED | ~IS_OPEN)]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"[:120]

    def place_for(self, *, step: Step) -> dict[str, int | None]:
        """The supervisor's place for the steps of whoever follows it up, where a public body does."""
        if step.by_receiver and self.supervisor_id is not None:
            return {"position": self.supervisor_position, "unit": self.supervisor_id, "line": self.line_id}
        return treated_by_its_own(super().place_for(step=step), step=step, unit=self.unit)

    def post_for(self, *, step: Step, actor: Actor) -> Post | None:
        """Whoever supervises it grades it and follows it up too, also a department without a territory there."""
        post = super().post_for(step=step, actor=actor)
        if post is not None or self.supervisor_id is None or step.permission not in FOLLOWING_UP:
            return post
        place = {"position": self.supervisor_position, "unit": self.supervisor_id, "line": self.line_id}
        return actor.post_for(step.permission, **place)

    def supervise(self, *, by: Unit | None) -> None:
        """Name the public body that follows it up, where it lies now."""
        self.supervised_before = self.supervisor_id
        self.supervisor, self.supervisor_position = by, by.position if by else None

    @property
    def number(self) -> str:
        """The number by which people speak of it; the year is that of its finding."""
        return f"{self.found_on:%Y}-{self.pk or 0:06d}"

    @property
    def rechecker(self) -> Unit:
        """Who grades, decides about more time, and re-checks: the supervisor, or the unit itself."""
        return self.supervisor or self.unit

    @property
    def both(self) -> list[int]:
        """The units that may owe something about it, and whoever supervised it until the act at hand."""
        return sorted({self.unit_id, self.supervisor_id or self.unit_id, self.supervised_before or self.unit_id})

    @property
    def needs_outsider(self) -> bool:
        """Whether only a public body accepts it: it is major, or supervised."""
        return self.grade == dangers.MAJOR or self.supervisor_id is not None

    @property
    def basis(self) -> str:
        """By which criterion, or for what reason, it has its grade."""
        return " ".join(part for part in (self.criterion, self.criterion_text, self.grade_reason) if part)

    @property
    def days_taken(self) -> int | None:
        """Days from its finding until it was gone; None while it is open."""
        return (self.ended_on - self.found_on).days if self.ended_on else None

    def is_late(self, *, on: dt.date) -> bool:
        """Whether the day that counts has passed while it is still being put right."""
        return self.state in dangers.OPEN and self.due_day is not None and self.due_day < on

    @property
    def finder(self) -> str:
        """Who found it, as a body; persons stand in the ledger only."""
        return str(self.found_by.name_zh)

    @property
    def grade_label(self) -> Words:
        """The grade in words, or that there is none yet."""
        return GRADES[self.grade] if self.grade in GRADES else gettext("Not graded yet")

    def identity(self) -> dict[str, Any]:
        """Two dangers may read alike: nothing but the form itself tells them to be the same."""
        return {"pk": None}
