"""询问企业 (19.2): a body asks an enterprise about reports that are missing or repeat; the enterprise explains.

A question is no accusation and no penalty: it says what was seen in the figures, and keeps what the enterprise says.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Choice, Column, columns_of
from anlan.modules.question.cases import OCCASION, Question
from anlan.modules.question.choices import OUTCOMES, SUBJECTS

QUESTIONS = CasePages(
    name="question",
    model=Question,
    label=_("Question to an enterprise"),
    plural=_("Questions to enterprises"),
    order=("-asked_on", "-id"),
    columns=(
        Column("asked_on", pgettext_lazy("question", "Asked on"), kind="date"),
        Column("unit", _("Enterprise"), kind="unit"),
        *columns_of(model=Question, names=("subject", "title")),
        Column("receiver", pgettext_lazy("question", "Asked by"), kind="unit"),
        *columns_of(model=Question, names=("answered_on", "outcome")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("grounds", _("What was seen in the figures"), kind="longtext"),
        Column("answer", pgettext_lazy("question", "Answer"), kind="longtext"),
        Column("note", pgettext_lazy("question", "Note"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=("enterprise",),
    choices=(
        Choice("subject", pgettext_lazy("question", "About"), SUBJECTS),
        Choice("outcome", pgettext_lazy("question", "Outcome"), OUTCOMES),
    ),
    carries={"19.2": {}},
    empty=_("No enterprise has been asked anything here."),
)
MODULE = Module(
    name="question",
    pages=(QUESTIONS,),
    events=(
        EventKind("question.asked", _("Enterprise asked")),
        EventKind("question.answered", _("Question answered")),
        EventKind("question.asked_again", _("Enterprise asked for more")),
        EventKind("question.settled", _("Question settled")),
        EventKind("question.withdrawn", _("Question withdrawn")),
    ),
    occasions=(Occasion(OCCASION, _("An enterprise was asked a question"), gives_day=False),),
)

__all__ = ["MODULE", "QUESTIONS", "Question"]
