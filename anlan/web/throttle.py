"""A pause after repeated failed logins, counted over all processes of one machine.

The count lies in a small SQLite file of its own in ANLAN_DATA/cache. Not in the main database: a flood of
logins must not stand in the queue of those who write. Not in Django's caches: the one in memory is per
process, and none of them counts and decides in one step, so attempts sent all at once would slip through. The
file may be deleted at any time. Machines behind one address each count for themselves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS attempt (key TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS attempt_by_key ON attempt (key, at);
CREATE INDEX IF NOT EXISTS attempt_by_age ON attempt (at);
"""


@dataclass(frozen=True)
class Throttle:
    """At most ``failures`` failed attempts per key within ``pause``."""

    path: Path
    failures: int
    pause: timedelta

    def attempt(self, *, key: str, now: datetime) -> datetime | None:
        """Count one attempt before it is tried. None: go ahead; otherwise refused until the moment returned.

        Counting first means that attempts sent all at once are counted too. A refused attempt is not counted:
        asking again does not prolong the pause.
        """
        instant = now.timestamp()
        with self._open() as counts:
            # Also what lies in the future, should the clock have been set back.
            span = self.pause.total_seconds()
            counts.execute("DELETE FROM attempt WHERE at <= ? OR at > ?", (instant - span, instant + span))
            rows = counts.execute("SELECT at FROM attempt WHERE key = ? ORDER BY at DESC", (key,))
            recent = rows.fetchall()
            if len(recent) < self.failures:
                counts.execute("INSERT INTO attempt VALUES (?, ?)", (key, instant))
                return None
            oldest = recent[self.failures - 1][0]
            return datetime.fromtimestamp(oldest, tz=UTC) + self.pause

    def forget(self, *, key: str) -> None:
        """The attempt succeeded: earlier slips of the same person count no more."""
        with self._open() as counts:
            counts.execute("DELETE FROM attempt WHERE key = ?", (key,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=10, isolation_level=None)) as counts:
            counts.executescript(f"PRAGMA synchronous=OFF; {SCHEMA}")
            counts.execute("BEGIN IMMEDIATE")
            yield counts
            counts.execute("COMMIT")
