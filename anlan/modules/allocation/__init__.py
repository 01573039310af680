"""职责分工 (5.1, 5.2): which department is competent for which matter in which industry.

The committee office enters what the staffing office documents (三定规定 and the like) say, with the day on which it
begins. What nobody is competent for, and what several claim, stands on the page of the division of duties.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.modules.allocation.cases import KINDS, Allocation

ALLOCATIONS = CasePages(
    name="allocation",
    model=Allocation,
    label=_("Competence of a department"),
    plural=_("Competences of departments"),
    order=("-since", "-id"),
    columns=(
        Column("since", _("Since"), kind="date"),
        Column("unit", _("Department"), kind="unit"),
        Column("matter_label", _("Matter")),
        Column("industry_label", _("Industry")),
        Column("kind_label", _("Kind of supervision")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("authority_label", _("Authority")),
        Column("document", _("Basis")),
        Column("until", _("Until"), kind="date"),
    ),
    holders=("department",),
    carries={"5.1": {}, "5.2": {}},
    empty=_("No competence has been entered here. Enter them from the document that divides the duties."),
)
MODULE = Module(
    name="allocation",
    pages=(ALLOCATIONS,),
    events=(
        EventKind("allocation.given", _("Competence of a department entered"), KINDS),
        EventKind("allocation.ended", _("Competence of a department ended")),
    ),
)

__all__ = ["ALLOCATIONS", "MODULE", "Allocation"]
