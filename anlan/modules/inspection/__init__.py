"""行政检查 (8.8, 18.8, 19.3): a certified officer inspects an enterprise, announced or not (暗查暗访).

The yearly cap is seen by both sides.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column, columns_of
from anlan.modules.inspection.cases import Inspection
from anlan.modules.inspection.limits import BASES, MANNERS

INSPECTIONS = CasePages(
    name="inspection",
    model=Inspection,
    label=_("Administrative inspection"),
    plural=_("Administrative inspections"),
    order=("-inspected_on", "-id"),
    columns=(
        Column("inspected_on", _("Date"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("receiver", pgettext_lazy("inspection", "Inspected by"), kind="unit"),
        *columns_of(model=Inspection, names=("basis", "manner", "document", "found")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("looked_at", pgettext_lazy("inspection", "What was looked at")),
        Column("certificates", _("Enforcement certificates")),
        Column("counter", _("Inspections by plan and draw in that year, of those allowed")),
        Column("comment", _("Comment of the enterprise"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("enterprise",),
    choices=(
        Choice("basis", pgettext_lazy("inspection", "Basis"), BASES),
        Choice("manner", pgettext_lazy("inspection", "Notice"), MANNERS),
    ),
    carries={"8.8": {}, "19.3": {"manner": "unannounced"}},
    empty=_("No administrative inspection has been recorded here. Certified officers record what they inspect."),
)
MODULE = Module(
    name="inspection",
    pages=(INSPECTIONS,),
    events=(
        EventKind("inspection.made", _("Administrative inspection recorded"), BASES),
        EventKind("inspection.commented", _("Enterprise commented on an inspection")),
        EventKind("inspection.withdrawn", _("Administrative inspection withdrawn")),
    ),
)

__all__ = ["INSPECTIONS", "MODULE", "Inspection"]
