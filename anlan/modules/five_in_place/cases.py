"""五到位自评: what one enterprise says of itself in one year, each of the five and by what it shows (6.18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened, not_longer_ago
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.rules import self_checks
from anlan.rules.self_checks import FIVE

STANDINGS: dict[str, Words] = {
    self_checks.IN_PLACE: pgettext_lazy("five in place", "In place"),
    self_checks.PARTLY: pgettext_lazy("five in place", "Partly in place"),
    self_checks.NOT_YET: pgettext_lazy("five in place", "Not yet in place"),
}
WORDS = {
    "responsibility": (
        pgettext_lazy("five in place", "Responsibility"),
        pgettext_lazy("five in place", "Responsibility: by what"),
        _("Such as: duty lists of all posts signed in March"),
    ),
    "management": (
        pgettext_lazy("five in place", "Management"),
        pgettext_lazy("five in place", "Management: by what"),
        _("Such as: rules and operating procedures, body and staff"),
    ),
    "investment": (
        pgettext_lazy("five in place", "Investment"),
        pgettext_lazy("five in place", "Investment: by what"),
        _("Such as: safety costs set aside and spent"),
    ),
    "training": (
        pgettext_lazy("five in place", "Training"),
        pgettext_lazy("five in place", "Training: by what"),
        _("Such as: all new workers trained, certificates valid"),
    ),
    "rescue": (
        pgettext_lazy("five in place", "Emergency rescue"),
        pgettext_lazy("five in place", "Emergency rescue: by what"),
        _("Such as: plan, drills, equipment at hand"),
    ),
}


def standings_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """How far one of the five can be in place."""
    return list(STANDINGS.items())


def asked_of(name: str) -> tuple[Ask, Ask]:
    """How far one of the five is in place, and by what it shows."""
    label, evidence, why = WORDS[name]
    return (
        Ask(name, label, "choice", choices=standings_for, why=_("In place, even partly: say below by what this shows")),
        Ask(f"{name}_evidence", evidence, "text", required=False, why=why),
    )


def says_by_what(name: str) -> Callable[[Doing], Refusal | None]:
    """What is said to be in place, even partly, shows by something (6.18); each of the five says so itself."""

    def rule(doing: Doing) -> Refusal | None:
        standing = {name: doing.answers[name]}
        evidence = {name: doing.answers.get(f"{name}_evidence") or ""}
        if self_checks.without_evidence(standing=standing, evidence=evidence):
            return Refusal(f"{name}_evidence", gettext("Say in a few words by what this shows."))
        return None

    return rule


def write_assessment(doing: Doing) -> None:
    """Keep what the enterprise said of itself."""
    one, answers = doing.record, doing.answers
    one.assessed_on = answers["occurred_on"]
    one.year = one.assessed_on.year
    for name in FIVE:
        setattr(one, name, answers[name])
        setattr(one, f"{name}_evidence", answers.get(f"{name}_evidence") or "")
    one.missing = answers.get("missing") or ""
    one.save(force_insert=True)


def write_reason(doing: Doing) -> None:
    """Keep why a self-assessment was withdrawn beside what it said."""
    FiveInPlace.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


class FiveInPlace(Case):
    """The self-assessment of one enterprise in one year."""

    assessed_on = models.DateField(_("Date"))
    year = models.PositiveSmallIntegerField(_("Year"))
    responsibility = models.CharField(WORDS["responsibility"][0], max_length=8, choices=STANDINGS)
    responsibility_evidence = models.CharField(WORDS["responsibility"][1], max_length=200, blank=True)
    management = models.CharField(WORDS["management"][0], max_length=8, choices=STANDINGS)
    management_evidence = models.CharField(WORDS["management"][1], max_length=200, blank=True)
    investment = models.CharField(WORDS["investment"][0], max_length=8, choices=STANDINGS)
    investment_evidence = models.CharField(WORDS["investment"][1], max_length=200, blank=True)
    training = models.CharField(WORDS["training"][0], max_length=8, choices=STANDINGS)
    training_evidence = models.CharField(WORDS["training"][1], max_length=200, blank=True)
    rescue = models.CharField(WORDS["rescue"][0], max_length=8, choices=STANDINGS)
    rescue_evidence = models.CharField(WORDS["rescue"][1], max_length=200, blank=True)
    missing = models.TextField(_("What is missing, and until when"), blank=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("self-assessment state", "Recorded"), settled=True),
            State("withdrawn", pgettext_lazy("self-assessment state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "assess", _("Record the self-assessment of the year"), (), "recorded", P.ENTERPRISE_ACT,
                "five_in_place.assessed", clause="6.18",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today,
                        why=_("Decides for which year it counts")),
                    *(ask for name in FIVE for ask in asked_of(name)),
                    Ask("missing", _("What is missing, and until when"), "longtext", required=False, max_length=1000),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened, not_longer_ago(key="enterprise.record_back_days"),
                        *(says_by_what(name) for name in FIVE)),
                apply=write_assessment, counts_for=lambda one: [one.unit_id],
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.ENTERPRISE_ACT, "five_in_place.withdrawn",
                clause="6.18",
                asks=(
                    Ask("reason", _("Reason"), "text", why=_("To assess the year anew, withdraw what was said first")),
                ),
                apply=write_reason, withdraws="five_in_place.assessed",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=~Q(state="withdrawn"), name="five_in_place_once_per_year"
            )
        ]
        indexes = [models.Index(fields=["assessed_on", "id"], name="five_in_place_by_day")]

    def __str__(self) -> str:
        return str(self.year)

    def identity(self) -> dict[str, Any]:
        """The same enterprise and year."""
        return {"unit": self.unit_id, "year": self.year, "state": "recorded"}

    @property
    def in_place(self) -> str:
        """How many of the five are in place."""
        return f"{self_checks.in_place(standing={name: getattr(self, name) for name in FIVE})} / {len(FIVE)}"
