"""巡查督查 (3.5, 3.27, 5.3, E.4): tours of lower governments and peer departments, their findings, the revisit.

What a tour finds is ordered in the act that records it: each finding is a unit's part of an order, owed and reviewed
like any other. The module does not know that register; the explicit list names who takes the findings in.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column
from anlan.modules.tour.cases import Tour
from anlan.modules.tour.choices import KINDS, who_may_tour
from anlan.policy.citations import cite

cite(reference="5.3", kind="rule", name="tours.may_tour")
cite(reference="E.4", kind="rule", name="tours.fits")

TOURS = CasePages(
    name="tour",
    model=Tour,
    label=_("Inspection tour"),
    plural=_("Inspection tours"),
    order=("-held_on", "-id"),
    columns=(
        Column("held_on", _("Last day"), kind="date"),
        Column("unit", _("Who went"), kind="unit"),
        Column("kind_label", _("Kind")),
        Column("subject", _("Who was visited"), kind="unit"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("started_on", _("First day"), kind="date"),
        Column("shared_with", _("Also in the name of"), kind="unit"),
        Column("lead", _("Team led by (post)"), kind="post"),
        Column("basis", _("Basis")),
        Column("number", _("Document number")),
        Column("report", _("Report"), kind="longtext"),
        Column("revisited_on", _("Revisited on"), kind="date"),
        Column("revisit", _("Revisit"), kind="longtext"),
        Column("conclusion", _("Conclusion"), kind="longtext"),
    ),
    holders=("party_committee", "government", "safety_committee_office", "department"),
    offered=who_may_tour,
    choices=(Choice("kind", _("Kind"), KINDS),),
    carries={
        "3.5": {"kind": "supervision"},
        "3.27": {"kind": "tour"},
        "5.3": {"kind": "peers"},
        "E.4": {"kind": "special"},
    },
    empty=_("No tour has been recorded here. Record one once the team is back; what it found is ordered with it."),
)
MODULE = Module(
    name="tour",
    pages=(TOURS,),
    events=(
        EventKind("tour.held", _("Tour recorded"), KINDS),
        EventKind("tour.revisited", _("Revisit recorded")),
        EventKind("tour.concluded", _("Tour concluded")),
        EventKind("tour.withdrawn", _("Tour withdrawn")),
    ),
)

__all__ = ["MODULE", "TOURS", "Tour"]
