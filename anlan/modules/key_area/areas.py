"""One key area or major facility of a government, with the assessment that it owes every three years (17.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.people.unit import Unit
from anlan.kernel.places.placed import Placed
from anlan.kernel.records.door import Act, Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened, not_longer_ago
from anlan.kernel.records.workflow import Ask, Asked, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.key_area.choices import KINDS, LEVELS, departments_for, kinds_for, levels_for
from anlan.modules.key_area.refusals import agency_is_named, newer_than_the_last, place_is_right
from anlan.rules import key_areas as rules

OCCASION = "key_area.assess"


def entered(name: str) -> Any:
    """What stands on the register, as the first answer."""
    return lambda asked: getattr(asked.record, name, None)


def department_first(asked: Asked) -> str:
    """The department that is responsible so far."""
    return str(asked.record.responsible_id) if asked.record else ""


PARTICULARS = (
    Ask("name", _("Key area or major facility"), "text", max_length=120, initial=entered("name")),
    Ask("kind", _("Kind of area"), "choice", choices=kinds_for, initial=entered("kind")),
    Ask("place", _("Place"), "text", initial=entered("place"), why=_("Where it lies and how far it reaches")),
    Ask("longitude", _("Longitude"), "decimal", required=False, places=6, initial=entered("longitude"),
        why=_("For the map; CGCS2000, such as 116.622603")),
    Ask("latitude", _("Latitude"), "decimal", required=False, places=6, initial=entered("latitude"),
        why=_("For the map; CGCS2000, such as 23.657016")),
    Ask("responsible", _("Responsible department"), "choice", choices=departments_for, initial=department_first,
        why=_("It has the assessment made and follows up what comes of it")),
)  # fmt: skip


def write_particulars(doing: Doing) -> None:
    """Keep what the area is and where; a new one owes its first assessment from now on."""
    record, answers = doing.record, doing.answers
    for name in ("name", "kind", "place"):
        setattr(record, name, answers[name])
    record.responsible_id = int(answers["responsible"])
    record.lay_at(longitude=answers["longitude"], latitude=answers["latitude"])
    if record.pk is not None:
        record.save(update_fields=["name", "kind", "place", "responsible", "longitude", "latitude", "cell"])
        return
    record.entered_on = doing.act.today
    record.next_due = due_next(area=record, act=doing.act)
    record.save(force_insert=True)
    doing.owed.append(assessment_owed(area=record))


def due_next(*, area: KeyArea, act: Act) -> dt.date:
    """By when the next assessment is due: three years after the last (17.2); the first by a product default."""
    since = area.assessed_on or area.entered_on
    years = int(act.pack.parameters.value(key="key_area.assessment_years", on=since).value)
    first = int(act.pack.parameters.value(key="key_area.first_days", on=since).value)
    return rules.next_due(last=area.assessed_on, entered_on=area.entered_on, years=years, first_days=first)


def assessment_owed(*, area: KeyArea) -> Owed:
    """The next assessment of the area, owed by its day."""
    return Owed(OCCASION, area.unit, str(area)[:200], area.next_due, area.record_type(), area.pk)


def write_end(doing: Doing) -> None:
    """Keep why; nothing of it is assessed any more."""
    record = doing.record
    KeyArea.objects.filter(pk=record.pk).update(ended_because=doing.answers["reason"])
    release(record_type=record.record_type(), records=[record.pk], units=[record.unit_id])


def write_assessment(doing: Doing) -> None:
    """Keep the assessment as a record of its own; the next one is owed three years after it."""
    area, answers = doing.record, doing.answers
    area.assessed_on, area.level = answers["occurred_on"], answers["level"]
    area.next_due = due_next(area=area, act=doing.act)
    area.save(update_fields=["assessed_on", "level", "next_due"])
    area.assessments.create(
        unit=area.unit, position=area.position, line_id=area.line_id, state="submitted", created_at=doing.act.now,
        assessed_on=area.assessed_on, valid_until=area.next_due,
        proposals=[one["what"] for one in answers["proposals"]],
        **{name: answers[name] for name in ("agency", "agency_code", "conclusion", "level")},
    )  # fmt: skip
    doing.owed.append(assessment_owed(area=area))


class KeyArea(Placed, Case):
    """One key area or major facility. ``unit`` is the government that has it assessed."""

    name = models.CharField(_("Key area or major facility"), max_length=120)
    kind = models.CharField(_("Kind of area"), max_length=16, choices=KINDS)
    place = models.CharField(_("Place"), max_length=200)
    responsible = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField(_("Entered on"))
    assessed_on = models.DateField(_("Last assessment"), null=True)
    level = models.CharField(pgettext_lazy("risk", "Risk level"), max_length=8, blank=True, choices=LEVELS)
    next_due = models.DateField(_("Next assessment by"))
    ended_because = models.CharField(_("Reason"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("kept", pgettext_lazy("key area state", "Assessed regularly"), settled=True),
            State("ended", pgettext_lazy("key area state", "No longer a key area"), final=True),
            State("withdrawn", pgettext_lazy("key area state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "enter", _("Enter a key area or major facility"), (), "kept", P.RISK_ASSESS, "key_area.entered",
                clause="17.2", asks=PARTICULARS, refuse=(place_is_right,), apply=write_particulars,
                counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "assess", _("Record an assessment"), ("kept",), "", P.RISK_ASSESS, "key_area.assessed", clause="17.2",
                asks=(
                    Ask("occurred_on", _("Assessed on"), "date", initial=lambda asked: asked.act.today,
                        why=_("Clause 17.2: the next one is due three years after this day")),
                    Ask("agency", _("Assessed by (agency)"), "text", max_length=120,
                        why=_("Clause 17.8: a professional agency, by its full name")),
                    Ask("agency_code", _("Unified social credit code of the agency"), "text", required=False,
                        max_length=18),
                    Ask("level", pgettext_lazy("risk", "Risk level"), "choice", choices=levels_for,
                        why=_("The highest that the report finds")),
                    Ask("conclusion", _("Conclusion"), "longtext", max_length=2000,
                        why=_("Clause 17.8: the agency's conclusion, in its own words")),
                    Ask("proposals", _("Proposals of the agency"), "rows", required=False, rows=(
                        Ask("what", _("Proposal"), "text"),
                    ), why=_("One a line; what is adopted of them is noted later")),
                    Ask("report", _("Assessment report"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened, not_longer_ago(key="key_area.back_days"), newer_than_the_last, agency_is_named),
                apply=write_assessment, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "amend", _("Change the entry"), ("kept",), "", P.RISK_ASSESS, "key_area.amended", clause="17.2",
                asks=PARTICULARS, refuse=(place_is_right,), apply=write_particulars,
            ),
            Step(
                "end", _("Note that it is no longer one"), ("kept",), "ended", P.RISK_ASSESS, "key_area.ended",
                clause="17.2", asks=(Ask("reason", _("Reason"), "text"),), apply=write_end,
            ),
            Step(
                "withdraw", _("Withdraw"), ("kept",), "withdrawn", P.RISK_ASSESS, "key_area.withdrawn", clause="17.2",
                asks=(Ask("reason", _("Reason"), "text"),), apply=write_end, withdraws="key_area.entered",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(state="kept"), name="key_area_entered_once")
        ]
        indexes = [
            models.Index(fields=["next_due", "id"], name="key_area_by_due_day"),
            models.Index(fields=["cell"], name="key_area_by_cell"),
        ]

    def __str__(self) -> str:
        return self.name

    def identity(self) -> dict[str, Any]:
        """The same name of the same government is the same area."""
        return {"unit": self.unit_id, "name": self.name, "state": "kept"}
