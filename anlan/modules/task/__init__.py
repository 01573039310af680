"""重点任务分工 (E.5; milestones of 2.2 and 2.5): tasks that the committee office divides among units.

The annex that divides the key tasks is not in the published text of the Opinions: every task is entered by users.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.modules.task.cases import Task
from anlan.modules.task.contributions import Contribution

TASKS = CasePages(
    name="task",
    model=Task,
    label=_("Task"),
    plural=_("Task division"),
    order=("-given_on", "-id"),
    columns=(
        Column("what", _("Task")),
        Column("clause", _("Clause")),
        Column("unit", _("Lead unit"), kind="unit"),
        Column("term", _("By when")),
        Column("given_on", _("Given on"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("given_by", _("Given by"), kind="unit"),
        Column("assisting", _("Assisting units")),
        Column("entered_late", _("Entered after its day because")),
        Column("latest", _("Latest"), kind="longtext"),
    ),
    holders=("department", "government", "party_committee", "safety_committee_office"),
    filters=("clause",),
    children=("contribution",),
    carries={"2.2": {"clause": "2.2"}, "2.5": {"clause": "2.5"}, "E.5": {}},
    empty=_("No task has been divided here. The committee office enters the tasks of its own annex."),
)
CONTRIBUTIONS = CasePages(
    name="contribution",
    model=Contribution,
    label=_("Contribution to a task"),
    plural=_("Contributions"),
    order=("-given_on", "-id"),
    columns=(
        Column("what", _("What")),
        Column("unit", _("Unit"), kind="unit"),
        Column("lead", _("Lead unit"), kind="unit"),
        Column("term", _("By when")),
        Column("state", _("State"), kind="state"),
    ),
    details=(Column("result", _("Result"), kind="longtext"),),
    parent="task",
    empty=_("Nobody assists with a task here. Assisting units are named with the task."),
)
MODULE = Module(
    name="task",
    pages=(TASKS, CONTRIBUTIONS),
    occasions=(
        Occasion("task.given", _("The department was given a key task to lead")),
        Occasion("task.given_below", _("The body below was given a key task to lead")),
        Occasion("task.assist", _("The unit was named to assist with a key task")),
    ),
    events=(
        EventKind("task.given", _("Task given")),
        EventKind("task.progress", _("Progress noted")),
        EventKind("task.reported", _("Task reported as done")),
        EventKind("task.confirmed", _("Task confirmed")),
        EventKind("task.returned", _("Task returned as not done")),
        EventKind("task.withdrawn", _("Task withdrawn")),
        EventKind("contribution.reported", _("Contribution reported")),
        EventKind("contribution.returned", _("Contribution returned as not done")),
    ),
)

__all__ = ["CONTRIBUTIONS", "MODULE", "TASKS", "Contribution", "Task"]
