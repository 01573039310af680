"""代录: which body records what a unit owes, for a reader who may not record it (4.1, 9.3).

Leaders need not record. Who may is found in the grants: a post with the permission of the step that discharges the
obligation, within whose reach it lies; of several the one that reaches least far, for it lies nearest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import in_force, reach_of
from anlan.kernel.people.area import WIDTH
from anlan.kernel.people.post import Grant
from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import ROLES, P
from anlan.oversight.discharge import permissions_for
from anlan.policy import Pack


def recorders_for(*, rows: Sequence[Obligation], pack: Pack, on: dt.date) -> dict[int, Unit]:
    """The body that may record each of these rows, by their ids, in one query; what nobody may record is left out.

    Meant for rows of few places: the condition grows with their number.
    """
    wanted = {row.pk: permissions_for(row=row, pack=pack) for row in rows}
    needed = frozenset[P]().union(*wanted.values())
    if not needed:
        return {}
    reaches = Q(own_unit=True, post__unit__in={row.unit_id for row in rows}) | Q(own_unit=False, area=None)
    for position in {row.position for row in rows}:
        reaches |= Q(area__lo__lte=position, area__hi__gt=position)
    roles = [name for name, role in ROLES.items() if role.permissions & needed]
    standing = Q(post__closed_on=None, post__unit__closed_on=None)
    grants = Grant.objects.filter(in_force(on=on), reaches, standing, role__in=roles)
    nearest = sorted(grants.select_related("post__unit", "area"), key=_breadth)
    found: dict[int, Unit] = {}
    for row in rows:
        for grant in nearest:
            may = bool(ROLES[grant.role].permissions & wanted[row.pk])
            reach = reach_of(grant=grant, post=grant.post)
            if may and reach.covers(position=row.position, unit=row.unit_id, line=row.line_id):
                found[row.pk] = grant.post.unit
                break
    return found


def _breadth(grant: Grant) -> tuple[int, int]:
    """How far a grant reaches, the own unit first."""
    if grant.own_unit:
        return 0, grant.pk
    return (grant.area.hi - grant.area.lo if grant.area else WIDTH["nation"]), grant.pk
