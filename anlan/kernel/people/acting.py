"""Who acts, holding which post, and what that post may do today (articles 4, 9; architecture: one place for sight)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Grant, Post
from anlan.kernel.people.sight import Reach, Sight
from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import ROLES, P


class NotPermitted(Exception):
    """The officer's posts give no such right here."""


@dataclass(frozen=True)
class Holding:
    """One grant as held today: the post it comes from, its permissions and its reach."""

    post: Post
    role: str
    permissions: frozenset[P]
    reach: Reach


@dataclass(frozen=True)
class Actor:
    """An officer on one day, with every right that the posts held on that day give.

    Loaded once per request (two queries); all later questions are answered from memory.
    """

    officer: Officer
    posts: tuple[Post, ...]
    holdings: tuple[Holding, ...]

    def sight(self, *, permission: P = P.SEE) -> Sight:
        """Everything visible (or otherwise permitted) under one permission, as the union of grants."""
        reaches = {h.reach for h in self.holdings if permission in h.permissions}
        if any(reach.everything for reach in reaches):
            return Sight((Reach(),))
        return Sight(tuple(sorted(reaches, key=repr)))

    def may(self, permission: P, *, position: int | None, unit: int | None, line: int | None) -> bool:
        """Whether some post gives this permission over a row at this place."""
        return self.post_for(permission, position=position, unit=unit, line=line) is not None

    def post_for(self, permission: P, *, position: int | None, unit: int | None, line: int | None) -> Post | None:
        """The post under which the officer acts: the first whose grant covers the row."""
        for holding in self.holdings:
            if permission in holding.permissions and holding.reach.covers(position=position, unit=unit, line=line):
                return holding.post
        return None

    def has(self, permission: P) -> bool:
        """Whether any post gives this permission anywhere (for menus; never for access to a row)."""
        return any(permission in h.permissions for h in self.holdings)

    def bodies(self, *, permission: P) -> tuple[Unit, ...]:
        """The bodies of the posts that give this permission, each once, in the order of the grants."""
        found = {one.post.unit_id: one.post.unit for one in self.holdings if permission in one.permissions}
        return tuple(found.values())

    @property
    def unit_ids(self) -> tuple[int, ...]:
        """The units of the posts held."""
        return tuple(sorted({post.unit_id for post in self.posts}))


def in_force(*, on: dt.date) -> Q:
    """Rows whose ``since``/``until`` include the day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def actor_for(*, officer: Officer, on: dt.date) -> Actor:
    """The officer as on that day. An inactive officer holds nothing."""
    if not officer.is_active:
        return Actor(officer, (), ())
    posts = tuple(
        Post.objects.filter(
            pk__in=officer.appointments.filter(in_force(on=on)).values("post"), closed_on=None
        ).select_related("unit", "unit__area")
    )
    by_id = {post.pk: post for post in posts}
    grants = Grant.objects.filter(in_force(on=on), post__in=by_id).select_related("area").order_by("pk")
    holdings = tuple(
        Holding(by_id[g.post_id], g.role, ROLES[g.role].permissions, reach_of(grant=g, post=by_id[g.post_id]))
        for g in grants
        if g.role in ROLES
    )
    return Actor(officer, posts, holdings)


def reach_of(*, grant: Grant, post: Post) -> Reach:
    """How far one grant reaches. The root area is the whole city and needs no comparison at all."""
    if grant.own_unit:
        return Reach(unit=post.unit_id, line=grant.line_id)
    if grant.area is None or grant.area.parent_id is None:
        return Reach(line=grant.line_id)
    return Reach(lo=grant.area.lo, hi=grant.area.hi, line=grant.line_id)


def give_role(*, role: str, to: Post, by: Actor | None, on: dt.date, area: int | None = None) -> Grant:
    """Grant ``role`` to a post over its unit, its unit's area, or ``area`` (an id).

    ``by`` is None only while the policy pack is loaded. Raises ``NotPermitted`` when the granter lacks the right over
    the whole territory that is to be given, or would give a permission that the granter does not hold there.
    """
    own_unit = ROLES[role].territory == "own_unit"
    grant = Grant(post=to, role=role, own_unit=own_unit, since=on)
    if not own_unit:
        grant.area = to.unit.area if area is None else Area.objects.get(pk=area)
    if by is not None:
        needed = {P.GRANT, *ROLES[role].permissions}
        for permission in needed:
            sight = by.sight(permission=permission)
            target = to.unit.area if grant.area is None else grant.area
            if not sight.covers_range(lo=target.lo, hi=target.hi):
                raise NotPermitted(f"{permission} over {target.name_zh}")
    grant.save()
    return grant
