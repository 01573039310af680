"""位置: a record that may lie somewhere on the map (article 17), found again by its cell.

A cell is the z-order code of a point: two points that are near mostly share its leading bits, so that one index answers
for clusters of any size and for what lies within a frame.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

# Bits for each of the two degrees: 2**-24 of 360° is about 2 m, and 48 bits fit into a bigint.
BITS = 24
WORLD = Decimal(360)


def cell_of(*, longitude: Decimal, latitude: Decimal) -> int:
    """The z-order code of a point in degrees: longitude −180 to 180, latitude −90 to 90."""
    steps = 1 << BITS
    x = min(steps - 1, max(0, int((longitude + 180) / WORLD * steps)))
    y = min(steps - 1, max(0, int((latitude + 180) / WORLD * steps)))
    return _spread(x) | _spread(y) << 1


def _spread(value: int) -> int:
    """The bits of a number with a gap after each."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        value = (value | value << shift) & mask
    return value


class Placed(models.Model):
    """Longitude and latitude in CGCS2000 degrees to six places, with their cell; all three empty where unknown."""

    longitude = models.DecimalField(_("Longitude"), max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(_("Latitude"), max_digits=9, decimal_places=6, null=True)
    cell = models.BigIntegerField(null=True)

    class Meta:
        abstract = True

    def lay_at(self, *, longitude: Decimal | None, latitude: Decimal | None) -> None:
        """Put it on the map, or off it where either is missing."""
        known = longitude is not None and latitude is not None
        self.longitude, self.latitude = (longitude, latitude) if known else (None, None)
        self.cell = cell_of(longitude=longitude, latitude=latitude) if known else None  # type: ignore[arg-type]
