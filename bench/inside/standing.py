"""What is asked of a database that has grown: the sweep that finds nothing due, and the city's page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client

from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.officer import Officer
from bench.inside.scale import City
from bench.results import Line, median_seconds

PAGE = "/areas/445100/"
SWEEP_RUNS, PAGE_RUNS = 51, 31
# The sweep must take the same however many rows there are; a fifth is what clocks and caches make of that.
SWEEP_GROWTH, PAGE_QUERIES, PAGE_OVERHEAD, PAGE_GROWTH = 1.2, 12, 3, 1.5


@dataclass(frozen=True)
class Standing:
    """Medians in seconds at one size of the table; ``page`` None, with a reason, when it does not answer."""

    rows: int
    sweep: float
    page: float | None = None
    raw: float = 0
    queries: int = 0
    reason: str = ""


def measure(*, city: City, rows: int) -> Standing:
    """Measure the database as it is."""
    once = sweep(now=city.moment, pack=city.pack)
    swept = median_seconds(lambda: sweep(now=city.moment, pack=city.pack), runs=SWEEP_RUNS)
    print(f"  {rows:,} rows: sweep {swept * 1000:.2f} ms (first {once})", flush=True)
    return _page(rows=rows, swept=swept)


def _page(*, rows: int, swept: float) -> Standing:
    client = Client(SERVER_NAME="localhost")
    client.force_login(Officer.objects.get(username="city"))
    answer = client.get(PAGE)
    if answer.status_code != 200:
        return Standing(rows, swept, reason=f"{PAGE} answers {answer.status_code}")
    asked: list[tuple[str, Any]] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        client.get(PAGE)
    page = median_seconds(lambda: client.get(PAGE), runs=PAGE_RUNS)
    raw = median_seconds(lambda: _ask(queries=asked), runs=PAGE_RUNS)
    print(
        f"  {rows:,} rows: page {page * 1000:.1f} ms, raw {raw * 1000:.1f} ms, {len(asked)} queries",
        flush=True,
    )
    return Standing(rows, swept, page, raw, len(asked))


def _ask(*, queries: Sequence[tuple[str, Any]]) -> None:
    """The page's queries with nothing around them."""
    with connection.cursor() as cursor:
        for sql, params in queries:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()


def lines(*, small: Standing, large: Standing, database: str) -> list[Line]:
    """Both sizes compared."""
    sweeps = f"{small.sweep * 1000:.2f} ms at {small.rows:,}, {large.sweep * 1000:.2f} ms at {large.rows:,}"
    found = [Line("Sweep with nothing due", database, sweeps, round(large.sweep / small.sweep, 2), SWEEP_GROWTH)]
    if small.page is None or large.page is None:
        return [
            *found,
            Line("Area page", database, small.reason or large.reason, None, PAGE_QUERIES, "queries"),
        ]
    for one in (small, large):
        page = one.page or 0
        found += [
            Line(
                f"Area page against its queries, {one.rows:,} rows",
                database,
                f"{page * 1000:.1f} ms, raw {one.raw * 1000:.1f} ms",
                round(page / one.raw, 2),
                PAGE_OVERHEAD,
            )
        ]
    pages = f"{small.page * 1000:.1f} ms at {small.rows:,}, {large.page * 1000:.1f} ms at {large.rows:,}"
    queries = max(small.queries, large.queries)
    return [
        *found,
        Line("Area page, growth", database, pages, round(large.page / small.page, 2), PAGE_GROWTH),
        Line("Area page, queries", database, f"{queries} queries", queries, PAGE_QUERIES, "queries"),
    ]
