"""The database of the tests: the whole Chaozhou pack, loaded once; each test works in a transaction of its own.

Tests that need several connections, or a database that they may break, take ``own_database``: a copy of that database.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cast import LOADED_AT, WATCHED_FROM, cast, opened
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation
from pytest_django import DjangoDbBlocker

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger import guards
from anlan.kernel.obligations.duty import Duty
from anlan.policy import Pack
from anlan.web.setup import lay_search_indexes, load_pack_into_database

__all__ = ["cast", "opened"]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Texts are read as they stand in the source, whatever language an earlier test's reader had chosen."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def pack() -> Pack:
    """Chaozhou's pack, checked against the modules."""
    return installed_pack()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in production: a database in memory knows neither WAL nor waiting writers."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "anlan.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    pack: Pack,
) -> Iterator[None]:
    """The areas, units, posts and duties of the pack; nothing has been opened yet.

    Instead of pytest-django's own fixture, which makes no test database where every test at hand takes
    ``own_database``: these tests would then write to the database of whoever runs them.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={DEFAULT_DB_ALIAS}, serialized_aliases=set())
        load_pack_into_database(pack=pack, now=LOADED_AT, watched_from=WATCHED_FROM)
        guards.install()
        lay_search_indexes()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


# The duties on meetings: those by which tests count what is owed, whatever else the pack comes to ask for.
MEETINGS = (
    "city-party-half-yearly-meeting",
    "city-government-half-yearly-meeting",
    "county-party-quarterly-meeting",
    "county-government-quarterly-meeting",
    "town-monthly-meeting",
    "meeting-resolution",
)


@pytest.fixture
def only_meetings_are_opened(request: pytest.FixtureRequest) -> None:
    """No other duty opens by itself, in the shared database as in a copy of one's own."""
    database = next((name for name in ("own_database", "db") if name in request.fixturenames), None)
    if database is None and request.node.get_closest_marker("django_db"):
        database = "db"
    if database is not None:
        request.getfixturevalue(database)
        Duty.objects.exclude(key__in=MEETINGS).update(next_open_at=None)


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[None]:
    """A private copy of the loaded database, for threads that commit; it is thrown away after the test."""
    with django_db_blocker.unblock():
        loaded = connection.settings_dict["NAME"]
        connection.close()
        copy = _copy_sqlite(loaded, tmp_path) if connection.vendor == "sqlite" else _copy_postgresql(loaded)
        connection.settings_dict["NAME"] = copy
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = loaded
            if connection.vendor == "postgresql":
                _on_the_server(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _copy_sqlite(loaded: str, folder: Path) -> str:
    """Whoever closes the last connection folds the write-ahead log into the file, so copying the file copies all."""
    return str(shutil.copy(loaded, folder / "copy.sqlite3"))


def _copy_postgresql(loaded: str) -> str:
    copy = f"{loaded}_copy"
    _on_the_server(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
    _on_the_server(f'CREATE DATABASE "{copy}" TEMPLATE "{loaded}"')
    return copy


def _on_the_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
