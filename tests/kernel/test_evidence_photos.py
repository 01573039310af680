"""Photos are looked at whole, turned upright, reduced and freed of what they tell of their owner."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from photos import IN_CHAOZHOU, ON_ITS_SIDE, photo
from PIL import Image

from anlan.kernel.evidence.photo import LONGEST_SIDE, THUMBNAIL_SIDE, CheckedPhoto, check_photo, discard_photo
from anlan.kernel.evidence.refusal import UploadRefused

CHAOZHOU = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=CHAOZHOU)
LIMIT = 20_000_000


def check(content: bytes, *, name: str = "现场.jpg", cleared: bool = True, keep_place: bool = False) -> CheckedPhoto:
    return check_photo(
        name=name,
        content=io.BytesIO(content),
        cleared=cleared,
        keep_place=keep_place,
        max_bytes=LIMIT,
        now=NOW,
        zone=CHAOZHOU,
    )


def refusal(content: bytes, **options: object) -> UploadRefused:
    with pytest.raises(UploadRefused) as refused:
        check(content, **options)  # type: ignore[arg-type]
    assert "Nothing was stored" in str(refused.value.message)
    return refused.value


def bytes_of(checked: CheckedPhoto) -> bytes:
    checked.picture.content.seek(0)
    return checked.picture.content.read()


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def is_red(picture: Image.Image, where: tuple[int, int]) -> bool:
    red, green, blue = picture.getpixel(where)  # type: ignore[misc]
    return red > 200 and green < 60 and blue < 60


def test_a_large_photo_is_reduced_and_its_thumbnail_made() -> None:
    checked = check(photo(size=(4000, 3000)))
    assert opened(bytes_of(checked)).size == (LONGEST_SIDE, 1440)
    assert opened(checked.thumbnail.content.read()).size == (THUMBNAIL_SIDE, 240)
    assert (checked.picture.media_type, checked.picture.name) == ("image/jpeg", "现场.jpg")
    assert checked.picture.size == len(bytes_of(checked))


def test_a_photo_keeps_none_of_its_metadata() -> None:
    given = photo(taken="2026:11:23 09:00:00", gps=IN_CHAOZHOU)
    assert b"Telephone" in given
    checked = check(given, keep_place=True)
    for stored in (bytes_of(checked), checked.thumbnail.content.read()):
        assert b"Telephone" not in stored
        assert b"Exif" not in stored
        assert dict(opened(stored).getexif()) == {}


def test_a_photo_taken_on_its_side_is_stored_upright() -> None:
    checked = check(photo(orientation=ON_ITS_SIDE))
    upright = opened(bytes_of(checked))
    assert upright.size == (480, 640)
    assert is_red(upright, (470, 10))
    assert not is_red(upright, (10, 10))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_a_phone_gives_what_was_seen(orientation: int) -> None:
    sideways = orientation >= 5
    corner = {
        1: (10, 10),
        2: (-10, 10),
        3: (-10, -10),
        4: (10, -10),
        5: (10, 10),
        6: (-10, 10),
        7: (-10, -10),
        8: (10, -10),
    }
    upright = opened(bytes_of(check(photo(orientation=orientation))))
    assert upright.size == ((480, 640) if sideways else (640, 480))
    across, down = corner[orientation]
    assert is_red(upright, (across % upright.width, down % upright.height))


def test_where_it_was_taken_is_kept_only_if_wanted() -> None:
    given = photo(gps=IN_CHAOZHOU)
    without, kept = check(given), check(given, keep_place=True)
    assert (without.longitude, without.latitude) == (None, None)
    assert (kept.longitude, kept.latitude) == (Decimal("116.683300"), Decimal("23.666700"))
    assert bytes_of(without) == bytes_of(kept)


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (95.0, 0.0, 0.0), 3: "E", 4: (116.0, 0.0, 0.0)},
        {1: "N", 2: (23.0, 0.0, 0.0)},
        {1: "N", 2: (23.0, 0.0), 3: "E", 4: (116.0, 0.0)},
    ],
)
def test_a_place_that_cannot_be_is_no_place(gps: dict[int, object]) -> None:
    checked = check(photo(gps=gps), keep_place=True)
    assert (checked.longitude, checked.latitude) == (None, None)


@pytest.mark.parametrize(
    ("taken", "offset", "known"),
    [
        ("2026:11:20 08:15:00", "", dt.datetime(2026, 11, 20, 0, 15, tzinfo=dt.UTC)),
        ("2026:11:20 08:15:00", "+09:00", dt.datetime(2026, 11, 19, 23, 15, tzinfo=dt.UTC)),
        ("2026:11:24 09:00:00", "", dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)),
        ("0000:00:00 00:00:00", "", None),
        ("0001:01:01 00:00:00", "", None),
        ("yesterday", "", None),
        ("", "", None),
    ],
)
def test_when_it_was_taken_is_read_and_nonsense_says_nothing(
    taken: str, offset: str, known: dt.datetime | None
) -> None:
    assert check(photo(taken=taken, offset=offset)).taken_at == known


def test_a_photo_from_next_year_is_refused_with_its_date() -> None:
    refused = refusal(photo(taken="2027:11:23 09:00:00"))
    assert refused.code == "photo_from_future"
    assert "2027-11-23 09:00" in str(refused.message)
    assert "clock" in str(refused.message)


def test_a_phone_a_little_ahead_is_believed_and_more_than_a_day_is_not() -> None:
    assert check(photo(taken="2026:11:24 09:30:00")).taken_at is not None
    assert refusal(photo(taken="2026:11:24 09:30:01")).code == "photo_from_future"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no photo at all\n" * 50, "not_a_photo"),
        (b"%PDF-1.7\n" + b" " * 600, "not_a_photo"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 600, "not_a_photo"),
        (b"", "empty"),
        (photo()[:-200], "photo_damaged"),
        (photo(size=(4000, 3000))[: len(photo(size=(4000, 3000))) // 2], "photo_damaged"),
        (photo(form="PNG")[:-60], "photo_damaged"),
        (b"\xff\xd8\xff" + b"\0" * 200, "photo_damaged"),
        (photo() + b"\0" * LIMIT, "too_large"),
    ],
)
def test_what_is_no_whole_photo_is_refused(content: bytes, code: str) -> None:
    assert refusal(content).code == code


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix", b"msf1"])
@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "现场.jpg"])
def test_a_heic_photo_is_told_by_its_content_and_refused_with_what_helps(brand: bytes, name: str) -> None:
    refused = refusal(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + b"\0" * 600, name=name)
    assert refused.code == "heic"
    with override("en"):
        assert "Most Compatible" in str(refused.message)
    with override("zh-hans"):
        words = str(refused.message)
    assert all(said in words for said in ("HEIC", "“兼容性最佳”", "设置", "现场应用"))


def test_more_pixels_than_a_server_should_decode_are_refused() -> None:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    assert refusal(head + b"\0" * 100).code in {"photo_too_many_pixels", "photo_damaged"}
    assert refusal(photo(form="PNG", size=(6500, 6500))).code == "photo_too_many_pixels"


def test_the_question_and_the_mark_are_those_of_every_file() -> None:
    assert refusal(photo(), cleared=False).code == "not_cleared"
    assert refusal(photo(), name="机密.jpg").code == "marked_name"


def test_the_content_decides_and_not_the_name() -> None:
    assert check(photo(form="PNG"), name="现场.jpg").picture.name == "现场.jpg"
    assert check(photo(form="PNG"), name="截图.png").picture.name == "截图.jpg"
    assert check(photo(), name="blob").picture.name == "blob.jpg"
    assert len(check(photo(), name="长" * 150).picture.name) == 150


def test_what_is_transparent_is_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(stream, "PNG")
    assert opened(bytes_of(check(stream.getvalue()))).getpixel((20, 20)) == (255, 255, 255)


def test_what_hides_behind_a_photo_is_dropped() -> None:
    stored = bytes_of(check(photo() + b"Rar!\x1a\x07\x01\x00 hidden"))
    assert b"hidden" not in stored
    assert bytes_of(check(stored)) == stored
    assert b"hidden" not in bytes_of(check(stored + b"hidden"))


@pytest.mark.parametrize("quality", [40, 80])
def test_what_is_small_and_plain_already_is_kept_byte_for_byte(quality: int) -> None:
    stream = io.BytesIO()
    Image.effect_noise((1280, 960), 60).convert("RGB").save(stream, "JPEG", quality=quality, progressive=quality == 40)
    assert bytes_of(check(stream.getvalue())) == stream.getvalue()


def test_the_same_photo_gives_the_same_bytes_and_to_prepare_twice_changes_nothing() -> None:
    given = photo(size=(4000, 3000), orientation=ON_ITS_SIDE, taken="2026:11:20 08:15:00")
    first, second = check(given), check(given)
    assert (first.picture.digest, first.thumbnail.digest) == (second.picture.digest, second.thumbnail.digest)
    assert check(bytes_of(first)).picture.digest == first.picture.digest


def test_a_comment_inside_a_small_photo_is_dropped() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(stream, "JPEG", quality=60, comment=b"who stood here")
    assert b"who stood here" in stream.getvalue()
    assert b"who stood here" not in bytes_of(check(stream.getvalue()))


def test_a_small_upright_photo_loses_what_its_camera_said_and_none_of_its_picture() -> None:
    given = photo(size=(1280, 960), taken="2026:11:23 09:00:00", gps=IN_CHAOZHOU, quality=70) + b"behind its end"
    assert b"Telephone" in given
    stored = bytes_of(check(given))
    assert all(word not in stored for word in (b"Telephone", b"Exif", b"behind its end"))
    assert opened(stored).tobytes() == opened(given).tobytes()
    assert bytes_of(check(stored)) == stored


def test_a_program_between_the_tables_of_a_small_photo_is_cut_out() -> None:
    plain = photo(quality=70)
    hidden = b"<script>" + b"Rar!" * 20
    sections = [bytes((0xFF, marker)) + (len(hidden) + 2).to_bytes(2) + hidden for marker in (0xE1, 0xE2, 0xEF, 0xFE)]
    stored = bytes_of(check(plain[:2] + b"".join(sections) + plain[2:]))
    assert b"script" not in stored
    assert stored == bytes_of(check(plain))


def test_a_photo_whose_colours_an_adobe_section_explains_keeps_its_colours() -> None:
    stream = io.BytesIO()
    picture = Image.new("RGB", (64, 64), (200, 30, 30))
    picture.save(stream, "JPEG", quality=70, keep_rgb=True)
    assert b"Adobe" in stream.getvalue()
    stored = opened(bytes_of(check(stream.getvalue())))
    assert is_red(stored, (32, 32))


def test_letting_go_twice_does_no_harm() -> None:
    checked = check(photo())
    discard_photo(photo=checked)
    discard_photo(photo=checked)
    assert checked.picture.content.closed
    assert checked.thumbnail.content.closed
