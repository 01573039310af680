"""What the forms of 询问企业 offer and suggest (19.2): subjects, outcomes, and for which figures."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, pgettext_lazy

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Asked, Words
from anlan.modules.question.proposing import reasons_for

SILENT, REPEATED, OTHER = "silent", "repeated", "other"
SUBJECTS: dict[str, Words] = {
    SILENT: pgettext_lazy("question", "No dangers reported"),
    REPEATED: pgettext_lazy("question", "Reports that repeat"),
    OTHER: pgettext_lazy("question", "Something else about self-checks"),
}
OUTCOMES: dict[str, Words] = {
    "explained": pgettext_lazy("question", "Explained"),
    "will_do_better": pgettext_lazy("question", "The enterprise will do better"),
    "visit": pgettext_lazy("question", "To be looked at on the spot"),
}


def subjects_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """What can be asked about."""
    return list(SUBJECTS.items())


def outcomes_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """What can come of a question."""
    return list(OUTCOMES.items())


def first_subject(asked: Asked) -> str:
    """What the figures of this enterprise suggest."""
    reasons = reasons_for(unit=asked.unit, act=asked.act)
    if not reasons:
        return OTHER
    return SILENT if any(one.silent for one in reasons) else REPEATED


def suggested_title(asked: Asked) -> str:
    """Words that ask and do not accuse."""
    return gettext("Please look into your self-checks")


def suggested_grounds(asked: Asked) -> str:
    """The figures for which the finder proposes to ask, one a line; empty where it proposes nothing."""
    return "\n".join(one.words for one in reasons_for(unit=asked.unit, act=asked.act))
