"""One thing that is new, from the plan to its first use (17.12, 安全生产法 29)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.new_thing.refusals import measures_where_accepted, not_before_the_assessment, planned_ahead
from anlan.rules import new_things as rules

OCCASION = "new_thing.assess"
KINDS: dict[str, Words] = {
    "material": pgettext_lazy("new thing", "New material"),
    "process": pgettext_lazy("new thing", "New process or technology"),
    "equipment": pgettext_lazy("new thing", "New equipment"),
    "business": pgettext_lazy("new thing", "New business form"),
}
RESULTS: dict[str, Words] = {
    rules.ACCEPTED: pgettext_lazy("assessment", "Accepted, with these measures"),
    rules.DECLINED: pgettext_lazy("assessment", "Not accepted"),
}
BEFORE_USE = ("planned", "accepted", "declined")


def kinds_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """What can be new."""
    return list(KINDS.items())


def results_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """How an assessment can end."""
    return list(RESULTS.items())


def write_plan(doing: Doing) -> None:
    """Keep what is new; to assess it before its first use is owed from now on."""
    record, answers, today = doing.record, doing.answers, doing.act.today
    for name in ("name", "kind", "what", "planned_on"):
        setattr(record, name, answers[name])
    record.entered_on = today
    record.save(force_insert=True)
    due = rules.assess_by(planned_on=record.planned_on, today=today)
    doing.owed.append(Owed(OCCASION, record.unit, str(record)[:200], due, record.record_type(), record.pk))


def write_assessment(doing: Doing) -> None:
    """Keep what the assessment found; only one that accepts lets it be used."""
    record, answers = doing.record, doing.answers
    record.assessed_on, record.state = answers["occurred_on"], answers["result"]
    record.conclusion, record.measures = answers["conclusion"], answers["measures"] or ""
    record.save(update_fields=["assessed_on", "state", "conclusion", "measures"])


def write_end(doing: Doing) -> None:
    """Keep why it is not used, or no longer; nothing of it is owed any more."""
    record = doing.record
    NewThing.objects.filter(pk=record.pk).update(ended_because=doing.answers["reason"])
    release(record_type=record.record_type(), records=[record.pk], units=[record.unit_id])


class NewThing(Case):
    """One new material, process, piece of equipment or business form of a unit, from the plan to its first use."""

    name = models.CharField(_("What is new"), max_length=120)
    kind = models.CharField(_("Kind"), max_length=12, choices=KINDS)
    what = models.TextField(_("Description"))
    planned_on = models.DateField(_("First use planned on"))
    entered_on = models.DateField(_("Entered on"))
    assessed_on = models.DateField(_("Assessed on"), null=True)
    conclusion = models.TextField(_("Conclusion"), blank=True)
    measures = models.TextField(_("Measures"), blank=True)
    begun_on = models.DateField(_("In use since"), null=True)
    ended_because = models.CharField(_("Reason"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("planned", pgettext_lazy("new thing state", "Planned, not yet assessed")),
            State("accepted", pgettext_lazy("new thing state", "Accepted, not yet in use"), settled=True),
            State("declined", pgettext_lazy("new thing state", "Not accepted"), settled=True),
            State("in_use", pgettext_lazy("new thing state", "In use"), settled=True),
            State("ended", pgettext_lazy("new thing state", "Given up"), final=True),
            State("withdrawn", pgettext_lazy("new thing state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "enter", _("Enter what is new"), (), "planned", P.RISK_ASSESS, "new_thing.entered", clause="17.12",
                asks=(
                    Ask("name", _("What is new"), "text", max_length=120, why=_("Such as: hydrogen-fired kiln")),
                    Ask("kind", _("Kind"), "choice", choices=kinds_for),
                    Ask("what", _("Description"), "longtext", max_length=2000,
                        why=_("Where and for what, and what is different from before")),
                    Ask("planned_on", _("First use planned on"), "date",
                        why=_("Clause 17.12: the assessment is owed before this day")),
                ),
                refuse=(from_the_body_itself, planned_ahead), apply=write_plan,
                counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "assess", _("Record the assessment before use"), BEFORE_USE, "accepted", P.RISK_ASSESS,
                "new_thing.assessed", clause="17.12",
                asks=(
                    Ask("occurred_on", _("Assessed on"), "date", initial=lambda asked: asked.act.today),
                    Ask("result", pgettext_lazy("assessment", "Result"), "choice", choices=results_for),
                    Ask("conclusion", _("Conclusion"), "longtext", max_length=2000),
                    Ask("measures", _("Measures"), "longtext", required=False, max_length=2000,
                        why=_("Work Safety Law, article 29: protection, and training of whoever works with it")),
                    Ask("report", _("Assessment report"), "file", required=False, why=_("Never required")),
                ),
                refuse=(from_the_body_itself, has_happened, measures_where_accepted), apply=write_assessment,
                counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "begin_use", _("Note the first use"), ("accepted",), "in_use", P.RISK_ASSESS, "new_thing.used",
                clause="17.12",
                asks=(Ask("occurred_on", _("In use since"), "date", initial=lambda asked: asked.act.today),),
                refuse=(from_the_body_itself, not_before_the_assessment),
                apply=lambda doing: NewThing.objects.filter(pk=doing.record.pk).update(
                    begun_on=doing.answers["occurred_on"]
                ),
            ),
            Step(
                "end", _("Give it up"), (*BEFORE_USE, "in_use"), "ended", P.RISK_ASSESS, "new_thing.ended",
                clause="17.12", asks=(Ask("reason", _("Reason"), "text"),), refuse=(from_the_body_itself,),
                apply=write_end,
            ),
            Step(
                "withdraw", _("Withdraw"), BEFORE_USE, "withdrawn", P.RISK_ASSESS, "new_thing.withdrawn",
                clause="17.12", asks=(Ask("reason", _("Reason"), "text"),), refuse=(from_the_body_itself,),
                apply=write_end, withdraws="new_thing.entered",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=~Q(state__in=("ended", "withdrawn")), name="new_thing_entered_once"
            )
        ]
        indexes = [models.Index(fields=["planned_on", "id"], name="new_thing_by_plan")]

    def __str__(self) -> str:
        return self.name

    def identity(self) -> dict[str, Any]:
        """The same name in the same unit is the same thing."""
        return {"unit": self.unit_id, "name": self.name, "state__in": (*BEFORE_USE, "in_use")}

    @property
    def use(self) -> str:
        """Whether it may be used, in words."""
        if self.begun_on is not None:
            return gettext("In use since %(day)s") % {"day": self.begun_on}
        if self.state == "accepted":
            return gettext("May be used, with the measures that were accepted")
        return gettext("May not be used: no assessment has accepted it")
