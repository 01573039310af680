"""A body that broke off on its way is none: nothing is recorded of it.

Servers hand on what arrived until the connection broke, and Django takes its end for the end of the form: the answers
that had come through would be recorded, without the photo or with half of it.
"""

from __future__ import annotations

from typing import Any


class WholeBody:
    """Reads a request's body, and raises OSError where it ends before the announced number of bytes.

    Django answers that as it answers any body that cannot be read. ``length`` is what the header says; a server has
    refused one that is no number already.
    """

    def __init__(self, stream: Any, length: str) -> None:
        self._stream = stream
        self._left = int(length) if length.isdecimal() else 0

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all that are left."""
        wanted = self._left if size < 0 else min(size, self._left)
        parts = []
        while wanted:
            part = self._counted(self._stream.read(wanted))
            wanted -= len(part)
            parts.append(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        """Up to the end of the line, or so many bytes."""
        wanted = self._left if size < 0 else min(size, self._left)
        return self._counted(self._stream.readline(wanted)) if wanted else b""

    def _counted(self, part: bytes) -> bytes:
        if not part:
            raise OSError("the connection broke before the whole body had arrived")
        self._left -= len(part)
        return part
