"""监管部门 (5.1, 18.7, 19.2, 19.3): which body supervises a danger, who does so after it, and whose posts treat it.

A matter that the register leaves open goes to the bureau of work safety of the nearest area.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Asked, Step, Words
from anlan.kernel.roles import P

# The matter of the division of duties under which dangers are reported in the first place.
WORK_SAFETY = "work_safety"
# Of the four kinds of department (article 5), those that only support supervise nobody.
SUPERVISING = ("comprehensive", "regulator", "industry")
BODIES = ("department", "town_safety_office", "government")


def supervisors_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The bodies to which a major danger can be reported: those that the register names first, then those above."""
    return [(str(one.pk), name_of(one)) for one in supervisors(unit=unit)]


def supervisors(*, unit: Unit) -> list[Unit]:
    """Who regulates the unit by the register; then departments and town bodies of its own area and of those above."""
    registered = _registered(units=[unit]).get(unit.pk, [])
    known = {unit.pk, *(one.pk for one in registered)}
    return [*registered, *(one for one in _bodies_over(area=unit.area) if one.pk not in known)]


def first_supervisors(*, units: Sequence[Unit], over: dict[int, list[Unit]]) -> dict[int, Unit]:
    """The first of them for each of many units that has any; in ``over`` the bodies over an area are remembered."""
    found = {unit: bodies[0] for unit, bodies in _registered(units=units).items()}
    for unit in units:
        if unit.area_id not in over:
            over[unit.area_id] = _bodies_over(area=unit.area)
        others = (one for one in over[unit.area_id] if one.pk != unit.pk)
        if unit.pk not in found and (first := next(others, None)) is not None:
            found[unit.pk] = first
    return found


def _bodies_over(*, area: Area) -> list[Unit]:
    """Departments and town bodies of the area and of those above, the bureau of work safety of the nearest first.

    That bureau is the one that is told where the register is silent.
    """
    areas = [one.pk for one in reversed(area.ancestors())]
    bodies = Unit.objects.filter(kind__in=BODIES, area__in=areas, closed_on=None).exclude(pk__in=supporting())
    order = {pk: place for place, pk in enumerate(areas)}
    return sorted(
        bodies.select_related("area"),
        key=lambda one: (not one.code.endswith("/emergency"), order[one.area_id], one.pk),
    )


def supporting() -> Any:
    """The departments that only support (article 5): they supervise and list nothing."""
    facts = DECLARED.facts["department"].objects.filter(kind="department", valid_to=None)
    return facts.exclude(responsibility__in=SUPERVISING).values("unit")


def regulators(*, unit: Unit) -> list[Unit]:
    """To whom the unit itself reports: its regulators by the register, where there is none the bureaus of work safety.

    A unit that could report to any body above it would choose who looks at it.
    """
    registered = _registered(units=[unit]).get(unit.pk)
    return registered or [one for one in supervisors(unit=unit) if one.code.endswith("/emergency")]


def heir_of(*, body: Unit, unit: Unit) -> Unit | None:
    """Who does what a closed body did for that unit: its successor, or else whoever regulates the unit."""
    heir: Unit | None = body
    while heir is not None and heir.closed_on is not None:
        heir = heir.merged_into
    return heir or next(iter(regulators(unit=unit)), None)


def _registered(*, units: Sequence[Unit]) -> dict[int, list[Unit]]:
    """The bodies that regulate each by the register of who answers for whom (5.1), whichever module keeps that."""
    pages = DECLARED.pages.get("regulator")
    if pages is None:
        return {}
    rows = pages.model.objects.filter(unit__in=units, role="regulator", state="in_force", receiver__closed_on=None)
    # A matter of its own, such as fire, has its own body; what is not told apart goes to the one for work safety.
    found = rows.select_related("receiver__area").order_by("matter", "id")
    bodies: dict[int, dict[int, Unit]] = {}
    for row in sorted(found, key=lambda row: bool(row.matter != WORK_SAFETY)):
        bodies.setdefault(row.unit_id, {}).setdefault(row.receiver_id, row.receiver)
    return {unit: list(each.values()) for unit, each in bodies.items()}


def supervisor_at_once(*, danger: Any, actor: Actor, post: Post) -> Unit | None:
    """Who follows up what a public body found at another unit: that body, or the town's where a village found it.

    None where the unit found it itself: then it follows it up itself, as long as nobody takes it over.
    """
    if post.unit_id == danger.unit_id or post.unit.kind == "enterprise":
        return None
    if any(one.post.unit_id == post.unit_id and P.DANGER_RECHECK in one.permissions for one in actor.holdings):
        return post.unit
    above = [area.pk for area in reversed(post.unit.area.ancestors()) if area.level == "town"]
    offices = Unit.objects.filter(area__in=above, kind__in=("town_safety_office", "government"), closed_on=None)
    return offices.order_by("-kind", "id").first()


def first_supervisor(asked: Asked) -> str:
    """The body that has the danger already; otherwise the reader's own, where it could; otherwise the first."""
    if asked.record is not None and asked.record.supervisor_id:
        return str(asked.record.supervisor_id)
    found = supervisors(unit=asked.unit)
    own = (one for one in found if one.pk in asked.act.actor.unit_ids)
    return str(one.pk) if (one := next(own, next(iter(found), None))) else ""


def treated_by_its_own(place: dict[str, int | None], *, step: Step, unit: Unit) -> dict[str, int | None]:
    """Where a step of the treatment is taken: an enterprise's own posts treat its dangers, no territory reaches them.

    A public body's are treated by whoever does its paperwork.
    """
    return {**place, "position": None} if step.permission == P.DANGER_TREAT and unit.kind == "enterprise" else place
