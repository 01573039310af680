"""安委会 (9.1, 9.2): rosters of safety committees checked against the rule of the day, and resolutions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.cells import url_of
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import in_force
from anlan.kernel.people.post import Appointment
from anlan.kernel.people.sight import Sight
from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import P
from anlan.policy import Pack
from anlan.policy.citations import cite
from anlan.rules import committee as rules

CLAUSE = "9.2"
ORDER = {role: number for number, role in enumerate(rules.ROLES)}
cite(reference=CLAUSE, kind="page", name="committee", address="committees")


@dataclass(frozen=True)
class Sitting:
    """One seat as the page shows it. ``changed_on``: the post changed hands then and nobody confirmed since."""

    record: Any
    url: str
    holders: tuple[str, ...]
    changed_on: dt.date | None
    defects: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """One committee with its seats and what does not agree with the rule."""

    unit: Unit
    url: str
    seats: tuple[Sitting, ...]
    missing: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many defects the roster has."""
        return len(self.missing) + sum(len(seat.defects) for seat in self.seats)

    @property
    def to_confirm(self) -> int:
        """How many seats wait for somebody to confirm them after a change of personnel."""
        return sum(seat.changed_on is not None for seat in self.seats)

    @property
    def director(self) -> Sitting | None:
        """The seat of the director, where there is one."""
        return next((seat for seat in self.seats if seat.record.role == "director"), None)


def defect_words(code: str) -> str:
    """A defect in words for the reader."""
    return {
        "no_director": _("No director has been entered."),
        "several_directors": _("There are more directors than the rule allows."),
        "no_deputy": _("No deputy director has been entered."),
        "no_member": _("No member has been entered."),
        "wrong_director": _("The director is not the head of government."),
        "wrong_deputy": _("The deputy director does not belong to the leadership of Party committee or government."),
        "wrong_member": _("The member is not the head of a department of Party or government."),
        "vacant": _("Nobody holds this post today."),
    }[code]


def rosters_of(*, committees: Iterable[Unit], sight: Sight, on: dt.date, pack: Pack) -> list[Roster]:
    """The rosters of these committees as of a day, in two queries."""
    committees = list(committees)
    model = DECLARED.pages["seat"].model
    seats = model.objects.visible_to(sight).filter(unit__in=committees, state="sitting")
    by_unit: dict[int, list[Any]] = {}
    for seat in seats.select_related("post__unit").order_by("id"):
        by_unit.setdefault(seat.unit_id, []).append(seat)
    posts = {seat.post_id for seats in by_unit.values() for seat in seats}
    held: dict[int, list[Appointment]] = {}
    for one in Appointment.objects.filter(in_force(on=on), post__in=posts).select_related("officer").order_by("since"):
        held.setdefault(one.post_id, []).append(one)
    rule = pack.parameters.value(key="committee.composition", on=on).value
    most = int(pack.parameters.value(key="committee.directors", on=on).value)
    found = ((unit, sorted(by_unit.get(unit.pk, []), key=_rank)) for unit in committees)
    return [
        _roster(
            unit=unit, seats=seats, held=held, found=rules.defects(seats=_plain(seats, held), rule=rule, directors=most)
        )
        for unit, seats in found
    ]


def _rank(seat: Any) -> tuple[int, int]:
    return ORDER[seat.role], seat.pk


def _plain(seats: Sequence[Any], held: Mapping[int, list[Appointment]]) -> list[rules.Seat]:
    return [rules.Seat(s.role, s.post.unit.kind, s.post.kind, s.post_id in held) for s in seats]


def _roster(
    *, unit: Unit, seats: Sequence[Any], held: Mapping[int, list[Appointment]], found: Sequence[rules.Defect]
) -> Roster:
    sitting = []
    for index, seat in enumerate(seats):
        appointments = held.get(seat.post_id, [])
        newest = max((one.since for one in appointments), default=None)
        sitting.append(
            Sitting(
                record=seat,
                url=url_of(record=seat),
                holders=tuple(one.officer.name for one in appointments),
                changed_on=newest if newest is not None and newest > seat.confirmed_on else None,
                defects=tuple(defect_words(one.code) for one in found if one.seat == index),
            )
        )
    missing = tuple(defect_words(one.code) for one in found if one.seat is None)
    return Roster(unit, reverse("committee", args=[unit.code.split("/")[0]]), tuple(sitting), missing)


def committee_list(request: HttpRequest) -> HttpResponse:
    """All committees in sight with their defects, from the city down."""
    request = cast(OfficerRequest, request)
    act, sight = act_of(request), request.actor.sight()
    units = Unit.objects.visible_to(sight).filter(kind="safety_committee", closed_on=None)
    units = units.select_related("area").order_by("position", "id")
    rosters = rosters_of(committees=units, sight=sight, on=act.today, pack=act.pack)
    context = {"rosters": rosters, "today": act.today, "clause": CLAUSE}
    return render(request, "oversight/committees.html", context)


def committee_page(request: HttpRequest, code: str) -> HttpResponse:
    """One committee: roster with holders of today, what does not agree with clause 9.2, what it resolved."""
    request = cast(OfficerRequest, request)
    act, sight = act_of(request), request.actor.sight()
    units = Unit.objects.visible_to(sight).filter(kind="safety_committee", closed_on=None)
    unit = units.select_related("area").filter(area__code=code).first()
    if unit is None:
        raise Http404(code)
    (roster,) = rosters_of(committees=[unit], sight=sight, on=act.today, pack=act.pack)
    parts = DECLARED.pages["orderitem"].model.objects.visible_to(sight)
    decisions = parts.filter(order__source="meeting", order__unit=unit)
    decisions = decisions.filter(~Q(state="withdrawn")).select_related("unit").order_by("-due_day", "-id")[:50]
    place = {"position": unit.position, "unit": unit.pk, "line": unit.line_id}
    context = {
        "roster": roster,
        "unit": unit,
        "decisions": [(url_of(record=one), one, one.workflow.label(one.state)) for one in decisions],
        "may_fill": request.actor.may(P.ROSTER_KEEP, **place),
        "rule": act.pack.parameters.value(key="committee.composition", on=act.today),
        "today": act.today,
        "clause": CLAUSE,
    }
    return render(request, "oversight/committee.html", context)
