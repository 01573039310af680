"""隐患分级 (19.1): the words suggest criteria, a person decides, and grading anew keeps its trace."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Ask, Asked, Step
from anlan.kernel.roles import P
from anlan.modules.hidden_danger import bodies, choices, persons, refusals
from anlan.modules.hidden_danger.legs import let_go_of_double_report, owe_double_report, report_to
from anlan.modules.hidden_danger.owing import keep, let_go, owe
from anlan.modules.hidden_danger.treatment import first_day, owe_treatment
from anlan.policy.criteria import Criterion
from anlan.rules import dangers

CATEGORY = Ask("category", _("What is wrong"), "choice", required=False, choices=choices.categories_for,
               why=_("GB/T 13861: human, object, environment or management"))  # fmt: skip


# What is owed because of the grade that a danger had.
OF_A_GRADE = ("danger.to_treat", "danger.to_plan", "danger.more_time.review")


def keep_grade(doing: Doing, *, grade: str) -> None:
    """Keep the grade, who gave it and on what grounds. A public body that grades supervises from then on."""
    danger, answers, act = doing.record, doing.answers, doing.act
    criterion = answers.get("criterion") or ""
    danger.grade, danger.criterion = grade, "" if criterion == choices.OTHER_BASIS else criterion
    columns = {
        "grade": grade, "criterion": danger.criterion, "criterion_text": _text_of(doing, criterion=danger.criterion),
        "grade_reason": answers.get("reason") or "", "category": answers.get("category") or danger.category,
        "graded_on": act.today, "graded_times": F("graded_times") + 1, "wanted_day": None, "wanted_because": "",
    }  # fmt: skip
    supervisor = answers.get("supervisor")
    body = Unit.objects.get(pk=int(supervisor)) if supervisor else danger.supervisor
    if body is None and not persons.acts_for_the_unit(doing):
        body = doing.post.unit
    danger.supervise(by=body)
    keep(doing, supervisor=body, supervisor_position=danger.supervisor_position, **columns)


def _text_of(doing: Doing, *, criterion: str) -> str:
    """The criterion as it read on the day, with its standard: another version does not change an old grade."""
    item = next((one for one in doing.act.pack.criteria.in_force(on=doing.act.today) if one.id == criterion), None)
    return text_of(criterion=item) if item else ""


def text_of(*, criterion: Criterion) -> str:
    """How a criterion reads, with its standard."""
    return f"{criterion.text.zh}（{criterion.document}）"


def grade_general(doing: Doing) -> None:
    """A general danger is put right by a day; what was owed for it as a major one lapses."""
    let_go(doing, on=OF_A_GRADE)
    let_go_of_double_report(danger=doing.record)
    keep_grade(doing, grade=dangers.GENERAL)
    keep(doing, due_day=doing.answers["due_day"])
    doing.record.due_day = doing.answers["due_day"]
    owe_treatment(doing)


def grade_major(doing: Doing) -> None:
    """A major danger needs a treatment plan and is reported to both sides (18.7, 19.4)."""
    let_go(doing, on=OF_A_GRADE)
    keep_grade(doing, grade=dangers.MAJOR)
    owe(doing.owed, on="danger.to_plan", danger=doing.record)
    report_to(danger=doing.record)
    owe_double_report(doing, stage="treatment")


def reason_of(asked: Asked) -> str:
    """What was written as reason before."""
    return asked.record.grade_reason if asked.record else ""


MAJOR_ASKS = (
    Ask("criterion", _("Criterion"), "choice", offered=choices.criteria_offered, initial=choices.first_criterion,
        why=_("The words of the danger suggest some, with the reason; you decide (clause 19.1)")),
    Ask("reason", pgettext_lazy("danger", "Reason"), "text", required=False,
        why=_("Needed where no criterion fits")),
    Ask("supervisor", _("Body to which it is reported"), "choice", choices=bodies.supervisors_for,
        initial=bodies.first_supervisor, why=_("It supervises the treatment and gives the receipt (18.7)")),
    CATEGORY,
)  # fmt: skip
GENERAL_ASKS = (
    Ask("due_day", _("To be put right by"), "date", initial=first_day("danger.general_days"),
        why=_("The first answer is a product default; the unit owes it by this day")),
    CATEGORY,
)  # fmt: skip
STEPS = (
    Step(
        "grade_general", _("Grade as general"), ("found",), "rectifying", P.DANGER_GRADE, "danger.graded_general",
        clause="19.1", asks=GENERAL_ASKS, refuse=(refusals.limit_lies_ahead, persons.left_to_the_supervisor),
        apply=grade_general, counts_for=lambda danger: danger.both,
    ),
    Step(
        "grade_major", _("Grade as major"), ("found",), "planning", P.DANGER_GRADE, "danger.graded_major",
        clause="19.1", asks=MAJOR_ASKS,
        refuse=(refusals.major_has_a_basis, persons.supervisor_in_the_chain, persons.supervisor_left_to_itself),
        apply=grade_major, counts_for=lambda danger: danger.both,
    ),
    Step(
        "regrade_major", _("Grade anew: it is major"), ("rectifying",), "planning", P.DANGER_GRADE,
        "danger.regraded_major", clause="19.1", asks=MAJOR_ASKS,
        refuse=(refusals.still_general, refusals.major_has_a_basis, persons.supervisor_in_the_chain,
                persons.supervisor_left_to_itself),
        apply=grade_major, fits=lambda danger: danger.grade != dangers.MAJOR,
    ),
    Step(
        "regrade_general", _("Grade anew: it is general"), ("planning", "rectifying"), "rectifying", P.DANGER_GRADE,
        "danger.regraded_general", clause="19.1",
        asks=(*GENERAL_ASKS, Ask("reason", pgettext_lazy("danger", "Reason"), "text")),
        refuse=(refusals.still_major, refusals.limit_lies_ahead, persons.left_to_the_supervisor),
        apply=grade_general, fits=lambda danger: danger.grade == dangers.MAJOR,
    ),
)  # fmt: skip
