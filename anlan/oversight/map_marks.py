"""图上标记: the marks of a map, added up by the database from the cells of its points (17.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, FloatField, Max, Min, Value

from anlan.kernel.pages.cells import around_the_number
from anlan.kernel.pages.declarations import MapLayer
from anlan.kernel.people.sight import SightedQuerySet
from anlan.oversight.map_frame import Frame

# Marks are about this many across: fewer hide where things lie, more cover one another on a phone.
ACROSS = 16
DEGREE = FloatField()


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


def marks_of(*, rows: SightedQuerySet, frame: Frame, layer: MapLayer, name: str, nearer: str) -> tuple[list[Mark], int]:
    """The marks of the frame, and how many of the rows have no place: one query groups by cell and value.

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
    found: dict[int, list[Sequence[Any]]] = {}
    homeless = 0
    for spot, *group in grouped:
        if spot is None:
            homeless += group[1]
        else:
            found.setdefault(spot, []).append(group)
    severity = {value: place for place, value in enumerate(layer.words)}
    words = {value: str(said) for value, said in layer.words.items()}
    address = around_the_number(name=name)
    marks = []
    for _spot, groups in sorted(found.items()):
        groups.sort(key=lambda group: severity[group[0]])
        marks.append(_mark(groups, frame=frame, words=words, address=address, nearer=nearer))
    return marks, homeless


def _mark(
    groups: Sequence[Sequence[Any]], *, frame: Frame, words: Mapping[str, str], address: tuple[str, str], nearer: str
) -> Mark:
    """One mark of what lies in one cell, by value: number, first id, and the sides of the frame they fill."""
    values, numbers, ids, wests, souths, easts, norths = zip(*groups, strict=True)
    west, south, east, north = min(wests), min(souths), max(easts), max(norths)
    # It stands in the middle of what it stands for.
    x, y = frame.place(longitude=(west + east) / 2, latitude=(south + north) / 2)
    if sum(numbers) == 1:
        url = f"{address[0]}{ids[0]}{address[1]}"
    else:
        url = f"{nearer}{west:.6f}%2C{south:.6f}%2C{east:.6f}%2C{north:.6f}"
    title = ", ".join([f"{words[value]} {number}" for value, number in zip(values, numbers, strict=True)])
    return Mark(x, y, dict(zip(values, numbers, strict=True)), url, title)
