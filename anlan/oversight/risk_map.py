"""“红橙黄蓝”四色图 (17.3–17.5): registers on a map, from the city down to a town, each point with who answers for it.

The map is drawn here as a picture of links (SVG): it works without script, prints as it is seen and waits for nobody's
network. Points that lie close together are one mark with their number, added up by the database from their cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.cells import row_of, url_of
from anlan.kernel.pages.declarations import CasePages, MapLayer
from anlan.kernel.pages.filtering import filtered
from anlan.kernel.pages.lists import BadCursor, page_of
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.sight import Reach, Sight, SightedQuerySet
from anlan.kernel.records.door import Act
from anlan.oversight.areas import Surroundings, own_area, surroundings, within
from anlan.oversight.map_frame import Frame, frame_of, frame_read, path_of
from anlan.oversight.map_marks import DEGREE, marks_of
from anlan.oversight.wording import said
from anlan.policy import Pack

# Whoever is shown the map of an area sees all of it, else there is no such map: nothing in it has to be hidden.
ALL = Sight((Reach(),))
OPTIONS_OF_THE_MAP = ("layer", "area", "box", "value", "section", "after")


def layers() -> dict[str, CasePages]:
    """The registers that can be shown on the map, by name; the one with which it opens first."""
    found = [(name, pages) for name, pages in DECLARED.pages.items() if pages.layer is not None]
    return dict(sorted(found, key=lambda one: not cast(MapLayer, one[1].layer).opens))


def first_map(request: HttpRequest) -> HttpResponse:
    """The map of the reader's own area, the highest where there are several."""
    request = cast(OfficerRequest, request)
    code = own_area(actor=request.actor).code
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return HttpResponseRedirect(reverse("map_of", args=[code]) + query)


def map_page(request: HttpRequest, *, code: str) -> HttpResponse:
    """The map of an area with the list of what it shows, under the register's own filters."""
    request = cast(OfficerRequest, request)
    return render(request, "oversight/risk_map.html", map_data(act=act_of(request), query=request.GET, code=code))


def map_data(*, act: Act, query: QueryDict, code: str) -> dict[str, Any]:
    """What the map of an area shows: its marks, legend, outlines and list. Raises Http404 for an unknown option."""
    known = layers()
    pages = known.get(query.get("layer", "") or next(iter(known), ""))
    if pages is None:
        raise Http404("layer")
    layer, around = cast(MapLayer, pages.layer), surroundings(actor=act.actor, code=code)
    values = _values_asked(query, layer)
    rows, kept = _rows(query, act=act, pages=pages, area=around.area, values=values)
    asked_for = frame_read(text=query.get("box", ""))
    frame, holds_all = (asked_for, False) if asked_for else _frame(area=around.area, rows=rows, pack=act.pack)
    inside = _inside(frame)
    by_cells = asked_for is not None and around.area.parent_id is None
    if by_cells:
        # It is a small part of the city as a rule: the index of cells finds it. In smaller areas positions find it
        # sooner, and SQLite, given both, would take the cells.
        inside = Q(inside, cell__range=frame.cells)
    # What has no place is counted along with the marks, unless their index does not know it.
    counted = rows if holds_all else rows.filter(inside if by_cells else inside | Q(cell=None))
    drawn = marks_of(rows=counted, frame=frame, layer=layer, name=pages.name, nearer=_nearer(query, code=code))
    try:
        page = page_of(rows=rows.filter(inside), sight=ALL, order=pages.order, key=query.get("after", ""))
    except BadCursor:
        raise Http404("after") from None
    return {
        "pages": pages,
        "layers": [(name, one.plural) for name, one in known.items()],
        "area": around.area,
        "path": around.path,
        "children": around.children,
        "frame": frame,
        "outlines": _outlines(around=around, pack=act.pack, frame=frame),
        "marks": drawn.marks,
        "legend": [(value, words, drawn.counts[value], value in values) for value, words in layer.words.items()],
        "labels": [column.label for column in pages.columns],
        "rows": [(url_of(record=row), row_of(record=row, pages=pages)) for row in page.rows],
        "next_key": page.key,
        "total": sum(drawn.counts.values()),
        "homeless": rows.filter(cell=None).count() if by_cells else drawn.homeless,
        "list_url": f"{reverse('records', args=[pages.name])}?{urlencode({**kept, 'area': code})}",
        "kept": kept,
        "choices": [(one.name, one.label, one.words.items(), kept.get(one.name, "")) for one in _choices(pages)],
        "sections": _sections(act.pack),
        "remedies": pages.remedies(actor=act.actor),
        "boxed": bool(query.get("box")),
    }


