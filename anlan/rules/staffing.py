"""机构人员 (4.4, 5.14, 9.4, 9.5, 10.1–10.7): what a unit is asked, and needed against held.

Pure functions of plain values. Every number comes from the caller as a dated parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SUPERVISION_OFFICE = "supervision_office"
SECOND = 2

_SUPERVISION = ("safety_body", "full_time_staff", "professional_staff")
_ENFORCEMENT = ("enforcement_posts", "enforcement_filled", "certified_officers")
_OFFICERS = ("full_time_officers", "concurrent_officers", "officer_pay", "units_to_supervise")
_IN_CHARGE = ("in_charge_standing", "in_charge_executive")


@dataclass(frozen=True)
class Need:
    """One thing that a clause wants of a unit: how much is needed and how much is held.

    ``measured`` is False of a share (9.4) or a count (5.16) for which no clause names how much is enough: then
    ``needed`` is only the whole of which ``held`` is a part, and nothing is missing.
    """

    code: str
    clause: str
    needed: int
    held: int
    measured: bool = True

    @property
    def gap(self) -> int:
        """How much is missing; never less than nothing."""
        return max(0, self.needed - self.held) if self.measured else 0


@dataclass(frozen=True)
class Measure:
    """The numbers of the day: least staff of a regulator, officers and posts of a town, units for one patroller."""

    full_time_staff: int
    full_time_officers: int
    town_posts: int
    units_per_patroller: int


def questions_of(*, kind: str, level: str, responsibility: str) -> tuple[str, ...]:
    """The facts that a unit returns about itself; empty for a unit that returns nothing."""
    if kind == "department":
        return _questions_of_department(responsibility)
    if kind != "government":
        return ()
    if level == "town":
        town = ("central_town", "office_type", "dual_lead", "patrollers")
        return (*town, *_OFFICERS, *_ENFORCEMENT)
    if level == "zone":
        return ("safety_body", "full_time_staff", *_OFFICERS, *_IN_CHARGE)
    return _IN_CHARGE


def _questions_of_department(responsibility: str) -> tuple[str, ...]:
    groups = ("cooperation_groups",)
    return {
        "comprehensive": (*_SUPERVISION, *_ENFORCEMENT, "leader_rank", *groups),
        "regulator": (*_SUPERVISION, *_ENFORCEMENT, "leader_rank", *groups),
        "industry": ("full_time_staff", "leader_rank", *groups),
        "support": ("leader_rank",),
    }.get(responsibility, ())


def patrollers_needed(*, units: int, units_per_patroller: int) -> int:
    """Patrollers for so many units to supervise, rounded up; a town that has any unit needs one (10.6)."""
    return -(-units // units_per_patroller) if units > 0 else 0


def units_per_patroller(*, units: int, patrollers: int) -> int:
    """The units that each patroller has to look after, rounded up; 0 where nobody patrols (10.6).

    With any patroller, this is at most N just where ``patrollers_needed`` for N units each are there.
    """
    return -(-units // patrollers) if patrollers > 0 else 0


def derived(*, facts: Mapping[str, Any]) -> dict[str, int]:
    """What follows from a return and is kept with it; a town, zone or department was not asked all of it."""
    full_time, concurrent = facts.get("full_time_officers", 0), facts.get("concurrent_officers", 0)
    units, patrollers = facts.get("units_to_supervise", 0), facts.get("patrollers", 0)
    return {
        "dedicated_officers": dedicated(full_time=full_time, concurrent=concurrent),
        "units_per_patroller": units_per_patroller(units=units, patrollers=patrollers),
    }


def dedicated(*, full_time: int, concurrent: int) -> int:
    """Officers who do nothing else (专职专岗, 10.2)."""
    return max(0, full_time - concurrent)


def needs_of(*, kind: str, level: str, facts: Mapping[str, Any], measure: Measure) -> list[Need]:
    """What the clauses want of a unit with these facts, in the order of the clauses."""
    if kind == "department":
        return _needs_of_department(facts, measure)
    if kind != "government":
        return []
    if level == "town":
        return _needs_of_town(facts, measure)
    found = [
        Need("in_charge_standing", "4.4", 1, int(facts["in_charge_standing"])),
        Need("in_charge_executive", "4.4", 1, int(facts["in_charge_executive"])),
    ]
    if level == "zone":
        found += [
            Need("officers", "10.2", measure.full_time_officers, _dedicated(facts)),
            Need("zone_body", "10.7", 1, int(facts["safety_body"])),
            Need("zone_staff", "10.7", measure.full_time_staff, facts["full_time_staff"]),
        ]
    return found


def _needs_of_department(facts: Mapping[str, Any], measure: Measure) -> list[Need]:
    found = [Need("leader_rank", "5.14", 1, int(facts["leader_rank"] == SECOND))]
    if facts["responsibility"] != "support":
        found.append(Need("groups", "5.16", 0, facts["cooperation_groups"], measured=False))
    if facts["responsibility"] in ("comprehensive", "regulator"):
        found += [
            Need("professional", "9.4", facts["full_time_staff"], facts["professional_staff"], measured=False),
            Need("body", "9.5", 1, int(facts["safety_body"])),
            Need("staff", "9.5", measure.full_time_staff, facts["full_time_staff"]),
            Need("posts_filled", "10.1", facts["enforcement_posts"], facts["enforcement_filled"]),
            Need("certified", "10.1", facts["enforcement_filled"], facts["certified_officers"]),
        ]
    return found


def _needs_of_town(facts: Mapping[str, Any], measure: Measure) -> list[Need]:
    found = [Need("officers", "10.2", measure.full_time_officers, _dedicated(facts))]
    if facts["central_town"]:
        return [
            *found,
            Need("office", "10.4", 1, int(facts["office_type"] == SUPERVISION_OFFICE)),
            Need("office_posts", "10.4", measure.town_posts, facts["enforcement_filled"]),
            Need("certified", "10.1", facts["enforcement_filled"], facts["certified_officers"]),
            Need("dual_lead", "10.5", 1, int(facts["dual_lead"])),
        ]
    needed = patrollers_needed(units=facts["units_to_supervise"], units_per_patroller=measure.units_per_patroller)
    return [*found, Need("patrollers", "10.6", needed, facts["patrollers"])]


def average_pay(*, units: Iterable[tuple[int, int]]) -> int | None:
    """The average yearly pay of full-time safety officers (10.3), from (officers, average pay) of each unit.

    A unit counts by its officers; one without officers or without pay says nothing. None where no unit says anything.
    """
    told = [(officers, pay) for officers, pay in units if officers and pay]
    heads = sum(officers for officers, _pay in told)
    return round(sum(officers * pay for officers, pay in told) / heads) if heads else None


def _dedicated(facts: Mapping[str, Any]) -> int:
    return dedicated(full_time=facts["full_time_officers"], concurrent=facts["concurrent_officers"])
