"""企业 (article 6): the register of enterprises, what is known of each, since when and from which source."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Choice, Column, columns_of
from anlan.modules.enterprise.asking import QUESTIONS, SORTS
from anlan.modules.enterprise.cases import Enterprise
from anlan.modules.enterprise.contracts import Contract
from anlan.modules.enterprise.facts import EnterpriseFacts
from anlan.modules.enterprise.licence_sheet import LICENCE_SHEET
from anlan.modules.enterprise.licences import Licence
from anlan.modules.enterprise.particulars import (
    COLUMNS,
    HAZARDS_LAW,
    HAZARDS_LICENCE,
    HAZARDS_POLICY,
    OWNERSHIPS,
    SIZES,
    SUPERIORS,
    Particulars,
)
from anlan.modules.enterprise.relation_pages import CHECKS, CONTRACT_PAGES, EVENTS, LICENCE_PAGES
from anlan.modules.enterprise.sheet import SHEET

LISTED = ("industry", "employees", "size", "section", "high_hazard")
ENTERPRISES = CasePages(
    name="enterprise",
    model=Enterprise,
    label=_("Enterprise"),
    plural=_("Enterprises"),
    order=("-known_since", "-id"),
    columns=(
        Column("name", _("Name")),
        Column("credit_code", _("Unified social credit code")),
        Column("seat", _("Seat"), kind="area"),
        Column("industry_label", _("Industry")),
        Column("employees", _("Employees"), kind="number"),
        Column("size", _("Size class"), kind="choice"),
        Column("hazard_label", _("High hazard")),
        Column("known_since", _("Known so since"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    details=columns_of(model=Particulars, names=[name for name in COLUMNS if name not in LISTED]),
    reads=(
        *("name", "credit_code", "industry", "employees", "size", "hazard_policy", "hazard_law", "hazard_licence"),
        *("known_since", "state", "position", "unit__area__name_zh", "unit__area__name_en"),
    ),
    holders=("town_safety_office", "safety_committee_office"),
    choices=(
        Choice("hazard_policy", _("High hazard by the Opinions"), HAZARDS_POLICY),
        Choice("hazard_law", _("Named by the law"), HAZARDS_LAW),
        Choice("hazard_licence", _("Needs a licence"), HAZARDS_LICENCE),
        Choice("ownership", _("Ownership"), OWNERSHIPS),
        Choice("size", _("Size class"), SIZES),
        Choice("superior_owner", _("Owner of a higher level"), SUPERIORS),
    ),
    questions=QUESTIONS,
    sorts=SORTS,
    search="name",
    carries={
        "6.1": {},
        "6.2": {},
        "6.5": {},
        "6.11": {"committee": "needed"},
        "6.12": {"staffing": "policy"},
        "6.13": {"director": "yes"},
        "6.21": {"stationed": "yes"},
        "18.12": {"grade": "valid"},
    },
    empty=_("No enterprise has been registered here. Register one, or import a workbook."),
)
MODULE = Module(
    name="enterprise",
    facts=EnterpriseFacts,
    sheets=(SHEET, LICENCE_SHEET),
    pages=(ENTERPRISES, LICENCE_PAGES, CONTRACT_PAGES),
    events=(
        EventKind("enterprise.registered", _("Enterprise registered")),
        EventKind("enterprise.imported", _("Enterprises imported")),
        EventKind("enterprise.reported", _("Enterprise reported what has changed")),
        EventKind("enterprise.changed", _("Entry of an enterprise changed")),
        EventKind("enterprise.renamed", _("Enterprise renamed")),
        EventKind("enterprise.moved", _("Enterprise moved its seat")),
        EventKind("enterprise.stopped", _("Enterprise stands still")),
        EventKind("enterprise.resumed", _("Enterprise works again")),
        EventKind("enterprise.struck_off", _("Enterprise struck off")),
        EventKind("enterprise.posts_opened", _("Posts of an enterprise opened")),
        *EVENTS,
    ),
    occasions=(CHECKS,),
)

__all__ = ["ENTERPRISES", "MODULE", "Contract", "Enterprise", "EnterpriseFacts", "Licence"]
