"""Lists beside their own queries: how long a page of rows takes, and how long what it asks of the database."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.cells import row_of
from anlan.kernel.pages.filtering import filtered
from anlan.kernel.pages.lists import counted_page_of
from anlan.kernel.people.sight import Sight
from anlan.kernel.records.door import Act
from bench.results import PAGE_SPARED, Line, median_seconds

RUNS = 3
# How many times its own queries a page may take, and how many of them it may send.
PAGE_TARGET, QUERIES_TARGET = 3, 12


@dataclass(frozen=True)
class Measured:
    """One list: what was asked, how long Anlan took and how long its bare queries."""

    asked: str
    seconds: float
    raw: float
    queries: int = 0

    @property
    def ratio(self) -> float:
        """How many times its own queries."""
        return self.seconds / self.raw

    @property
    def said(self) -> str:
        """Both times in words."""
        return f"{_milliseconds(self.seconds)}, raw {_milliseconds(self.raw)}"

    def line(self, *, topic: str, database: str, text: str, target: float) -> Line:
        """What it promises: at most ``target`` times its own queries, or hardly longer than they take."""
        beyond = self.seconds - self.raw
        return Line(topic, database, text, round(self.ratio, 2), target, beyond=beyond, spared=PAGE_SPARED)


def _milliseconds(seconds: float) -> str:
    """What is short needs another digit: of a ratio to 0.0 ms nobody can judge."""
    return f"{seconds * 1000:.1f} ms" if seconds >= 0.001 else f"{seconds * 1000:.2f} ms"


def listed(*, name: str, query: dict[str, str], sight: Sight, act: Act) -> Measured:
    """One list of that register under these filters, in that sight."""
    pages = DECLARED.pages[name]

    def answer() -> None:
        rows, _kept, order = filtered(pages=pages, query=query, on=act.today, pack=act.pack)
        page, _total, _exact = counted_page_of(rows=rows, sight=sight, order=order)
        for row in page.rows:
            row_of(record=row, pages=pages)

    asked = asked_by(answer)
    took = median_seconds(answer, runs=RUNS, warm_up=1)
    raw = median_seconds(lambda: ask(asked), runs=RUNS, warm_up=1)
    return Measured("&".join(f"{name}={value}" for name, value in query.items()), took, raw, len(asked))


def lines_of(*, measured: Sequence[Measured], topic: str, whole: str, database: str, note: str = "") -> list[Line]:
    """Pages measured together: how the worst compares with its own queries, and how many queries the longest sends.

    Each is printed with what it took; ``whole`` is what the one is called of which nothing was asked.
    """
    worst = worst_line(measured=measured, topic=topic, whole=whole, database=database)
    print(f"  {topic}: {worst.measured}{note}", flush=True)
    for one in measured:
        print(f"    {one.asked or whole}: {one.said} ({one.ratio:.2f} ×)", flush=True)
    most = max(one.queries for one in measured)
    return [worst, Line(f"{topic}, queries", database, f"{most} queries", most, QUERIES_TARGET, "queries")]


def worst_line(*, measured: Sequence[Measured], topic: str, whole: str, database: str) -> Line:
    """The worst of them as a line: of those that break the promise if any does, else of all.

    So a page that is spared, whatever its ratio, hides none that is not. How many are spared the text says.
    """
    judged = [(one, one.line(topic=topic, database=database, text="", target=PAGE_TARGET)) for one in measured]
    broken = [one for one, line in judged if line.broken]
    spared = [one for one, line in judged if not line.broken and line.verdict != "pass"]
    worst = max(broken or measured, key=lambda one: one.ratio)
    middle = statistics.median(one.ratio for one in measured)
    text = f"median {middle:.2f} ×; worst {worst.asked or whole}: {worst.said}"
    if spared:
        highest = max(one.ratio for one in spared)
        text += f"; {len(spared)} of {len(measured)} only within {PAGE_SPARED * 1000:g} ms, up to {highest:.2f} ×"
    return worst.line(topic=topic, database=database, text=text, target=PAGE_TARGET)


def asked_by(action: Callable[[], object]) -> list[tuple[str, Any]]:
    """The queries that an action sends, with their parameters."""
    asked: list[tuple[str, Any]] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        action()
    return asked


def ask(queries: Sequence[tuple[str, Any]]) -> None:
    """The same queries with nothing around them, all rows fetched."""
    with connection.cursor() as cursor:
        for sql, params in queries:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
