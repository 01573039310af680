"""督促、审核、退回、延期、免除、认定: the steps on an obligation, declared like those of any case (9.3, 5.3).

Nobody is punished by a colour: only a named officer of the superior confirms that something was not performed, and
only after the unit was told. What is returned names the reason and a telephone number.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.records.workflow import Ask, State, Step, Workflow
from anlan.kernel.roles import P

TELEPHONE = Ask("telephone", _("Telephone for questions"), "text", max_length=32, why=_("Shown to the unit"))

LIFE = Workflow(
    states=(
        State("open", pgettext_lazy("obligation state", "Open")),
        State("submitted", pgettext_lazy("obligation state", "Submitted, waiting for review")),
        State("met", pgettext_lazy("obligation state", "Met")),
        State("waived", pgettext_lazy("obligation state", "Waived"), final=True),
        State("lapsed", pgettext_lazy("obligation state", "Lapsed"), final=True),
    ),
    steps=(
        Step(
            "urge", _("Urge"), ("open",), "open", P.OBLIGATION_URGE, "obligation.urged", clause="9.3",
            asks=(
                Ask("text", _("What is asked of the unit"), "longtext", max_length=500, why=_("Shown to the unit")),
                TELEPHONE,
                Ask("letter", _("Number of the letter (函)"), "text", required=False, max_length=60,
                    why=_("Only for a vertically managed body: it gets a letter, never an escalation")),
            ),
        ),
        Step(
            "accept", _("Accept"), ("submitted",), "met", P.OBLIGATION_REVIEW, "obligation.accepted", clause="9.3",
            asks=(Ask("note", _("Note"), "text", required=False),),
        ),
        Step(
            "return", _("Return"), ("submitted", "met"), "open", P.OBLIGATION_REVIEW, "obligation.returned",
            clause="9.3",
            asks=(
                Ask("reason", _("Reason"), "longtext", max_length=500,
                    why=_("Shown to the unit: what is missing, and what would be accepted")),
                TELEPHONE,
            ),
        ),
        Step(
            "extend", _("Extend the term"), ("open",), "open", P.OBLIGATION_EXTEND, "obligation.extended",
            clause="9.3",
            asks=(
                Ask("until", _("New due day"), "date", why=_("Within the longest extension that the duty allows")),
                Ask("reason", _("Reason"), "longtext", max_length=500),
            ),
        ),
        Step(
            "waive", _("Waive"), ("open",), "waived", P.OBLIGATION_WAIVE, "obligation.waived", clause="9.3",
            asks=(
                Ask("ground", _("Ground"), "choice", why=_("One of those that the duty names")),
                Ask("reason", _("Reason"), "longtext", max_length=500),
            ),
        ),
        Step(
            "confirm", _("Confirm as not performed"), ("open",), "open", P.OBLIGATION_CONFIRM,
            "obligation.not_performed", clause="9.3",
            asks=(
                Ask("reason", pgettext_lazy("not performed", "What was found"), "longtext", max_length=500,
                    why=_("Missing evidence alone is not enough: say how it was found that nothing was done")),
                TELEPHONE,
            ),
        ),
        Step(
            "unconfirm", _("Take back the confirmation"), ("open", "submitted", "met"), "open", P.OBLIGATION_CONFIRM,
            "obligation.confirmation_withdrawn", clause="9.3",
            asks=(Ask("reason", _("Reason"), "longtext", max_length=500),),
        ),
    ),
)  # fmt: skip

MODULE = Module(
    name="obligation",
    events=(
        EventKind("obligation.urged", _("Urged")),
        EventKind("obligation.accepted", _("Accepted by the superior")),
        EventKind("obligation.returned", _("Returned by the superior")),
        EventKind("obligation.extended", _("Term extended")),
        EventKind("obligation.reckoned", _("Due day counted again by the calendar")),
        EventKind("obligation.waived", _("Waived")),
        EventKind("obligation.not_performed", _("Confirmed as not performed")),
        EventKind("obligation.confirmation_withdrawn", _("Confirmation taken back")),
    ),
)


def asks_of(*, step: Step, grounds: Mapping[str, str]) -> tuple[Ask, ...]:
    """What a step asks about one obligation; ``grounds`` are the waiver's reasons that its duty names, in words."""
    offered = list(grounds.items())
    return tuple(
        Ask(ask.name, ask.label, ask.kind, ask.required, lambda _row: offered, ask.why) if ask.kind == "choice" else ask
        for ask in step.asks
    )
