"""What the forms of hidden dangers offer: sources, measures, criteria with the reason, bodies, people (18.7, 19.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import chinese, name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Asked, Step, Words
from anlan.kernel.roles import P
from anlan.rules import dangers, grading

SOURCES: dict[str, Words] = {
    "self_check": pgettext_lazy("danger source", "Self-check"),
    "worker": pgettext_lazy("danger source", "Report of a worker"),
    "patrol": pgettext_lazy("danger source", "Patrol of a town or village"),
    "service": pgettext_lazy("danger source", "Service visit"),
    dangers.INSPECTION: pgettext_lazy("danger source", "Administrative inspection"),
    "agency": pgettext_lazy("danger source", "Service agency"),
    "public": pgettext_lazy("danger source", "Report from the public"),
    "report": pgettext_lazy("danger source", "Report of a village or town"),
    "ledger": pgettext_lazy("danger source", "Ledger kept before"),
}
MEASURES: dict[str, Words] = {
    dangers.NONE_NEEDED: pgettext_lazy("measure at once", "No immediate danger"),
    dangers.STOPPED: pgettext_lazy("measure at once", "Work or use stopped"),
    dangers.WITHDRAWN: pgettext_lazy("measure at once", "People withdrawn"),
    dangers.FENCED: pgettext_lazy("measure at once", "Fenced off, locked or guarded"),
    dangers.UNSAFE: pgettext_lazy("measure at once", "Cannot be made safe"),
}
GRADES: dict[str, Words] = {
    dangers.GENERAL: pgettext_lazy("danger grade", "General"),
    dangers.MAJOR: pgettext_lazy("danger grade", "Major"),
}
# GB/T 13861: the four classes of what may be wrong.
CATEGORIES: dict[str, Words] = {
    "human": _("Human factor"),
    "object": _("Object or equipment"),
    "environment": _("Environment"),
    "management": _("Management"),
}
# 安全生产法 65 and 70, 19.5: what an enforcement body decides while a major danger lasts.
DECISIONS: dict[str, Words] = {
    "withdraw": pgettext_lazy("decision", "People ordered to leave"),
    "suspend": pgettext_lazy("decision", "Production, business or construction suspended"),
    "stop_use": pgettext_lazy("decision", "Use of a facility or equipment stopped"),
    "seal": pgettext_lazy("decision", "Sealed or seized"),
    "power": pgettext_lazy("decision", "Power or explosives cut off"),
    "penalty": pgettext_lazy("decision", "Penalty procedure opened"),
}
# Of which units dangers are kept.
HOLDERS = ("enterprise", "village_committee", "government", "town_safety_office", "department")
OTHER_BASIS = "other"
# The matter of the division of duties under which dangers are reported in the first place.
WORK_SAFETY = "work_safety"
# Which rounds a danger may be said to come from: product defaults, so that the list stays short.
ROUNDS_OF_DAYS, MOST_ROUNDS = 7, 20
# Of the four kinds of department (article 5), those that only support supervise nobody.
SUPERVISING = ("comprehensive", "regulator", "industry")
BODIES = ("department", "town_safety_office", "government")


def is_certified(*, actor: Actor, unit: Unit) -> bool:
    """Whether one of the posts is that of a certified officer of a bureau that inspects there."""
    place = {"position": unit.position, "unit": unit.pk, "line": unit.line_id}
    certified = [holding for holding in actor.holdings if holding.role == "enforcement_officer"]
    return any(holding.reach.covers(**place) for holding in certified)


def sources_offered(asked: Asked) -> Sequence[tuple[str, Words]]:
    """From where the danger is known: other things for the enterprise's own people than for public bodies."""
    inside = asked.unit.pk in asked.act.actor.unit_ids and asked.unit.kind == "enterprise"
    keys = dangers.sources_for(of_an_enterprise=inside, certified=is_certified(actor=asked.act.actor, unit=asked.unit))
    return [(key, SOURCES[key]) for key in keys]


def first_source(asked: Asked) -> str:
    """The usual source of this reader."""
    keys = [key for key, _words in sources_offered(asked)]
    return "worker" if any(one.role == "enterprise_union" for one in asked.act.actor.holdings) else keys[0]


def rounds_offered(asked: Asked) -> Sequence[tuple[str, Words]]:
    """The rounds that the reader's own bodies made lately, whichever module keeps them; the latest first."""
    pages = DECLARED.pages.get("patrol")
    if pages is None:
        return []
    since = asked.act.today - dt.timedelta(days=ROUNDS_OF_DAYS)
    rounds = pages.model.objects.filter(unit__in=asked.act.actor.unit_ids, visited_on__gte=since, state="recorded")
    return [(str(one.submission), str(one)) for one in rounds.order_by("-visited_on", "-id")[:MOST_ROUNDS]]


def measures_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """What can be done at once, or that nothing helps."""
    return list(MEASURES.items())


def measures_that_help(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """What can be done at once."""
    return [(key, MEASURES[key]) for key in dangers.AT_ONCE]


def categories_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The four classes."""
    return list(CATEGORIES.items())


def criteria_offered(asked: Asked) -> Sequence[tuple[str, Words]]:
    """Every criterion in force today; first those that the danger's own words suggest, each with the reason (19.1).

    The words suggest, a person decides. What no criterion names may be major for another reason, which is then written.
    """
    library = asked.act.pack.criteria.in_force(on=asked.act.today)
    suggested = grading.suggest(text=asked.record.what, criteria=library, industry=industry_of(unit=asked.unit))
    first = {one.criterion.id: one for one in suggested}
    offered: list[tuple[str, Words]] = []
    for one in suggested:
        text = gettext("Suggested: %(criterion)s (because of: %(words)s)")
        offered.append((one.criterion.id, text % {"criterion": _said(one.criterion), "words": "、".join(one.words)}))
    offered += [(one.id, _said(one)) for one in library if one.id not in first]
    return [*offered, (OTHER_BASIS, gettext("No criterion: major for the reason written below"))]


def first_criterion(asked: Asked) -> str:
    """The best suggestion, where there is one."""
    offered = criteria_offered(asked)
    library = asked.act.pack.criteria.in_force(on=asked.act.today)
    suggested = grading.suggest(text=asked.record.what, criteria=library, industry=industry_of(unit=asked.unit))
    return offered[0][0] if suggested else ""


def _said(criterion: Any) -> str:
    return f"{criterion.id} {criterion.text.zh if chinese() else criterion.text.en}"


def industry_of(*, unit: Unit) -> str:
    """The enterprise's class of industry as the register has it today; empty for others."""
    facts = DECLARED.facts.get(unit.kind)
    row = facts.objects.filter(unit=unit.pk, valid_to=None).first() if facts else None
    return str(getattr(row, "industry", "") or "")


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


def decisions_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """What an enforcement body may decide."""
    return list(DECISIONS.items())


def people_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The posts of the unit that can answer for a treatment."""
    posts = Post.objects.filter(unit=unit, closed_on=None).order_by("id")
    return [(str(post.pk), name_of(post)) for post in posts]
