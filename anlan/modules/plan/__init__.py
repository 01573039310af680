"""规划、计划与清单 (3.18, 3.19, 3.23–3.25, 5.12, 5.15, 8.7, 8.8, 9.6, E.1, E.2): documents that units adopt.

The register keeps that a document exists, who adopted it when, for which years, and where it was published. The
document itself may be attached and is never required.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column
from anlan.modules.plan.cases import KINDS, Plan

PLANS = CasePages(
    name="plan",
    model=Plan,
    label=_("Plan or list"),
    plural=_("Plans and lists"),
    order=("-adopted_on", "-id"),
    columns=(
        Column("adopted_on", _("Adopted on"), kind="date"),
        Column("unit", _("Unit"), kind="unit"),
        Column("kind_label", _("Kind of document")),
        Column("title", _("Title")),
        Column("covers", _("Years covered")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("number", _("Document number")),
        Column("in_force_from", _("In force from"), kind="date"),
        Column("published_on", _("Published on"), kind="date"),
        Column("replaced_on", _("Replaced on"), kind="date"),
        Column("content", _("What it says on work safety"), kind="longtext"),
    ),
    holders=("party_committee", "government", "safety_committee", "department"),
    choices=(Choice("kind", _("Kind of document"), KINDS),),
    carries={
        "3.18": {"kind": "duty_report"},
        "3.19": {"kind": "support_measures"},
        "3.23": {"kind": "overall_plan"},
        "3.24": {"kind": "special_plan"},
        "3.25": {"kind": "investment_rules"},
        "5.4": {},
        "5.12": {"kind": "industry_instrument"},
        "5.15": {"kind": "support_measures"},
        "8.7": {"kind": "power_list"},
        "8.8": {"kind": "annual_plan"},
        "9.6": {"kind": "mechanism"},
        "E.1": {"kind": "leadership"},
        "E.2": {"kind": "local_measures"},
    },
    empty=_("No plan or list has been recorded here. Record one once it is adopted."),
)
MODULE = Module(
    name="plan",
    pages=(PLANS,),
    events=(
        EventKind("plan.adopted", _("Plan or list recorded"), KINDS),
        EventKind("plan.published", _("Plan or list published")),
        EventKind("plan.replaced", _("Plan or list replaced")),
        EventKind("plan.withdrawn", _("Plan or list withdrawn")),
    ),
)

__all__ = ["MODULE", "PLANS", "Plan"]
