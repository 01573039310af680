"""两种口径 (6.12 与安全生产法 24): what the Opinions and what the law ask of one enterprise, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.records.door import Act
from anlan.policy.citations import cite
from anlan.rules import enterprises as rules

cite(reference="6.12", kind="page", name="unit")


@dataclass(frozen=True)
class Rule:
    """One of the two rules: its document, what it asks of this enterprise and why, and whether something is missing."""

    document: str
    asks: str
    because: str
    missing: bool


def staffing_rules(*, facts: Any, act: Act) -> list[Rule]:
    """Both rules, by what is known of the enterprise today and the numbers of today."""
    if facts is None or facts.kind != "enterprise":
        return []
    policy = act.pack.parameters.value(key="staff.threshold.policy", on=act.today)
    law = act.pack.parameters.value(key="staff.threshold.law", on=act.today)
    staff = rules.Staff(
        facts.employees, facts.high_hazard, bool(facts.hazard_law), facts.safety_body, facts.full_time_staff,
        facts.part_time_staff, facts.ownership == "individual",
    )  # fmt: skip
    return [_by_policy(staff=staff, number=policy), _by_law(staff=staff, number=law)]


def _by_policy(*, staff: rules.Staff, number: Any) -> Rule:
    title = f"{number.document} {number.article}"
    if not rules.needed_by_policy(staff=staff, threshold=number.value):
        because = _("fewer than %(n)s employees, no high hazard") % {"n": number.value}
        if staff.individual:
            because = _("an individual business is no enterprise in the sense of article 6")
        return Rule(title, _("Nothing is asked."), because, missing=False)
    because = _("high-hazard") if staff.high_hazard else _("%(n)s employees and more") % {"n": number.value}
    missing = rules.missing_by_policy(staff=staff, threshold=number.value)
    return Rule(title, _("A safety body and full-time staff."), because, missing)


def _by_law(*, staff: rules.Staff, number: Any) -> Rule:
    title = f"{number.document} {number.article}"
    missing = rules.missing_by_law(staff=staff, threshold=number.value)
    if not rules.needed_by_law(staff=staff, threshold=number.value):
        because = _("no more than %(n)s employees, not named by the law") % {"n": number.value}
        return Rule(title, _("Full- or part-time staff."), because, missing)
    because = _("named by the law") if staff.named_by_law else _("more than %(n)s employees") % {"n": number.value}
    return Rule(title, _("A safety body or full-time staff."), because, missing)
