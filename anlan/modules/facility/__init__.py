"""全过程安全责任追溯 (8.1): the chain of who was responsible for a facility or project, from design to dismantling."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column
from anlan.modules.facility.cases import Facility
from anlan.modules.facility.stages import PHASES, Stage

FACILITIES = CasePages(
    name="facility",
    model=Facility,
    label=_("Facility or project"),
    plural=_("Facilities and projects"),
    order=("-entered_on", "-id"),
    columns=(
        Column("name", _("Facility or project")),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("place", _("Place")),
        Column("entered_on", _("Entered on"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("chain", _("Chain of responsibility"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("enterprise",),
    children=("stage",),
    carries={"8.1": {}},
    empty=_(
        "No facility has been entered here. An enterprise enters what it builds and runs, then who was responsible."
    ),
)
STAGES = CasePages(
    name="stage",
    model=Stage,
    label=_("Stage"),
    plural=_("Stages of facilities"),
    order=("-since", "-id"),
    columns=(
        Column("since", _("From"), kind="date"),
        Column("until", _("To"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("facility", _("Facility or project"), kind="record"),
        Column("phase", _("Stage"), kind="choice"),
        Column("who", _("Responsible unit")),
        Column("role", _("Responsible post or role")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("credit_code", _("Unified social credit code")),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    parent="facility",
    choices=(Choice("phase", _("Stage"), PHASES),),
    empty=_("No stage has been noted here. Stages are noted with the facility or project to which they belong."),
)
MODULE = Module(
    name="facility",
    pages=(FACILITIES, STAGES),
    events=(
        EventKind("facility.entered", _("Facility or project entered")),
        EventKind("facility.withdrawn", _("Facility or project withdrawn")),
        EventKind("stage.noted", _("Stage of a facility noted")),
        EventKind("stage.ended", _("Stage of a facility ended")),
        EventKind("stage.withdrawn", _("Stage of a facility withdrawn")),
    ),
)

__all__ = ["FACILITIES", "MODULE", "STAGES", "Facility", "Stage"]
