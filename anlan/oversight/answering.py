"""谁监管我们 (5.1, 6.21): of one enterprise, its territory and line owner side by side, and who answers for what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.acting import in_force
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Appointment
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.oversight.regulator_figures import ENTERPRISE, applies
from anlan.oversight.wording import said
from anlan.rules import regulators as rules


@dataclass(frozen=True)
class Body:
    """A body that answers, with a telephone number for questions if one is known."""

    name: str
    authority: str
    telephone: str


@dataclass(frozen=True)
class Answering:
    """Who answers for one enterprise. ``matters``: the matter, who regulates and who enforces."""

    territory: tuple[str, ...]
    owner: str
    matters: tuple[tuple[str, tuple[Body, ...], tuple[Body, ...]], ...]
    assessors: tuple[Body, ...]
    counted_in: tuple[str, ...]


def answering_for(*, unit: Unit, facts: Any, act: Act) -> Answering | None:
    """Who answers for the enterprise today; None for any other kind of unit."""
    if unit.kind != ENTERPRISE:
        return None
    model = DECLARED.pages["regulator"].model
    ties = list(
        model.objects.filter(unit=unit, state="in_force").select_related("receiver", "receiver__area").order_by("id")
    )
    telephones = _telephones(bodies={one.receiver_id for one in ties}, on=act.today)

    def bodies(role: str, matter: str = "") -> tuple[Body, ...]:
        return tuple(
            Body(name_of(one.receiver), str(one.authority_label), one.telephone or telephones.get(one.receiver_id, ""))
            for one in ties
            if (one.role, one.matter) == (role, matter)
        )

    matters = _matters(unit=unit, entered={one.matter for one in ties if one.matter}, act=act)
    return Answering(
        territory=tuple(name_of(area) for area in unit.area.ancestors()),
        owner=_owner(facts),
        matters=tuple(
            (words, bodies(rules.REGULATOR, code), bodies(rules.ENFORCER, code)) for code, words in matters
        ),
        assessors=bodies(rules.ASSESSOR),
        counted_in=tuple(name_of(one.receiver.area) for one in ties if one.role == rules.STATISTICS),
    )  # fmt: skip


def _owner(facts: Any) -> str:
    """The owner at a higher level with the superior unit (6.21); empty for an enterprise of this city."""
    if facts is None or not facts.superior_owner:
        return ""
    return " ".join(filter(None, (str(facts.get_superior_owner_display()), facts.superior_name)))


def _matters(*, unit: Unit, entered: Iterable[str], act: Act) -> list[tuple[str, str]]:
    """The matters that apply to the enterprise by its facts, or for which somebody is entered all the same."""
    pack, today = act.pack, act.today
    if not pack.matters:
        return []
    conditions = {code: applies(matter=code, pack=pack, on=today) for code in pack.matters}
    facts = DECLARED.facts[ENTERPRISE].objects.filter(as_of(day=today), unit=unit)
    found = facts.aggregate(**{f"n_{code}": Count("pk", filter=q or None) for code, q in conditions.items()})
    entered = set(entered)
    return [(code, said(one.name)) for code, one in pack.matters.items() if found[f"n_{code}"] or code in entered]


def _telephones(*, bodies: set[int], on: dt.date) -> dict[int, str]:
    """A number at each body: that of whoever holds one of its posts, officers before leaders."""
    held = Appointment.objects.filter(in_force(on=on), post__unit__in=bodies, post__closed_on=None)
    held = held.exclude(officer__telephone="").select_related("officer", "post").order_by("id")
    found: dict[int, str] = {}
    for one in sorted(held, key=lambda one: one.post.kind != "staff"):
        found.setdefault(one.post.unit_id, one.officer.telephone)
    return found
