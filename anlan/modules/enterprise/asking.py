"""What the register can be asked beyond its columns: who needs a safety body by which rule, and what is missing.

The rules are those of ``anlan/rules/enterprises.py``, said to the database; a test holds the two together.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages.declarations import Question, Sort
from anlan.policy import Pack
from anlan.policy.classification import industries
from anlan.rules.enterprises import TRADES

# A product default of what is over soon: about the three months before which a safety licence is renewed (Decree 397).
EXPIRING_DAYS = 90
# Article 6 speaks of enterprises (企业): an individual business is none, and owes what the law asks of every unit.
ENTERPRISES = ~Q(ownership="individual")


def needs_by_policy(*, on: dt.date, pack: Pack) -> Q:
    """6.12: an enterprise that is high-hazard, or has as many employees as the Opinions say."""
    threshold = pack.parameters.value(key="staff.threshold.policy", on=on).value
    return ENTERPRISES & (Q(high_hazard=True) | Q(employees__gte=threshold))


def needs_by_law(*, on: dt.date, pack: Pack) -> Q:
    """安全生产法 24: named by the law, or more employees than it says."""
    threshold = pack.parameters.value(key="staff.threshold.law", on=on).value
    return ~Q(hazard_law="") | Q(employees__gt=threshold)


def _staffing(answer: str, on: dt.date, pack: Pack) -> Q:
    """Who needs a safety body or staff by one of the two rules and, where asked, does not have what it asks for."""
    policy, law = needs_by_policy(on=on, pack=pack), needs_by_law(on=on, pack=pack)
    nobody = Q(safety_body=False, full_time_staff=0)
    half = Q(safety_body=False) | Q(full_time_staff=0)
    policy_missing, law_missing = policy & half, nobody & (law | Q(part_time_staff=0))
    found = {
        "policy": policy,
        "law": law,
        "policy_missing": policy_missing,
        "law_missing": law_missing,
        "either_missing": policy_missing | law_missing,
        "both_missing": policy_missing & law_missing,
    }
    return found[answer] & ~Q(state="closed")


def _committee(answer: str, _on: dt.date, _pack: Pack) -> Q:
    """6.11: state-owned, state-controlled or above scale; chaired by the legal representative."""
    needed = ENTERPRISES & (Q(ownership__in=("state_owned", "state_controlled")) | Q(above_scale=True))
    there = Q(safety_committee=True, committee_chair="legal_representative")
    return {"needed": needed, "missing": needed & ~there}[answer] & ~Q(state="closed")


def _scale(answer: str, on: dt.date, pack: Pack) -> Q:
    """6.11: listed by the statistics, or of a revenue by which it should be (规模以上, by the limits of that day)."""
    limits = pack.parameters.value(key="enterprise.above_scale", on=on).value
    reached = Q(pk__in=[])
    for trade, divisions in TRADES:
        if trade in limits:
            within = Q(industry__gte=f"{divisions.start:02d}", industry__lt=f"{divisions.stop:02d}")
            reached |= within & Q(revenue__gte=limits[trade])
    listed = Q(above_scale=True)
    return {"listed": listed, "reached": reached, "unlisted": reached & ~listed, "unreached": listed & ~reached}[answer]


def _section(answer: str, _on: dt.date, _pack: Pack) -> Q:
    return Q(section=answer)


def term(name: str, answer: str, on: dt.date) -> Q:
    """A term by which something holds: none, over, over soon, still running."""
    until = on + dt.timedelta(days=EXPIRING_DAYS)
    return {
        "none": Q(**{f"{name}__isnull": True}),
        "over": Q(**{f"{name}__lt": on}),
        "soon": Q(**{f"{name}__gte": on, f"{name}__lte": until}),
        "valid": Q(**{f"{name}__gte": on}),
    }[answer]


def _insurance(answer: str, on: dt.date, _pack: Pack) -> Q:
    owed = ~Q(hazard_policy="")
    missing = Q(insured_until__isnull=True) | Q(insured_until__lt=on)
    return owed & missing & ~Q(state="closed") if answer == "owed_missing" else term("insured_until", answer, on)


TERMS = {
    "none": _("none known"),
    "over": _("over"),
    "soon": _("over within 90 days"),
    "valid": _("running"),
}
QUESTIONS = (
    Question(
        "section",
        _("Section of industry"),
        {one.code: f"{one.code} {one.name}" for one in industries().values() if one.level == 1},
        _section,
    ),
    Question(
        "staffing",
        _("Safety body and staff (6.12, law 24)"),
        {
            "policy": _("needed by the Opinions"),
            "law": _("needed by the law"),
            "policy_missing": _("missing by the Opinions"),
            "law_missing": _("missing by the law"),
            "either_missing": _("missing by one of the two"),
            "both_missing": _("missing by both"),
        },
        _staffing,
        linked=("both_missing",),
    ),
    Question(
        "scale",
        _("Scale of the statistics (6.11)"),
        {
            "listed": _("listed as above scale"),
            "reached": _("above scale by its revenue"),
            "unlisted": _("above scale by its revenue, not listed"),
            "unreached": _("listed, its revenue below the scale or not known"),
        },
        _scale,
    ),
    Question(
        "committee",
        _("Safety committee (6.11)"),
        {"needed": _("needed"), "missing": _("missing, or chaired by somebody else")},
        _committee,
    ),
    Question(
        "director",
        _("Safety director (6.13)"),
        {"yes": _("appointed"), "no": _("not appointed")},
        lambda answer, _on, _pack: Q(safety_director=answer == "yes"),
    ),
    Question(
        "stationed",
        _("Stationed here (6.21)"),
        {"yes": _("of a higher level"), "no": _("of this city")},
        lambda answer, _on, _pack: ~Q(superior_owner="") if answer == "yes" else Q(superior_owner=""),
    ),
    Question(
        "grade", _("Standardisation grade"), TERMS, lambda answer, on, _pack: term("standardised_until", answer, on)
    ),
    Question(
        "insurance",
        _("Liability insurance (26.2)"),
        {**TERMS, "owed_missing": _("owed by the Opinions and missing")},
        _insurance,
    ),
)
SORTS = (
    Sort("employees", _("Employees, most first"), ("-employees", "-id")),
    Sort("name", _("Name"), ("name", "id")),
    Sort("code", _("Credit code"), ("credit_code", "id")),
)
