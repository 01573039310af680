"""A task with its lead unit and due day, given by an office, done and confirmed (E.5, 2.2, 2.5)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.task.choices import assisting_for, clauses_for
from anlan.modules.task.contributions import Contribution
from anlan.modules.task.refusals import (
    by_the_office_that_gave,
    done_by_now,
    due_ahead,
    each_assists_once,
    from_an_office,
    not_who_did_it,
    parts_are_in,
)
from anlan.rules import tasks


def write_task(doing: Doing) -> None:
    """Keep the task; with a day ahead it is owed by its lead unit, and each part by the unit that assists.

    One that is entered after its day (2.2) nobody could have met here in time: it is kept, and nothing is owed anew.
    """
    task, answers, act = doing.record, doing.answers, doing.act
    task.clause, task.what, task.due_day = answers["clause"], answers["what"], answers.get("due_day")
    task.given_on, task.given_by = act.today, doing.post.unit
    task.entered_late = answers.get("entered_late") or ""
    task.save(force_insert=True)
    lead = task.unit
    occasion = tasks.occasion(same_area=lead.area_id == task.given_by.area_id, kind=lead.kind)
    ahead = task.due_day and not task.entered_after_its_day
    if ahead:
        doing.owed.append(Owed(occasion, lead, task.what, task.due_day, Task.record_type(), task.pk))
    for row in answers.get("assisting") or ():
        unit = Unit.objects.get(pk=int(row["unit"]))
        part = Contribution.objects.create(
            task=task, unit=unit, position=unit.position, line_id=unit.line_id, state="given", lead=lead,
            what=row.get("part") or task.what, due_day=task.due_day, given_on=act.today,
            created_at=act.now,
        )  # fmt: skip
        if ahead:
            doing.owed.append(Owed("task.assist", unit, part.what, task.due_day, part.record_type(), part.pk))


def write_latest(doing: Doing) -> None:
    """Keep the latest word on the task."""
    Task.objects.filter(pk=doing.record.pk).update(latest=doing.answers["latest"])


def withdraw_parts(doing: Doing) -> None:
    """What assisting units have not done yet falls with the task."""
    write_latest(doing)
    Contribution.objects.filter(task=doing.record.pk, state="given").update(state="withdrawn")


class Task(Case):
    """One task. The unit of the case leads; ``due_day`` empty: long-term, nothing falls due by itself."""

    clause = models.CharField(_("Clause"), max_length=16)
    what = models.CharField(_("Task"), max_length=200)
    given_on = models.DateField(_("Given on"))
    given_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    due_day = models.DateField(_("By when"), null=True)
    entered_late = models.CharField(_("Entered after its day because"), max_length=200, blank=True)
    latest = models.TextField(_("Latest"), blank=True)

    workflow = Workflow(
        states=(
            State("given", pgettext_lazy("task state", "Given")),
            State("under_way", pgettext_lazy("task state", "Under way")),
            State("reported", pgettext_lazy("task state", "Reported as done, to be confirmed")),
            State("confirmed", pgettext_lazy("task state", "Confirmed"), final=True),
            State("withdrawn", pgettext_lazy("task state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "give", _("Give a task"), (), "given", P.TASK_GIVE, "task.given", clause="E.5",
                asks=(
                    Ask("clause", _("Clause"), "choice", choices=clauses_for,
                        why=_("The clause that the task carries out; the annex itself is not in the published text")),
                    Ask("what", _("Task"), "text"),
                    Ask("due_day", _("By when"), "date", required=False,
                        why=_("Empty for a long-term task: nothing falls due by itself")),
                    Ask("entered_late", _("Entered after its day because"), "text", required=False,
                        why=_("Only for a milestone whose day has passed: the task is kept, and its lead unit reports "
                              "when it was done; what is still to be done gets a day ahead")),
                    Ask("assisting", _("Assisting units"), "rows", required=False, rows=(
                        Ask("unit", _("Unit"), "choice", choices=assisting_for),
                        Ask("part", _("Its part"), "text", required=False),
                    ), why=_("Each owes its part by the same day")),
                ),
                refuse=(from_an_office, due_ahead, each_assists_once), apply=write_task,
            ),
            Step(
                "report", _("Report as done"), ("given", "under_way"), "reported", P.TASK_REPORT, "task.reported",
                clause="E.5",
                asks=(
                    Ask("occurred_on", _("Done on"), "date", initial=lambda asked: asked.act.today),
                    Ask("latest", _("Result"), "longtext", max_length=2000),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                refuse=(from_the_body_itself, done_by_now), apply=write_latest,
                counts_for=lambda task: [task.unit_id],
            ),
            Step(
                "note", _("Note progress"), ("given", "under_way"), "under_way", P.TASK_REPORT, "task.progress",
                clause="E.5",
                asks=(Ask("latest", _("Progress"), "longtext", max_length=2000,
                          initial=lambda asked: asked.record.latest if asked.record else ""),),
                refuse=(from_the_body_itself,), apply=write_latest,
            ),
            Step(
                "confirm", _("Confirm"), ("reported",), "confirmed", P.TASK_CONFIRM, "task.confirmed", clause="E.5",
                asks=(
                    Ask("without_parts", _("Done without what is still to be contributed because"), "text",
                        required=False, why=_("Only while a contribution is open; it stays owed")),
                ),
                refuse=(by_the_office_that_gave, not_who_did_it, parts_are_in),
            ),
            Step(
                "send_back", _("Return as not done"), ("reported",), "under_way", P.TASK_CONFIRM, "task.returned",
                clause="E.5",
                asks=(Ask("latest", _("Reason"), "text", why=_("It is owed again, by the same day")),),
                refuse=(by_the_office_that_gave, not_who_did_it), apply=write_latest, withdraws="task.reported",
            ),
            Step(
                "withdraw", _("Withdraw"), ("given", "under_way"), "withdrawn", P.TASK_GIVE, "task.withdrawn",
                clause="E.5",
                asks=(Ask("latest", _("Reason"), "text"),),
                refuse=(by_the_office_that_gave,), apply=withdraw_parts, withdraws="task.given",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "clause", "what"], condition=~Q(state="withdrawn"), name="task_given_once"
            )
        ]
        indexes = [models.Index(fields=["given_on", "id"], name="task_by_day")]

    def __str__(self) -> str:
        return self.what

    def identity(self) -> dict[str, Any]:
        """The same words under the same clause for the same lead unit are the same task."""
        states = ("given", "under_way", "reported", "confirmed")
        return {"unit": self.unit_id, "clause": self.clause, "what": self.what, "state__in": states}

    @property
    def term(self) -> str:
        """The day, or that there is none."""
        return self.due_day.isoformat() if self.due_day else gettext("Long-term")

    @property
    def entered_after_its_day(self) -> bool:
        """Whether its day had passed when it was given."""
        return self.due_day is not None and self.due_day < self.given_on

    @property
    def assisting(self) -> str:
        """The units that assist, by name."""
        parts = Contribution.objects.filter(task=self.pk).select_related("unit").order_by("id")
        return gettext(", ").join(name_of(part.unit) for part in parts)
