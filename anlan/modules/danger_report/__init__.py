"""隐患报告 (3.14, 3.17): a village tells its town, a town its county; a receipt at once, an answer within a term.

What becomes of a danger once somebody answers for it is the work of the register of hidden dangers: the step that
enters it there hands it over.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Column, of_kind_and_level
from anlan.kernel.records.workflow import Words
from anlan.modules.danger_report.cases import DangerReport
from anlan.rules import danger_reports

HOLDERS = ("village_committee", "government", "town_safety_office")
REPORTS = CasePages(
    name="dangerreport",
    model=DangerReport,
    label=_("Danger report"),
    plural=_("Danger reports"),
    order=("-reported_on", "-id"),
    columns=(
        Column("receipt", _("Receipt number")),
        Column("reported_on", _("Reported on"), kind="date"),
        Column("unit", _("Reported by"), kind="unit"),
        Column("what", _("What was found")),
        Column("gravity", _("Gravity")),
        Column("receiver", _("Receiver"), kind="unit"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("place", _("Place")),
        Column("found_at", _("Found at"), kind="moment"),
        Column("promptness", _("From finding to reporting")),
        Column("answer", pgettext_lazy("danger report", "Answer"), kind="longtext"),
        Column("answered_on", _("Answered on"), kind="date"),
        Column("handed_on_because", _("Handed on because")),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=HOLDERS,
    offered=lambda _on: of_kind_and_level(kinds=HOLDERS, rule=danger_reports.reports_upward),
    carries={"3.14": {}, "3.17": {}},
    empty=_("No danger has been reported here. Villages and towns report what they find and cannot deal with."),
)
# 3.14 asks a town to tell those above it: handing on to its own office is not that.
DIRECTIONS: dict[str, Words] = {
    "upward": pgettext_lazy("direction", "To another area"),
    "same_place": pgettext_lazy("direction", "Within the same place"),
}
MODULE = Module(
    name="danger_report",
    pages=(REPORTS,),
    occasions=(
        Occasion("report.made", _("A report on a danger was received")),
        Occasion("report.major", _("A report on a major danger was received"), gives_day=False),
    ),
    events=(
        EventKind("report.made", _("Danger reported")),
        EventKind("report.received", _("Report received")),
        EventKind("report.answered", _("Report answered")),
        EventKind("report.handed_on", _("Report handed on"), DIRECTIONS),
        EventKind("report.registered", _("Report entered as a hidden danger")),
        EventKind("report.withdrawn", _("Report withdrawn")),
    ),
)

__all__ = ["MODULE", "REPORTS", "DangerReport"]
