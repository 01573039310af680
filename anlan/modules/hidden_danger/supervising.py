"""督办单位 (19.2, 19.3): a public body takes a danger over, or another body does."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, Step
from anlan.kernel.roles import P
from anlan.modules.hidden_danger import choices, refusals
from anlan.modules.hidden_danger.double_report import report_to
from anlan.modules.hidden_danger.finding import keep, let_go, take_over
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


STEPS = (
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
            Ask("supervisor", gettext_lazy("Supervised by"), "choice", choices=choices.supervisors_for,
                why=gettext_lazy("It grades, decides about more time and re-checks from now on")),
            Ask("reason", gettext_lazy("Reason"), "text"),
        ),
        refuse=(refusals.supervisor_in_the_chain, another_body, refusals.supervisor_left_to_itself), apply=hand_over,
    ),
)  # fmt: skip
