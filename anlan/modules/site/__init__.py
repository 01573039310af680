"""作业现场人数控制 (18.14): how many people a site may hold at once, how many were counted, and the alarm above it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.modules.site.cases import Site

SITES = CasePages(
    name="site",
    model=Site,
    label=pgettext_lazy("place of work", "Site"),
    plural=_("Headcount of sites"),
    order=("-entered_on", "-id"),
    columns=(
        Column("name", pgettext_lazy("place of work", "Site")),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("cap", _("Most people at once"), kind="number"),
        Column("counted", _("People counted"), kind="number"),
        Column("counted_at", _("Counted at"), kind="moment"),
        Column("state", _("State"), kind="state"),
        Column("alarm", _("Alarm")),
    ),
    details=(
        Column("basis", _("Basis of the cap")),
        Column("entered_on", _("Entered on"), kind="date"),
        Column("closed_because", _("Reason")),
    ),
    holders=("enterprise",),
    carries={"18.14": {}},
    empty=_("No site has been entered here. An enterprise enters its sites with the most people that may work there."),
)
MODULE = Module(
    name="site",
    pages=(SITES,),
    events=(
        EventKind("site.entered", _("Site entered")),
        EventKind("site.counted", _("People on a site counted")),
        EventKind("site.reduced", _("People on a site reduced")),
        EventKind("site.amended", _("Cap of a site changed")),
        EventKind("site.closed", _("Site closed")),
        EventKind("site.withdrawn", _("Site withdrawn")),
    ),
    occasions=(
        Occasion("headcount.over", _("More people were counted on a site than its cap allows"), gives_day=False),
    ),
)

__all__ = ["MODULE", "SITES", "Site"]
