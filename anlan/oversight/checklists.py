"""隐患自查表 (18.8): the check-lists by industry and version, to read, to print and to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.oversight.criteria import day_asked
from anlan.policy.checklists import CheckItem, Checklist, items_of
from anlan.policy.citations import cite
from anlan.policy.criteria import Criterion

cite(reference="18.8", kind="page", name="checklists", address="checklists")


@dataclass(frozen=True)
class Line:
    """One item, with the criterion of a major danger that it may meet if it is not in order."""

    item: CheckItem
    criterion: Criterion | None


@dataclass(frozen=True)
class Listed:
    """One check-list in force, with all its items."""

    checklist: Checklist
    lines: tuple[Line, ...]


def checklists_page(request: HttpRequest) -> HttpResponse:
    """The check-lists in force on a day, one after another, or the one that is asked for."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    day, understood = day_asked(text=request.GET.get("on", ""), today=act.today)
    pack = act.pack
    in_force = [one for one in pack.checklists if one.in_force(on=day)]
    key = request.GET.get("list", "")
    shown = [
        Listed(one, tuple(
            Line(item, pack.criteria.item(id=item.criterion) if item.criterion else None)
            for item in items_of(checklist=one, checklists=pack.checklists, industry="", criteria=pack.criteria, on=day)
        ))
        for one in in_force if key in ("", one.key)
    ]  # fmt: skip
    context = {"lists": shown, "all": in_force, "chosen": key, "day": day, "understood": understood}
    return render(request, "oversight/checklists.html", context)
