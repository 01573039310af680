"""职责清单与任期责任 (4.1, 4.5, 4.6, 8.6): duty lists of leaders' posts, and reports at the end of a tenure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.modules.duty_list.items import DutyItem
from anlan.modules.duty_list.tenure import TenureReport

ITEMS = CasePages(
    name="dutyitem",
    model=DutyItem,
    label=_("Item of a duty list"),
    plural=_("Duty lists of leaders"),
    order=("-due_day", "-id"),
    columns=(
        Column("due_day", _("By when"), kind="date"),
        Column("unit", _("Body"), kind="unit"),
        Column("post", _("Post"), kind="post"),
        Column("what", _("What")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("year", _("Year"), kind="number"),
        Column("sector", _("In charge of")),
        Column("result", _("Result"), kind="longtext"),
    ),
    holders=("party_committee", "government", "department", "safety_committee"),
    carries={"4.1": {}, "4.5": {}, "4.6": {}},
    empty=_("No duty list has been kept here. What the Opinions make a post owe stands on its own page already."),
)
TENURES = CasePages(
    name="tenurereport",
    model=TenureReport,
    label=_("Report on a tenure"),
    plural=_("Reports on tenures"),
    order=("-reported_on", "-id"),
    columns=(
        Column("reported_on", _("Reported on"), kind="date"),
        Column("unit", _("Body"), kind="unit"),
        Column("post", _("Post"), kind="post"),
        Column("since", _("Held since"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("text", _("Report"), kind="longtext"),
        Column("open_matters", _("What is left open"), kind="longtext"),
    ),
    holders=("party_committee", "government", "department", "safety_committee"),
    carries={"8.6": {}},
    empty=_("No tenure has been reported on here. A leader reports when the post is handed over."),
)
MODULE = Module(
    name="duty_list",
    pages=(ITEMS, TENURES),
    events=(
        EventKind("duty_item.listed", _("Item of a duty list added")),
        EventKind("duty_item.done", _("Item of a duty list done")),
        EventKind("duty_item.withdrawn", _("Item of a duty list withdrawn")),
        EventKind("tenure.reported", _("Tenure reported on")),
    ),
)

__all__ = ["ITEMS", "MODULE", "TENURES", "DutyItem", "TenureReport"]