def _choices(pages: CasePages) -> list[Any]:
    """What the register can be narrowed by, except the value that the map itself shows, and orders."""
    column = cast(MapLayer, pages.layer).column
    return [one for one in pages.narrowing if one.name not in (column, "sort")]


def _values_asked(query: QueryDict, layer: MapLayer) -> list[str]:
    """The values that are shown: those asked for, otherwise the first ones. Raises Http404 for an unknown one."""
    asked = query.getlist("value") or list(layer.first or layer.words)
    if set(asked) - set(layer.words):
        raise Http404("value")
    return asked


def _rows(
    asked: QueryDict, *, act: Act, pages: CasePages, area: Area, values: Sequence[str]
) -> tuple[SightedQuerySet, dict[str, str]]:
    """The register's rows of the area under its own filters, of these values and of that section of industry."""
    layer = cast(MapLayer, pages.layer)
    query = {name: str(value) for name, value in asked.items() if name not in OPTIONS_OF_THE_MAP and value}
    rows, kept, _order = filtered(pages=pages, query=query, on=act.today, pack=act.pack)
    shown = Q(layer.shown, **{f"{layer.column}__in": values})
    if area.parent_id is not None:
        # Everything lies in the city: to say so would keep the databases from better ways to find it.
        shown &= within(area=area)
    section = asked.get("section", "")
    if section:
        if section not in dict(_sections(act.pack)):
            raise Http404("section")
        shown &= Q(unit__in=_enterprises().filter(section=section).values("unit"))
    return rows.filter(shown), kept


def _enterprises() -> Any:
    """The register of enterprises, which says of what industry each is."""
    return DECLARED.facts["enterprise"].objects.filter(valid_to=None)


def _sections(pack: Pack) -> list[tuple[str, str]]:
    """The sections of industry (GB/T 4754) to choose from."""
    return [(one.code, said(one.name)) for one in pack.industries]


def _inside(frame: Frame) -> Q:
    """What lies in the frame."""
    return Q(
        longitude__gte=frame.west, longitude__lte=frame.east, latitude__gte=frame.south, latitude__lte=frame.north
    )  # fmt: skip


def _frame(*, area: Area, rows: SightedQuerySet, pack: Pack) -> tuple[Frame, bool]:
    """What the map shows at first: the area's outline, or where its points lie, or the outline of an area above.

    With it whether it was laid around all the points, so that none has to be looked for outside it.
    """
    outline = pack.boundaries.get(area.code)
    if outline is not None:
        return frame_of(box=outline.box), False
    found = rows.order_by().aggregate(
        west=Min("longitude", output_field=DEGREE), south=Min("latitude", output_field=DEGREE),
        east=Max("longitude", output_field=DEGREE), north=Max("latitude", output_field=DEGREE),
    )  # fmt: skip
    if found["west"] is not None:
        return frame_of(box=(found["west"], found["south"], found["east"], found["north"])), True
    above = (pack.boundaries.get(one.code) for one in reversed(area.ancestors()))
    known = next((one for one in above if one is not None), None)
    return frame_of(box=known.box if known else (73.0, 18.0, 135.0, 54.0)), False


def _outlines(*, around: Surroundings, pack: Pack, frame: Frame) -> list[dict[str, str]]:
    """The outlines to draw: the area's own, and those below it as links; without its own, the nearest one above."""
    drawn: list[dict[str, str]] = []
    for area in (*reversed(around.path), *around.children):
        outline = pack.boundaries.get(area.code)
        if outline is None or (area in around.path and area != around.area and drawn):
            continue
        below = area in around.children
        url = reverse("map_of", args=[area.code]) if below else ""
        drawn.append({"path": path_of(outline=outline, frame=frame), "name": name_of(area), "url": url})
    return drawn


def _nearer(query: QueryDict, *, code: str) -> str:
    """The address of the same map, up to the frame that comes last."""
    kept = {name: values for name, values in query.lists() if name not in ("box", "after")}
    return f"{reverse('map_of', args=[code])}?{urlencode(kept, doseq=True)}{'&' if kept else ''}box="
