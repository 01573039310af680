"""配合任务: what one unit contributes to a task that another leads, done or returned as not done (E.5, 2.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.task.refusals import by_the_office_that_gave, done_by_now, not_who_contributed, task_stands


class Contribution(Case):
    """What one unit contributes to a task that another leads."""

    task = models.ForeignKey("modules.Task", on_delete=models.PROTECT, related_name="contributions")
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField(_("Given on"))
    what = models.CharField(_("What"), max_length=200)
    due_day = models.DateField(_("By when"), null=True)
    result = models.TextField(_("Result"), blank=True)

    workflow = Workflow(
        states=(
            State("given", pgettext_lazy("task state", "Given")),
            State("done", pgettext_lazy("task state", "Contributed")),
            State("withdrawn", pgettext_lazy("task state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "report", _("Report as contributed"), ("given",), "done", P.TASK_REPORT, "contribution.reported",
                clause="E.5",
                asks=(
                    Ask("occurred_on", _("Done on"), "date", initial=lambda asked: asked.act.today),
                    Ask("result", _("Result"), "longtext", max_length=2000),
                ),
                refuse=(from_the_body_itself, done_by_now),
                apply=lambda doing: Contribution.objects.filter(pk=doing.record.pk).update(
                    result=doing.answers["result"]
                ),
                counts_for=lambda part: [part.unit_id],
            ),
            Step(
                "send_back", _("Return as not done"), ("done",), "given", P.TASK_CONFIRM, "contribution.returned",
                clause="E.5",
                asks=(Ask("reason", _("Reason"), "text", why=_("It is owed again, by the same day")),),
                refuse=(by_the_office_that_gave, not_who_contributed, task_stands),
                withdraws="contribution.reported",
            ),
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["given_on", "id"], name="contribution_by_day")]

    def __str__(self) -> str:
        return self.what

    @property
    def term(self) -> str:
        """The day, or that there is none."""
        return self.due_day.isoformat() if self.due_day else gettext("Long-term")
