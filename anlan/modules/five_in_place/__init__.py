"""五到位自评 (6.18): how far responsibility, management, investment, training and emergency rescue are in place.

The enterprise says so of itself, and nobody is ranked by it. Once a year is a product default.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column, columns_of
from anlan.modules.five_in_place.cases import FiveInPlace
from anlan.rules.self_checks import FIVE

ASSESSMENTS = CasePages(
    name="fiveinplace",
    model=FiveInPlace,
    label=_("Self-assessment of the five in place"),
    plural=_("Self-assessments of the five in place"),
    order=("-assessed_on", "-id"),
    columns=(
        Column("assessed_on", _("Date"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("year", _("Year"), kind="number"),
        Column("in_place", pgettext_lazy("five in place", "In place")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        *columns_of(model=FiveInPlace, names=[column for name in FIVE for column in (name, f"{name}_evidence")]),
        Column("missing", _("What is missing, and until when"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("enterprise",),
    carries={"6.18": {}},
    empty=_("No self-assessment has been recorded here. An enterprise looks at the five once a year."),
)
MODULE = Module(
    name="five_in_place",
    pages=(ASSESSMENTS,),
    events=(
        EventKind("five_in_place.assessed", _("Five in place assessed by the enterprise itself")),
        EventKind("five_in_place.withdrawn", _("Self-assessment of the five in place withdrawn")),
    ),
)

__all__ = ["ASSESSMENTS", "FIVE", "MODULE", "FiveInPlace"]
