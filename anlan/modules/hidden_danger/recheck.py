"""复查验收 (18.8, 19.1): a re-check on the spot by somebody else; a return starts the clock again."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.records.door import Doing
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.signing import SIGNATURE
from anlan.kernel.records.workflow import Ask, Refusal, Step
from anlan.kernel.roles import P
from anlan.modules.hidden_danger import persons, refusals
from anlan.modules.hidden_danger.finding import AFTER
from anlan.modules.hidden_danger.legs import owe_double_report
from anlan.modules.hidden_danger.listed.acts import back_to_the_list
from anlan.modules.hidden_danger.owing import keep
from anlan.modules.hidden_danger.treatment import first_day, owe_treatment
from anlan.rules import dangers


def checked_on_the_spot(doing: Doing) -> Refusal | None:
    """A re-check is made where the danger was; papers alone do not remove it."""
    if not doing.answers.get("on_the_spot"):
        return Refusal("on_the_spot", _("Tick it once you, or who re-checked for your post, has been there."))
    return None


def not_before_it_was_put_right(doing: Doing) -> Refusal | None:
    """A re-check follows what was put right."""
    return refusals.not_before(doing, day=doing.record.rectified_on)


def write_acceptance(doing: Doing) -> None:
    """The danger is gone. Of a major one the result is reported to both sides; each leg is owed by itself (18.7)."""
    danger, day = doing.record, doing.answers["occurred_on"]
    keep(doing, ended_on=day, remark=doing.answers.get("note") or "")
    if danger.grade == dangers.MAJOR:
        owe_double_report(doing, stage="result")


def send_back(doing: Doing) -> None:
    """Keep why; from now on it is owed anew by the new day, in a row of its own, every time."""
    day = doing.answers["due_day"]
    keep(doing, remark=doing.answers["reason"], due_day=day, returned=F("returned") + 1)
    doing.record.due_day = day
    owe_treatment(doing)
    back_to_the_list(danger=doing.record, act=doing.act, owed=doing.owed)


STEPS = (
    Step(
        "accept", _("Accept after the re-check"), ("rectified",), "closed", P.DANGER_RECHECK, "danger.accepted",
        clause="18.8",
        asks=(
            Ask("occurred_on", _("Re-checked on"), "date", initial=lambda asked: asked.act.today),
            Ask("on_the_spot", _("Re-checked on the spot"), "check", required=False,
                why=_("Whoever put it right, or answers for it, does not accept it, under whatever post")),
            Ask("note", pgettext_lazy("danger", "What was seen"), "text", required=False, max_length=300),
            AFTER,
            SIGNATURE,
        ),
        refuse=(persons.not_the_fixer, has_happened, not_before_it_was_put_right, checked_on_the_spot),
        apply=write_acceptance, by_receiver=True, field=True, counts_for=lambda danger: [danger.rechecker.pk],
    ),
    Step(
        "send_back", pgettext_lazy("danger", "Send back"), ("rectified",), "rectifying", P.DANGER_RECHECK,
        "danger.sent_back", clause="18.8",
        asks=(
            Ask("reason", pgettext_lazy("danger", "Reason"), "text", why=_("What is still wrong")),
            Ask("due_day", _("New time limit"), "date", initial=first_day("danger.general_days")),
            AFTER,
        ),
        refuse=(persons.not_the_fixer, refusals.limit_lies_ahead), apply=send_back, by_receiver=True, field=True,
        counts_for=lambda danger: [danger.rechecker.pk],
    ),
)  # fmt: skip
