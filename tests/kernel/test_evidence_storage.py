"""Stored bytes are complete or absent, come back identical, and leave the house as attachments."""

import errno
import hashlib
import io
import os
from collections import namedtuple
from urllib.parse import quote

import pytest
from django.db.models import CheckConstraint
from PIL import Image

from anlan.kernel.evidence import storage
from anlan.kernel.evidence.download import file_response
from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.storage import EvidenceLost, open_stored, store, stored_path
from anlan.kernel.evidence.upload import check_upload, discard


@pytest.fixture
def content():
    stream = io.BytesIO()
    Image.new("RGB", (20, 10), "teal").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def checked(content):
    upload = check_upload(
        name="现场 照片.png", content=io.BytesIO(content), declared_type="", cleared=True, max_bytes=100_000
    )
    yield upload
    discard(checked=upload)


def files_under(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_are_stored_under_their_digest_and_read_back_identical(checked, content, tmp_path):
    path = store(checked=checked, data_dir=tmp_path)
    digest = hashlib.sha256(content).hexdigest()
    assert path == tmp_path / "files" / digest[:2] / digest[2:4] / digest
    with open_stored(digest=checked.digest, data_dir=str(tmp_path)) as stream:
        assert stream.read() == content


def test_storing_twice_keeps_one_file(checked, tmp_path):
    first = store(checked=checked, data_dir=tmp_path)
    changed_at = first.stat().st_mtime_ns
    assert store(checked=checked, data_dir=tmp_path) == first
    assert first.stat().st_mtime_ns == changed_at
    assert files_under(tmp_path) == [first]


def test_damaged_bytes_are_replaced_when_they_come_again(checked, content, tmp_path):
    path = store(checked=checked, data_dir=tmp_path)
    path.chmod(0o600)
    path.write_bytes(b"altered")
    store(checked=checked, data_dir=tmp_path)
    assert path.read_bytes() == content


def test_a_full_disk_is_said_before_anything_is_written(checked, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")(1, 1, 1000)
    monkeypatch.setattr(storage.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(UploadRefused) as refused:
        store(checked=checked, data_dir=tmp_path)
    assert refused.value.code == "disk_full"
    assert files_under(tmp_path) == []


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "cannot_write")])
def test_a_disk_that_fails_while_writing_leaves_nothing(checked, tmp_path, monkeypatch, number, code):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(storage.shutil, "copyfileobj", fail)
    with pytest.raises(UploadRefused) as refused:
        store(checked=checked, data_dir=tmp_path)
    assert refused.value.code == code
    assert files_under(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_said(checked, tmp_path):
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(UploadRefused) as refused:
        store(checked=checked, data_dir=tmp_path)
    assert refused.value.code == "cannot_write"


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63])
def test_only_a_digest_names_a_file(digest, tmp_path):
    with pytest.raises(ValueError, match="digest"):
        stored_path(digest=digest, data_dir=tmp_path)


def evidence_of(upload, name=None):
    return EvidenceFile(
        name=name or upload.name,
        media_type=upload.media_type,
        digest=upload.digest,
        size=upload.size,
        cleared=True,
    )


@pytest.mark.django_db  # the end of an answer looks after the connection
def test_a_file_leaves_as_an_attachment_that_no_browser_runs(checked, content, tmp_path):
    store(checked=checked, data_dir=tmp_path)
    response = file_response(evidence=evidence_of(checked), data_dir=tmp_path)
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('现场 照片.png')}"
    assert response["Content-Type"] == "image/png"
    assert response["Content-Length"] == str(len(content))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    response.close()


def test_lost_or_altered_bytes_are_never_served(checked, tmp_path):
    evidence = evidence_of(checked)
    with pytest.raises(EvidenceLost):
        file_response(evidence=evidence, data_dir=tmp_path)
    path = store(checked=checked, data_dir=tmp_path)
    path.chmod(0o600)
    path.write_bytes(b"altered")
    with pytest.raises(EvidenceLost):
        file_response(evidence=evidence, data_dir=tmp_path)


def test_the_register_holds_only_cleared_files():
    rules = {rule.name: rule for rule in EvidenceFile._meta.constraints if isinstance(rule, CheckConstraint)}
    assert rules["evidence_is_cleared"].condition.deconstruct()[1] == (("cleared", True),)


def test_the_same_bytes_may_belong_to_several_records():
    assert not EvidenceFile._meta.get_field("digest").unique
