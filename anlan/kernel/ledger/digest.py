"""The digest format of the ledger, fixed for good (decision record 0004).

``canonical`` is JSON in UTF-8: keys sorted, no spaces, no escapes beyond JSON's own, dates as ISO 8601, instants in UTC
with microseconds and ``Z``. The digest of an entry is ``H(previous + "\\n" + canonical)``, written
``algorithm:hex``, so that SM3 can follow SHA-256 in the same chain.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

VERSION = 1
GENESIS = "anlan:genesis"


def canonical_text(*, content: dict[str, Any]) -> str:
    """The text that is digested and stored."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def chained(*, previous: str, canonical: str, algorithm: str) -> str:
    """The digest of an entry that follows ``previous``. Raises ValueError for an algorithm this machine lacks."""
    if algorithm not in hashlib.algorithms_available:
        raise ValueError(f"digest algorithm {algorithm!r} is not available on this machine")
    hasher = hashlib.new(algorithm, f"{previous}\n{canonical}".encode())
    return f"{algorithm}:{hasher.hexdigest()}"


def instant(*, moment: dt.datetime) -> str:
    """An instant as the ledger writes it."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return instant(moment=value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
