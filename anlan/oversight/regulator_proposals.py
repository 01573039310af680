"""据职责分工确定监管责任主体 (5.1, 5.2): what the division of duties names for enterprises that have no regulator yet.

The division in force at the level of the seat decides: the county's or the zone's, the city's for what is seated at the
city's own level. Where it names nobody, or several, nothing is proposed: the gap stays and shows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.pages.requests import OfficerRequest, StaleForm, act_of, form_token, read_token
from anlan.kernel.people.acting import NotPermitted, in_force
from anlan.kernel.people.area import Area
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.kernel.transactions import sweeping
from anlan.modules.regulator.taking_over import Named, take_over
from anlan.oversight.areas import surroundings
from anlan.oversight.regulator_figures import applies, facts_within, ties
from anlan.oversight.wording import said
from anlan.rules import allocation

DIVIDING = ("county", "zone", "city")
# A division of duties names divisions of two digits, sections of one letter, or every industry.
DIVISION_DIGITS = 2


@dataclass(frozen=True)
class Proposal:
    """The entry of the division of duties that names a department for so many enterprises without a regulator."""

    entry: Any
    enterprises: int


@dataclass(frozen=True)
class Line:
    """One matter: who would answer for how many, and how many would still have nobody."""

    matter: str
    words: str
    proposals: tuple[Proposal, ...]
    left: int


class Changed(Exception):
    """What would be entered is no longer what the officer was shown."""


def entries_over(*, area: Area, act: Act) -> dict[int, list[Any]]:
    """The divisions of duties in force that decide over this area, by the area whose departments they divide."""
    model = DECLARED.pages["allocation"].model
    over = Q(unit__area__level__in=DIVIDING, unit__area__lo__lt=area.hi, unit__area__hi__gt=area.lo)
    rows = model.objects.filter(in_force(on=act.today), over, state="in_force", unit__closed_on=None)
    found: dict[int, list[Any]] = {}
    for one in rows.filter(kind=allocation.INDUSTRY).select_related("unit").order_by("id"):
        found.setdefault(one.unit.area_id, []).append(one)
    return found


def without_regulator(*, area: Area, act: Act, matter: str) -> QuerySet[Any]:
    """The facts of the enterprises to which the matter applies and that have no regulator for it."""
    facts = facts_within(area=area, on=act.today).filter(applies(matter=matter, pack=act.pack, on=act.today))
    return facts.filter(~Exists(ties().filter(unit=OuterRef("unit"), matter=matter)))


def naming(*, matter: str, areas: Sequence[Area], entries: dict[int, list[Any]]) -> Case | None:
    """The number of the entry that names one department for an enterprise; None where no entry names any here.

    Counties and zones go before the city, a division before its section, a section before all industries.
    """
    whens: list[When] = []
    named = False
    for area in sorted(areas, key=lambda one: one.hi - one.lo):
        inside = Q(unit__position__gte=area.lo, unit__position__lt=area.hi)
        own = [one for one in entries.get(area.pk, ()) if one.matter == matter]
        for industry in sorted({one.industry for one in own}, key=_narrowest_first):
            holders = [one for one in own if one.industry == industry]
            number = holders[0].pk if len({one.unit_id for one in holders}) == 1 else None
            whens.append(When(inside & _of_industry(industry), then=number))
            named = named or number is not None
        if area.level != "city":
            whens.append(When(inside, then=None))
    return Case(*whens, default=None, output_field=IntegerField()) if named else None


def _narrowest_first(industry: str) -> int:
    return (DIVISION_DIGITS, 1, 0).index(len(industry))


def _of_industry(industry: str) -> Q:
    if not industry:
        return Q()
    return Q(division=industry) if len(industry) == DIVISION_DIGITS else Q(section=industry)


def _named_rows(*, area: Area, act: Act) -> Iterator[tuple[str, QuerySet[Any], dict[int, Any]]]:
    """Each matter for which somebody is named, with the enterprises and the number of the entry that names."""
    entries = entries_over(area=area, act=act)
    areas = list(Area.objects.filter(level__in=DIVIDING, lo__lt=area.hi, hi__gt=area.lo))
    by_number = {one.pk: one for some in entries.values() for one in some}
    for matter in act.pack.matters:
        case = naming(matter=matter, areas=areas, entries=entries)
        if case is not None:
            rows = without_regulator(area=area, act=act, matter=matter).annotate(division=Substr("industry", 1, 2))
            yield matter, rows.annotate(named=case).exclude(named=None), by_number


def proposed(*, area: Area, act: Act) -> list[Line]:
    """What would be entered, counted by matter and entry; matters for which somebody lacks a regulator."""
    found: dict[str, tuple[Proposal, ...]] = {}
    for matter, rows, entries in _named_rows(area=area, act=act):
        counted = rows.order_by().values("named").annotate(n=Count("pk")).order_by("named")
        found[matter] = tuple(Proposal(entries[row["named"]], row["n"]) for row in counted)
    lines = []
    for matter, one in act.pack.matters.items():
        lacking = without_regulator(area=area, act=act, matter=matter).count()
        proposals = found.get(matter, ())
        left = lacking - sum(proposal.enterprises for proposal in proposals)
        if lacking:
            lines.append(Line(matter, said(one.name), proposals, left))
    return lines


def seal_of(*, lines: Sequence[Line]) -> str:
    """A digest of what was shown, so that nothing else is confirmed."""
    plain = [[line.matter, [[one.entry.pk, one.enterprises] for one in line.proposals]] for line in lines]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def confirm(*, area: Area, act: Act, seal: str) -> Event | None:
    """Enter what was proposed; None where nothing is left to enter. Raises NotPermitted or Changed."""
    if not act.actor.sight(permission=P.REGULATOR_KEEP).covers_range(lo=area.lo, hi=area.hi):
        raise NotPermitted(f"{P.REGULATOR_KEEP} over {area.code}")
    post = act.actor.post_for(P.REGULATOR_KEEP, position=area.lo, unit=None, line=None)
    assert post is not None
    with sweeping():
        lines = proposed(area=area, act=act)
        if not any(line.proposals for line in lines):
            return None
        if seal_of(lines=lines) != seal:
            raise Changed(area.code)
        named = [one for matter, rows, entries in _named_rows(area=area, act=act) for one in _named(rows, entries)]
        return take_over(area=area, named=named, act=act, post=post)


def _named(rows: QuerySet[Any], entries: dict[int, Any]) -> Iterator[Named]:
    """The enterprises of one matter, by the entry that names their department."""
    by_entry: dict[int, list[int]] = {}
    for number, enterprise in rows.order_by("unit").values_list("named", "unit"):
        by_entry.setdefault(number, []).append(enterprise)
    for number, enterprises in by_entry.items():
        entry = entries[number]
        yield Named(
            matter=entry.matter, receiver=entry.unit, authority=entry.authority, document=entry.document,
            allocation=number, facts=rows.filter(named=number), enterprises=enterprises,
        )  # fmt: skip


def taking_over_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the division of duties would name, and enter it once the officer confirms exactly that."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    area = around.area
    if not request.actor.sight(permission=P.REGULATOR_KEEP).covers_range(lo=area.lo, hi=area.hi):
        raise PermissionDenied
    status = 200
    if request.method == "POST":
        try:
            read_token(request)
            event = confirm(area=area, act=act, seal=request.POST.get("seal", ""))
        except (StaleForm, Changed):
            messages.error(request, _("The registers have changed since. Nothing was entered: look again and confirm."))
            status = 409
        else:
            if event is None:
                messages.info(request, _("Nothing is left to take over; nothing was entered twice."))
            else:
                messages.success(request, _("Recorded in the ledger as entry %(seq)s.") % {"seq": event.seq})
            return redirect("regulators", code=area.code)
    lines = proposed(area=area, act=act)
    context = {
        "area": area,
        "path": around.path,
        "lines": lines,
        "total": sum(one.enterprises for line in lines for one in line.proposals),
        "seal": seal_of(lines=lines),
        "form_token": form_token(request),
    }
    return render(request, "oversight/regulators_take_over.html", context, status=status)
