"""新材料、新工艺、新业态安全风险评估 (17.12, 安全生产法 29): what is new is assessed before it is used."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Choice, Column, columns_of
from anlan.modules.new_thing.cases import KINDS, OCCASION, NewThing

NEW_THINGS = CasePages(
    name="newthing",
    model=NewThing,
    label=_("New material, process or business form"),
    plural=_("New materials, processes and business forms"),
    order=("-planned_on", "-id"),
    columns=(
        Column("name", _("What is new")),
        Column("unit", pgettext_lazy("new thing", "Unit"), kind="unit"),
        *columns_of(model=NewThing, names=("kind", "planned_on", "assessed_on", "begun_on")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("use", pgettext_lazy("new thing", "Use")),
        Column("what", _("Description"), kind="longtext"),
        Column("conclusion", _("Conclusion"), kind="longtext"),
        Column("measures", _("Measures"), kind="longtext"),
        *columns_of(model=NewThing, names=("entered_on", "ended_because")),
    ),
    holders=("enterprise", "government", "department"),
    choices=(Choice("kind", _("Kind"), KINDS),),
    carries={"17.12": {}},
    empty=_("Nothing new has been entered here. What is new is entered before its first use, and assessed."),
)
MODULE = Module(
    name="new_thing",
    pages=(NEW_THINGS,),
    events=(
        EventKind("new_thing.entered", _("New thing entered")),
        EventKind("new_thing.assessed", _("New thing assessed before use")),
        EventKind("new_thing.used", _("New thing in use")),
        EventKind("new_thing.ended", _("New thing given up")),
        EventKind("new_thing.withdrawn", _("New thing withdrawn")),
    ),
    occasions=(Occasion(OCCASION, _("A new material, process or business form is planned")),),
)

__all__ = ["MODULE", "NEW_THINGS", "NewThing"]
