"""机构人员情况: what a unit is asked in its return about bodies, posts and people: what the clauses want of its kind.

What is held already is the first answer (4.4, 5.14, 5.16, 9.4, 9.5, 10.1–10.7).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages.declarations import label_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Ask, Asked, Words
from anlan.modules.public_unit.facts import PublicUnitFacts
from anlan.modules.public_unit.staffing import OFFICE_TYPES, Staffing
from anlan.rules import staffing

WHY: dict[str, Words] = {
    "safety_body": _("Clauses 9.5 and 10.7"),
    "full_time_staff": _("Clauses 9.5 and 10.7"),
    "professional_staff": _("Clause 9.4"),
    "enforcement_posts": _("Clauses 10.1 and 10.4"),
    "enforcement_filled": _("Clauses 10.1 and 10.4"),
    "certified_officers": _("Clause 10.1"),
    "leader_rank": _("Clause 5.14: 2 for the deputy who ranks second in the leadership, 0 where there is none"),
    "cooperation_groups": _("Clause 5.16"),
    "in_charge_standing": _("Clause 4.4"),
    "in_charge_executive": _("Clause 4.4"),
    "central_town": _("Clauses 10.4 and 10.6: as the county has named it"),
    "office_type": _("Clause 10.4"),
    "dual_lead": _("Clause 10.5"),
    "patrollers": _("Clause 10.6"),
    "full_time_officers": _("Clause 10.2"),
    "concurrent_officers": _("Clause 10.2: full-time officers hold no other post"),
    "officer_pay": _("Clause 10.3"),
    "units_to_supervise": _("Clause 10.6: decides how many patrollers are needed"),
}


def held_by(unit: Unit) -> Any:
    """The unit's present facts, read once for all questions of one form; None for a unit that has none."""
    if "present_facts" not in unit.__dict__:
        unit.__dict__["present_facts"] = PublicUnitFacts.objects.filter(unit=unit, valid_to=None).first()
    return unit.__dict__["present_facts"]


def asked_of(unit: Unit) -> tuple[str, ...]:
    """The names of what this unit returns."""
    facts = held_by(unit)
    if facts is None:
        return ()
    return staffing.questions_of(kind=facts.kind, level=facts.level, responsibility=facts.responsibility)


def _applies(name: str) -> Callable[[Unit], bool]:
    return lambda unit: name in asked_of(unit)


def _held(name: str) -> Callable[[Asked], Any]:
    return lambda asked: getattr(held_by(asked.unit), name)


def offices(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """The kinds of safety office that a town has."""
    return list(OFFICE_TYPES.items())


def question(name: str) -> Ask:
    """One fact as a question, with what is held as its first answer."""
    field = Staffing._meta.get_field(name)
    kind = {"BooleanField": "check", "CharField": "choice"}.get(field.get_internal_type(), "number")
    return Ask(
        name,
        label_of(model=Staffing, name=name),
        kind,
        choices=offices if kind == "choice" else None,
        why=WHY[name],
        initial=_held(name),
        applies=_applies(name),
    )
