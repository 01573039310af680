"""图上标记: the marks of a map, added up by the database from the cells of its points (17.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Max, Min, Value

from anlan.kernel.pages.cells import address_of
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
            Avg("longitude", output_field=DEGREE),
            Avg("latitude", output_field=DEGREE),
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
    marks = []
    for _spot, groups in sorted(found.items()):
        groups.sort(key=lambda group: severity[group[0]])
        marks.append(_mark(groups, frame=frame, words=words, name=name, nearer=nearer))
    return marks, homeless


def _mark(groups: Sequence[Sequence[Any]], *, frame: Frame, words: Mapping[str, str], name: str, nearer: str) -> Mark:
    """One mark of what lies in one cell, by value: number, first id, middle, and the sides of the frame they fill."""
    counts = {group[0]: group[1] for group in groups}
    total = sum(counts.values())
    longitude, latitude = (_middle(groups, at=at, total=total) for at in (3, 4))
    x, y = frame.place(longitude=longitude, latitude=latitude)
    url = address_of(name=name, pk=groups[0][2]) if total == 1 else nearer + _box_of(groups)
    title = ", ".join([f"{words[value]} {count}" for value, count in counts.items()])
    return Mark(x, y, counts, url, title)


def _middle(groups: Sequence[Sequence[Any]], *, at: int, total: int) -> float:
    return sum([group[at] * group[1] for group in groups]) / total


def _box_of(groups: Sequence[Sequence[Any]]) -> str:
    """The frame that the points of one mark fill."""
    _values, _counts, _ids, _x, _y, wests, souths, easts, norths = zip(*groups, strict=True)
    return f"{min(wests):.6f}%2C{min(souths):.6f}%2C{max(easts):.6f}%2C{max(norths):.6f}"
