"""Opening one month against loading the same rows ready-made."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from unittest import mock

from django.db import connection

from anlan.kernel.obligations import opening
from anlan.kernel.obligations.duty import OpenedPeriod
from anlan.kernel.obligations.inserting import CHUNK
from bench.inside.scale import City, hold_all_meetings
from bench.inside.stores import Store, load
from bench.results import Line, seconds

READY = "bench_ready"
ROWS_ALONE, COMPLETE = 1.25, 1.6


def rows_alone() -> AbstractContextManager[object]:
    """Open without matching, deltas and ledger entries."""
    return mock.patch.object(opening, "_settle_chunk", return_value=None)


def make_ready(*, city: City, store: Store) -> int:
    """Open once, put the rows aside in a table without indexes, forget the opening. Returns how many rows."""
    with rows_alone():
        count = opening.open_period(opening=city.opening(), now=city.moment)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {READY} AS SELECT * FROM kernel_obligation ORDER BY id")
    store.empty()
    OpenedPeriod.objects.all().delete()
    return count


@dataclass
class Runs:
    """Durations by what was done, each from the same state of the database."""

    store: Store
    taken: dict[str, list[float]] = field(default_factory=dict)

    def run(self, *, name: str, action: Callable[[], object], before: Callable[[], object] | None = None) -> None:
        """Restore, settle, measure."""
        self.store.restore()
        if before is not None:
            before()
        self.store.settle()
        self.taken.setdefault(name, []).append(seconds(action))
        print(f"  {name}: {self.taken[name][-1]:.1f} s", flush=True)

    def best(self, name: str) -> float:
        """The shortest duration in seconds: whatever else the machine does only ever adds."""
        return min(self.taken[name])


def compare(*, city: City, store: Store, repeats: int) -> list[Line]:
    """Measure loading and opening in turns; ends with the month opened completely."""
    count = make_ready(city=city, store=store)
    store.keep()
    runs = Runs(store)

    def open_month(*, patched: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
        with patched():
            opened = opening.open_period(opening=city.opening(), now=city.moment)
        if opened != count:
            raise RuntimeError(f"opened {opened} rows instead of {count}")

    def load_ready(*, size: int = CHUNK) -> None:
        load(pieces=store.pieces(table=READY, size=size), source=READY)

    runs.run(name="load at once", action=lambda: load_ready(size=count + 1))
    runs.run(name="open met", before=lambda: hold_all_meetings(city=city), action=open_month)
    for _ in range(repeats):
        runs.run(name="load", action=load_ready)
        runs.run(name="open rows", action=lambda: open_month(patched=rows_alone))
        runs.run(name="open", action=open_month)
    return _lines(runs=runs, database=store.label)


def _lines(*, runs: Runs, database: str) -> list[Line]:
    loaded = runs.best("load")
    compared = [
        ("Opening, rows alone", "open rows", ROWS_ALONE),
        ("Opening, with deltas and events", "open", COMPLETE),
        ("Opening, all met by earlier events", "open met", None),
        ("Loading in one transaction", "load at once", None),
    ]
    return [
        Line(
            topic,
            database,
            f"{runs.best(name):.1f} s, loading {loaded:.1f} s",
            round(runs.best(name) / loaded, 2),
            target,
        )
        for topic, name, target in compared
    ]
