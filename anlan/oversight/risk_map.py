"""“红橙黄蓝”四色图 (17.3–17.5): registers on a map, from the city down to a town, each point with who answers for it.

The map is drawn here as a picture of links (SVG): it works without script, prints as it is seen and waits for nobody's
network. Points that lie close together are one mark with their number, added up by the database from their cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Avg, Count, F, FloatField, Max, Min, Value
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
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.records.door import Act
from anlan.oversight.areas import Surroundings, own_area, surroundings, within
from anlan.oversight.map_frame import Frame, frame_of, frame_read, path_of
from anlan.oversight.wording import said
from anlan.policy import Pack

# Marks are about this many across: fewer hide where things lie, more cover one another on a phone.
ACROSS = 16
OPTIONS_OF_THE_MAP = ("layer", "area", "box", "value", "section", "after")


@dataclass
class Mark:
    """One mark: a point, or several that lie close together, with their numbers by value (most severe first)."""

    x: float
    y: float
    counts: dict[str, int] = field(default_factory=dict)
    url: str = ""
    title: str = ""

    @property
    def total(self) -> int:
        """How many points it stands for."""
        return sum(self.counts.values())

    @property
    def value(self) -> str:
        """The most severe value among them: it gives the mark its colour and shape."""
        return next(iter(self.counts))


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
    placed = rows.filter(cell__isnull=False)
    asked_for = frame_read(text=query.get("box", ""))
    frame = asked_for or _frame(area=around.area, rows=placed, pack=act.pack)
    inside = placed.filter(
        longitude__gte=frame.west, longitude__lte=frame.east, latitude__gte=frame.south, latitude__lte=frame.north
    )  # fmt: skip
    if asked_for and around.area.parent_id is None:
        # It is a small part of the city as a rule: the index of cells finds it. In smaller areas positions find it
        # sooner, and SQLite, given both, would take the cells.
        inside = inside.filter(cell__range=frame.cells)
    sight = act.actor.sight()
    marks = _marks(query, rows=inside.visible_to(sight), frame=frame, layer=layer, name=pages.name, code=code)
    try:
        page = page_of(rows=inside, sight=sight, order=pages.order, key=query.get("after", ""))
    except BadCursor:
        raise Http404("after") from None
    counts = {value: sum(mark.counts.get(value, 0) for mark in marks) for value in layer.words}
    return {
        "pages": pages,
        "layers": [(name, one.plural) for name, one in known.items()],
        "area": around.area,
        "path": around.path,
        "children": around.children,
        "frame": frame,
        "outlines": _outlines(around=around, pack=act.pack, frame=frame),
        "marks": marks,
        "legend": [(value, words, counts[value], value in values) for value, words in layer.words.items()],
        "labels": [column.label for column in pages.columns],
        "rows": [(url_of(record=row), row_of(record=row, pages=pages)) for row in page.rows],
        "next_key": page.key,
        "total": sum(counts.values()),
        "homeless": rows.visible_to(sight).filter(cell=None).count(),
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
    rows = rows.filter(layer.shown, **{f"{layer.column}__in": values})
    if area.parent_id is not None:
        # Everything lies in the city: to say so would keep the databases from better ways to find it.
        rows = rows.filter(within(area=area))
    section = asked.get("section", "")
    if section:
        if section not in dict(_sections(act.pack)):
            raise Http404("section")
        rows = rows.filter(unit__in=_enterprises().filter(section=section).values("unit"))
    return rows, kept


def _enterprises() -> Any:
    """The register of enterprises, which says of what industry each is."""
    return DECLARED.facts["enterprise"].objects.filter(valid_to=None)


def _sections(pack: Pack) -> list[tuple[str, str]]:
    """The sections of industry (GB/T 4754) to choose from."""
    return [(one.code, said(one.name)) for one in pack.industries]


def _frame(*, area: Area, rows: SightedQuerySet, pack: Pack) -> Frame:
    """What the map shows at first: the area's outline, or where its points lie, or the outline of an area above."""
    outline = pack.boundaries.get(area.code)
    if outline is not None:
        return frame_of(box=outline.box)
    found = rows.order_by().aggregate(
        west=Min("longitude"), south=Min("latitude"), east=Max("longitude"), north=Max("latitude")
    )  # fmt: skip
    if found["west"] is not None:
        west, south, east, north = (float(found[side]) for side in ("west", "south", "east", "north"))
        return frame_of(box=(west, south, east, north))
    above = (pack.boundaries.get(one.code) for one in reversed(area.ancestors()))
    known = next((one for one in above if one is not None), None)
    return frame_of(box=known.box if known else (73.0, 18.0, 135.0, 54.0))


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


def _marks(
    query: QueryDict, *, rows: SightedQuerySet, frame: Frame, layer: MapLayer, name: str, code: str
) -> list[Mark]:
    """The marks of the frame: one query groups the points by the cell they lie in and by value."""
    side = frame.cell_bits(across=ACROSS)
    grouped = (
        rows.order_by()
        .annotate(spot=F("cell") / Value(4**side))
        .values_list("spot", layer.column)
        .annotate(
            Count("id"),
            Min("id"),
            **{
                f"{name}_{side}": of(side, output_field=FloatField())
                for name, of in (("middle", Avg), ("least", Min), ("most", Max))
                for side in ("longitude", "latitude")
            },
        )
    )
    severity = {value: place for place, value in enumerate(layer.words)}
    found: dict[int, list[Any]] = {}
    for spot, *group in grouped:
        found.setdefault(spot, []).append(group)
    nearer = _nearer(query, code=code)
    marks = []
    for _spot, groups in sorted(found.items()):
        groups.sort(key=lambda group: severity[group[0]])
        total = sum(group[1] for group in groups)
        longitude, latitude = (sum(group[at] * group[1] for group in groups) / total for at in (3, 4))
        mark = Mark(*frame.place(longitude=longitude, latitude=latitude), {group[0]: group[1] for group in groups})
        mark.title = ", ".join(f"{layer.words[value]} {count}" for value, count in mark.counts.items())
        if total == 1:
            mark.url = reverse("record", args=[name, groups[0][2]])
        else:
            mark.url = nearer + _box_of(groups)
        marks.append(mark)
    return marks


def _nearer(query: QueryDict, *, code: str) -> str:
    """The address of the same map, up to the frame that comes last."""
    kept = query.copy()
    for name in ("box", "after"):
        kept.pop(name, None)
    return f"{reverse('map_of', args=[code])}?{kept.urlencode()}{'&' if kept else ''}box="


def _box_of(groups: Sequence[Any]) -> str:
    """The frame that the points of one mark fill."""
    sides = [
        *(min(group[at] for group in groups) for at in (5, 6)),
        *(max(group[at] for group in groups) for at in (7, 8)),
    ]
    return "%2C".join(f"{side:.6f}" for side in sides)
