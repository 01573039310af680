"""What the two databases do differently: keeping a state to come back to, settling before a measurement."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from django.db import connection, transaction

TABLE = "kernel_obligation"


class Store(Protocol):
    """One database as the measurements need it."""

    label: str

    def keep(self) -> None:
        """Keep the present state; every run starts from it."""

    def restore(self) -> None:
        """Go back to the state that was kept."""

    def settle(self) -> None:
        """Finish what the database postponed, so that a measurement does not pay for what came before it."""

    def empty(self) -> None:
        """Remove every obligation, which the guards refuse to everybody else; the next one has the id 1."""

    def pieces(self, *, table: str, size: int) -> Iterator[tuple[str, Sequence[int | str]]]:
        """Conditions that cut a table without indexes into pieces of about ``size`` rows, as they lie."""


class SqliteStore:
    """A file; the kept state is a copy beside it."""

    label = "SQLite"

    def __init__(self) -> None:
        self.file = Path(connection.settings_dict["NAME"])
        self.copy = self.file.with_suffix(".kept")

    def keep(self) -> None:
        self._close()
        _copy(source=self.file, target=self.copy)

    def restore(self) -> None:
        self._close()
        for leftover in (self.file, Path(f"{self.file}-wal"), Path(f"{self.file}-shm")):
            leftover.unlink(missing_ok=True)
        _copy(source=self.copy, target=self.file)

    def settle(self) -> None:
        _execute("PRAGMA wal_checkpoint(TRUNCATE)")
        os.sync()

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(f"DELETE FROM {TABLE}")
            cursor.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = %s", [TABLE])
            for _name, sql in triggers:
                cursor.execute(sql)
            cursor.execute("VACUUM")

    def pieces(self, *, table: str, size: int) -> Iterator[tuple[str, Sequence[int | str]]]:
        last = _value(f"SELECT MAX(rowid) FROM {table}")
        for first in range(1, last + 1, size):
            yield "rowid BETWEEN %s AND %s", [first, first + size - 1]

    def _close(self) -> None:
        self.settle()
        connection.close()


class PostgresStore:
    """A database of a private server; the kept state is a second database, used as its template."""

    label = "PostgreSQL"

    def keep(self) -> None:
        self.settle()
        with self._server() as server:
            server.execute("DROP DATABASE IF EXISTS kept")
            server.execute("CREATE DATABASE kept TEMPLATE scale STRATEGY file_copy")

    def restore(self) -> None:
        with self._server() as server:
            server.execute("DROP DATABASE scale")
            server.execute("CREATE DATABASE scale TEMPLATE kept STRATEGY file_copy")

    def settle(self) -> None:
        for statement in ("VACUUM ANALYZE", "CHECKPOINT"):
            _execute(statement)
        os.sync()

    def empty(self) -> None:
        _execute(f"TRUNCATE {TABLE} RESTART IDENTITY CASCADE")

    def pieces(self, *, table: str, size: int) -> Iterator[tuple[str, Sequence[int | str]]]:
        pages = _value(f"SELECT pg_relation_size('{table}') / current_setting('block_size')::bigint")
        step = max(1, round(pages * size / max(1, _value(f"SELECT COUNT(*) FROM {table}"))))
        for first in range(0, pages, step):
            yield "ctid >= %s::tid AND ctid < %s::tid", [f"({first},0)", f"({first + step},0)"]

    @contextmanager
    def _server(self) -> Iterator[psycopg.Connection]:
        """A connection to the server's own database, while none is open to the measured one."""
        given = connection.settings_dict
        connection.close()
        with psycopg.connect(
            host=given["HOST"],
            port=given["PORT"],
            user=given["USER"],
            password=given["PASSWORD"],
            dbname="postgres",
            autocommit=True,
        ) as server:
            yield server


def store() -> Store:
    """The store of this process's database."""
    return PostgresStore() if connection.vendor == "postgresql" else SqliteStore()


def load(*, pieces: Iterator[tuple[str, Sequence[int | str]]], source: str) -> None:
    """Load rows that lie ready in ``source`` into the table, each piece in a transaction of its own."""
    for condition, values in pieces:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} SELECT * FROM {source} WHERE {condition}", values)


def _copy(*, source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb") as copied:
        os.fsync(copied.fileno())


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _value(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0] or 0)
