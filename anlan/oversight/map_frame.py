"""图幅: the part of the earth that a map shows, and where a point comes to lie on its paper (17.3)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from anlan.kernel.places.placed import BITS, cell_of
from anlan.policy.geometry import Boundary

# The paper's width in its own units; its height follows from the frame.
WIDTH = 1000
# What lies at the edge is not cut off, and a single point has some country around it.
MARGIN, LEAST = 0.04, 0.001
LONGEST = 80
# A column of degrees rounds what it is compared with.
ROUNDED = Decimal("0.000001")


@dataclass(frozen=True)
class Frame:
    """West, south, east, north in degrees, and the height of the paper."""

    west: float
    south: float
    east: float
    north: float

    @cached_property
    def shrink(self) -> float:
        """How much shorter a degree of longitude is here than one of latitude."""
        return math.cos(math.radians((self.south + self.north) / 2))

    @cached_property
    def height(self) -> int:
        """The paper's height, so that distances keep their proportion."""
        return round(WIDTH * (self.north - self.south) / ((self.east - self.west) * self.shrink))

    @property
    def width(self) -> int:
        """The paper's width."""
        return WIDTH

    @property
    def cells(self) -> tuple[int, int]:
        """The least and the greatest cell in which a point of it may lie; so may many outside it."""
        west, south, east, north = (Decimal(side) for side in (self.west, self.south, self.east, self.north))
        least = cell_of(longitude=west - ROUNDED, latitude=south - ROUNDED)
        return least, cell_of(longitude=east + ROUNDED, latitude=north + ROUNDED)

    def place(self, *, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point comes to lie: from the left and from the top."""
        x = (longitude - self.west) / (self.east - self.west) * WIDTH
        y = (self.north - latitude) / (self.north - self.south) * self.height
        return round(x, 1), round(y, 1)

    def cell_bits(self, *, across: int) -> int:
        """How many bits of each degree to leave out so that about ``across`` cells fill the frame's width."""
        side = 360 / (1 << BITS)
        return max(0, math.floor(math.log2(max((self.east - self.west) / across / side, 1))))


def frame_of(*, box: tuple[float, float, float, float]) -> Frame:
    """A frame around a box, with a margin; never narrower than about a hundred metres."""
    west, south, east, north = box
    wide, high = max(east - west, LEAST), max(north - south, LEAST)
    middle = ((west + east) / 2, (south + north) / 2)
    # A long strip would be too low or too high to be read: neither side is longer than twice the other.
    wide, high = max(wide, high / 2), max(high, wide / 2)
    wide, high = wide * (0.5 + MARGIN), high * (0.5 + MARGIN)
    return Frame(middle[0] - wide, middle[1] - high, middle[0] + wide, middle[1] + high)


def frame_read(*, text: str) -> Frame | None:
    """The frame of an address; None where there is none, or what stands there is no frame."""
    parts = text.split(",") if 0 < len(text) <= LONGEST else []
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return None
    return frame_of(box=(west, south, east, north))


# The pack's outlines stay as they are, and most maps open with the frame of one of them.
@lru_cache(maxsize=256)
def path_of(*, outline: Boundary, frame: Frame) -> str:
    """An outline as the path of a picture."""
    parts = []
    for ring in outline.rings:
        points = [frame.place(longitude=x, latitude=y) for x, y in ring[:-1]]
        parts.append("M" + "L".join(f"{x} {y}" for x, y in points) + "Z")
    return "".join(parts)
