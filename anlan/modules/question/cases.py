"""One question to an enterprise, from the asking to what came of it (19.2)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.for_which_body import bodies_with, first_with, one_of_those_with
from anlan.kernel.records.persons import from_the_body_itself, not_who_reported
from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.question import choices
from anlan.modules.question.choices import OUTCOMES, SUBJECTS

OCCASION = "question.asked"


one_of_the_askers = one_of_those_with(
    permission=P.QUESTION_ASK, words=_("You ask for one of your own bodies. Choose one of them.")
)


def write_question(doing: Doing) -> None:
    """Keep what is asked; the enterprise owes an answer from now on."""
    record, answers = doing.record, doing.answers
    for name in ("subject", "title", "grounds"):
        setattr(record, name, answers[name])
    record.asked_on = doing.act.today
    record.send_to(receiver=Unit.objects.get(pk=int(answers["receiver"])))
    record.save(force_insert=True)
    owe_answer(doing)


def owe_answer(doing: Doing) -> None:
    """The enterprise owes an answer to this question."""
    one = doing.record
    doing.owed.append(Owed(OCCASION, one.unit, one.title, None, one.record_type(), one.pk))


def write_answer(doing: Doing) -> None:
    """Keep what the enterprise says; an earlier answer stays in the history."""
    doing.record.answer, doing.record.answered_on = doing.answers["answer"], doing.act.today
    doing.record.save(update_fields=["answer", "answered_on"])


def write_further_question(doing: Doing) -> None:
    """Keep what is still asked below what was asked; it is owed anew."""
    record = doing.record
    record.grounds = "\n".join((record.grounds, doing.answers["further"]))
    record.save(update_fields=["grounds"])
    owe_answer(doing)


def write_outcome(doing: Doing) -> None:
    """Keep what came of it."""
    record, answers = doing.record, doing.answers
    record.outcome, record.note = answers["outcome"], answers["note"] or ""
    record.save(update_fields=["outcome", "note"])


def write_reason(doing: Doing) -> None:
    """Keep why it was withdrawn; nobody owes an answer any more."""
    record = doing.record
    Question.objects.filter(pk=record.pk).update(withdrawn_because=doing.answers["reason"])
    release(record_type=record.record_type(), records=[record.pk], units=[record.unit_id])


def not_who_answered(doing: Doing) -> Refusal | None:
    """Nobody settles what the same person answered, whatever posts that person holds."""
    return not_who_reported(doing=doing, kind="question.answered")


class Question(TwoSidedCase):
    """One question. ``unit`` is the enterprise that is asked, ``receiver`` the body that asks and gets the answer."""

    subject = models.CharField(pgettext_lazy("question", "About"), max_length=12, choices=SUBJECTS)
    title = models.CharField(pgettext_lazy("question", "Title"), max_length=100)
    grounds = models.TextField(_("What was seen in the figures"))
    asked_on = models.DateField(pgettext_lazy("question", "Asked on"))
    answer = models.TextField(pgettext_lazy("question", "Answer"), blank=True)
    answered_on = models.DateField(_("Answered on"), null=True)
    outcome = models.CharField(pgettext_lazy("question", "Outcome"), max_length=16, blank=True, choices=OUTCOMES)
    note = models.TextField(pgettext_lazy("question", "Note"), blank=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("asked", pgettext_lazy("question state", "Asked, not yet answered")),
            State("answered", pgettext_lazy("question state", "Answered")),
            State("settled", pgettext_lazy("question state", "Settled"), final=True),
            State("withdrawn", pgettext_lazy("question state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "ask", _("Ask an enterprise"), (), "asked", P.QUESTION_ASK, "question.asked", clause="19.2",
                asks=(
                    Ask("receiver", pgettext_lazy("question", "Asked by"), "choice",
                        offered=bodies_with(permission=P.QUESTION_ASK), initial=first_with(permission=P.QUESTION_ASK),
                        why=_("The answer goes to this body")),
                    Ask("subject", pgettext_lazy("question", "About"), "choice", choices=choices.subjects_for,
                        initial=choices.first_subject),
                    Ask("title", pgettext_lazy("question", "Title"), "text", max_length=100,
                        initial=choices.suggested_title, why=_("The enterprise reads this; ask, do not accuse")),
                    Ask("grounds", _("What was seen in the figures"), "longtext", max_length=2000,
                        initial=choices.suggested_grounds,
                        why=_("The enterprise reads this too, so that it can explain it")),
                ),
                refuse=(one_of_the_askers,), apply=write_question,
            ),
            Step(
                "answer", _("Answer"), ("asked",), "answered", P.QUESTION_ANSWER, "question.answered", clause="19.2",
                asks=(
                    Ask("answer", pgettext_lazy("question", "Answer"), "longtext", max_length=2000,
                        why=_("How the checks were made, and what is put right; it goes to whoever asked")),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                refuse=(from_the_body_itself,), apply=write_answer, counts_for=lambda one: [one.unit_id],
            ),
            Step(
                "ask_again", _("Ask for more"), ("answered",), "asked", P.QUESTION_ASK, "question.asked_again",
                clause="19.2",
                asks=(Ask("further", _("What is still unclear"), "longtext", max_length=500,
                          why=_("The enterprise owes an answer again")),),
                apply=write_further_question, by_receiver=True,
            ),
            Step(
                "settle", _("Settle"), ("answered",), "settled", P.QUESTION_ASK, "question.settled", clause="19.2",
                asks=(
                    Ask("outcome", pgettext_lazy("question", "Outcome"), "choice", choices=choices.outcomes_for),
                    Ask("note", pgettext_lazy("question", "Note"), "longtext", required=False, max_length=500),
                ),
                refuse=(not_who_answered,), apply=write_outcome, by_receiver=True,
            ),
            Step(
                "withdraw", _("Withdraw"), ("asked",), "withdrawn", P.QUESTION_ASK, "question.withdrawn",
                clause="19.2", asks=(Ask("reason", _("Reason"), "text"),), apply=write_reason,
                withdraws="question.asked", by_receiver=True,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "receiver", "subject"], condition=Q(state__in=("asked", "answered")),
                name="question_asked_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["asked_on", "id"], name="question_by_day")]

    def __str__(self) -> str:
        return self.title

    def identity(self) -> dict[str, Any]:
        """The same body asks the same enterprise about the same thing once at a time."""
        same = {"unit": self.unit_id, "receiver": self.receiver_id, "subject": self.subject}
        return {**same, "state__in": ("asked", "answered")}
