"""督办单位 (19.2, 19.3): a public body takes a danger over, or another body does."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.obligations.releasing import release
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, Step
from anlan.kernel.roles import P
from anlan.modules.hidden_danger import bodies, choices, persons, refusals
from anlan.modules.hidden_danger.legs import let_go_of_double_report, report_to
from anlan.modules.hidden_danger.owing import keep, let_go, take_over
from anlan.rules import dangers


def another_body(doing: Doing) -> Refusal | None:
    """Whoever has it already need not take it over."""
    if str(doing.record.supervisor_id or "") == doing.answers["supervisor"]:
        return Refusal("supervisor", _("This body supervises it already."))
    return None


def hand_over(doing: Doing) -> None:
    """From now on that body grades, gives time and re-checks; what the former one owed for it, it owes instead."""
    body = Unit.objects.get(pk=int(doing.answers["supervisor"]))
    take_over(doing.record, body=body, act=doing.act, owed=doing.owed)
    report_to(danger=doing.record)


def certified_only(doing: Doing) -> Refusal | None:
    """A coercive decision is that of a body with the power, noted by its certified officer."""
    if not choices.is_certified(actor=doing.act.actor, unit=doing.record.unit):
        return Refusal("", _("Such decisions are made by enforcement bodies and noted by their certified officers."))
    return None


def note_decision(doing: Doing) -> None:
    """A decision that stops work or withdraws people has made it safe as well; the others stand in the ledger."""
    made_safe = {"withdraw": dangers.WITHDRAWN, "suspend": dangers.STOPPED, "stop_use": dangers.STOPPED}
    measure = made_safe.get(doing.answers["decision"])
    if measure is not None:
        keep(doing, measure=measure, measure_note=doing.answers["number"][:200])
        let_go(doing, on=("danger.unsafe",))


def unit_is_no_more(doing: Doing) -> Refusal | None:
    """A danger ends with its unit only where there is no unit any more, and no list on which it stands."""
    danger = doing.record
    if danger.unit.closed_on is None:
        return Refusal("", _("The unit still exists: the danger is put right and re-checked."))
    return refusals.leaves_the_list_first(doing)


def end_with_the_unit(doing: Doing) -> None:
    """Whoever supervises saw that nobody works there any more; nothing is owed for it."""
    danger, day = doing.record, doing.answers["occurred_on"]
    keep(doing, ended_on=day, remark=doing.answers["note"], wanted_day=None, wanted_because="")
    release(record_type=danger.record_type(), records=[danger.pk], units=danger.both)
    let_go_of_double_report(danger=danger)


STEPS = (
    Step(
        "end_with_unit", gettext_lazy("End it with its unit"), dangers.OPEN, "unit_closed", P.DANGER_SUPERVISE,
        "danger.ended_with_unit", clause="19.2",
        asks=(
            Ask("occurred_on", gettext_lazy("Seen on the spot on"), "date", initial=lambda asked: asked.act.today),
            Ask("note", gettext_lazy("What was seen"), "text", max_length=300,
                why=gettext_lazy("Such as: production has ended, the plant is dismantled")),
        ),
        refuse=(has_happened, unit_is_no_more, persons.left_to_the_supervisor), apply=end_with_the_unit,
        counts_for=lambda danger: danger.both,
    ),
    Step(
        "note_decision", gettext_lazy("Note a legal measure"), dangers.OPEN, "", P.DANGER_SUPERVISE,
        "danger.decision_noted", clause="19.5",
        asks=(
            Ask("decision", gettext_lazy("Decision"), "choice", choices=choices.decisions_for,
                why=gettext_lazy("Runs beside the treatment from the first day; a power cut needs 24 hours' notice "
                                 "(article 70 of the law)")),
            Ask("number", gettext_lazy("Number of the decision"), "text", max_length=60),
            Ask("occurred_on", gettext_lazy("Date"), "date", initial=lambda asked: asked.act.today),
            Ask("attachment", gettext_lazy("Decision"), "file", required=False),
        ),
        refuse=(certified_only, has_happened), apply=note_decision,
    ),
    Step(
        "supervise", gettext_lazy("Name who supervises it"), dangers.OPEN, "", P.DANGER_SUPERVISE, "danger.supervised",
        clause="19.2",
        asks=(
            Ask("supervisor", gettext_lazy("Supervised by"), "choice", choices=bodies.supervisors_for,
                why=gettext_lazy("It grades, decides about more time and re-checks from now on")),
            Ask("reason", gettext_lazy("Reason"), "text"),
        ),
        refuse=(persons.supervisor_in_the_chain, another_body, persons.supervisor_left_to_itself), apply=hand_over,
    ),
)  # fmt: skip
