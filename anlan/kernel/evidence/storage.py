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
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, BinaryIO

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.upload import FULL, CheckedUpload

CHUNK = 1 << 20
# Product default, bytes: the database may lie on the same disk and must be able to go on writing.
KEPT_FREE = 64_000_000
# Product defaults: so many files or folders are flushed side by side where the first took longer than this, in
# seconds. A disk with a safe memory of its own is done before threads would have begun.
AT_ONCE, QUICK = 8, 0.001


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
    """Writes one checked file and returns its path, as ``store_all`` does for several."""
    return store_all(checked=[checked], data_dir=data_dir)[0]


def store_all(*, checked: Sequence[CheckedUpload], data_dir: str | Path) -> list[Path]:
    """Writes checked files and returns their paths. When it returns, the bytes survive a power failure.

    Storing the same bytes again changes nothing; bytes found damaged are replaced. Raises UploadRefused
    ``disk_full`` or ``cannot_write``; then nothing new is left. Does not discard what is in ``checked``.
    """
    targets = [stored_path(digest=one.digest, data_dir=data_dir) for one in checked]
    wanted = dict(zip(targets, checked, strict=True))
    missing = {path: one for path, one in wanted.items() if not _is_intact(path=path, digest=one.digest)}
    if missing:
        try:
            _write(files=missing, within=Path(data_dir))
        except OSError as error:
            raise UploadRefused("disk_full" if error.errno in FULL else "cannot_write") from error
    return targets


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


def _write(*, files: Mapping[Path, CheckedUpload], within: Path) -> None:
    """Writes all of them aside, then renames them."""
    changed = {target.parent for target in files}
    for folder in tuple(changed):
        changed |= _made_for(folder=folder, within=within)
    if shutil.disk_usage(within).free < sum(one.size for one in files.values()) + KEPT_FREE:
        raise UploadRefused("disk_full")
    asides: dict[Path, Path] = {}
    try:
        for target, one in files.items():
            asides[target] = _written_aside(checked=one, folder=target.parent)
        _flush_all(list(asides.values()))
        for target, aside in asides.items():
            if not _is_intact(path=aside, digest=files[target].digest):
                raise UploadRefused("cannot_write")
        for target, aside in asides.items():
            aside.chmod(0o440)
            aside.replace(target)
        _flush_all(list(changed))
    finally:
        for aside in asides.values():
            aside.unlink(missing_ok=True)


def _written_aside(*, checked: CheckedUpload, folder: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=".incoming-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            checked.content.seek(0)
            shutil.copyfileobj(checked.content, stream, CHUNK)
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)


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


def _made_for(*, folder: Path, within: Path) -> set[Path]:
    """Makes a folder; returns each parent that received a new entry: a folder not flushed can vanish."""
    if folder.is_dir():
        return set()
    changed = _made_for(folder=folder.parent, within=within) if folder != within else set()
    folder.mkdir(mode=0o750, parents=folder == within, exist_ok=True)
    return {*changed, folder.parent}


def _flush_all(paths: Sequence[Path]) -> None:
    """All of them reach the disk; where it is slow side by side, which it takes as one errand."""
    began = time.perf_counter()
    _flush(paths[0])
    if time.perf_counter() - began < QUICK:
        for path in paths[1:]:
            _flush(path)
        return
    with ThreadPoolExecutor(max_workers=AT_ONCE) as threads:
        list(threads.map(_flush, paths[1:]))


def _flush(path: Path) -> None:
    """A file or a folder reaches the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
