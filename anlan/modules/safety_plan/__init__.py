"""企业安全生产工作计划 (6.3, 6.6, 6.7): the plan of the year, its items, and the deputy's check of them each quarter.

They stand in one module because a check writes how the items stand.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.modules.safety_plan.checks import QuarterlyCheck
from anlan.modules.safety_plan.items import PlanItem
from anlan.modules.safety_plan.plans import SafetyPlan

PLANS = CasePages(
    name="safetyplan",
    model=SafetyPlan,
    label=_("Safety plan of an enterprise"),
    plural=_("Safety plans of enterprises"),
    order=("-adopted_on", "-id"),
    columns=(
        Column("year", _("Year"), kind="number"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("adopted_on", pgettext_lazy("safety plan", "Adopted on"), kind="date"),
        Column("approved_by", _("Approved by (post)"), kind="post"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("content", _("Aims"), kind="longtext"),
        Column("ended_because", _("No longer in force because")),
    ),
    holders=("enterprise",),
    children=("planitem",),
    carries={"6.3": {}},
    empty=_("No plan has been recorded here. An enterprise records its own at the beginning of the year."),
)
ITEMS = CasePages(
    name="planitem",
    model=PlanItem,
    label=_("Item of a safety plan"),
    plural=_("Items of safety plans"),
    order=("-due_day", "-id"),
    columns=(
        Column("due_day", _("By when"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("what", _("What")),
        Column("responsible", _("Responsible (post)"), kind="post"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("plan", _("Plan"), kind="record"),
        Column("done_on", _("Done on"), kind="date"),
        Column("remark", pgettext_lazy("plan item", "Remark")),
    ),
    parent="plan",
    carries={"6.6": {}},
    empty=_("No plan has items here. They are entered with the plan of the year."),
)
CHECKS = CasePages(
    name="quarterlycheck",
    model=QuarterlyCheck,
    label=_("Quarterly check of a safety plan"),
    plural=_("Quarterly checks of safety plans"),
    order=("-held_on", "-id"),
    columns=(
        Column("held_on", _("Date"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("quarter_words", _("Quarter")),
        Column("checked_by", _("Checked by (post)"), kind="post"),
        Column("done_of", _("Items done")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("plan", _("Plan"), kind="record"),
        Column("told", _("Items of the plan"), kind="longtext"),
        Column("result", _("What the check found"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("enterprise",),
    carries={"6.7": {}},
    empty=_("No check has been recorded here. The deputy in charge of safety checks the plan each quarter."),
)
MODULE = Module(
    name="safety_plan",
    pages=(PLANS, ITEMS, CHECKS),
    events=(
        EventKind("safety_plan.adopted", _("Safety plan of an enterprise adopted")),
        EventKind("safety_plan.amended", _("Items added to a safety plan")),
        EventKind("safety_plan.replaced", _("Safety plan of an enterprise replaced")),
        EventKind("safety_plan.withdrawn", _("Safety plan of an enterprise withdrawn")),
        EventKind("plan_item.done", _("Item of a safety plan done")),
        EventKind("plan_item.not_done", _("Item of a safety plan not done")),
        EventKind("plan_item.reopened", _("Item of a safety plan in hand again")),
        EventKind("plan_item.withdrawn", _("Item of a safety plan withdrawn")),
        EventKind("quarterly_check.held", _("Safety plan checked for the quarter")),
        EventKind("quarterly_check.withdrawn", _("Quarterly check of a safety plan withdrawn")),
    ),
)

__all__ = ["CHECKS", "ITEMS", "MODULE", "PLANS", "PlanItem", "QuarterlyCheck", "SafetyPlan"]
