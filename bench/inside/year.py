"""Opening a whole year of many duties among what is there already, against loading the same rows ready-made."""

from __future__ import annotations

import dataclasses
from unittest import mock

from django.db import connection

from anlan.kernel.obligations import opening
from anlan.kernel.obligations.duty import Duty, OpenedPeriod
from anlan.kernel.obligations.inserting import CHUNK
from anlan.kernel.obligations.loading import load_duties
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.opening import Opening
from anlan.policy import Pack
from anlan.policy.periods import period_of
from bench.inside.scale import DUTY, City
from bench.inside.stores import Store, load
from bench.results import Line, seconds

READY = "bench_ready_year"
COMPLETE = 1.6
# Beyond every id that the rows themselves reach.
FIRST_ID = 1_000_000_000


def make_ready(*, city: City, store: Store, duties: int) -> None:
    """Open the year once in an empty table, put the rows aside in a table without indexes, forget the opening."""
    load_duties(pack=_pack(city=city, duties=duties), now=city.moment, watched_from=city.period.start)
    with mock.patch.object(opening, "_settle_chunk", return_value=None):
        _open_year(city=city, duties=duties)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {READY} AS SELECT * FROM kernel_obligation ORDER BY id")
        cursor.execute(f"UPDATE {READY} SET id = id + {FIRST_ID}")
    store.empty()
    OpenedPeriod.objects.all().delete()


def compare(*, city: City, store: Store, duties: int, repeats: int) -> list[Line]:
    """Load and open in turns, each from the same state. Ends with the year opened."""
    present = Obligation.objects.count()
    store.keep()
    loaded, opened, count = [], [], 0
    for _ in range(repeats):
        store.restore()
        store.settle()
        loaded.append(seconds(lambda: load(pieces=store.pieces(table=READY, size=CHUNK), source=READY)))
        store.restore()
        store.settle()
        opened.append(seconds(lambda: _open_year(city=city, duties=duties)))
        count = Obligation.objects.count() - present
        print(f"  year of {duties} duties: load {loaded[-1]:.1f} s, open {opened[-1]:.1f} s", flush=True)
    what = f"{count:,} rows of {duties} duties among {present:,}: {min(opened):.1f} s, loading {min(loaded):.1f} s"
    return [Line("Opening a whole year", store.label, what, round(min(opened) / min(loaded), 2), COMPLETE)]


def _key(number: int) -> str:
    return f"bench-year-{number}"


def _pack(*, city: City, duties: int) -> Pack:
    """The pack with so many yearly duties of the units of the bench."""
    base = city.pack.duties[DUTY]
    yearly = base.body.replace('"every": "month"', '"every": "year"')
    made = {
        _key(number): dataclasses.replace(
            base, id=_key(number), every="year", body=yearly.replace(DUTY, _key(number)), digest=_key(number)
        )
        for number in range(duties)
    }
    return dataclasses.replace(city.pack, duties={**city.pack.duties, **made})


def _open_year(*, city: City, duties: int) -> None:
    pack = _pack(city=city, duties=duties)
    period = period_of(every="year", day=city.period.start)
    for number in range(duties):
        duty = Duty.objects.get(key=_key(number))
        one = Opening(duty, duty.versions.get(), pack.duties[duty.key], period, pack)
        opening.open_period(opening=one, now=city.moment)
