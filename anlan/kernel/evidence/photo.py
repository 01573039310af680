"""照片: photos taken on the spot, as evidence (9.3 asks that what was done leaves a trace). A product rule.

What is stored is not what the phone sent. A phone's photo weighs many megabytes, lies on its side, and says in its
metadata where its owner stood and which telephone it was. So each photo is decoded whole, turned upright, reduced to
1,920 px on its longest side and written anew as JPEG of quality 80, without metadata and without a colour profile. The
digest is that of the bytes so written. The same photo gives the same bytes again. A JPEG that is upright, small and
coarse enough already (as browsers make it before they send it) is not encoded anew: of its bytes only those of the
picture itself are kept. To prepare twice changes nothing.

Of the metadata two things are read first: when it was taken, and, only where the officer wants it kept, where.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import BinaryIO

import puremagic
from PIL import Image

from anlan.kernel.evidence.file_names import LONGEST, clean_name
from anlan.kernel.evidence.kinds import JPEG, PNG, refuse_heic
from anlan.kernel.evidence.photo_facts import orientation_of, place_of, taken_at_of
from anlan.kernel.evidence.picture import UNREADABLE
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.upload import CheckedUpload, discard, receive, refuse_marked_name

# Product defaults: px on the longest side, and the quality of the JPEG, of the photo and of its thumbnail.
LONGEST_SIDE, QUALITY = 1920, 80
THUMBNAIL_SIDE, THUMBNAIL_QUALITY = 320, 70
# Product default: a decoded picture takes 3 bytes for each pixel; a JPEG is decoded to a part of its size.
MOST_PIXELS = {"JPEG": 150_000_000, "PNG": 40_000_000}
# How far a phone's clock may be ahead: its zone may be set wrong, and the day be over elsewhere.
AHEAD = dt.timedelta(days=1)
# What a plain JPEG consists of: tables, frames and scans, and a JFIF head without a picture of its own.
PLAIN = frozenset({0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD})
JFIF, JFIF_LENGTH, SCAN, END = 0xE0, 16, 0xDA, 0xD9
# What programs put beside a picture: EXIF, profiles, pictures of their own, words. Not Adobe's 0xEE: without that one
# the colours would be others.
BESIDE = frozenset({*range(0xE0, 0xEE), 0xEF, 0xFE})
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]")
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class CheckedPhoto:
    """A photo that may be stored, with its thumbnail.

    ``taken_at`` is what its own clock says, None where it says nothing. Longitude and latitude are degrees in WGS-84,
    None unless they were to be kept.
    """

    picture: CheckedUpload
    thumbnail: CheckedUpload
    taken_at: dt.datetime | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None


def check_photo(
    *, name: str, content: BinaryIO, cleared: bool, keep_place: bool, max_bytes: int, now: dt.datetime, zone: dt.tzinfo
) -> CheckedPhoto:
    """Receives one photo (JPEG or PNG by its content, whatever its name says) and prepares what will be stored.

    ``cleared`` is the officer's answer "not classified, cleared for this network", ``keep_place`` whether to keep where
    it was taken. Photos tell local time, mostly without saying of which ``zone``. Raises UploadRefused:
    ``not_cleared``, ``not_a_photo``, ``heic``, ``photo_damaged``, ``photo_too_many_pixels``, ``photo_from_future``
    (taken later than a day from now: its clock is wrong), and those of ``clean_name`` and ``receive``; then nothing is
    left.
    """
    if not cleared:
        raise UploadRefused("not_cleared")
    cleaned = clean_name(name=name)
    refuse_marked_name(name=cleaned)
    held = BytesIO()
    digest, _size = receive(source=content, target=held, max_bytes=max_bytes)
    given = held.getvalue()
    form = _form_of(given=given)
    try:
        with Image.open(held, formats=(form,)) as picture:
            if picture.width * picture.height > MOST_PIXELS[form]:
                raise UploadRefused("photo_too_many_pixels", limit=MOST_PIXELS[form] // 1_000_000)
            exif = picture.getexif()
            taken_at = taken_at_of(exif=exif, zone=zone)
            if taken_at is not None and taken_at > now + AHEAD:
                raise UploadRefused("photo_from_future", taken=f"{taken_at.astimezone(zone):%Y-%m-%d %H:%M}")
            place = place_of(exif=exif) if keep_place else None
            turn = TURNS.get(orientation_of(exif=exif))
            kept = _picture_only(given=given) if turn is None and _is_small(picture=picture) else None
            side = THUMBNAIL_SIDE if kept else LONGEST_SIDE
            if kept in (None, given):
                upright = _upright(picture=picture, turn=turn, side=side)
            else:
                # What will be stored is looked at, not what it was taken from.
                with Image.open(BytesIO(kept), formats=(form,)) as bare:
                    upright = _upright(picture=bare, turn=None, side=side)
    except Image.DecompressionBombError as error:
        raise UploadRefused("photo_too_many_pixels", limit=MOST_PIXELS[form] // 1_000_000) from error
    except UNREADABLE as error:
        raise UploadRefused("photo_damaged") from error
    stem = (cleaned.rpartition(".")[0] or cleaned)[: LONGEST - len(".jpg")]
    photo = kept or _written(picture=upright, quality=QUALITY)
    upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BILINEAR)
    longitude, latitude = place or (None, None)
    return CheckedPhoto(
        _checked(name=f"{stem}.jpg", content=photo, digest=digest if kept == given else ""),
        _checked(name=f"{stem}.jpg", content=_written(picture=upright, quality=THUMBNAIL_QUALITY)),
        taken_at,
        longitude,
        latitude,
    )


def discard_photo(*, photo: CheckedPhoto) -> None:
    """Lets go of the held bytes, stored or not."""
    discard(checked=photo.picture)
    discard(checked=photo.thumbnail)


def _form_of(*, given: bytes) -> str:
    if given.startswith(JPEG.beginning):
        return "JPEG"
    if given.startswith(PNG.beginning):
        return "PNG"
    refuse_heic(beginning=given[:12])
    guesses = puremagic.magic_string(given[:4096])
    raise UploadRefused("not_a_photo", found=guesses[0].extension if guesses and guesses[0].extension else "?")


def _upright(*, picture: Image.Image, turn: Image.Transpose | None, side: int) -> Image.Image:
    """The whole picture decoded, upright, opaque, and no longer than ``side`` px."""
    scale = min(1.0, side / max(picture.size))
    # Decodes a JPEG at once to the next larger half, quarter or eighth.
    picture.draft(None, (max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    picture.load()
    shown = picture
    if picture.has_transparency_data:
        shown = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA"))
    shown = shown.convert("RGB")
    # A thumbnail shows what a photo is of; for what is kept the finer and slower way is worth its time.
    finely = Image.Resampling.BICUBIC if side > THUMBNAIL_SIDE else Image.Resampling.BILINEAR
    shown.thumbnail((side, side), finely)
    return shown.transpose(turn) if turn is not None else shown


def _written(*, picture: Image.Image, quality: int) -> bytes:
    stream = BytesIO()
    # Only the pixels: what the picture knows beside them is not handed over.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    bare.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def _checked(*, name: str, content: bytes, digest: str = "") -> CheckedUpload:
    digest = digest or hashlib.sha256(content).hexdigest()
    return CheckedUpload(name, JPEG.media_type, digest, len(content), BytesIO(content))


def _is_small(*, picture: Image.Image) -> bool:
    """Whether it is as small as what we would write ourselves, and no finer than our quality."""
    tables: dict[int, list[int]] = getattr(picture, "quantization", {})
    return (
        picture.mode == "RGB"
        and max(picture.size) <= LONGEST_SIDE
        and len(tables) > 0
        and all(sum(table) >= coarseness for table, coarseness in zip(tables.values(), _coarseness(), strict=False))
    )


@cache
def _coarseness() -> tuple[int, ...]:
    """The sums of the tables by which our quality divides: the larger, the coarser."""
    with Image.open(BytesIO(_written(picture=Image.new("RGB", (8, 8)), quality=QUALITY))) as ours:
        return tuple(sum(table) for table in ours.quantization.values())  # type: ignore[attr-defined]


def _picture_only(*, given: bytes) -> bytes | None:
    """A JPEG without what stands beside its picture or behind its end; None where it is no plain one."""
    kept, at = [given[:2]], 2
    while at + 4 <= len(given) and given[at] == 0xFF:
        begins, marker, length = at, given[at + 1], int.from_bytes(given[at + 2 : at + 4])
        at += 2 + length
        if marker == SCAN:
            found = AFTER_SCAN.search(given, at)
            if found is None:
                return None
            at = found.start()
        if marker in PLAIN or (marker, length) == (JFIF, JFIF_LENGTH):
            kept.append(given[begins:at])
        elif marker not in BESIDE:
            return None
        if marker == SCAN and given[at + 1] == END:
            return b"".join([*kept, given[at : at + 2]])
    return None
