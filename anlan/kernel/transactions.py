"""Short transactions in which one writer wins and the other is told, on both databases.

SQLite runs with ``BEGIN IMMEDIATE``: writers queue. On PostgreSQL writers run side by side, but a set-based
pass (opening a period, sweeping, compacting) must not miss an event that is recorded at the same moment, nor
the event the rows being opened. So ordinary writers take a shared advisory lock and set-based passes the
exclusive one, a chunk at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Model

# Any constant serves; this one spells "anlan" in ASCII.
LOCK = 0x616E6C616E


@contextmanager
def writing() -> Iterator[None]:
    """One human act: check, change, obligations, event."""
    with transaction.atomic():
        _lock("pg_advisory_xact_lock_shared")
        yield


@contextmanager
def sweeping() -> Iterator[None]:
    """One chunk of a set-based pass: no human act is half-way while it runs."""
    with transaction.atomic():
        _lock("pg_advisory_xact_lock")
        yield


def _lock(function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [LOCK])


# From so many new rows on, what the planner knows of a table may be wrong by orders of magnitude.
MANY = 1000


def tell_the_planner(*, rows: int, models: Sequence[type[Model]]) -> None:
    """Let PostgreSQL count again after a pass that wrote ``rows`` rows.

    Its own autovacuum comes a minute later: until then a table that was empty at the last count is taken for empty,
    and the next statement joins it row by row for minutes.
    """
    if rows >= MANY and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in models)}")
