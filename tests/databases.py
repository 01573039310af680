"""The databases that tests work in: each holds what its tests begin with, made once and committed.

To migrate a database takes ten seconds, to load the demonstration as many, to open every period up to the day of the
tests one or two. Done in the transaction of each test that needs it, and rolled back, it was most of what the tests
cost. So one run of the tests makes each holding once, as a database in its stock; each of its processes works in
copies. A test still works in a transaction that is rolled back; only which database it is opened in depends on what
the test asks for.
"""

from __future__ import annotations

import fcntl
import gc
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from unittest import mock

from cast import LOADED_AT, NOW, WATCHED_FROM, call_the_cast
from django.db import connection
from django.utils import timezone, translation
from structlog.testing import capture_logs

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger import guards
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.sweep import sweep
from anlan.web import demonstration
from anlan.web.setup import lay_search_indexes, load_pack_into_database

# The duties on meetings: those by which tests count what is owed, whatever else the pack comes to ask for.
MEETINGS = (
    "city-party-half-yearly-meeting",
    "city-government-half-yearly-meeting",
    "county-party-quarterly-meeting",
    "county-government-quarterly-meeting",
    "town-monthly-meeting",
    "meeting-resolution",
)


# Fewer enterprises than the demonstration has: what is asked of it does not depend on how many.
FEW_ENTERPRISES = 300


class Holding(Enum):
    """What a database holds when a test begins, as the end of its name."""

    LOADED = ""
    CAST = "_cast"
    OPENED = "_opened"
    MEETINGS_OPENED = "_meetings_opened"
    DEMONSTRATED = "_demonstrated"


BASES = {
    Holding.CAST: Holding.LOADED,
    Holding.OPENED: Holding.CAST,
    Holding.MEETINGS_OPENED: Holding.CAST,
    Holding.DEMONSTRATED: Holding.LOADED,
}
PERIODS_OPENED = (Holding.OPENED, Holding.MEETINGS_OPENED)


def needed_by(fixtures: Collection[str]) -> Holding:
    """What a test with these fixtures begins with."""
    if "demonstrated" in fixtures:
        return Holding.DEMONSTRATED
    if not {"opened", "own_opened"}.isdisjoint(fixtures):
        return Holding.MEETINGS_OPENED if "only_meetings_are_opened" in fixtures else Holding.OPENED
    return Holding.LOADED if {"cast", "own_cast"}.isdisjoint(fixtures) else Holding.CAST


def open_meetings_alone() -> None:
    """From now on no other duty opens by itself: by the calendar, or because a fact is missing."""
    Duty.objects.exclude(key__in=MEETINGS).update(next_open_at=None)
    standing = [duty.id for duty in installed_pack().duties.values() if duty.standing]
    Duty.objects.filter(key__in=standing).update(enabled=False)


def _load() -> None:
    load_pack_into_database(pack=installed_pack(), now=LOADED_AT, watched_from=WATCHED_FROM)
    guards.install()
    lay_search_indexes()


def _call_the_cast() -> None:
    call_the_cast()


def _open() -> None:
    sweep(now=NOW, pack=installed_pack())


def _open_meetings() -> None:
    open_meetings_alone()
    _open()


def _demonstrate() -> list[str]:
    with (
        mock.patch.object(demonstration, "ENTERPRISES", FEW_ENTERPRISES),
        mock.patch.object(timezone, "now", return_value=NOW),
    ):
        with capture_logs() as logs:
            demonstration.load(pack=installed_pack(), now=NOW)
        _open()
    return [str(one["event"]) for one in logs]


# How each holding comes about; what a function returns is the log of it that tests ask for.
FILL: dict[Holding, Callable[[], list[str] | None]] = {
    Holding.LOADED: _load,
    Holding.CAST: _call_the_cast,
    Holding.OPENED: _open,
    Holding.MEETINGS_OPENED: _open_meetings,
    Holding.DEMONSTRATED: _demonstrate,
}


