"""What a score says in words (17.7): each of its points names its signal and how many were counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.records.workflow import Words
from anlan.rules import warnings
from anlan.rules.warnings import Part, Score

SIGNAL_WORDS: Mapping[str, Words] = {
    warnings.MAJOR: pgettext_lazy("signal", "Major dangers that are open"),
    warnings.LATE: pgettext_lazy("signal", "Dangers late to be put right"),
    warnings.RECURRING: pgettext_lazy("signal", "Dangers found again after they were put right"),
    warnings.RISKS: pgettext_lazy("signal", "Red and orange risk points late to be controlled or looked at"),
    warnings.SELF_CHECKS: pgettext_lazy("signal", "Self-checks missed or late"),
    warnings.DUTIES: pgettext_lazy("signal", "Other duties that are late"),
}


def explained(*, parts: Sequence[Part], threshold: int) -> list[str]:
    """One line for each part, and the sum."""
    lines = [
        _("%(signal)s: %(count)d; %(counted)d × %(weight)d = %(points)d points")
        % {
            "signal": SIGNAL_WORDS[part.signal],
            "count": part.count,
            "counted": part.counted,
            "weight": part.weight,
            "points": part.points,
        }
        for part in parts
    ]
    total = _("Together %(points)d points; a warning is proposed from %(threshold)d on")
    return [*lines, total % {"points": sum(part.points for part in parts), "threshold": threshold}]


def frozen(*, score: Score) -> list[list[Any]]:
    """The parts as a record keeps them."""
    return [[part.signal, part.count, part.counted, part.weight] for part in score.parts]


def thawed(*, kept: Sequence[Sequence[Any]]) -> list[Part]:
    """The parts as a record kept them, without those whose signal is known no more."""
    return [Part(*one) for one in kept if one[0] in SIGNAL_WORDS]
