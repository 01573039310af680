"""A facility or project of an enterprise with the stages of its life: who was responsible, from when to when (8.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.rules.enterprises import is_credit_code
from anlan.rules.validity import Break, Term, breaks_of

PHASES: dict[str, Words] = {
    "design": pgettext_lazy("stage", "Design"),
    "build": pgettext_lazy("stage", "Construction"),
    "accept": pgettext_lazy("stage", "Acceptance"),
    "operate": pgettext_lazy("stage", "Operation"),
    "contract_out": pgettext_lazy("stage", "Contracted out"),
    "alter": pgettext_lazy("stage", "Alteration"),
    "dismantle": pgettext_lazy("stage", "Dismantling"),
}


def phases_for(_unit: Any) -> Sequence[tuple[str, Words]]:
    """The stages from design to dismantling."""
    return list(PHASES.items())


def code_is_right(doing: Doing) -> Refusal | None:
    """A credit code has 18 characters and a check digit."""
    code = doing.answers.get("credit_code")
    if code and not is_credit_code(text=code):
        text = gettext(
            "This is no unified social credit code: 18 characters with a check digit. Compare it with the licence."
        )
        return Refusal("credit_code", text)
    return None


def in_order(doing: Doing) -> Refusal | None:
    """A stage that is entered has begun, and ends after that; the chain tells what was, not what is planned."""
    since = doing.answers.get("occurred_on") or doing.record.since
    until = doing.answers.get("until")
    if since > doing.act.today:
        return Refusal(
            "occurred_on", gettext("This day has not come yet; today is %(today)s.") % {"today": doing.act.today}
        )
    if until is not None and until < since:
        return Refusal("until", gettext("The stage ends before it begins. Check both days."))
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


def write_reason(doing: Doing) -> None:
    """Keep why it was withdrawn."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


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


class Stage(Case):
    """One stage of a facility: what was done, by whom, and who answered for it. ``until`` None: it goes on."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="stages")
    phase = models.CharField(_("Stage"), max_length=16, choices=PHASES)
    who = models.CharField(_("Responsible unit"), max_length=120)
    credit_code = models.CharField(_("Unified social credit code"), max_length=18, blank=True)
    role = models.CharField(_("Responsible post or role"), max_length=120)
    since = models.DateField(_("From"))
    until = models.DateField(_("To"), null=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("noted", pgettext_lazy("stage state", "Noted"), settled=True),
            State("withdrawn", pgettext_lazy("stage state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "end", _("Note the end of the stage"), ("noted",), "", P.ENTERPRISE_ACT, "stage.ended", clause="8.1",
                asks=(Ask("until", _("To"), "date", initial=lambda asked: asked.act.today),),
                refuse=(in_order,),
                apply=lambda doing: Stage.objects.filter(pk=doing.record.pk).update(until=doing.answers["until"]),
            ),
            Step(
                "withdraw", _("Withdraw"), ("noted",), "withdrawn", P.ENTERPRISE_ACT, "stage.withdrawn", clause="8.1",
                asks=(Ask("reason", _("Reason"), "text"),), apply=write_reason,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "phase", "who", "since"], condition=Q(state="noted"), name="stage_noted_once"
            )
        ]
        indexes = [models.Index(fields=["since", "id"], name="stage_by_day")]

    def __str__(self) -> str:
        return f"{self.facility} · {self.get_phase_display()}"

    @property
    def words(self) -> str:
        """The stage as a line of the chain."""
        days = gettext("%(since)s to %(until)s") % {
            "since": self.since,
            "until": self.until or pgettext("end of a stage", "today"),
        }
        who = f"{self.who} ({self.credit_code})" if self.credit_code else self.who
        return f"{days} · {self.get_phase_display()} · {who} · {self.role}"
