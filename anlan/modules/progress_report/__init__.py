"""贯彻落实情况报告 (E.3): counties, zones and the city's departments tell the city how the Opinions are carried out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.modules.progress_report.cases import ProgressReport

REPORTS = CasePages(
    name="progressreport",
    model=ProgressReport,
    label=_("Progress report"),
    plural=_("Progress reports"),
    order=("-reported_on", "-id"),
    columns=(
        Column("period_label", _("Quarter")),
        Column("reported_on", _("Reported on"), kind="date"),
        Column("unit", _("Unit"), kind="unit"),
        Column("owed", _("Owed"), kind="number"),
        Column("on_time", _("Met on time"), kind="number"),
        Column("late", _("Met late"), kind="number"),
        Column("open", _("Open"), kind="number"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("overdue", _("Late, all periods"), kind="number"),
        Column("shared_with", _("Sent together with"), kind="unit"),
        Column("text", _("Report"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("party_committee", "government", "department"),
    carries={"E.3": {}},
    empty=_("No progress has been reported here. Counties, zones and departments of the city report each quarter."),
)
MODULE = Module(
    name="progress_report",
    pages=(REPORTS,),
    events=(
        EventKind("progress.reported", _("Progress reported")),
        EventKind("progress.withdrawn", _("Progress report withdrawn")),
    ),
)

__all__ = ["MODULE", "REPORTS", "ProgressReport"]
