"""The databases that tests work in: each holds what its tests begin with, made once and committed.

To open every period up to the day of the tests takes a second or two. Done in the transaction of each test that
needs it, and rolled back, it was most of what the tests cost. So each process keeps several databases: one as loaded,
and copies of it in which the cast was called, and in which the periods were opened too. A test still works in a
transaction that is rolled back; only which database it is opened in depends on what the test asks for.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from cast import LOADED_AT, NOW, WATCHED_FROM, call_the_cast
from django.db import connection
from django.utils import translation

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger import guards
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.sweep import sweep
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


class Holding(Enum):
    """What a database holds when a test begins, as the end of its name."""

    LOADED = ""
    CAST = "_cast"
    OPENED = "_opened"
    MEETINGS_OPENED = "_meetings_opened"


BASES = {
    Holding.CAST: Holding.LOADED,
    Holding.OPENED: Holding.CAST,
    Holding.MEETINGS_OPENED: Holding.CAST,
}
PERIODS_OPENED = (Holding.OPENED, Holding.MEETINGS_OPENED)


def needed_by(fixtures: Collection[str]) -> Holding:
    """What a test with these fixtures begins with."""
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


def _open() -> None:
    sweep(now=NOW, pack=installed_pack())


def _open_meetings() -> None:
    open_meetings_alone()
    _open()


FILL: dict[Holding, Callable[[], object]] = {
    Holding.LOADED: _load,
    Holding.CAST: call_the_cast,
    Holding.OPENED: _open,
    Holding.MEETINGS_OPENED: _open_meetings,
}


@dataclass
class Databases:
    """The databases of one process: the names of those that were made."""

    names: dict[Holding, str] = field(default_factory=dict)

    def make(self, wanted: Iterable[Holding]) -> None:
        """Make the database that Django has just created into those wanted, each from the one it is based on."""
        created = connection.settings_dict["NAME"]
        wanted = set(wanted)
        bases = {BASES[one] for one in wanted & BASES.keys()}
        for holding in Holding:
            if holding is Holding.LOADED:
                self.names[holding] = created
            elif holding in wanted | bases:
                self.use(BASES[holding])
                self.names[holding] = copy_of_current(name=f"{created}{holding.value}")
            else:
                continue
            self.use(holding)
            # The language of whichever test happens to run first must not stay in what all others find.
            with translation.override("en"):
                FILL[holding]()

    def use(self, holding: Holding) -> None:
        """Let the connection, and those of new threads, lead to that database from now on."""
        work_in(self.names[holding])

    def remove_copies(self) -> None:
        """Remove every database but the one that Django created, and lead back to that one, which Django removes."""
        self.use(Holding.LOADED)
        for holding in self.names.keys() - {Holding.LOADED}:
            remove(self.names[holding])


def work_in(name: str) -> None:
    """Let connections lead to the database of that name."""
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def copy_of_current(*, name: str) -> str:
    """Copy the database at hand; returns the name of the copy.

    Its connection must be the only one. On SQLite whoever closes the last connection folds the write-ahead log into
    the file, so copying the file copies all; PostgreSQL copies no database in which anybody works.
    """
    current = connection.settings_dict["NAME"]
    connection.close()
    if connection.vendor == "sqlite":
        return str(shutil.copy(current, name))
    remove(name)
    _on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{current}"')
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
