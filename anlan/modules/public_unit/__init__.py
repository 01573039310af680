"""党政机关与部门 (articles 4, 5, 9, 10).

Public units of every level, their facts, how a pack's templates found them, and the returns that change their facts.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column, label_of
from anlan.modules.public_unit.establishment import Establishment
from anlan.modules.public_unit.facts import PublicUnitFacts
from anlan.modules.public_unit.staffing import Staffing

SHOWN = ("full_time_staff", "full_time_officers", "patrollers", "enforcement_filled")

ESTABLISHMENTS = CasePages(
    name="establishment",
    model=Establishment,
    label=_("Return of bodies and staff"),
    plural=_("Returns of bodies and staff"),
    order=("-as_of", "-id"),
    columns=(
        Column("as_of", _("As of"), kind="date"),
        Column("unit", _("Body"), kind="unit"),
        *(Column(name, label_of(model=Staffing, name=name), kind="number") for name in SHOWN),
    ),
    details=(
        Column("said", _("What was returned"), kind="longtext"),
        Column("basis", _("Basis")),
    ),
    holders=("government", "department"),
    carries={
        reference: {}
        for reference in ("3.28", "5.16", "9.4", "9.5", "10.1", "10.2", "10.3", "10.4", "10.5", "10.6", "10.7")
    },
    empty=_("No return of bodies and staff has been received here. Report them once, then whenever they change."),
)
MODULE = Module(
    name="public_unit",
    facts=PublicUnitFacts,
    pages=(ESTABLISHMENTS,),
    events=(EventKind("establishment.recorded", _("Return of bodies and staff")),),
)

__all__ = ["ESTABLISHMENTS", "MODULE", "Establishment", "PublicUnitFacts"]
