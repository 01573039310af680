"""自查情况核实 (19.2): who reports, what enterprises find themselves, who reports nothing, and whom to ask why.

Nothing on this page is a finding against anybody: each line is a reason to ask, with its figures, and leads to a
question that the enterprise answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.modules.question.proposing import Reason, reasons, reports_of, window
from anlan.modules.question.reading import Reports
from anlan.oversight.areas import surroundings
from anlan.oversight.entry import widest_area
from anlan.policy.citations import cite
from anlan.rules.honesty import Tally, own_found_ratio

cite(reference="19.2", kind="page", name="silence", address="silence")
MOST = 100
# How well the rules tell on made data whose truth is known; `python -m bench.honesty` measures it.
MEASURED: dict[str, Any] = json.loads(Path(__file__).with_name("silence_measured.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Line:
    """One enterprise that might be asked: why, and the question that it was asked already, if any."""

    unit: Unit
    reasons: tuple[Reason, ...]
    asked: Any
    ask_url: str


@dataclass(frozen=True)
class Participation:
    """How the enterprises of the area take part. ``own``: share of all dangers that they found themselves."""

    operating: int
    checking: int
    reporting: int
    own: float | None

    @property
    def checking_rate(self) -> float | None:
        """Share of those operating that held a check, in per cent."""
        return 100 * self.checking / self.operating if self.operating else None

    @property
    def reporting_rate(self) -> float | None:
        """Share of those operating that reported a danger, in per cent."""
        return 100 * self.reporting / self.operating if self.operating else None

    @property
    def own_rate(self) -> float | None:
        """Share of all dangers that enterprises found themselves, in per cent."""
        return None if self.own is None else 100 * self.own


def first_silence(request: HttpRequest) -> HttpResponse:
    """The widest area that the reader oversees."""
    area = widest_area(actor=cast(OfficerRequest, request).actor)
    return HttpResponseRedirect(reverse("silence_of", args=[area.code]))


def participation(*, reports: Reports, within: Mapping[int, Tally]) -> Participation:
    """Who takes part, of the enterprises of the area that operate."""
    operating = {one.unit for one in reports.firms if one.operating} & reports.units
    tallies = [within[unit] for unit in operating & set(within)]
    checking = sum(one.checks > 0 for one in tallies)
    return Participation(
        len(operating), checking, sum(one.found > 0 for one in tallies), own_found_ratio(counted=within)
    )  # fmt: skip


def lines_of(*, area: Area, reports: Reports, act: Act) -> list[Line]:
    """The enterprises of the area that might be asked, in the order of their reasons."""
    by_unit: dict[int, list[Reason]] = {}
    for one in reasons(reports=reports, units=set(reports.units), act=act):
        by_unit.setdefault(one.unit, []).append(one)
    since, _until = window(act=act)
    asked = DECLARED.pages["question"].model.objects.filter(unit__in=by_unit, asked_on__gte=since)
    questions = {one.unit_id: one for one in asked.exclude(state="withdrawn").order_by("asked_on", "id")}
    units = Unit.objects.select_related("area").in_bulk(by_unit)
    form = reverse("begin", args=["question"])
    return [
        Line(units[unit], tuple(found), questions.get(unit), f"{form}?unit={unit}") for unit, found in by_unit.items()
    ]


def without_a_report(*, reports: Reports) -> list[tuple[int, Tally]]:
    """The enterprises of the area that operate and reported no danger: most checks first (零报告企业名单)."""
    operating = {one.unit for one in reports.firms if one.operating} & reports.units
    found = [(unit, reports.counted.get(unit, Tally())) for unit in operating]
    return sorted((one for one in found if not one[1].found), key=lambda one: (-one[1].checks, one[0]))


def silence_page(request: HttpRequest, code: str) -> HttpResponse:
    """One area: participation, whom to ask and why, and who reported nothing."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    area = around.area
    reports = reports_of(area=area, act=act)
    within = {unit: tally for unit, tally in reports.counted.items() if unit in reports.units}
    none = without_a_report(reports=reports)
    named = Unit.objects.select_related("area").in_bulk([unit for unit, _tally in none[:MOST]])
    since, until = window(act=act)
    context = {
        "area": area,
        "may_ask": request.actor.sight(permission=P.QUESTION_ASK).covers_range(lo=area.lo, hi=area.hi),
        "path": around.path,
        # A village has too few enterprises of one trade to be read by itself.
        "children": [one for one in around.children if one.level != "village"],
        "since": since,
        "until": until,
        "reports": reports,
        "figures": participation(reports=reports, within=within),
        "lines": lines_of(area=area, reports=reports, act=act),
        "none": [(named[unit], tally) for unit, tally in none[:MOST]],
        "none_count": len(none),
        "most": MOST,
        "measured": MEASURED,
        "precision": 100 * MEASURED["precision"],
        "recall": 100 * MEASURED["recall"],
    }
    return render(request, "oversight/silence.html", context)
