"""一表清单 (file once): what an enterprise is asked, by whom, under which clause, and what is held already.

Every form that the unit's posts may fill in, with each of its questions: why it is asked, and what stands in it before
anybody types. The burden counter (减负) adds up what was really asked this year; its numbers are those of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Ask, Asked, Step, Words
from anlan.kernel.roles import ROLES
from anlan.oversight.burden import burden_of_unit
from anlan.oversight.units import unit_in_sight
from anlan.oversight.wording import said
from anlan.policy.citations import cite

KIND = "enterprise"
cite(reference="6.1", kind="page", name="asked")
# What the posts of an enterprise may do: the forms are theirs, whoever looks at the page.
OWN_ROLES = ("enterprise_principal", "enterprise_safety", "enterprise_union")
LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Question:
    """One question of a form. ``held`` is what stands in it already; empty where somebody has to type."""

    label: str
    why: str
    held: str
    required: bool


@dataclass(frozen=True)
class Form:
    """One form: which duties it discharges, under which clause, what it asks."""

    label: str
    register: str
    clause: str
    duties: Sequence[str]
    questions: Sequence[Question]

    @property
    def open(self) -> int:
        """How many questions nothing is known of."""
        return sum(not question.held for question in self.questions)


def forms_of(*, unit: Unit, act: Act) -> Iterator[Form]:
    """Every form that this unit's own posts fill in: what begins a record, and the report on the own entry."""
    allowed = frozenset().union(*(ROLES[role].permissions for role in OWN_ROLES))
    for pages in DECLARED.pages.values():
        for step in pages.steps:
            if step.permission not in allowed or not step.asks:
                continue
            own = KIND in pages.holders and not step.source
            entry = _entry(pages=pages, unit=unit, step=step)
            if own or entry is not None:
                yield _form(pages=pages, step=step, unit=unit, entry=entry, act=act)


def _entry(*, pages: CasePages, unit: Unit, step: Step) -> Any:
    """The unit's one entry in a register of units, where the step is taken on it."""
    if not step.source or KIND in pages.holders or pages.parent:
        return None
    return pages.model.objects.filter(unit=unit, state__in=step.source).select_related("unit").first()


def _form(*, pages: CasePages, step: Step, unit: Unit, entry: Any, act: Act) -> Form:
    cited = act.pack.clause_for(reference=step.clause)
    duties = [
        said(duty.title)
        for duty in act.pack.duties.values()
        if step.event in (*duty.met_by.events, *(one.event for one in duty.met_by.through))
    ]
    asked = Asked(unit, act, entry)
    questions = [_question(ask=ask, asked=asked) for ask in step.asks if ask.concerns(unit=unit)]
    return Form(str(step.label), str(pages.plural), cited.id if cited else "", duties, questions)


def _question(*, ask: Ask, asked: Asked) -> Question:
    known = ask.initial(asked) if ask.initial else None
    return Question(str(ask.label), str(ask.why), _words(ask=ask, value=known, asked=asked), ask.required)


def _words(*, ask: Ask, value: Any, asked: Asked) -> str:
    """What is held, in words; of several lines how many they are."""
    if value is None or value == "":
        return ""
    if ask.kind == "rows":
        return _("%(count)d lines, filled in") % {"count": len(list(value))} if value else ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if ask.kind == "choice":
        choices: list[tuple[str, Words]] = [*(ask.choices(asked.unit) if ask.choices else ())]
        choices += ask.offered(asked) if ask.offered else ()
        return str(dict(choices).get(str(value), value))
    return str(value)[:LONGEST_SHOWN]


def asked_page(request: HttpRequest, code: str) -> HttpResponse:
    """What one enterprise is asked, for itself and for whoever oversees it."""
    request = cast(OfficerRequest, request)
    unit = unit_in_sight(code=code, actor=request.actor)
    if unit.kind != KIND:
        raise Http404(code)
    act = act_of(request)
    context = {
        "unit": unit,
        "forms": list(forms_of(unit=unit, act=act)),
        "burden": burden_of_unit(unit=unit, year=act.today.year),
        "year": act.today.year,
        "back": reverse("unit", args=[unit.code]),
    }
    return render(request, "oversight/asked.html", context)
