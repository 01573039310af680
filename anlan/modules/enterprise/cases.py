"""The entry of an enterprise: registered, changed as it changes, standing still, moved, struck off (article 6)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from anlan.kernel.people.area import Area
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.enterprise.moving import move, seats_offered, somewhere_else, strike_off, successor_is_registered
from anlan.modules.enterprise.particulars import (
    ASKED,
    HAZARDS_LAW,
    HAZARDS_LICENCE,
    HAZARDS_POLICY,
    Particulars,
)
from anlan.modules.enterprise.questions import REPORTED, questions, territory_of
from anlan.modules.enterprise.refusals import (
    chair_needs_committee,
    code_is_right,
    established_already,
    in_turn,
    industry_exists,
    known_on_that_day,
    not_registered_yet,
    operating_still,
    place_is_right,
    terms_have_a_subject,
)
from anlan.modules.enterprise.writing import open_posts, write_change, write_name, write_registration, write_standstill
from anlan.policy.classification import industry_named

HAZARDS = {"hazard_policy": HAZARDS_POLICY, "hazard_law": HAZARDS_LAW, "hazard_licence": HAZARDS_LICENCE}
HELD = ("operating", "suspended")
SENSE = (industry_exists, place_is_right, chair_needs_committee, terms_have_a_subject, established_already)
AS_OF = Ask(
    "occurred_on", _("As of"), "date", initial=lambda asked: asked.act.today,
    why=_("The first day on which this holds; a day that lies back corrects what was known"),
)  # fmt: skip
BASIS = Ask("basis", _("Basis"), "text", required=False, max_length=120, why=_("Such as: licence of 2 March, visit"))


class Enterprise(Case, Particulars):
    """One enterprise as it is known now. What was known before stands in its fact versions."""

    credit_code = models.CharField(_("Unified social credit code"), max_length=18, unique=True)
    name = models.CharField(_("Name"), max_length=120)
    known_since = models.DateField(_("Known so since"))

    workflow = Workflow(
        states=(
            State("operating", pgettext_lazy("enterprise state", "Operating"), settled=True),
            State("suspended", pgettext_lazy("enterprise state", "Standing still"), settled=True),
            State("closed", pgettext_lazy("enterprise state", "Struck off"), final=True),
        ),
        steps=(
            Step(
                "register", _("Register an enterprise"), (), "operating", P.ENTERPRISE_KEEP, "enterprise.registered",
                clause="6.1",
                asks=(
                    Ask("credit_code", _("Unified social credit code"), "text", max_length=18),
                    Ask("name", _("Name"), "text", max_length=120),
                    Ask("area", _("Seat"), "choice", choices=territory_of, why=_("Territory: who supervises it")),
                    AS_OF,
                    BASIS,
                    *questions(ASKED),
                ),
                refuse=(code_is_right, not_registered_yet, has_happened, *SENSE),
                apply=write_registration, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "report", _("Report what has changed"), HELD, "", P.ENTERPRISE_REPORT, "enterprise.reported",
                clause="6.1", asks=(AS_OF, BASIS, *questions(REPORTED)),
                refuse=(operating_still, has_happened, known_on_that_day, *SENSE),
                apply=write_change, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "change", _("Change the entry"), HELD, "", P.ENTERPRISE_KEEP, "enterprise.changed", clause="6.1",
                asks=(AS_OF, BASIS, *questions(ASKED)),
                refuse=(operating_still, has_happened, known_on_that_day, *SENSE),
                apply=write_change, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "rename", _("Enter a new name"), HELD, "", P.ENTERPRISE_KEEP, "enterprise.renamed", clause="6.1",
                asks=(Ask("name", _("Name"), "text", max_length=120, initial=lambda asked: asked.record.name),),
                refuse=(operating_still,), apply=write_name,
            ),
            Step(
                "move", _("Enter a new seat"), HELD, "", P.ENTERPRISE_KEEP, "enterprise.moved", clause="6.1",
                asks=(
                    Ask("area", _("Seat"), "choice", offered=seats_offered,
                        why=_("What it owes and its records move with it; what is closed stays where it was owed")),
                    Ask("address", _("Address"), "text", required=False),
                ),
                refuse=(operating_still, somewhere_else), apply=move, exclusive=True,
            ),
            Step(
                "stop", _("Note a standstill"), ("operating",), "suspended", P.ENTERPRISE_KEEP, "enterprise.stopped",
                clause="6.1", asks=(Ask("occurred_on", _("Since"), "date"), BASIS),
                refuse=(operating_still, has_happened, known_on_that_day, in_turn), apply=write_standstill,
            ),
            Step(
                "resume", _("Note that it works again"), ("suspended",), "operating", P.ENTERPRISE_KEEP,
                "enterprise.resumed", clause="6.1", asks=(Ask("occurred_on", _("Since"), "date"), BASIS),
                refuse=(operating_still, has_happened, known_on_that_day, in_turn), apply=write_standstill,
            ),
            Step(
                "strike_off", _("Strike it off"), HELD, "closed", P.UNIT_CLOSE, "enterprise.struck_off", clause="6.1",
                asks=(
                    Ask("occurred_on", _("Last day"), "date",
                        why=_("What falls due later lapses; what was due before stays, late as it may be")),
                    Ask("into", _("Merged into (credit code)"), "text", required=False, max_length=18,
                        why=_("The successor takes over what is still open from before")),
                    BASIS,
                ),
                refuse=(operating_still, has_happened, successor_is_registered), apply=strike_off, exclusive=True,
            ),
            Step(
                "open_posts", _("Open its posts"), HELD, "", P.ENTERPRISE_KEEP, "enterprise.posts_opened",
                clause="6.2", refuse=(operating_still,), apply=open_posts,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit"], name="enterprise_once_per_unit")]
        indexes = [
            models.Index(fields=["known_since", "id"], name="enterprise_by_day"),
            models.Index(fields=["employees", "id"], name="enterprise_by_employees"),
            models.Index(fields=["name", "id"], name="enterprise_by_name"),
            models.Index(fields=["industry", "id"], name="enterprise_by_industry"),
        ]

    def __str__(self) -> str:
        return self.name

    def identity(self) -> dict[str, Any]:
        """The same credit code is the same enterprise."""
        return {"credit_code": self.credit_code}

    @property
    def industry_label(self) -> str:
        """The industry with its name."""
        found = industry_named(code=self.industry)
        return str(found) if found else self.industry

    @property
    def seat(self) -> Area:
        """The area in which it has its seat."""
        return self.unit.area

    @property
    def hazard_label(self) -> str:
        """The sectors of high hazard that some rule names, each once."""
        tags = [str(words.get(getattr(self, name), "")) for name, words in HAZARDS.items()]
        return pgettext("list of sectors", ", ").join(dict.fromkeys(filter(None, tags)))
