"""A facility or project of an enterprise with the stages of its life: who was responsible, from when to when (8.1)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.facility.stages import Stage, in_order, phases_for, write_reason
from anlan.rules.enterprises import is_credit_code
from anlan.rules.validity import Break, Term, breaks_of


def code_is_right(doing: Doing) -> Refusal | None:
    """A credit code has 18 characters and a check digit."""
    code = doing.answers.get("credit_code")
    if code and not is_credit_code(text=code):
        text = gettext(
            "This is no unified social credit code: 18 characters with a check digit. Compare it with the licence."
        )
        return Refusal("credit_code", text)
    return None


def write_facility(doing: Doing) -> None:
    """Keep the facility."""
    record, answers = doing.record, doing.answers
    record.name, record.place, record.entered_on = answers["name"], answers["place"], doing.act.today
    record.save(force_insert=True)


def noted_once(doing: Doing) -> Refusal | None:
    """The same stage by the same unit from the same day on is noted once."""
    answers = doing.answers
    same = {"phase": answers["phase"], "who": answers["who"], "since": answers["occurred_on"]}
    if Stage.objects.filter(facility=doing.record.pk, state="noted", **same).exists():
        return Refusal("who", gettext("This stage is noted already."))
    return None


def write_stage(doing: Doing) -> None:
    """Keep who was responsible, as it was entered."""
    record, answers = doing.record, doing.answers
    asked = {name: answers[name] for name in ("phase", "who", "credit_code", "role", "until")}
    Stage.objects.create(
        facility=record, unit=record.unit, position=record.position, line_id=record.line_id, state="noted",
        since=answers["occurred_on"], created_at=doing.act.now, **asked,
    )  # fmt: skip


class Facility(Case):
    """One facility or project whose responsibility is traced through all its stages."""

    name = models.CharField(_("Facility or project"), max_length=120)
    place = models.CharField(_("Place"), max_length=200, blank=True)
    entered_on = models.DateField(_("Entered on"))
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("kept", pgettext_lazy("facility state", "Traced"), settled=True),
            State("withdrawn", pgettext_lazy("facility state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "enter", _("Enter a facility or project"), (), "kept", P.ENTERPRISE_ACT, "facility.entered",
                clause="8.1",
                asks=(
                    Ask("name", _("Facility or project"), "text", max_length=120,
                        why=_("Clause 8.1: who was responsible is traced from design to operation")),
                    Ask("place", _("Place"), "text", required=False),
                ),
                apply=write_facility, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "note_stage", _("Note a stage"), ("kept",), "", P.ENTERPRISE_ACT, "stage.noted", clause="8.1",
                asks=(
                    Ask("phase", _("Stage"), "choice", choices=phases_for),
                    Ask("who", _("Responsible unit"), "text", max_length=120,
                        why=_("Clause 8.1; such as the designer, the builder, a contractor, or the enterprise itself")),
                    Ask("credit_code", _("Unified social credit code"), "text", required=False, max_length=18,
                        why=_("Where it is known")),
                    Ask("role", _("Responsible post or role"), "text", max_length=120,
                        why=_("The post or role in words; no name of a person is needed")),
                    Ask("occurred_on", _("From"), "date"),
                    Ask("until", _("To"), "date", required=False, why=_("Empty while it goes on")),
                    Ask("document", _("Document"), "file", required=False,
                        why=_("Never required. Such as: design approval, acceptance report, contract")),
                ),
                refuse=(code_is_right, in_order, noted_once), apply=write_stage,
                counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "withdraw", _("Withdraw"), ("kept",), "withdrawn", P.ENTERPRISE_ACT, "facility.withdrawn",
                clause="8.1", asks=(Ask("reason", _("Reason"), "text"),), apply=write_reason,
                withdraws="facility.entered",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(state="kept"), name="facility_entered_once")
        ]
        indexes = [models.Index(fields=["entered_on", "id"], name="facility_by_day")]

    def __str__(self) -> str:
        return self.name

    def identity(self) -> dict[str, Any]:
        """The same name in the same enterprise is the same facility."""
        return {"unit": self.unit_id, "name": self.name, "state": "kept"}

    @property
    def chain(self) -> str:
        """All stages in the order of time, one a line, with gaps and overlaps where they stand (8.1)."""
        stages = list(Stage.objects.filter(facility=self.pk, state="noted"))
        lines = [(one.since, 1, one.words) for one in stages]
        chain = [Term(one.since, one.until) for one in stages]
        lines += [(one.first, 0, _words_of_break(one)) for one in breaks_of(chain=chain)]
        return "\n".join(words for _day, _rank, words in sorted(lines))


def _words_of_break(broken: Break) -> str:
    days = gettext("%(since)s to %(until)s") % {
        "since": broken.first,
        "until": broken.last or pgettext("end of a stage", "today"),
    }
    if broken.kind == "gap":
        return gettext("%(days)s · Gap: nobody is named") % {"days": days}
    return gettext("%(days)s · Overlap: several are named") % {"days": days}
