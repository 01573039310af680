"""监管责任主体 (5.1, 6.21): which public body answers for what of each enterprise, since when, by which power."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column
from anlan.modules.regulator.cases import Regulator
from anlan.modules.regulator.choices import AUTHORITIES, ROLES

REGULATORS = CasePages(
    name="regulator",
    model=Regulator,
    label=_("Regulator of an enterprise"),
    plural=_("Regulators of enterprises"),
    order=("-since", "-id"),
    columns=(
        Column("since", _("Since"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("role_label", pgettext_lazy("regulator", "Role")),
        Column("matter_label", _("Matter")),
        Column("receiver", _("Body"), kind="unit"),
        Column("authority_label", _("Authority")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("document", _("Basis")),
        Column("telephone", _("Telephone for questions")),
        Column("until", _("Until"), kind="date"),
        Column("reason", _("Reason")),
    ),
    holders=("enterprise",),
    filters=("matter", "receiver"),
    choices=(
        Choice("role", pgettext_lazy("regulator", "Role"), ROLES),
        Choice("authority", _("Authority"), AUTHORITIES),
    ),
    carries={"5.1": {"state": "in_force"}},
    empty=_(
        "Nobody has been entered here. The committee office does so, or takes them over from the division of duties."
    ),
    by_area="regulator_entry",
)
MODULE = Module(
    name="regulator",
    pages=(REGULATORS,),
    events=(
        EventKind("regulator.entered", _("Regulator of an enterprise entered"), ROLES),
        EventKind("regulator.taken_over", _("Regulators taken over from the division of duties")),
        EventKind("regulator.ended", _("Regulator of an enterprise ended")),
        EventKind("regulator.withdrawn", _("Regulator of an enterprise withdrawn")),
    ),
)

__all__ = ["MODULE", "REGULATORS", "Regulator"]
