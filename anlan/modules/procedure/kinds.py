"""The kinds of document that the register of procedures keeps, and which of them is owed (18.2, 18.5, 18.6)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, pgettext_lazy

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Asked, Refusal, Words
from anlan.policy.conditions import tests_of

OPERATING = "operating"
KINDS: dict[str, Words] = {
    OPERATING: pgettext_lazy("kind of procedure", "Operating procedure (18.5)"),
    "danger_rules": pgettext_lazy("kind of procedure", "Rules on finding and treating hidden dangers (18.6)"),
    "risk_rules": pgettext_lazy("kind of procedure", "Rules on graded risk control (18.2)"),
}


def kinds_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """What can be laid down in writing here."""
    return list(KINDS.items())


def kind_owed(asked: Asked) -> str:
    """The rules that the duty asks for which is answered; an operating procedure otherwise."""
    owed = asked.answering
    duty = asked.act.pack.duties.get(owed.duty.key) if owed is not None else None
    fact = duty.met_by.fact if duty is not None else None
    facts = {test.field for test in tests_of(condition=fact)} if fact is not None else set()
    return next((kind for kind in KINDS if kind in facts), OPERATING)


def says_who_works_by_it(doing: Doing) -> Refusal | None:
    """An operating procedure is for certain posts and processes (18.5); rules hold for everybody."""
    if doing.answers["kind"] == OPERATING and not doing.answers.get("covers"):
        return Refusal("covers", gettext("Say which posts and processes work by it."))
    return None
