"""带队检查 (4.7, 4.8): inspections that a leader leads, recorded also on behalf of the leader's post.

The checklist is the guide in force on that day; its version stays with the record. Findings become parts of an order in
the same act. The Opinions name no number: once a quarter for each body is a product default, and no leader is ranked.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.modules.led_inspection.cases import LedInspection
from anlan.policy.citations import cite

cite(reference="4.8", kind="rule", name="led_inspections.checklist_fault")

LED_INSPECTIONS = CasePages(
    name="ledinspection",
    model=LedInspection,
    label=_("Led inspection"),
    plural=_("Led inspections"),
    order=("-held_on", "-id"),
    columns=(
        Column("held_on", _("Date"), kind="date"),
        Column("unit", _("Body"), kind="unit"),
        Column("leader", _("Led by (post)"), kind="post"),
        Column("site", _("Site")),
        Column("place", _("Place")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("inspected", _("Public unit inspected"), kind="unit"),
        Column("guide", _("Guide")),
        Column("checklist_told", _("Checklist"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("party_committee", "government"),
    filters=("leader",),
    carries={"4.7": {}, "4.8": {}},
    empty=_("No led inspection has been recorded here. Record one for the post of the leader who led it."),
)
MODULE = Module(
    name="led_inspection",
    pages=(LED_INSPECTIONS,),
    events=(
        EventKind("led_inspection.held", _("Led inspection recorded")),
        EventKind("led_inspection.withdrawn", _("Led inspection withdrawn")),
    ),
)

__all__ = ["LED_INSPECTIONS", "MODULE", "LedInspection"]
