"""照片自带信息: what a photo's metadata (EXIF) says of when, where and how it was taken. No article; a product rule.

Cameras write it, and programs garble it: whatever cannot be read says nothing, and never refuses a photo.
"""

from __future__ import annotations

import datetime as dt
import struct
from decimal import Decimal
from typing import Any

from PIL.Image import Exif

ORIENTATION, EXIF, GPS = 0x0112, 0x8769, 0x8825
# The moment of the shot, and that of its digitising, which cameras write alike; each with its offset from UTC.
MOMENTS = ((0x9003, 0x9011), (0x9004, 0x9012))
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE = 1, 2, 3, 4
# As exact as the register keeps a place: about 0.1 m.
PLACES = Decimal("0.000001")
UNREADABLE = (
    OSError, SyntaxError, ValueError, ArithmeticError, IndexError, KeyError, TypeError, AttributeError, struct.error
)  # fmt: skip


def orientation_of(*, exif: Exif) -> int:
    """How the camera was held, 1 to 8; 1 where nothing is said."""
    try:
        return int(exif.get(ORIENTATION, 1))
    except UNREADABLE:
        return 1


def taken_at_of(*, exif: Exif, zone: dt.tzinfo) -> dt.datetime | None:
    """When the photo was taken, by its camera's clock; ``zone`` where the camera does not say which one it shows."""
    for moment, offset in MOMENTS:
        try:
            known = exif.get_ifd(EXIF)
            taken = dt.datetime.strptime(str(known[moment]).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
            said = str(known.get(offset, "")).strip("\0 ")
            own = dt.datetime.strptime(said, "%z").tzinfo if said else None
            # A clock that was never set shows the year 0 or 1; both lie outside what can be put into UTC.
            return taken.replace(tzinfo=own or zone).astimezone(dt.UTC)
        except UNREADABLE:
            continue
    return None


def place_of(*, exif: Exif) -> tuple[Decimal, Decimal] | None:
    """Longitude and latitude in degrees (WGS-84), or None where they are not said or cannot be."""
    try:
        known = exif.get_ifd(GPS)
        longitude = _degrees(known[LONGITUDE], negative=str(known[LONGITUDE_REF]).startswith("W"))
        latitude = _degrees(known[LATITUDE], negative=str(known[LATITUDE_REF]).startswith("S"))
    except UNREADABLE:
        return None
    # Zero and zero is what a receiver without a fix writes; the sea there has no enterprises.
    possible = abs(longitude) <= 180 and abs(latitude) <= 90 and any((longitude, latitude))
    return (longitude, latitude) if possible else None


def _degrees(parts: Any, *, negative: bool) -> Decimal:
    """Degrees, minutes and seconds as one number. Raises ValueError or ArithmeticError where it is none."""
    degrees, minutes, seconds = (float(part) for part in parts)
    whole = Decimal(degrees + minutes / 60 + seconds / 3600).quantize(PLACES)
    if not whole.is_finite():
        raise ValueError("no number")
    return -whole if negative else whole
