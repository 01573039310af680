"""安全生产主体责任承诺 (6.19, 6.20): signed, published at once, renewed with a new representative."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.modules.commitment.cases import Commitment

COMMITMENTS = CasePages(
    name="commitment",
    model=Commitment,
    label=_("Commitment"),
    plural=_("Commitments on primary responsibility"),
    order=("-signed_on", "-id"),
    columns=(
        Column("signed_on", _("Signed on"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("published_on", _("Published on"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("signatory", _("Signed by (legal representative)")),
        Column("text", _("Text of the commitment"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("enterprise",),
    carries={"6.19": {}, "6.20": {"state": "published"}},
    empty=_("No commitment has been published here. An enterprise publishes its own once it was signed."),
)
MODULE = Module(
    name="commitment",
    pages=(COMMITMENTS,),
    events=(
        EventKind("commitment.signed", _("Commitment signed and published")),
        EventKind("commitment.withdrawn", _("Commitment withdrawn")),
    ),
)

__all__ = ["COMMITMENTS", "MODULE", "Commitment"]
