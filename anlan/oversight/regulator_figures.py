"""监管责任主体 (5.1, 5.2): to how many enterprises each matter applies, and for how many nobody, one or several answer.

Few queries over sets, however many enterprises and matters there are; the rows behind a figure come from the same
conditions.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.conditions import compile_condition
from anlan.kernel.people.area import Area
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.policy import Pack
from anlan.rules import regulators as rules

ENTERPRISE = "enterprise"


@dataclass(frozen=True)
class Figures:
    """One matter's tally, by its code."""

    matter: str
    tally: rules.Tally


def facts_within(*, area: Area, on: dt.date) -> QuerySet[Any]:
    """What is known on that day of the enterprises seated in an area that were not struck off."""
    standing = Q(unit__closed_on=None) | Q(unit__closed_on__gt=on)
    inside = Q(unit__position__gte=area.lo, unit__position__lt=area.hi)
    return DECLARED.facts[ENTERPRISE].objects.filter(as_of(day=on), standing, inside, kind=ENTERPRISE)


def applies(*, matter: str, pack: Pack, on: dt.date) -> Q:
    """The condition on the facts of an enterprise under which it needs a regulator for the matter."""
    condition = pack.matters[matter].applies
    if condition is None:
        return Q()
    return compile_condition(condition=condition, model=DECLARED.facts[ENTERPRISE], pack=pack, on=on)


def ties() -> Any:
    """Who regulates a matter of an enterprise now."""
    return DECLARED.pages["regulator"].model.objects.filter(role=rules.REGULATOR, state="in_force")


def figures_of(*, area: Area, act: Act) -> list[Figures]:
    """The figures of every matter that the pack lists, in its order; two queries."""
    pack, today = act.pack, act.today
    if not pack.matters:
        return []
    conditions = {code: applies(matter=code, pack=pack, on=today) for code in pack.matters}
    facts = facts_within(area=area, on=today)
    counts = facts.aggregate(**{f"n_{code}": Count("pk", filter=q or None) for code, q in conditions.items()})
    # Conditions that many matters share are asked once; a list of units is read once and not for each row.
    shared: dict[Q, list[str]] = {}
    for code, condition in conditions.items():
        shared.setdefault(condition, []).append(code)
    wanted = Q(pk__in=[])
    for condition, codes in shared.items():
        wanted |= Q(matter__in=codes, unit__in=facts.filter(condition).values("unit"))
    rows = ties().filter(wanted, position__gte=area.lo, position__lt=area.hi).order_by()
    by_enterprise = rows.values("unit", "matter").annotate(n=Count("pk"))
    found = by_enterprise.aggregate(
        **{f"one_{code}": Count("n", filter=Q(matter=code, n=1)) for code in conditions},
        **{f"overlap_{code}": Count("n", filter=Q(matter=code, n__gt=1)) for code in conditions},
    )
    lines = []
    for code in pack.matters:
        applicable, one, overlap = counts[f"n_{code}"], found[f"one_{code}"], found[f"overlap_{code}"]
        lines.append(Figures(code, rules.Tally(applicable, applicable - one - overlap, one, overlap)))
    return lines


def owners_of(*, area: Area, act: Act) -> dict[str, int]:
    """How many units of a higher level are stationed in the area, by whose they are (6.21)."""
    rows = facts_within(area=area, on=act.today).exclude(superior_owner="").order_by()
    counted = rows.values("superior_owner").annotate(n=Count("pk"))
    return {row["superior_owner"]: row["n"] for row in counted}


def enterprises(*, area: Area, act: Act, facts: Q) -> SightedQuerySet:
    """The enterprises seated in an area whose facts fulfil a condition."""
    known = facts_within(area=area, on=act.today).filter(facts, unit=OuterRef("pk"))
    inside = Q(position__gte=area.lo, position__lt=area.hi, kind=ENTERPRISE)
    return cast(SightedQuerySet, Unit.objects.filter(inside, Exists(known)))


def enterprises_of(*, area: Area, act: Act, matter: str, standing: str = "") -> SightedQuerySet:
    """The enterprises behind one figure: those to which the matter applies, perhaps only those that stand so."""
    rows = enterprises(area=area, act=act, facts=applies(matter=matter, pack=act.pack, on=act.today))
    own = ties().filter(unit=OuterRef("pk"), matter=matter)
    second = own.filter(Exists(ties().filter(unit=OuterRef("unit"), matter=matter, pk__lt=OuterRef("pk"))))
    match standing:
        case rules.GAP:
            rows = rows.filter(~Exists(own))
        case rules.ONE:
            rows = rows.filter(Exists(own), ~Exists(second))
        case rules.OVERLAP:
            rows = rows.filter(Exists(second))
    return rows


def from_elsewhere(*, area: Area, act: Act) -> SightedQuerySet:
    """The enterprises that a body regulates in whose territory they have no seat: to be looked at after a move."""
    outside = Q(receiver__area__lo__gt=F("position")) | Q(receiver__area__hi__lte=F("position"))
    rows = enterprises(area=area, act=act, facts=Q())
    return rows.filter(Exists(ties().filter(outside, unit=OuterRef("pk"))))
