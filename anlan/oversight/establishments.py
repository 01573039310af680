"""机构人员：应配与实配 (4.4, 5.14, 9.5, 10.1–10.7): what clauses want of bodies and staff against what units returned.

An area's own bodies and each area below it, every figure a link to the units that it adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, cast
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.area import Area
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.sight import Sight
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.export import Column, write_xlsx
from anlan.oversight.areas import Surroundings, surroundings
from anlan.oversight.entry import widest_area
from anlan.policy.citations import cite
from anlan.rules.staffing import Measure, Need, needs_of, questions_of

NEEDS: dict[str, Promise | str] = {
    "in_charge_standing": pgettext_lazy("need", "Leader in charge in the standing committee"),
    "in_charge_executive": pgettext_lazy("need", "Leader in charge is executive deputy"),
    "leader_rank": pgettext_lazy("need", "Department's leader in charge ranks second"),
    "body": pgettext_lazy("need", "Supervision body of a regulator"),
    "staff": pgettext_lazy("need", "Full-time staff of a regulator"),
    "posts_filled": pgettext_lazy("need", "Enforcement posts filled"),
    "officers": pgettext_lazy("need", "Full-time safety officers with no other post"),
    "office": pgettext_lazy("need", "Supervision office of a central town"),
    "office_posts": pgettext_lazy("need", "Enforcement posts of that office"),
    "dual_lead": pgettext_lazy("need", "Office led by the county bureau first"),
    "patrollers": pgettext_lazy("need", "Patrollers (estimate)"),
    "zone_body": pgettext_lazy("need", "Supervision body of a zone"),
    "zone_staff": pgettext_lazy("need", "Staff of that body"),
}
CLAUSES = {
    "in_charge_standing": "4.4", "in_charge_executive": "4.4", "leader_rank": "5.14", "body": "9.5", "staff": "9.5",
    "posts_filled": "10.1", "officers": "10.2", "office": "10.4", "office_posts": "10.4", "dual_lead": "10.5",
    "patrollers": "10.6", "zone_body": "10.7", "zone_staff": "10.7",
}  # fmt: skip
for _clause in dict.fromkeys(CLAUSES.values()):
    cite(reference=_clause, kind="page", name="staffing", address="staffing_entry")


@dataclass(frozen=True)
class Held:
    """One unit that clauses want something of: what is needed; ``needs`` is empty until it has returned anything."""

    unit: Unit
    returned: bool
    needs: tuple[Need, ...]


@dataclass
class Figure:
    """Needed, held and missing of one kind, added up; what one unit has too many never fills another's gap."""

    needed: int = 0
    held: int = 0
    gap: int = 0
    url: str = ""

    def add(self, *, need: Need) -> None:
        """Add one unit's need."""
        self.needed, self.held, self.gap = self.needed + need.needed, self.held + need.held, self.gap + need.gap


@dataclass
class Line:
    """One line of the table: the area's own level, an area below, or the total."""

    area: Area | None
    own: bool
    url: str = ""
    figures: dict[str, Figure] = field(default_factory=lambda: {code: Figure() for code in NEEDS})
    silent: int = 0
    silent_url: str = ""

    def add(self, *, held: Held) -> None:
        """Add one unit."""
        self.silent += not held.returned
        for need in held.needs:
            self.figures[need.code].add(need=need)


def measure_on(*, act: Act) -> Measure:
    """The numbers of the day."""
    keys = ("full_time_staff", "full_time_officers", "town_posts", "units_per_patroller")
    values = {key: act.pack.parameters.value(key=f"staffing.{key}", on=act.today).value for key in keys}
    return Measure(**values)


def held_in(*, area: Area, sight: Sight, act: Act) -> list[Held]:
    """Every unit in the area of which a clause wants such facts, with what it needs and holds today."""
    facts = DECLARED.facts["department"]
    rows = facts.objects.filter(as_of(day=act.today), kind__in=("department", "government"))
    inside = Unit.objects.visible_to(sight).filter(position__gte=area.lo, position__lt=area.hi, closed_on=None)
    rows = rows.filter(unit__in=inside.values("pk")).select_related("unit").order_by("unit__position", "unit_id")
    measure = measure_on(act=act)
    return [_held(row, measure) for row in rows if _asked(row)]


def _asked(row: Any) -> bool:
    return bool(questions_of(kind=row.kind, level=row.level, responsibility=row.responsibility))


def _held(row: Any, measure: Measure) -> Held:
    values = {one.attname: getattr(row, one.attname) for one in row._meta.fields}
    needs = needs_of(kind=row.kind, level=row.level, facts=values, measure=measure) if row.returned else []
    return Held(row.unit, row.returned, tuple(needs))


