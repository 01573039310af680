"""材料存储: bytes on disk, named by their SHA-256. No article; a product rule.

``<data dir>/files/ab/cd/abcd…``. A file is complete or absent: it is written aside, flushed to the disk,
then renamed. Stored bytes are never changed. Bytes whose record was rolled back stay behind, unlisted, and
are used if they come again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO, BinaryIO

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.upload import FULL, CheckedUpload

CHUNK = 1 << 20
# Product default, bytes: the database may lie on the same disk and must be able to go on writing.
KEPT_FREE = 64_000_000


class EvidenceLost(Exception):
    """Stored bytes are missing or differ from their digest: the administrator restores them from a backup."""


def stored_path(*, digest: str, data_dir: str | Path) -> Path:
    """Where the bytes with this digest lie, or would lie. Raises ValueError if it is no SHA-256 in
    hexadecimal.
    """
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise ValueError("not a SHA-256 digest")
    return Path(data_dir) / "files" / digest[:2] / digest[2:4] / digest


def store(*, checked: CheckedUpload, data_dir: str | Path) -> Path:
    """Writes a checked file and returns its path. When it returns, the bytes survive a power failure.

    Storing the same bytes again changes nothing; bytes found damaged are replaced. Raises UploadRefused
    ``disk_full`` or ``cannot_write``; then nothing new is left. Does not discard ``checked``.
    """
    target = stored_path(digest=checked.digest, data_dir=data_dir)
    if _is_intact(path=target, digest=checked.digest):
        return target
    try:
        _make_folder(folder=target.parent, within=Path(data_dir))
        if shutil.disk_usage(target.parent).free < checked.size + KEPT_FREE:
            raise UploadRefused("disk_full")
        _write(checked=checked, target=target)
    except OSError as error:
        raise UploadRefused("disk_full" if error.errno in FULL else "cannot_write") from error
    return target


def open_stored(*, digest: str, data_dir: str | Path) -> BinaryIO:
    """Opens stored bytes after comparing them with their digest. Raises EvidenceLost."""
    path = stored_path(digest=digest, data_dir=data_dir)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise EvidenceLost(digest) from error
    if _digest_of(stream=stream) != digest:
        stream.close()
        raise EvidenceLost(digest)
    stream.seek(0)
    return stream


def _write(*, checked: CheckedUpload, target: Path) -> None:
    handle, name = tempfile.mkstemp(prefix=".incoming-", dir=target.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            checked.content.seek(0)
            shutil.copyfileobj(checked.content, stream, CHUNK)
            stream.flush()
            os.fsync(stream.fileno())
        if not _is_intact(path=aside, digest=checked.digest):
            raise UploadRefused("cannot_write")
        aside.chmod(0o440)
        aside.replace(target)
        _sync_folder(folder=target.parent)
    finally:
        aside.unlink(missing_ok=True)


def _is_intact(*, path: Path, digest: str) -> bool:
    try:
        with path.open("rb") as stream:
            return _digest_of(stream=stream) == digest
    except OSError:
        return False


def _digest_of(*, stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := stream.read(CHUNK):
        digest.update(block)
    return digest.hexdigest()


def _make_folder(*, folder: Path, within: Path) -> None:
    """Makes a folder and flushes each parent that received a new entry; a folder not flushed can vanish."""
    if folder.is_dir():
        return
    if folder != within:
        _make_folder(folder=folder.parent, within=within)
    folder.mkdir(mode=0o750, parents=folder == within, exist_ok=True)
    _sync_folder(folder=folder.parent)


def _sync_folder(*, folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
