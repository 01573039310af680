"""The database of the tests: the whole Chaozhou pack, loaded once; each test works in a transaction of its own.

Tests that take ``cast`` or ``opened`` work in a copy that holds these already (``databases.py`` says why). Tests that
need several connections, or a database that they may break, take ``own_database``: a copy for them alone.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from cast import Cast, the_cast
from databases import (
    PERIODS_OPENED,
    Databases,
    Holding,
    Stock,
    copy_of_current,
    needed_by,
    open_meetings_alone,
    remove,
    work_in,
)
from django.conf import settings
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from anlan.kernel.installed import installed_pack
from anlan.policy import Pack

# Most of what tests make is gone when its last name is; to look for rings among it as often as Python does by itself
# takes a tenth of the tests' time.
gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that begin with the same follow one another: to work in another database means to connect anew."""
    items.sort(key=lambda item: list(Holding).index(needed_by(getattr(item, "fixturenames", ()))))
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    """Each browser of a test has a server of its own, which would go through all folders of static files anew."""
    found: dict[str, object] = {}
    find = WhiteNoiseMiddleware.add_files_from_finders

    def add(server: WhiteNoiseMiddleware) -> None:
        if not found:
            find(server)
            found.update(server.files)
        server.files.update(found)

    with mock.patch.object(WhiteNoiseMiddleware, "add_files_from_finders", add):
        yield


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
def folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "databases"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    folder_of_the_run: Path,
    django_db_blocker: DjangoDbBlocker,
    pack: Pack,
) -> Iterator[Databases]:
    """The databases that the tests at hand need, all made before the first of them, so that no test is in them.

    Instead of pytest-django's own fixture, which makes no test database where every test at hand takes
    ``own_database``: these tests would then write to the database of whoever runs them.
    """
    settings_of_it = settings.DATABASES["default"]
    real = settings_of_it["NAME"]
    if settings_of_it["ENGINE"].endswith("sqlite3"):
        # In a file, as in production: a database in memory knows neither WAL nor waiting writers.
        settings_of_it["TEST"]["NAME"] = str(folder_of_the_run / "anlan.sqlite3")
    stock = Stock(folder=folder_of_the_run, name=connection.creation._get_test_db_name())
    databases = Databases(stock=stock, process=os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    with django_db_blocker.unblock():
        databases.make(needed_by(getattr(item, "fixturenames", ())) for item in request.session.items)
    yield databases
    with django_db_blocker.unblock():
        databases.remove()
        work_in(real)


@pytest.fixture
def django_db_setup(
    request: pytest.FixtureRequest, databases: Databases, django_db_blocker: DjangoDbBlocker
) -> Holding:
    """What the database holds in which the test's transaction is about to begin.

    pytest-django asks for this fixture, by its name, before it begins the transaction; for each test anew, because
    ours is no fixture of the session. So this is the place to choose the database.
    """
    holding = needed_by(request.fixturenames)
    with django_db_blocker.unblock():
        databases.use(holding)
    return holding


@pytest.fixture
def cast(db: None, django_db_setup: Holding) -> Cast:
    """The cast, and what one test does with them in its transaction."""
    assert django_db_setup is not Holding.LOADED, "the cast must be an argument of the test or of its fixtures"
    return the_cast()


@pytest.fixture
def opened(cast: Cast, django_db_setup: Holding) -> Cast:
    """The cast on a day on which every period up to the present one was opened."""
    assert django_db_setup in PERIODS_OPENED, "`opened` must be an argument of the test or of its fixtures"
    return cast


@pytest.fixture
def demonstrated(db: None, databases: Databases, django_db_setup: Holding) -> list[str]:
    """The demonstration on the day of the tests, with a few enterprises; what the log told when it was loaded."""
    assert django_db_setup is Holding.DEMONSTRATED, "`demonstrated` must be an argument of the test or of its fixtures"
    return databases.stock.log(django_db_setup)


@pytest.fixture
def only_meetings_are_opened(request: pytest.FixtureRequest) -> None:
    """No other duty than those on meetings opens by itself, in the shared database as in a copy of one's own."""
    database = next((name for name in ("own_database", "db") if name in request.fixturenames), None)
    if database is None and request.node.get_closest_marker("django_db"):
        database = "db"
    if database is not None:
        request.getfixturevalue(database)
        open_meetings_alone()


@pytest.fixture
def own_database(django_db_setup: Holding, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[None]:
    """A private copy of the database, for threads that commit; it is thrown away after the test."""
    with django_db_blocker.unblock():
        shared = connection.settings_dict["NAME"]
        name = str(tmp_path / "copy.sqlite3") if connection.vendor == "sqlite" else f"{shared}_copy"
        work_in(copy_of_current(name=name))
        try:
            yield
        finally:
            work_in(shared)
            remove(name)


@pytest.fixture
def own_cast(own_database: None) -> Cast:
    """The cast in a private copy, nothing opened yet."""
    return the_cast()


@pytest.fixture
def own_opened(own_cast: Cast) -> Cast:
    """The cast in a private copy, with every period up to the present one opened."""
    return own_cast
