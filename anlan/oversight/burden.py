"""减负 (the burden counter): how often enterprises were asked for something this year, how many questions that made.

A question counts where nothing stood in it beforehand: what the register fills in costs nobody anything. Numbers are
those of the ledger; visits are those of the patrols, which count units and do not name them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Performance
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Step
from anlan.oversight.areas import surroundings
from anlan.oversight.entry import widest_area
from anlan.policy.citations import cite

cite(reference="6.1", kind="page", name="burden", address="burden_entry")
KIND = "enterprise"


@dataclass(frozen=True)
class Asked:
    """One form: how often it was sent in, and how many questions it leaves open each time."""

    label: str
    returns: int
    each: int

    @property
    def fields(self) -> int:
        """Questions answered by hand in all."""
        return self.returns * self.each


@dataclass(frozen=True)
class Burden:
    """What was asked within a year, most questions first."""

    forms: tuple[Asked, ...]

    @property
    def returns(self) -> int:
        """Forms sent in."""
        return sum(form.returns for form in self.forms)

    @property
    def fields(self) -> int:
        """Questions answered by hand."""
        return sum(form.fields for form in self.forms)


def open_questions(*, step: Step) -> int:
    """How many questions of a form nothing is filled into beforehand; several lines count once, files never."""
    return sum(ask.initial is None and not ask.takes_files for ask in step.asks)


def own_steps() -> Mapping[str, Step]:
    """The steps by which enterprises say something of themselves, by their event."""
    return {
        step.event: step
        for pages in DECLARED.pages.values()
        for step in pages.steps
        if step.asks and (KIND in pages.holders or step.event == "enterprise.reported")
    }


def burden_of_unit(*, unit: Unit, year: int) -> Burden:
    """What one enterprise sent in within a calendar year."""
    return _burden(_counted(year=year, units=[unit.pk]))


def burden_within(*, area: Area, year: int) -> Burden:
    """What the enterprises of an area sent in within a calendar year."""
    inside = Unit.objects.filter(position__gte=area.lo, position__lt=area.hi, kind=KIND).values("pk")
    return _burden(_counted(year=year, units=None if area.parent_id is None else inside))


def _counted(*, year: int, units: Any) -> Iterable[tuple[str, int]]:
    days = (dt.date(year, 1, 1), dt.date(year, 12, 31))
    rows = Performance.objects.filter(kind__in=list(own_steps()), occurred_on__range=days, void=False)
    if units is not None:
        rows = rows.filter(unit_id__in=units)
    return rows.order_by().values_list("kind").annotate(count=Count("id"))


def _burden(counted: Iterable[tuple[str, int]]) -> Burden:
    steps = own_steps()
    forms = [Asked(str(steps[kind].label), count, open_questions(step=steps[kind])) for kind, count in counted]
    return Burden(tuple(sorted(forms, key=lambda form: (-form.fields, form.label))))


def burden_entry(request: HttpRequest) -> HttpResponse:
    """The widest area that the reader oversees."""
    area = widest_area(actor=cast(OfficerRequest, request).actor)
    return HttpResponseRedirect(reverse("burden", args=[area.code]))


def burden_page(request: HttpRequest, code: str) -> HttpResponse:
    """What the enterprises of an area were asked this year."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    area, year = around.area, act.today.year
    enterprises = Unit.objects.filter(position__gte=area.lo, position__lt=area.hi, kind=KIND, closed_on=None).count()
    found = burden_within(area=area, year=year)
    patrols = (
        DECLARED.pages["patrol"]
        .model.objects.exclude(state="withdrawn")
        .filter(position__gte=area.lo, position__lt=area.hi, visited_on__year=year)
    )
    inspections = DECLARED.pages["inspection"].model.objects.filter(
        state="recorded", position__gte=area.lo, position__lt=area.hi, inspected_on__year=year
    )
    context = {
        "area": area,
        "path": around.path,
        "year": year,
        "inspections": inspections.count(),
        "enterprises": enterprises,
        "burden": found,
        "each": found.fields / enterprises if enterprises else None,
        "visits": patrols.aggregate(visited=Sum("units_visited"))["visited"] or 0,
    }
    return render(request, "oversight/burden.html", context)
