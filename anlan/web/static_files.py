"""Static files whose address changes with their content, so that browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class VersionedStaticFiles(StaticFilesStorage):
    """Adds the first digits of the file's digest to its address. Needs no collecting and no manifest."""

    def url(self, name: str | None) -> str:
        """The address of a file, for ``{% static %}``."""
        address = super().url(name)
        version = _version(name or "") if not settings.DEBUG else ""
        return f"{address}?v={version}" if version else address


@lru_cache
def _version(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if found else ""
