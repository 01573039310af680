"""目标任务 (2.1, 2.3, 2.4, 4.2): accident figures of a year, and the control target that was set for it.

Provisional: while accidents themselves are not recorded here, an officer enters what the statistics say.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column, label_of
from anlan.modules.target.control import ControlTarget
from anlan.modules.target.figures import COUNTS, FURTHER, YearFigures

FIGURES = CasePages(
    name="yearfigures",
    model=YearFigures,
    label=_("Figures of a year"),
    plural=_("Yearly accident figures"),
    order=("-ends_on", "-id"),
    columns=(
        Column("year", _("Year"), kind="number"),
        Column("unit", _("Unit"), kind="unit"),
        *(Column(name, label_of(model=YearFigures, name=name), kind="number") for name in COUNTS),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        *(Column(name, label_of(model=YearFigures, name=name), kind="number") for name in FURTHER),
        Column("source", _("Source")),
    ),
    holders=("government",),
    carries={"2.1": {}, "2.3": {}, "2.4": {}, "4.2": {}, "4.3": {}},
    empty=_("No figures have been entered here. Enter those of a year that is over, with their source."),
)
CONTROLS = CasePages(
    name="controltarget",
    model=ControlTarget,
    label=_("Control target"),
    plural=_("Control targets"),
    order=("-ends_on", "-id"),
    columns=(
        Column("year", _("Year"), kind="number"),
        Column("unit", _("Unit"), kind="unit"),
        Column("rate", label_of(model=ControlTarget, name="rate"), kind="number"),
        Column("source", _("Source")),
        Column("state", _("State"), kind="state"),
    ),
    holders=("government",),
    carries={"4.2": {}},
    empty=_("No control target has been entered here. Enter the one that the superior set, with its source."),
)
MODULE = Module(
    name="target",
    pages=(FIGURES, CONTROLS),
    events=(
        EventKind("figures.entered", _("Accident figures of a year entered")),
        EventKind("figures.withdrawn", _("Accident figures of a year withdrawn")),
        EventKind("control_target.entered", _("Control target entered")),
        EventKind("control_target.withdrawn", _("Control target withdrawn")),
    ),
)

__all__ = ["CONTROLS", "FIGURES", "MODULE", "ControlTarget", "YearFigures"]
