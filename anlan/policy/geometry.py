"""平面几何: rings of degrees, what lies inside them, and the shift of GCJ-02 (火星坐标). Plain values, no library.

Degrees are CGCS2000, which for display is WGS-84. At the size of a city the plane is near enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

Point = tuple[float, float]
Ring = Sequence[Point]
Side = tuple[Point, Point]

# An outline of some hundred sides has a handful in each of so many strips.
STRIPS = 256

# The ellipsoid on which GCJ-02 computes its shift (Krasovsky 1940), as everybody who has measured it gives it.
AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323
MORE_THAN_A_SHIFT = 1e-7


@dataclass(frozen=True)
class Boundary:
    """An area's outline: outer rings and holes together; a point is inside when a ray meets an odd number of sides."""

    code: str
    name: str
    rings: tuple[tuple[Point, ...], ...]

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        west, south = (min(point[axis] for ring in self.rings for point in ring) for axis in (0, 1))
        east, north = (max(point[axis] for ring in self.rings for point in ring) for axis in (0, 1))
        return west, south, east, north

    def holds(self, *, longitude: float, latitude: float) -> bool:
        """Whether the point lies inside or on the outline."""
        south, north, strips = self._strips
        if not south <= latitude <= north:
            return False
        point, inside = (longitude, latitude), False
        # A loop, as fifty thousand imported points ask: of a handful of sides it takes half as long as generators.
        for one, other in strips[_strip(latitude, south, north)]:
            if _turn(one, other, point) == 0 and _is_between(point, one, other):
                return True
            if (one[1] > latitude) != (other[1] > latitude) and longitude < (
                (other[0] - one[0]) * (latitude - one[1]) / (other[1] - one[1]) + one[0]
            ):
                inside = not inside
        return inside

    @cached_property
    def _strips(self) -> tuple[float, float, tuple[tuple[Side, ...], ...]]:
        """The southern and northern end, and the sides by strips of latitude: only those of its own cross a point."""
        _west, south, _east, north = self.box
        strips: list[list[Side]] = [[] for _strip_of in range(STRIPS)]
        for ring in self.rings:
            for one, other in sides_of(ring=ring):
                ends = sorted(_strip(point[1], south, north) for point in (one, other))
                for place in range(ends[0], ends[1] + 1):
                    strips[place].append((one, other))
        return south, north, tuple(tuple(strip) for strip in strips)


def sides_of(*, ring: Ring) -> Iterator[tuple[Point, Point]]:
    """The sides of a closed ring."""
    return pairwise(ring)


def _strip(latitude: float, south: float, north: float) -> int:
    """Which strip a latitude lies in; it never falls where the latitude rises, so that no side is missed."""
    return min(STRIPS - 1, int((latitude - south) / (north - south) * STRIPS)) if north > south else 0


def _turn(one: Point, other: Point, third: Point) -> float:
    return (other[0] - one[0]) * (third[1] - one[1]) - (other[1] - one[1]) * (third[0] - one[0])


def _is_between(point: Point, one: Point, other: Point) -> bool:
    """Whether a point in line with two others lies between them, or on one of them."""
    return all(min(one[axis], other[axis]) <= point[axis] <= max(one[axis], other[axis]) for axis in (0, 1))


def crosses_itself(*, ring: Ring) -> bool:
    """Whether two sides that are no neighbours cross."""
    sides = list(sides_of(ring=ring))
    for place, (a, b) in enumerate(sides):
        for other in range(place + 2, len(sides)):
            c, d = sides[other]
            if place == 0 and other == len(sides) - 1:
                continue
            if _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0:
                return True
    return False


def _shift(longitude: float, latitude: float) -> Point:
    x, y = longitude - 105.0, latitude - 35.0
    root, wave = math.sqrt(abs(x)), math.pi
    common = (20.0 * math.sin(6.0 * x * wave) + 20.0 * math.sin(2.0 * x * wave)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20.0 * math.sin(y * wave) + 40.0 * math.sin(y / 3.0 * wave)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * wave) + 320.0 * math.sin(y * wave / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20.0 * math.sin(x * wave) + 40.0 * math.sin(x / 3.0 * wave)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * wave) + 300.0 * math.sin(x / 30.0 * wave)) * 2.0 / 3.0
    radians = latitude / 180.0 * wave
    flat = 1 - ECCENTRICITY * math.sin(radians) ** 2
    north = (north * 180.0) / ((AXIS * (1 - ECCENTRICITY)) / (flat * math.sqrt(flat)) * wave)
    east = (east * 180.0) / (AXIS / math.sqrt(flat) * math.cos(radians) * wave)
    return east, north


def to_gcj02(*, longitude: float, latitude: float) -> Point:
    """The point as maps of the public internet in China show it, 300 to 600 m off."""
    east, north = _shift(longitude, latitude)
    return longitude + east, latitude + north


def from_gcj02(*, longitude: float, latitude: float) -> Point:
    """The true point of one given in GCJ-02, to about a centimetre."""
    x, y = longitude, latitude
    for _round in range(10):
        east, north = to_gcj02(longitude=x, latitude=y)
        if max(abs(longitude - east), abs(latitude - north)) < MORE_THAN_A_SHIFT:
            break
        x, y = x + longitude - east, y + latitude - north
    return x, y
