"""协助请求 (3.15): a department above asks a town to help with lawful supervision; the town answers for it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column
from anlan.modules.assist.cases import AssistRequest

REQUESTS = CasePages(
    name="assistrequest",
    model=AssistRequest,
    label=_("Request for assistance"),
    plural=_("Requests for assistance"),
    order=("-due_day", "-id"),
    columns=(
        Column("due_day", _("By when"), kind="date"),
        Column("unit", _("Asked by"), kind="unit"),
        Column("receiver", _("Asked of"), kind="unit"),
        Column("what", _("What is asked")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("basis", _("Basis")),
        Column("requested_on", _("Asked on"), kind="date"),
        Column("telephone", _("Office telephone")),
        Column("result", _("Result"), kind="longtext"),
        Column("remark", _("Latest remark")),
    ),
    holders=("department", "safety_committee_office"),
    carries={"3.15": {}},
    empty=_("No assistance has been asked for here. Departments ask the towns of their territory."),
)
MODULE = Module(
    name="assist",
    pages=(REQUESTS,),
    events=(
        EventKind("assist.requested", _("Assistance asked for")),
        EventKind("assist.accepted", _("Request accepted")),
        EventKind("assist.declined", _("Request declined")),
        EventKind("assist.done", _("Assistance reported as done")),
        EventKind("assist.confirmed", _("Assistance confirmed")),
        EventKind("assist.returned", _("Assistance returned as not done")),
        EventKind("assist.insisted", _("Request insisted on")),
        EventKind("assist.withdrawn", _("Request taken back")),
    ),
)

__all__ = ["MODULE", "REQUESTS", "AssistRequest"]
