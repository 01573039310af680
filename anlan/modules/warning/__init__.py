"""风险预警 (17.7): the figures of an enterprise propose a warning, a person confirms it, a body follows it up.

A warning is no accusation: it says what is counted, and the enterprise may say something about it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Choice, Column, columns_of
from anlan.modules.warning.cases import OCCASION, OUTCOMES, EarlyWarning

WARNINGS = CasePages(
    name="earlywarning",
    model=EarlyWarning,
    label=_("Risk warning"),
    plural=_("Risk warnings"),
    order=("-proposed_on", "-id"),
    columns=(
        Column("proposed_on", pgettext_lazy("warning", "Proposed on"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        *columns_of(model=EarlyWarning, names=("points",)),
        Column("receiver", pgettext_lazy("warning", "Followed up by"), kind="unit"),
        *columns_of(model=EarlyWarning, names=("confirmed_on", "followed_on", "outcome")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("explanation", pgettext_lazy("warning", "What was counted"), kind="longtext"),
        Column("note", pgettext_lazy("warning", "Remark"), kind="longtext"),
        Column("task", pgettext_lazy("warning", "What is to be looked at"), kind="longtext"),
        Column("result", pgettext_lazy("warning", "What was found and done"), kind="longtext"),
        Column("reply", pgettext_lazy("warning", "What the enterprise says"), kind="longtext"),
        *columns_of(model=EarlyWarning, names=("closed_on", "closing_note", "dismissed_because")),
    ),
    holders=("enterprise",),
    choices=(Choice("outcome", pgettext_lazy("warning", "Outcome"), OUTCOMES),),
    further=("warnings", _("Enterprises to warn")),
    carries={"17.7": {}},
    empty=_("No enterprise has been warned here."),
)
MODULE = Module(
    name="warning",
    pages=(WARNINGS,),
    events=(
        EventKind("warning.proposed", _("Risk warning proposed")),
        EventKind("warning.confirmed", _("Risk warning confirmed")),
        EventKind("warning.dismissed", _("Risk warning dismissed")),
        EventKind("warning.followed_up", _("Risk warning followed up")),
        EventKind("warning.sent_back", _("Follow-up of a risk warning sent back")),
        EventKind("warning.commented", _("Enterprise said something about a risk warning")),
        EventKind("warning.closed", _("Risk warning closed")),
    ),
    occasions=(Occasion(OCCASION, _("A risk warning was confirmed"), gives_day=False),),
)

__all__ = ["MODULE", "WARNINGS", "EarlyWarning"]
