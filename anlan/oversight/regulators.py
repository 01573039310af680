"""监管责任主体 (5.1, 5.2, 6.21): one area's enterprises by matter, and the rows behind each figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import batched
from typing import Any, cast

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.exports import too_long
from anlan.kernel.pages.lists import BadCursor, counted_page_of, everything
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.area import Area
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.kernel.sheets.export import Column, write_xlsx
from anlan.oversight.areas import surroundings
from anlan.oversight.entry import widest_area
from anlan.oversight.regulator_figures import (
    ENTERPRISE,
    enterprises,
    enterprises_of,
    figures_of,
    from_elsewhere,
    owners_of,
    ties,
)
from anlan.oversight.wording import said
from anlan.policy.citations import cite
from anlan.rules import regulators as rules

STANDINGS: dict[str, Promise | str] = {
    rules.GAP: pgettext_lazy("regulators", "Nobody answers"),
    rules.ONE: pgettext_lazy("regulators", "One answers"),
    rules.OVERLAP: pgettext_lazy("regulators", "Several answer"),
}
ORDER = ("position", "id")
# So many enterprises of an export are described at once.
AT_ONCE = 500
for _clause in ("5.1", "5.2", "6.21"):
    cite(reference=_clause, kind="page", name="regulators", address="regulator_entry")


@dataclass(frozen=True)
class Row:
    """One enterprise: its seat, its line owner, and who regulates what of it."""

    unit: Unit
    facts: Any
    regulators: tuple[str, ...]

    @property
    def owner(self) -> str:
        """The owner at a higher level with the superior unit, where there is one (6.21)."""
        if not self.facts.superior_owner:
            return ""
        return " ".join(filter(None, (str(self.facts.get_superior_owner_display()), self.facts.superior_name)))

    @property
    def industry(self) -> str:
        """The code of its industry."""
        return str(self.facts.industry)


def rows_of(*, units: Iterable[Unit], act: Act, matter: str = "") -> list[Row]:
    """Describe these enterprises in two queries; with a matter, only who regulates that."""
    units = list(units)
    known = DECLARED.facts[ENTERPRISE].objects.filter(as_of(day=act.today), unit__in=[unit.pk for unit in units])
    facts = {one.unit_id: one for one in known}
    found = ties().filter(unit__in=[unit.pk for unit in units])
    found = found.filter(matter=matter) if matter else found
    regulators: dict[int, list[str]] = {}
    for one in found.select_related("receiver").order_by("matter", "id"):
        values = {"matter": one.matter_label, "unit": name_of(one.receiver)}
        words = values["unit"] if matter else pgettext("who regulates what", "%(matter)s: %(unit)s") % values
        regulators.setdefault(one.unit_id, []).append(words)
    return [Row(unit, facts[unit.pk], tuple(regulators.get(unit.pk, ()))) for unit in units]


def regulator_entry(request: HttpRequest) -> HttpResponse:
    """The regulators of the widest area in sight."""
    request = cast(OfficerRequest, request)
    return redirect("regulators", code=widest_area(actor=request.actor).code)


def regulator_page(request: HttpRequest, code: str) -> HttpResponse:
    """One area: by matter, to how many enterprises it applies, and how many have nobody, one or several."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    area, pack = around.area, act.pack
    owners = owners_of(area=area, act=act)
    keeper = request.actor.sight(permission=P.REGULATOR_KEEP).covers_range(lo=area.lo, hi=area.hi)
    context = {
        "area": area,
        "path": around.path,
        "children": around.children if area.level != "town" else [],
        "lines": [
            (one.matter, said(pack.matters[one.matter].name), one.tally)
            for one in figures_of(area=area, act=act)
        ],
        "standings": STANDINGS,
        "owners": [(name, words, owners[name]) for name, words in owner_words().items() if name in owners],
        "elsewhere": from_elsewhere(area=area, act=act).count(),
        "may_take_over": keeper,
        "may_enter": request.actor.has(P.REGULATOR_KEEP),
        "today": act.today,
    }  # fmt: skip
    return render(request, "oversight/regulators.html", context)


def owner_words() -> dict[str, Any]:
    """Whose a unit of a higher level may be, in words (6.21)."""
    table: Any = DECLARED.facts[ENTERPRISE]
    return dict(table._meta.get_field("superior_owner").flatchoices)


def regulator_rows(request: HttpRequest, code: str) -> HttpResponseBase:
    """The enterprises behind a figure, by ``matter`` and ``standing``, ``owner`` or ``elsewhere``.

    ``format=xlsx`` gives them as a file.
    """
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    rows, matter, heading = _asked(request, area=around.area, act=act)
    sight = request.actor.sight()
    if request.GET.get("format") == "xlsx":
        return too_long(request, rows=rows, sight=sight) or _workbook(request, rows=rows, act=act, matter=matter)
    try:
        page, total, exact = counted_page_of(rows=rows, sight=sight, order=ORDER, key=request.GET.get("after", ""))
    except BadCursor:
        raise Http404("after") from None
    context = {
        "area": around.area,
        "path": around.path,
        "heading": heading,
        "rows": rows_of(units=page.rows, act=act, matter=matter),
        "next_key": page.key,
        "total": total,
        "exact": exact,
        "may_enter": request.actor.has(P.REGULATOR_KEEP),
    }
    return render(request, "oversight/regulator_rows.html", context)


def _asked(request: OfficerRequest, *, area: Area, act: Act) -> tuple[SightedQuerySet, str, str]:
    """The rows that the address asks for, the matter (empty: any) and the heading. Raises Http404."""
    matter, standing, owner = (request.GET.get(name, "") for name in ("matter", "standing", "owner"))
    words = owner_words()
    if request.GET.get("elsewhere") == "1" and not (matter or standing or owner):
        rows, heading = from_elsewhere(area=area, act=act), _("Regulated by a body of another territory")
    elif owner in words and not matter and not standing:
        rows = enterprises(area=area, act=act, facts=Q(superior_owner=owner))
        heading = pgettext("units of a higher level", "%(owner)s units stationed here") % {"owner": words[owner]}
    elif matter in act.pack.matters and standing in ("", *STANDINGS) and not owner:
        rows = enterprises_of(area=area, act=act, matter=matter, standing=standing)
        heading = " · ".join(filter(None, (said(act.pack.matters[matter].name), str(STANDINGS.get(standing, "")))))
    else:
        raise Http404("rows")
    return rows.select_related("area"), matter, heading


def _workbook(request: OfficerRequest, *, rows: SightedQuerySet, act: Act, matter: str) -> FileResponse:
    columns = [Column(_("Enterprise"), width=40), Column(_("Code"), width=24), Column(_("Territory"), width=24)]
    columns += [Column(_("Industry"), width=12), Column(_("Line owner"), width=30), Column(_("Regulator"), width=60)]
    units = everything(rows=rows, sight=request.actor.sight(), order=ORDER)
    file = BytesIO()
    write_xlsx(
        title=_("Regulators of enterprises"), columns=columns,
        rows=_cells(units=units, act=act, matter=matter), file=file, now=request.now,
    )  # fmt: skip
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"regulators-{request.now:%Y%m%d}.xlsx")


def _cells(*, units: Iterable[Unit], act: Act, matter: str) -> Iterator[list[Any]]:
    for some in batched(units, AT_ONCE):
        for row in rows_of(units=some, act=act, matter=matter):
            yield [
                name_of(row.unit), row.unit.code, name_of(row.unit.area), row.industry, row.owner,
                pgettext("list of units", ", ").join(row.regulators),
            ]  # fmt: skip
