"""图上标记: the marks of a map, added up by the database from the cells of its points (17.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, FloatField, Max, Min, Value

from anlan.kernel.pages.cells import around_the_number
from anlan.kernel.pages.declarations import MapLayer
from anlan.kernel.people.sight import SightedQuerySet
from anlan.oversight.map_frame import Frame

# Marks are about this many across: fewer hide where things lie, more cover one another on a phone.
ACROSS = 16
DEGREE = FloatField()
# What lies in one cell and has one value: the value, number, first id, and the sides of the frame that it fills.
Group = tuple[str, int, int, float, float, float, float]


@dataclass
class Mark:
    """One mark: a point, or several that lie close together, with their numbers by value (most severe first)."""

    x: float
    y: float
    counts: dict[str, int]
    url: str
    title: str

    @property
    def total(self) -> int:
        """How many points it stands for."""
        return sum(self.counts.values())

    @property
    def value(self) -> str:
        """The most severe value among them: it gives the mark its colour and shape."""
        return next(iter(self.counts))


@dataclass
class Marks:
    """The marks of a frame, how many points they stand for by value, and how many rows have no place."""

    marks: list[Mark]
    counts: dict[str, int]
    homeless: int


def marks_of(*, rows: SightedQuerySet, frame: Frame, layer: MapLayer, name: str, nearer: str) -> Marks:
    """The marks of the frame: one query groups by cell and value.

    ``name`` is that of the register, ``nearer`` the address of the same map up to the frame that comes last.
    """
    side = frame.cell_bits(across=ACROSS)
    grouped = (
        rows.order_by()
        .values_list(F("cell") / Value(4**side), layer.column)
        .annotate(
            Count("id"),
            Min("id"),
            Min("longitude", output_field=DEGREE),
            Min("latitude", output_field=DEGREE),
            Max("longitude", output_field=DEGREE),
            Max("latitude", output_field=DEGREE),
        )
    )
    found: dict[int, list[Group]] = {}
    drawn = Marks([], dict.fromkeys(layer.words, 0), 0)
    for spot, value, number, *rest in grouped:
        if spot is None:
            drawn.homeless += number
        else:
            drawn.counts[value] += number
            found.setdefault(spot, []).append((value, number, *rest))
    severity = {value: place for place, value in enumerate(layer.words)}
    words = {value: str(said) for value, said in layer.words.items()}
    address = around_the_number(name=name)
    for _spot, groups in sorted(found.items()):
        if len(groups) > 1:
            groups.sort(key=lambda group: severity[group[0]])
        drawn.marks.append(_mark(groups, frame=frame, words=words, address=address, nearer=nearer))
    return drawn


def _mark(
    groups: Sequence[Group], *, frame: Frame, words: Mapping[str, str], address: tuple[str, str], nearer: str
) -> Mark:
    """One mark of what lies in one cell, in the middle of the sides that it fills."""
    value, number, first, west, south, east, north = groups[0]
    counts, title = {value: number}, f"{words[value]} {number}"
    for value, more, _first, *sides in groups[1:]:
        counts[value] = more
        title += f", {words[value]} {more}"
        number += more
        west, south = min(west, sides[0]), min(south, sides[1])
        east, north = max(east, sides[2]), max(north, sides[3])
    x, y = frame.place(longitude=(west + east) / 2, latitude=(south + north) / 2)
    if number == 1:
        return Mark(x, y, counts, f"{address[0]}{first}{address[1]}", title)
    return Mark(x, y, counts, f"{nearer}{west:.6f}%2C{south:.6f}%2C{east:.6f}%2C{north:.6f}", title)
