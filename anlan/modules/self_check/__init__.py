"""企业隐患自查 (18.8): checks of enterprises by themselves, by the check-list of their industry."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column, Question, columns_of
from anlan.modules.self_check.checks import SelfCheck
from anlan.policy import Pack

__all__ = ["MODULE", "SelfCheck"]
OUTCOMES = {"found": _("Something was found"), "nothing": _("Nothing was found")}


def outcome(answer: str, _on: dt.date, _pack: Pack) -> Q:
    """Checks that found something, by the list or beside it, and those that found nothing."""
    return Q(found=0) if answer == "nothing" else Q(found__gt=0)


SELF_CHECKS = CasePages(
    name="selfcheck",
    model=SelfCheck,
    label=_("Self-check"),
    plural=_("Self-checks of enterprises"),
    order=("-held_on", "-id"),
    columns=(
        Column("held_on", _("Date"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("place", _("Part of the enterprise")),
        Column("list_used", _("Check-list")),
        *columns_of(model=SelfCheck, names=("items", "found", "put_right")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("checked_by", _("Checked by (post)"), kind="post"),
        *columns_of(model=SelfCheck, names=("singly", "not_ok", "not_applicable")),
        Column("told", _("What was said of single items"), kind="longtext"),
        Column("note", _("Note"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("enterprise",),
    questions=(Question("outcome", _("Outcome"), OUTCOMES, outcome),),
    further=("checklists", _("Check-lists")),
    carries={"18.8": {"state": "recorded"}, "19.2": {"state": "recorded"}},
    empty=_("No self-check has been recorded here. An enterprise checks itself by the check-list of its industry."),
)
MODULE = Module(
    name="self_check",
    pages=(SELF_CHECKS,),
    events=(
        EventKind("self_check.done", _("Self-check by the check-list")),
        EventKind("self_check.withdrawn", _("Self-check withdrawn")),
    ),
)
