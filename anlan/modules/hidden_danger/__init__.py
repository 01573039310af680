"""事故隐患 (18.6–18.8, 18.11, 19.1–19.4): one case for each danger, from its finding to a re-check by somebody else."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Choice, Column, MapLayer, Question, Sort, columns_of
from anlan.modules.hidden_danger.choices import GRADES, HOLDERS, MEASURES, SOURCES
from anlan.modules.hidden_danger.danger import NOT_ENDED, HiddenDanger
from anlan.modules.hidden_danger.double_report import DoubleReport
from anlan.modules.hidden_danger.intake import INTAKE
from anlan.modules.hidden_danger.lettering import paper_of_danger
from anlan.modules.hidden_danger.sheet import DANGER_SHEET
from anlan.policy import Pack
from anlan.rules import dangers

STANDINGS = {
    "late": _("Late"),
    "open": pgettext_lazy("danger standing", "Open"),
    "unsafe": _("Not made safe"),
    "recurring": _("Found again after it was put right"),
    "waiting": _("More time is asked for"),
}


def standing(answer: str, on: dt.date, _pack: Pack) -> Q:
    """What the list can be asked about how dangers stand today."""
    still_open = NOT_ENDED & Q(state__in=dangers.OPEN)
    return {
        "late": still_open & Q(due_day__lt=on),
        "open": still_open,
        "unsafe": still_open & Q(measure=dangers.UNSAFE),
        "recurring": Q(recurrence_of__isnull=False),
        "waiting": Q(wanted_day__isnull=False),
    }[answer]


DANGERS = CasePages(
    name="hiddendanger",
    model=HiddenDanger,
    label=_("Hidden danger"),
    plural=_("Hidden dangers"),
    order=("-found_on", "-id"),
    columns=(
        Column("number", _("Number")),
        Column("found_on", _("Found on"), kind="date"),
        Column("unit", _("Unit"), kind="unit"),
        Column("what", _("What was found")),
        Column("place", _("Place")),
        Column("grade_label", _("Grade")),
        Column("due_day", _("To be put right by"), kind="date"),
        Column("state", _("State"), kind="state"),
    ),
    reads=(
        *("found_on", "what", "place", "grade", "due_day", "state", "unit_id"),
        *("unit__name_zh", "unit__name_en"),
    ),
    details=(
        *columns_of(model=HiddenDanger, names=("source", "measure", "measure_note", "category")),
        Column("found_by", _("Found by"), kind="unit"),
        Column("basis", _("Basis of the grade"), kind="longtext"),
        Column("graded_on", _("Graded on"), kind="date"),
        Column("supervisor", _("Supervised by"), kind="unit"),
        Column("responsible", _("Responsible person (post)"), kind="post"),
        *columns_of(model=HiddenDanger, names=("funds", "goal")),
        Column("measures", _("Measures"), kind="longtext"),
        Column("contingency", _("Contingency plan"), kind="longtext"),
        *columns_of(model=HiddenDanger, names=("planned_on", "wanted_day", "wanted_because", "rectified_on")),
        Column("result", pgettext_lazy("danger", "What was done"), kind="longtext"),
        *columns_of(model=HiddenDanger, names=("remark", "ended_on", "upward_number")),
        Column("recurrence_of", _("Found again after"), kind="record"),
        Column("merged_into", _("Goes on as"), kind="record"),
    ),
    holders=HOLDERS,
    filters=("supervisor",),
    choices=(
        Choice("grade", _("Grade"), GRADES),
        Choice("source", _("Source"), SOURCES),
        Choice("measure", _("Done at once"), MEASURES),
    ),
    questions=(Question("standing", _("How it stands"), STANDINGS, standing, linked=("late", "unsafe")),),
    sorts=(Sort("due", _("By when"), ("due_day", "id")),),
    search="what",
    layer=MapLayer(
        column="grade",
        words={key: GRADES[key] for key in (dangers.MAJOR, dangers.GENERAL)},
        first=(dangers.MAJOR,),
        shown=NOT_ENDED & Q(state__in=dangers.OPEN),
    ),
    paper=paper_of_danger,
    children=("doublereport", "listing"),
    further=("major_dangers", _("Major dangers and risks")),
    carries={
        "3.7": {"grade": dangers.MAJOR, "standing": "open"},
        "18.7": {"grade": dangers.MAJOR},
        "18.8": {},
        "18.11": {"source": "worker"},
        "19.1": {"grade": dangers.MAJOR},
        "19.2": {"source": "self_check"},
        "19.4": {"grade": dangers.MAJOR, "standing": "open"},
        "19.5": {"grade": dangers.MAJOR, "standing": "open"},
    },
    empty=_("No hidden danger has been entered here. Whoever finds one enters it, also when it was put right at once."),
)
DOUBLE_REPORTS = CasePages(
    name="doublereport",
    model=DoubleReport,
    label=_("Double report"),
    plural=_("Double reports"),
    order=("-opened_on", "-id"),
    columns=(
        Column("opened_on", _("Owed since"), kind="date"),
        Column("danger", _("Hidden danger"), kind="record"),
        Column("unit", _("Enterprise"), kind="unit"),
        Column("stage", _("Stage"), kind="choice"),
        Column("state", _("State"), kind="state"),
        Column("told_on", _("Reported on"), kind="date"),
        Column("received_on", _("Receipt given on"), kind="date"),
    ),
    details=(
        Column("receiver", _("Reported to"), kind="unit"),
        Column("assembly", _("Before whom"), kind="choice"),
        Column("present", _("Workers present"), kind="number"),
        Column("content", _("Content"), kind="longtext"),
        Column("remark", _("Remark")),
    ),
    parent="danger",
    carries={"18.7": {}},
    empty=_(
        "Nothing has to be reported here. Each major danger opens a report to the regulator and one to the workers."
    ),
)
MODULE = Module(
    name="hidden_danger",
    pages=(DANGERS, DOUBLE_REPORTS),
    sheets=(DANGER_SHEET,),
    occasions=(
        Occasion("danger.grade.review", _("A hidden danger was found"), gives_day=False),
        Occasion("danger.unsafe", _("A danger cannot be made safe"), gives_day=False),
        Occasion("danger.to_plan", _("A danger was graded as major"), gives_day=False),
        Occasion("danger.to_treat", _("A danger has to be put right"), about=True),
        Occasion("danger.more_time.review", _("More time was asked for"), gives_day=False),
        Occasion("danger.recheck.review", _("A danger was reported as put right"), gives_day=False),
        Occasion("danger.to_tell_regulator", _("A major danger has to be reported to the regulator"), gives_day=False),
        Occasion("danger.to_tell_workers", _("A major danger has to be reported to the workers"), gives_day=False),
        Occasion("danger.receipt.review", _("A major danger was reported to the regulator"), gives_day=False),
    ),
    events=(
        EventKind("danger.found", _("Hidden danger entered"),
                  {"open": pgettext_lazy("finding", "To be treated"),
                   dangers.ON_THE_SPOT: pgettext_lazy("finding", "Put right on the spot")}),
        EventKind("danger.imported", _("Hidden dangers imported"), discharges=False),
        EventKind("danger.made_safe", _("Danger made safe"), {key: MEASURES[key] for key in dangers.AT_ONCE}),
        EventKind("danger.fixed_on_the_spot", _("Put right on the spot")),
        EventKind("danger.merged", _("Danger merged with another")),
        EventKind("danger.dismissed", _("Found to be no hidden danger")),
        EventKind("danger.ended_with_unit", _("Danger ended with its unit")),
        EventKind("danger.graded_general", _("Graded as general")),
        EventKind("danger.graded_major", _("Graded as major")),
        EventKind("danger.regraded_major", _("Graded anew as major")),
        EventKind("danger.regraded_general", _("Graded anew as general")),
        EventKind("danger.planned", _("Treatment plan adopted")),
        EventKind("danger.rectified", _("Reported as put right")),
        EventKind("danger.time_asked", _("More time asked for")),
        EventKind("danger.time_given", _("More time given")),
        EventKind("danger.time_declined", _("More time declined")),
        EventKind("danger.accepted", _("Accepted after a re-check")),
        EventKind("danger.sent_back", _("Sent back after a re-check")),
        EventKind("danger.supervised", _("Supervisor of a danger named")),
        EventKind("danger.decision_noted", _("Legal measure noted")),
        EventKind("danger.told_regulator", _("Major danger reported to the regulator")),
        EventKind("danger.told_workers", _("Major danger reported to the workers")),
        EventKind("danger.receipt_given", _("Receipt given for a report on a major danger")),
        EventKind("danger.report_returned", _("Report on a major danger sent back")),
    ),
)  # fmt: skip

__all__ = ["DANGER_SHEET", "INTAKE", "MODULE", "DoubleReport", "HiddenDanger"]