@dataclass(frozen=True)
class Stock:
    """The databases that the processes of one run copy, and in the folder that they share what was made of them."""

    folder: Path
    name: str

    def made(self, holding: Holding) -> str:
        """The name of the database that holds it, made now unless some process of the run has made it already."""
        base = BASES.get(holding)
        source = None if base is None else self.made(base)
        name = f"{self.name}{holding.value}"
        with only_one(self._file("lock", holding)):
            log = self._file("log", holding)
            if not log.exists():
                if source is None:
                    migrate()
                else:
                    work_in(copy(source, name=name))
                # The language of whichever test happens to run first must not stay in what all others find.
                with translation.override("en"):
                    said = FILL[holding]()
                learn_what_is_there()
                connection.close()
                log.write_text(json.dumps(said or []))
        return name

    def log(self, holding: Holding) -> list[str]:
        """The events that the log told when the holding was made."""
        return list(json.loads(self._file("log", holding).read_text()))

    def join(self, process: str) -> None:
        """Say that a process is going to copy."""
        with only_one(self.folder / "processes.lock"):
            (self.folder / f"{process}.process").touch()

    def leave(self, process: str) -> None:
        """Say that a process is done; the last one removes the stock."""
        with only_one(self.folder / "processes.lock"):
            (self.folder / f"{process}.process").unlink()
            if any(self.folder.glob("*.process")):
                return
            for holding in Holding:
                if self._file("log", holding).exists():
                    remove(f"{self.name}{holding.value}")
                    self._file("log", holding).unlink()

    def _file(self, end: str, holding: Holding) -> Path:
        return self.folder / f"{holding.name}.{end}"


@dataclass
class Databases:
    """The databases of one process: the names of its copies."""

    stock: Stock
    process: str
    names: dict[Holding, str] = field(default_factory=dict)

    def make(self, wanted: Iterable[Holding]) -> None:
        """Copy what is wanted. The stock's own name is where connections led before: nobody works there afterwards."""
        self.stock.join(self.process)
        # Two processes begin with different ones, and each finds made what the other has begun with.
        turn = -1 if self.process.endswith(("1", "3", "5", "7", "9")) else 1
        for holding in sorted(set(wanted), key=list(Holding).index)[::turn]:
            source = self.stock.made(holding)
            end = f"_{self.process}{holding.value}"
            self.names[holding] = copy(source, name=f"{self.stock.name}{end}")

    def use(self, holding: Holding) -> None:
        """Let the connection, and those of new threads, lead to that database from now on."""
        work_in(self.names[holding])

    def remove(self) -> None:
        """Remove the copies, and with the last process the stock."""
        connection.close()
        for name in self.names.values():
            remove(name)
        self.stock.leave(self.process)


def migrate() -> None:
    """Create the first database and bring it to this version.

    The thousands of classes that migrations make look like garbage again and again and stay until the end: to look
    for it takes four of ten seconds. Not to look takes half a gigabyte, too much for a small server to be started so.
    """
    gc.disable()
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    finally:
        gc.enable()
        gc.collect()


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """One process of the run at a time; the others wait."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def learn_what_is_there() -> None:
    """Let PostgreSQL count what tables hold, as a server does by itself a minute later; its copies know it too.

    Without this it plans each query for tables of a size that it guesses. SQLite plans without counting, as it does
    in an installation.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def work_in(name: str) -> None:
    """Let connections lead to the database of that name."""
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def copy_of_current(*, name: str) -> str:
    """Copy the database at hand, whose connection must be the only one; returns the name of the copy."""
    connection.close()
    return copy(connection.settings_dict["NAME"], name=name)


def copy(source: str, *, name: str) -> str:
    """Copy a database in which nobody works; returns the name of the copy.

    On SQLite whoever closes the last connection folds the write-ahead log into the file, so copying the file copies
    all; PostgreSQL copies no database in which anybody works.
    """
    if connection.vendor == "sqlite":
        return str(shutil.copy(source, name))
    remove(name)
    _on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


def remove(name: str) -> None:
    """Remove a copy, whoever still works in it."""
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(f"{name}{end}").unlink(missing_ok=True)
    else:
        _on_the_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_the_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
