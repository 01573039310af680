"""日常巡查 (3.13, 3.16): a town's or a village's round of the units in its area, on one screen.

A patrol looks and a service advises. An administrative inspection (行政检查) is neither: only certified officers of a
published body carry one out, so it is not recorded here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import EventKind, Module
from anlan.kernel.pages.declarations import CasePages, Column, of_kind_and_level
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.signing import SIGNATURE
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.rules import patrols

VISITS: dict[str, Words] = {
    "patrol": pgettext_lazy("kind of visit", "Patrol"),
    "service": pgettext_lazy("kind of visit", "Service and advice"),
}


def visits_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The kinds of visit that may be recorded; an administrative inspection is none of them."""
    return [(visit, VISITS[visit]) for visit in patrols.VISITS]


def only_towns_and_villages(doing: Doing) -> Refusal | None:
    """3.13 and 3.16 ask towns and villages; county and city bodies inspect under rules of their own."""
    unit = doing.record.unit
    if not patrols.goes_on_patrol(kind=unit.kind, level=unit.area.level):
        return Refusal("", gettext("%(unit)s does not go on daily patrol.") % {"unit": name_of(unit)})
    return None


def already_gone(doing: Doing) -> Refusal | None:
    """A patrol is recorded once it was made, and not much later."""
    day, today = doing.answers["occurred_on"], doing.act.today
    if patrols.is_ahead(day=day, today=today):
        text = gettext("This day has not come yet; today is %(today)s. A patrol is recorded once it has been made.")
        return Refusal("occurred_on", text % {"today": today})
    limit = int(doing.act.pack.parameters.value(key="patrol.record_back_days", on=today).value)
    if patrols.is_too_old(day=day, today=today, back_days=limit):
        return Refusal(
            "occurred_on", gettext("This day is more than %(days)s days ago. Check the year.") % {"days": limit}
        )
    return None


def write_patrol(doing: Doing) -> None:
    """Keep what was seen."""
    patrol, answers = doing.record, doing.answers
    patrol.visited_on, patrol.visit, patrol.place = answers["occurred_on"], answers["visit"], answers["place"]
    patrol.units_visited, patrol.found = answers["units_visited"], answers["found"]
    patrol.note = answers.get("note") or ""
    patrol.save(force_insert=True)


def write_reason(doing: Doing) -> None:
    """Keep why a record was withdrawn beside what it said."""
    Patrol.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


def bodies_of(patrol: Patrol) -> list[int]:
    """The units for which the patrol counts: whoever made it, and the town's government behind its safety office."""
    units = [patrol.unit_id]
    if patrols.counts_for_government(kind=patrol.unit.kind):
        units += Unit.objects.filter(area=patrol.unit.area_id, kind="government", closed_on=None).values_list(
            "pk", flat=True
        )
    return units


class Patrol(Case):
    """One round of one body on one day."""

    visited_on = models.DateField(_("Date"))
    visit = models.CharField(_("Kind of visit"), max_length=16)
    place = models.CharField(_("Route or place"), max_length=100)
    units_visited = models.PositiveIntegerField(_("Units visited"))
    found = models.PositiveIntegerField(_("Found"))
    note = models.CharField(_("What was seen"), max_length=500, blank=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("patrol state", "Recorded"), settled=True),
            State("withdrawn", pgettext_lazy("patrol state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "record", _("Record a patrol"), (), "recorded", P.PATROL_RECORD, "patrol.done", clause="3.13",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today,
                        why=_("Decides the month it counts for")),
                    Ask("visit", _("Kind of visit"), "choice", choices=visits_for, initial=lambda asked: "patrol",
                        why=_("An administrative inspection is for certified officers and is not recorded here")),
                    Ask("place", _("Route or place"), "text", max_length=100),
                    Ask("units_visited", _("Units visited"), "number", why=_("Goes into the month's coverage")),
                    Ask("found", _("Hidden dangers and violations found"), "number", initial=lambda asked: 0,
                        why=_("What has to go to the town or a department is reported as a danger of its own")),
                    Ask("note", _("What was seen"), "longtext", required=False, max_length=500),
                    Ask("photos", _("Photos"), "photos", required=False, why=_("Never required")),
                    SIGNATURE,
                ),
                refuse=(only_towns_and_villages, already_gone),
                apply=write_patrol, variant=lambda patrol: patrol.visit, counts_for=bodies_of, field=True,
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.PATROL_RECORD, "patrol.withdrawn",
                clause="3.13",
                asks=(Ask("reason", _("Reason"), "text"),),
                apply=write_reason, withdraws="patrol.done",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "visited_on", "place", "visit"],
                condition=~Q(state="withdrawn"),
                name="patrol_recorded_once",
            )
        ]
        indexes = [models.Index(fields=["visited_on", "id"], name="patrol_by_day")]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.place}"

    def identity(self) -> dict[str, Any]:
        """The same body, day, place and kind of visit is the same patrol."""
        return {
            "unit": self.unit_id,
            "visited_on": self.visited_on,
            "place": self.place,
            "visit": self.visit,
            "state": "recorded",
        }

    @property
    def visit_label(self) -> Words:
        """The kind of visit in words."""
        return VISITS.get(self.visit, self.visit)


HOLDERS = ("government", "town_safety_office", "village_committee")
PATROLS = CasePages(
    name="patrol",
    model=Patrol,
    label=_("Patrol"),
    plural=_("Patrols"),
    order=("-visited_on", "-id"),
    columns=(
        Column("visited_on", _("Date"), kind="date"),
        Column("unit", _("Body"), kind="unit"),
        Column("visit_label", _("Kind of visit")),
        Column("place", _("Route or place")),
        Column("units_visited", _("Units visited"), kind="number"),
        Column("found", _("Found"), kind="number"),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("note", _("What was seen"), kind="longtext"),
        Column("withdrawn_because", _("Withdrawn because")),
    ),
    holders=HOLDERS,
    offered=lambda _on: of_kind_and_level(kinds=HOLDERS, rule=patrols.goes_on_patrol),
    by_area="patrols",
    carries={"3.13": {}, "3.16": {}},
    empty=_("No patrol has been recorded here. Towns and villages record theirs after each round."),
)
MODULE = Module(
    name="patrol",
    pages=(PATROLS,),
    events=(
        EventKind("patrol.done", _("Patrol recorded"), VISITS),
        EventKind("patrol.withdrawn", _("Patrol withdrawn")),
    ),
)
