"""What the forms of hidden dangers offer: sources, measures, criteria with the reason, people (18.7, 19.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.naming import chinese, name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Asked, Words
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
# Which rounds a danger may be said to come from: product defaults, so that the list stays short.
ROUNDS_OF_DAYS, MOST_ROUNDS = 7, 20


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


def decisions_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """What an enforcement body may decide."""
    return list(DECISIONS.items())


def people_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The posts of the unit that can answer for a treatment."""
    posts = Post.objects.filter(unit=unit, closed_on=None).order_by("id")
    return [(str(post.pk), name_of(post)) for post in posts]
