"""What limits an inspection (8.8; 国办发〔2024〕54号): basis, officers, the body with the power, the year's cap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.for_which_body import one_of_those_with
from anlan.kernel.records.workflow import Asked, Refusal, Words
from anlan.kernel.roles import P
from anlan.policy import Pack
from anlan.rules import inspections as rules

BASES: dict[str, Words] = {
    "plan": pgettext_lazy("inspection basis", "Annual inspection plan"),
    "drawn": pgettext_lazy("inspection basis", "Double random draw"),
    "clue": pgettext_lazy("inspection basis", "Complaint, report or clue from data"),
    "assigned": pgettext_lazy("inspection basis", "Handed on or assigned"),
    "applied": pgettext_lazy("inspection basis", "The enterprise asked for it"),
    "recheck": pgettext_lazy("inspection basis", "Re-check of what was ordered"),
}

MANNERS: dict[str, Words] = {
    rules.UNANNOUNCED: pgettext_lazy("inspection manner", "Unannounced: nobody was told before"),
    rules.ANNOUNCED: pgettext_lazy("inspection manner", "Announced beforehand"),
}
one_of_the_inspectors = one_of_those_with(
    permission=P.INSPECT, words=gettext_lazy("You inspect for the bureau whose certified officer you are. Choose it.")
)


def cap_of(*, pack: Pack, on: dt.date) -> int:
    """How many inspections by plan and draw one body may make of one enterprise in a year."""
    return int(pack.parameters.value(key="inspection.yearly_cap", on=on).value)


def used_of(*, unit: int, body: int, year: int) -> int:
    """How many of them that body has made of that enterprise in that year."""
    rows = DECLARED.pages["inspection"].model.objects
    held = rows.filter(unit=unit, receiver=body, inspected_on__year=year, basis__in=rules.CAPPED)
    return held.filter(state="recorded").count()


def bases_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """On which bases an enterprise is inspected; the first two are limited by the cap."""
    return [(key, BASES[key]) for key in rules.BASES]


def manners_for(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """Whether the enterprise knew of it before (19.3)."""
    return list(MANNERS.items())


def inspecting_bodies(asked: Asked) -> Sequence[tuple[str, Words]]:
    """The bureaus whose certified officer this is, with what they have used of the year's cap."""
    cap = cap_of(pack=asked.act.pack, on=asked.act.today)
    # The figures first: on a phone the end of a long name is cut off.
    said = gettext("%(used)s of %(cap)s · %(body)s")
    return [
        (str(body.pk), said % {"body": name_of(body), "used": _used_today(asked, body.pk), "cap": cap})
        for body in asked.act.actor.bodies(permission=P.INSPECT)
    ]


def _used_today(asked: Asked, body: int) -> int:
    return used_of(unit=asked.unit.pk, body=body, year=asked.act.today.year)


def two_officers(doing: Doing) -> Refusal | None:
    """No inspection is made by one officer alone."""
    if len(rules.certificates_in(text=doing.answers["certificates"])) >= rules.LEAST_OFFICERS:
        return None
    text = gettext(
        "At least %(least)s officers inspect. Give the number of each one's certificate, with a space between."
    )
    return Refusal("certificates", text % {"least": rules.LEAST_OFFICERS})


def within_the_cap(doing: Doing) -> Refusal | None:
    """Beyond the year's cap nobody inspects by plan or draw."""
    answers, unit = doing.answers, doing.record.unit
    day, body = answers["occurred_on"], int(answers["receiver"])
    cap, used = cap_of(pack=doing.act.pack, on=day), used_of(unit=unit.pk, body=body, year=day.year)
    if rules.may_inspect_again(basis=answers["basis"], used=used, cap=cap):
        return None
    text = gettext(
        "%(unit)s was inspected %(used)s times by plan and draw in %(year)s; %(cap)s are allowed. Only a clue, an "
        "assignment, a re-check or the enterprise's own request leads to a further inspection."
    )
    return Refusal("basis", text % {"unit": name_of(unit), "used": used, "year": day.year, "cap": cap})
