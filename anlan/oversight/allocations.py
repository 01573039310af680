"""职责边界 (5.1, 5.2): the division of duties of one level: who is competent, where nobody is, where several are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import in_force
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.sight import Sight
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.kernel.sheets.export import Column, write_xlsx
from anlan.oversight.areas import surroundings
from anlan.oversight.entry import widest_area
from anlan.oversight.wording import said
from anlan.policy import Pack
from anlan.policy.citations import cite
from anlan.policy.industries import named
from anlan.rules import allocation as rules

STATES: dict[str, Promise | str] = {
    rules.GAP: pgettext_lazy("division of duties", "Gap: nobody is competent"),
    rules.PART: pgettext_lazy("division of duties", "Gap in part"),
    rules.OVERLAP: pgettext_lazy("division of duties", "Overlap: several are competent"),
    rules.SETTLED: pgettext_lazy("division of duties", "Settled"),
}
for _clause in ("5.1", "5.2"):
    cite(reference=_clause, kind="page", name="allocations", address="allocation_entry")


@dataclass(frozen=True)
class Row:
    """One matter in one industry, in words."""

    matter: str
    industry: str
    units: tuple[Unit, ...]
    state: str
    missing: tuple[str, ...]

    @property
    def state_words(self) -> Promise | str:
        """How it stands, in words."""
        return STATES[self.state]


def rows_of(*, area: Area, sight: Sight, act: Act) -> list[Row]:
    """The division of duties among the departments at the area's own level today; gaps and overlaps first."""
    pack, model = act.pack, DECLARED.pages["allocation"].model
    entries = model.objects.visible_to(sight).filter(in_force(on=act.today), unit__area=area, unit__closed_on=None)
    entries = list(entries.select_related("unit"))
    units = {entry.unit_id: entry.unit for entry in entries}
    cells = rules.cells_of(
        matters={code: matter.industries for code, matter in pack.matters.items()},
        divisions={one.code: [division.code for division in one.divisions] for one in pack.industries},
        grants=[rules.Grant(entry.unit_id, entry.matter, entry.industry, entry.kind) for entry in entries],
    )
    words = _industry_words(pack=pack)
    rows = [
        Row(
            matter=said(pack.matters[cell.matter].name),
            industry=words[cell.industry],
            units=tuple(units[unit] for unit in cell.units),
            state=cell.state,
            missing=tuple(words[code] for code in cell.missing),
        )
        for cell in cells
    ]
    order = list(STATES)
    return sorted(rows, key=lambda row: order.index(row.state))


def _industry_words(*, pack: Pack) -> dict[str, str]:
    words = {code: f"{code} {said(name)}" for code, name in named(sections=pack.industries)}
    return {rules.ALL: _("All industries"), **words}


def allocation_entry(request: HttpRequest) -> HttpResponse:
    """The division of duties of the widest area in sight."""
    request = cast(OfficerRequest, request)
    return redirect("allocations", code=widest_area(actor=request.actor).code)


def allocation_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """The division of duties of one level; ``state`` shows rows of one kind, ``format=xlsx`` gives them as a file."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    around = surroundings(code=code, actor=request.actor)
    chosen = request.GET.get("state", "")
    if chosen not in ("", *STATES):
        raise Http404(chosen)
    rows = rows_of(area=around.area, sight=request.actor.sight(), act=act)
    counts = Counter(row.state for row in rows)
    shown = [row for row in rows if chosen in ("", row.state)]
    if request.GET.get("format") == "xlsx":
        return _workbook(rows=shown, request=request)
    context = {
        "area": around.area,
        "path": around.path,
        "children": [child for child in around.children if child.level in ("county", "zone")],
        "rows": shown,
        "counts": [(name, words, counts[name]) for name, words in STATES.items()],
        "chosen": chosen,
        "may_enter": request.actor.has(P.ALLOCATION_KEEP),
        "today": act.today,
    }
    return render(request, "oversight/allocations.html", context)


def _workbook(*, rows: Sequence[Row], request: OfficerRequest) -> FileResponse:
    columns = [Column(_("Matter"), width=30), Column(_("Industry"), width=40), Column(_("Departments"), width=40)]
    columns += [Column(_("State"), width=24), Column(_("Nobody is competent for"), width=60)]
    cells = (
        [row.matter, row.industry, "、".join(map(name_of, row.units)), str(row.state_words), "、".join(row.missing)]
        for row in rows
    )
    file = BytesIO()
    write_xlsx(title=_("Division of duties"), columns=columns, rows=cells, file=file, now=request.now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"allocations-{request.now:%Y%m%d}.xlsx")
