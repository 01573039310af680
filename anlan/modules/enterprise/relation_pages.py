"""Pages of what ties an enterprise to others: its licences, and what it lets or contracts out (6.15, 6.16)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Occasion
from anlan.kernel.pages.declarations import CasePages, Choice, Column, Question
from anlan.modules.enterprise.asking import TERMS, term
from anlan.modules.enterprise.contract_acts import OCCASION
from anlan.modules.enterprise.contracts import KINDS, Contract
from anlan.modules.enterprise.licence_kinds import LICENCES
from anlan.modules.enterprise.licences import Licence
from anlan.policy import Pack


def _renewal(answer: str, on: dt.date, _pack: Pack) -> Q:
    """Licences in use by their term; what was revoked is renewed no more."""
    return term("valid_until", answer, on) & Q(state="valid")


def _check(answer: str, on: dt.date, _pack: Pack) -> Q:
    """6.15: contracts in force whose counterpart has to be checked, or had to be."""
    return term("next_check", answer, on) & Q(state="in_force")


LICENCE_PAGES = CasePages(
    name="licence",
    model=Licence,
    label=_("Licence"),
    plural=_("Licences and qualifications"),
    # What has to be renewed next comes first.
    order=("renew_by", "id"),
    columns=(
        Column("kind", _("Kind of licence"), kind="choice"),
        Column("number", _("Number")),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("issued_by", _("Issued by")),
        Column("valid_from", _("Valid from"), kind="date"),
        Column("valid_until", _("Valid until"), kind="date"),
        Column("renewal", _("To be renewed by"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("revoked_on", _("Revoked or cancelled on"), kind="date"),
        Column("ended_because", _("Reason")),
    ),
    holders=("enterprise",),
    choices=(Choice("kind", _("Kind of licence"), LICENCES),),
    questions=(Question("term", _("Term"), TERMS, _renewal),),
    empty=_(
        "No licence has been entered here. An enterprise enters its own, with their terms; an office imports many."
    ),
)
CONTRACT_PAGES = CasePages(
    name="contract",
    model=Contract,
    label=_("Contract"),
    plural=_("Leases and contracts"),
    order=("-begins_on", "-id"),
    columns=(
        Column("subject", _("What is let or contracted out")),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("kind", _("Kind of contract"), kind="choice"),
        Column("counterpart", _("Counterpart")),
        Column("begins_on", _("Begins on"), kind="date"),
        Column("ends_on", _("Ends on"), kind="date"),
        Column("next_check", _("Next check by"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("warnings", _("Warnings"), kind="longtext"),
        Column("credit_code", _("Credit code of the counterpart")),
        Column("needed", _("Qualification needed"), kind="choice"),
        Column("certificate_number", _("Number of its certificate")),
        Column("certificate_until", _("Its certificate is valid until"), kind="date"),
        Column("agreement_on", _("Safety agreement signed on"), kind="date"),
        Column("checked_on", _("Last check"), kind="date"),
        Column("found", _("Found at the last check"), kind="longtext"),
        Column("ended_on", _("Ended on"), kind="date"),
        Column("ended_because", _("Reason")),
    ),
    holders=("enterprise",),
    choices=(Choice("kind", _("Kind of contract"), KINDS),),
    questions=(
        Question("check", _("Next check (6.15)"), {"over": _("overdue"), "soon": _("due within 90 days")}, _check),
    ),
    carries={"6.15": {}, "6.16": {}},
    empty=_("No contract has been entered here. An enterprise enters what it lets or contracts out."),
)
EVENTS = (
    EventKind("licence.entered", _("Licence entered")),
    EventKind("licence.imported", _("Licences imported")),
    EventKind("licence.renewed", _("Licence renewed")),
    EventKind("licence.revoked", _("Licence revoked or cancelled")),
    EventKind("licence.withdrawn", _("Licence withdrawn")),
    EventKind("contract.begun", _("Lease or contract entered")),
    EventKind("contract.checked", _("Counterpart of a contract checked")),
    EventKind("contract.agreed", _("Safety agreement noted")),
    EventKind("contract.extended", _("Lease or contract extended")),
    EventKind("contract.ended", _("Lease or contract ended")),
    EventKind("contract.withdrawn", _("Lease or contract withdrawn")),
)
CHECKS = Occasion(OCCASION, _("A lease or contract was entered, or its counterpart checked"), gives_day=False)
