"""风险点、危险源清单 (17.1, 17.3–17.6, 18.2–18.4): what may happen where, how high it is, who answers."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Choice, Column, MapLayer, Question, Sort, columns_of
from anlan.kernel.roles import P
from anlan.modules.risk_point.choices import COLOURS, KINDS
from anlan.modules.risk_point.point import RiskPoint
from anlan.modules.risk_point.review import RiskReview
from anlan.modules.risk_point.sheet import RISK_SHEET
from anlan.policy import Pack
from anlan.rules import risks

HOLDERS = ("enterprise", "village_committee", "government", "town_safety_office", "department")
STANDINGS = {
    "high": _("Red and orange"),
    "uncontrolled": _("Not controlled"),
    "stale": _("Not looked at in time"),
    "unwatched": _("Red or orange without a leader"),
    "installation": _("Major hazard installations"),
}


def standing(answer: str, on: dt.date, _pack: Pack) -> Q:
    """What the list can be asked about how risk points stand today."""
    here = ~Q(state="removed")
    return {
        "high": here & Q(colour__in=risks.HIGH),
        "uncontrolled": here & Q(controlled=False),
        "stale": here & Q(next_check__lt=on),
        "unwatched": here & Q(colour__in=risks.HIGH, watcher=None),
        "installation": here & Q(is_installation=True),
    }[answer]


RISKS = CasePages(
    name="riskpoint",
    model=RiskPoint,
    label=_("Risk point"),
    plural=_("Risk points"),
    order=("-found_on", "-id"),
    columns=(
        Column("told", _("Risk point")),
        Column("unit", _("Unit"), kind="unit"),
        Column("colour", _("Colour"), kind="choice"),
        Column("kind", _("Kind of object"), kind="choice"),
        Column("control_words", _("Control")),
        Column("answerable", _("Responsible person (post)")),
        Column("watcher", _("Leader of the public side"), kind="post"),
        Column("next_check", _("To be looked at by"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    reads=(
        *("code", "name", "colour", "kind", "controlled", "responsible_words", "next_check", "state", "found_on"),
        *(f"{one}__name_{tongue}" for one in ("unit", "responsible", "watcher") for tongue in ("zh", "en")),
    ),
    details=(
        *columns_of(model=RiskPoint, names=("place", "hazard", "accident", "method", "explanation", "value", "grade")),
        *columns_of(model=RiskPoint, names=("is_installation", "judged_on", "level", "control_unit")),
        *columns_of(model=RiskPoint, names=risks.MEASURES),
        Column("watching_body", _("Body of that leader"), kind="unit"),
        *columns_of(model=RiskPoint, names=("checked_on", "seen", "watched_on", "remark", "found_on", "upward_number")),
    ),
    holders=HOLDERS,
    joins=("responsible",),
    choices=(Choice("colour", _("Colour"), COLOURS), Choice("kind", _("Kind of object"), KINDS)),
    questions=(
        Question(
            "standing",
            _("How it stands"),
            STANDINGS,
            standing,
            linked=("high", "uncontrolled", "stale", "unwatched"),
            remedies={"unwatched": ("risk_leaders", _("Name leaders for many points"), P.RISK_WATCH)},
        ),
    ),
    sorts=(Sort("check", _("To be looked at by"), ("next_check", "id")),),
    search="name",
    leads=(("risk_card_page", _("Wall card")), ("risk_card", _("Wall card (Word)"))),
    printed=("risk_list", _("The unit's list, to print")),
    layer=MapLayer(column="colour", words=COLOURS, first=risks.HIGH, shown=~Q(state="removed"), opens=True),
    carries={
        "3.7": {"colour": "red"},
        "17.1": {},
        "17.3": {},
        "17.4": {},
        "17.5": {"standing": "high"},
        "17.6": {"standing": "stale"},
        "18.2": {},
        "18.4": {"standing": "uncontrolled"},
    },
    empty=_("No risk point has been entered here. Small plants choose from the typical risks of their trade."),
)
REVIEWS = CasePages(
    name="riskreview",
    model=RiskReview,
    label=_("Review of the list of risks"),
    plural=_("Reviews of the lists of risks"),
    order=("-held_on", "-id"),
    columns=(
        Column("held_on", _("Date"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("half_year", _("Half-year")),
        *columns_of(model=RiskReview, names=(*risks.COLOURS, "uncontrolled")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("came", _("New since the version before"), kind="longtext"),
        Column("went", _("Gone since the version before"), kind="longtext"),
        Column("changed", _("Changed since the version before"), kind="longtext"),
        Column("text", _("What the review found"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("enterprise",),
    carries={"18.3": {}},
    empty=_("No review has been recorded here. An enterprise goes through its list of risks each half-year."),
)
MODULE = Module(
    name="risk_point",
    pages=(RISKS, REVIEWS),
    sheets=(RISK_SHEET,),
    occasions=(
        Occasion("risk.to_control", _("A risk point is not controlled"), gives_day=False),
        Occasion("risk.to_check", _("A red or orange risk point is to be looked at"), about=True),
        Occasion("risk.to_watch", _("A red or orange risk point has no leader of the public side"), gives_day=False),
    ),
    events=(
        EventKind("risk.registered", _("Risk point entered")),
        EventKind("risk.imported", _("Risk points imported"), discharges=False),
        EventKind("risk.judged", _("Risk judged anew")),
        EventKind("risk.controlled", _("Control of a risk set")),
        EventKind("risk.checked", _("Risk point looked at")),
        EventKind("risk.warned", _("Risk warned of")),
        EventKind("risk.handled", _("Risk handled")),
        EventKind("risk.watcher_named", _("Leader named for a risk point")),
        EventKind("risk.watched", _("Risk point watched by the public side")),
        EventKind("risk.removed", _("Risk point removed")),
        EventKind("risk_review.held", _("List of risks reviewed")),
        EventKind("risk_review.withdrawn", _("Review of the list of risks withdrawn")),
    ),
)

__all__ = ["MODULE", "RiskPoint", "RiskReview"]
