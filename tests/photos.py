"""Photos for the tests, as telephones take them: with their metadata, upright or on their side."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from PIL.ExifTags import IFD, Base

ON_ITS_SIDE = 6  # turned a quarter clockwise for viewing
# 116.6833° E, 23.6667° N, as a camera writes it: degrees, minutes, seconds.
IN_CHAOZHOU = {1: "N", 2: (23.0, 40.0, 0.12), 3: "E", 4: (116.0, 40.0, 59.88)}


def photo(
    *,
    size: tuple[int, int] = (640, 480),
    colour: str = "teal",
    form: str = "JPEG",
    taken: str = "",
    offset: str = "",
    orientation: int = 1,
    gps: dict[int, object] | None = None,
    quality: int = 95,
) -> bytes:
    """A picture of one colour with a red corner at the top left, and what its camera says of it."""
    picture, stream = Image.new("RGB", size, colour), io.BytesIO()
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    exif = Image.Exif()
    exif[Base.Make] = "Telephone"
    if orientation != 1:
        exif[Base.Orientation] = orientation
    if taken:
        exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = taken
    if offset:
        exif.get_ifd(IFD.Exif)[Base.OffsetTimeOriginal] = offset
    if gps:
        exif.get_ifd(IFD.GPSInfo).update(gps)
    picture.save(stream, form, exif=exif, **({"quality": quality} if form == "JPEG" else {}))
    return stream.getvalue()


def sent(content: bytes, name: str = "IMG_0001.jpg") -> SimpleUploadedFile:
    """The same as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")