def lines_of(*, around: Surroundings, held: Sequence[Held]) -> list[Line]:
    """Own level, each area below, and the total."""
    own, total = Line(around.area, True), Line(None, False)
    below = {child.pk: Line(child, False) for child in around.children}
    for one in held:
        position = one.unit.position
        place = next((child.pk for child in around.children if child.lo <= position < child.hi), None)
        (below[place] if place is not None else own).add(held=one)
        total.add(held=one)
    lines = [own, *(line for line in below.values() if line.area and line.area.level != "village"), total]
    for line in lines:
        _link(line, around.area)
    return lines


def _link(line: Line, area: Area) -> None:
    code = (line.area or area).code
    address = reverse("staffing_units", args=[code])
    own = {"own": "1"} if line.own else {}
    line.url = reverse("staffing", args=[code])
    line.silent_url = f"{address}?{urlencode({**own, 'need': 'none'})}"
    for name, figure in line.figures.items():
        figure.url = f"{address}?{urlencode({**own, 'need': name})}"


def shown_needs(*, lines: Sequence[Line]) -> list[str]:
    """The columns in which anything is needed or held at all."""
    total = lines[-1]
    return [code for code, figure in total.figures.items() if figure.needed or figure.held]


def staffing_entry(request: HttpRequest) -> HttpResponse:
    """Bodies and staff of the widest area in sight."""
    request = cast(OfficerRequest, request)
    return redirect("staffing", code=widest_area(actor=request.actor).code)


def staffing_page(request: HttpRequest, code: str) -> HttpResponse:
    """One area: needed, held and missing, by clause and by area below."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    lines = lines_of(around=around, held=held_in(area=around.area, sight=request.actor.sight(), act=act))
    shown = shown_needs(lines=lines)
    context = {
        "area": around.area,
        "path": around.path,
        "heads": [(NEEDS[name], CLAUSES[name]) for name in shown],
        "lines": [(line, [(NEEDS[name], line.figures[name]) for name in shown]) for line in lines],
        "ratio": act.pack.parameters.value(key="staffing.units_per_patroller", on=act.today),
        "today": act.today,
    }
    return render(request, "oversight/staffing.html", context)


def rows_behind(*, around: Surroundings, held: Sequence[Held], need: str, own: bool) -> list[tuple[Unit, Need | None]]:
    """The units that one figure adds up: of one need, or (``none``) those that have returned nothing."""

    def inside(unit: Unit) -> bool:
        return not own or not any(child.lo <= unit.position < child.hi for child in around.children)

    found: list[tuple[Unit, Need | None]] = []
    for one in held:
        if not inside(one.unit):
            continue
        if need == "none" and not one.returned:
            found.append((one.unit, None))
        found += [(one.unit, wanted) for wanted in one.needs if need in ("", wanted.code)]
    return found


def staffing_units(request: HttpRequest, code: str) -> HttpResponseBase:
    """The units behind a figure, as a page or (``format=xlsx``) as a workbook."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    need, own = request.GET.get("need", ""), request.GET.get("own") == "1"
    if need not in ("", "none", *NEEDS):
        raise Http404(need)
    held = held_in(area=around.area, sight=request.actor.sight(), act=act)
    rows = rows_behind(around=around, held=held, need=need, own=own)
    if request.GET.get("format") == "xlsx":
        return _workbook(rows=rows, request=request)
    context = {
        "area": around.area,
        "path": around.path,
        "heading": NEEDS.get(need) or (_("No return received") if need == "none" else _("Needed and held")),
        "rows": [(unit, one, NEEDS[one.code] if one else "") for unit, one in rows],
        "today": act.today,
    }
    return render(request, "oversight/staffing_units.html", context)


def _workbook(*, rows: Sequence[tuple[Unit, Need | None]], request: OfficerRequest) -> FileResponse:
    """The same rows as a file."""
    columns = [
        Column(_("Body"), width=40), Column(_("What is needed"), width=40), Column(_("Clause")),
        Column(_("Needed"), "number"), Column(_("Held"), "number"), Column(_("Missing"), "number"),
    ]  # fmt: skip
    cells = (
        [name_of(unit), str(NEEDS[one.code]), one.clause, one.needed, one.held, one.gap]
        if one
        else [name_of(unit), _("No return received"), "", None, None, None]
        for unit, one in rows
    )
    file = BytesIO()
    write_xlsx(title=_("Bodies and staff"), columns=columns, rows=cells, file=file, now=request.now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"staffing-{request.now:%Y%m%d}.xlsx")
