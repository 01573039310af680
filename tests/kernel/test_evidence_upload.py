"""An upload is taken only if it is cleared, whole, small enough and what its name says."""

import io
import os
import random
import tempfile
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from anlan.kernel.evidence.refusal import MESSAGES, UploadRefused
from anlan.kernel.evidence.upload import check_upload, discard

LIMIT = 1_000_000


def picture(form, size=(32, 24)):
    stream = io.BytesIO()
    pixels = random.Random(1).randbytes(size[0] * size[1] * 3)
    Image.frombytes("RGB", size, pixels).save(stream, form)
    return stream.getvalue()


def archive():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("secret.txt", "x")
    return stream.getvalue()


JPEG, PNG = picture("JPEG"), picture("PNG")
EXE = b"MZ\x90\x00" + b"\0" * 600


def check(name, content, *, cleared=True, declared=""):
    return check_upload(
        name=name, content=io.BytesIO(content), declared_type=declared, cleared=cleared, max_bytes=LIMIT
    )


HEIC = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + b"\0" * 600


def refusal(name, content, **options):
    with pytest.raises(UploadRefused) as refused:
        check(name, content, **options)
    assert "Nothing was stored" in str(refused.value.message)
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("现场.jpg", JPEG, "image/jpeg"),
        ("现场.JPEG", JPEG, "image/jpeg"),
        ("截图.png", PNG, "image/png"),
    ],
)
def test_a_picture_is_taken_and_unchanged(name, content, media_type):
    checked = check(name, content)
    assert (checked.name, checked.media_type, checked.size) == (name, media_type, len(content))
    assert checked.content.read() == content
    discard(checked=checked)
    discard(checked=checked)
    assert checked.content.closed


def test_a_phone_picture_with_a_film_behind_it_is_taken():
    check("现场.jpg", JPEG + b"\0\0\0\x18ftypmp42" + b"\1" * 4000)


def test_what_the_browser_calls_an_unknown_kind_does_not_matter():
    check("现场.jpg", JPEG, declared="application/octet-stream")
    check("现场.jpg", JPEG, declared="image/jpeg; charset=binary")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("纪要.pdf", EXE, "disguised"),
        ("纪要.pdf", PNG, "disguised"),
        ("现场.png", JPEG, "disguised"),
        ("现场.jpg", b"<html><script>", "disguised"),
        ("纪要.docx", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "disguised"),
        ("IMG_0001.HEIC", HEIC, "heic"),
        ("现场.jpg", HEIC, "heic"),
        ("程序.exe", EXE, "kind_not_accepted"),
        ("纪要.pdf.exe", EXE, "kind_not_accepted"),
        ("纪要", PNG, "kind_not_accepted"),
        ("现场.png", PNG + archive(), "two_files_in_one"),
        ("现场.jpg", JPEG + archive(), "two_files_in_one"),
        ("现场.jpg", JPEG + b"Rar!\x1a\x07\x01\x00", "two_files_in_one"),
        ("现场.jpg", JPEG[:20] + b"%PDF-1.7" + JPEG[20:], "two_files_in_one"),
        ("现场.jpg", JPEG[: len(JPEG) // 2], "damaged"),
        ("现场.png", PNG[:-40], "damaged"),
        ("现场.png", PNG.replace(b"IDAT", b"IDAX"), "damaged"),
        ("现场.png", b"", "empty"),
        ("现场.png", PNG + b"\0" * LIMIT, "too_large"),
        ("../现场.png", PNG, "name_has_path"),
        ("现场\u202egnp.exe", PNG, "name_has_direction"),
        ("现场(内部).png", PNG, "marked_name"),
        ("机密.png", PNG, "marked_name"),
    ],
)
def test_a_file_that_is_not_what_it_seems_is_refused(name, content, code):
    assert refusal(name, content) == code


def test_a_declared_kind_that_contradicts_the_content_is_refused():
    assert refusal("现场.png", PNG, declared="application/pdf") == "disguised"


def test_the_message_says_what_a_disguised_file_looks_like():
    with pytest.raises(UploadRefused) as refused:
        check("纪要.pdf", EXE)
    assert ".exe" in str(refused.value.message)


def test_a_picture_of_too_many_pixels_is_refused():
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    assert refusal("现场.png", header + b"\0" * 100) in {"too_complex", "damaged"}


class Unread(io.BytesIO):
    """Fails the test when it is read further than allowed."""

    allowed = 0
    given = 0

    def read(self, size=-1):
        self.given += size
        assert size >= 0
        assert self.given <= self.allowed
        return b"\0" * size


def test_a_file_that_is_not_cleared_is_not_even_read():
    with pytest.raises(UploadRefused) as refused:
        check_upload(name="现场.png", content=Unread(), declared_type="", cleared=False, max_bytes=LIMIT)
    assert refused.value.code == "not_cleared"


def test_reading_stops_at_the_limit():
    endless = Unread()
    endless.allowed = LIMIT + 100_000
    with pytest.raises(UploadRefused) as refused:
        check_upload(name="现场.png", content=endless, declared_type="", cleared=True, max_bytes=LIMIT)
    assert refused.value.code == "too_large"
    assert "1 MB" in str(refused.value.message)


def test_a_refused_file_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    open_before = os.listdir("/proc/self/fd") if Path("/proc/self/fd").is_dir() else []
    for content in (EXE, PNG[:-40], PNG + archive()):
        refusal("现场.png", content)
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd") if open_before else []) <= len(open_before)


def test_a_held_file_has_no_name_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    checked = check("现场.png", PNG)
    assert list(tmp_path.iterdir()) == []
    discard(checked=checked)


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_refusal_says_what_was_kept(code):
    assert "Nothing was stored." in str(MESSAGES[code])
