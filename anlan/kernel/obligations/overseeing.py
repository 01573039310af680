"""上级: who looks at what a unit owes (9.3, 5.3): a committee office reminds, reviews, reports for its level.

Departments of one level, town safety offices and enterprises are overseen by the committee office of their own area;
Party committees, governments, committees, committee offices and villages by that of the area above. A vertically
managed body answers to its own line: the local office writes it a letter (函) and decides nothing about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anlan.kernel.people.acting import Actor
from anlan.kernel.people.area import Area
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import P

OFFICE = "safety_committee_office"
OF_THE_SAME_LEVEL = frozenset({"department", "town_safety_office", "enterprise"})
# Leading bodies, whose daily work on safety the committee office of their area does (9.3).
LEADING = frozenset({"party_committee", "government", "safety_committee"})


def overseers(*, unit: Unit, by: str = "") -> Sequence[Unit]:
    """The committee offices that may look at what ``unit`` owes, the nearest first; empty where nobody stands above.

    ``by`` is what a duty names: ``superior`` or ``committee_office``; empty, the kind of unit decides. Any office
    further up may do what the nearest one may.
    """
    own_level = by == "committee_office" or (not by and unit.kind in OF_THE_SAME_LEVEL)
    start = unit.area if own_level else Area.objects.filter(pk=unit.area.parent_id).first()
    if start is None:
        return ()
    above = Unit.objects.filter(kind=OFFICE, closed_on=None, area__lo__lte=start.lo, area__hi__gte=start.hi)
    return list(above.exclude(pk=unit.pk).select_related("area").order_by("-area__lo"))


def overseer(*, unit: Unit, by: str = "") -> Unit | None:
    """The nearest of them; None for the city's own bodies, whose superior stands outside this system."""
    return next(iter(overseers(unit=unit, by=by)), None)


def overseeing_post(
    *, permission: P, unit: Unit, place: Mapping[str, int | None], actor: Actor, by: str = ""
) -> Post | None:
    """The post under which the officer may decide about ``unit``: of an office that oversees it, with a grant that
    covers ``place`` (position, unit, line); None without one. Territory alone is not enough: an office sees its own
    government, and decides nothing about it.
    """
    holdings = [one for one in actor.holdings if permission in one.permissions and one.reach.covers(**place)]
    if not holdings:
        return None
    offices = {office.pk for office in overseers(unit=unit, by=by)}
    return next((one.post for one in holdings if one.post.unit_id in offices), None)


def desk_of(*, unit: Unit) -> Unit:
    """Who looks after what a body ordered or decided (9.3): of leading bodies the committee office of their area.

    Departments and offices do it themselves, and so does a leading body whose area has no committee office (a zone).
    """
    if unit.kind not in LEADING:
        return unit
    return Unit.objects.filter(kind=OFFICE, area=unit.area_id, closed_on=None).order_by("id").first() or unit
