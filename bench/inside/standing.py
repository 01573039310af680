"""What is asked of a database that has grown: the sweep that finds nothing due, and two pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.test import Client

from anlan.kernel.obligations.figures import Figure
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from bench.inside.scale import City
from bench.results import Line, median_seconds

PAGE = "/areas/445100/"
SIGHTED = 200_000
SWEEP_RUNS, PAGE_RUNS = 51, 31
# The sweep must take the same however many rows there are; a fifth is what clocks and caches make of that.
SWEEP_GROWTH, PAGE_QUERIES, PAGE_OVERHEAD, PAGE_GROWTH = 1.2, 12, 3, 1.5


@dataclass(frozen=True)
class Page:
    """Medians in seconds of one page and of its queries alone; ``seconds`` None, with a reason, when it fails."""

    seconds: float | None
    raw: float = 0
    queries: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Standing:
    """Medians in seconds at one size of the table; ``sighted`` are the rows in sight of who opens the home page."""

    rows: int
    sweep: float
    area: Page
    home: Page
    sighted: int


def measure(*, city: City, rows: int) -> Standing:
    """Measure the database as it is."""
    once = sweep(now=city.moment, pack=city.pack)
    swept = median_seconds(lambda: sweep(now=city.moment, pack=city.pack), runs=SWEEP_RUNS)
    print(f"  {rows:,} rows: sweep {swept * 1000:.2f} ms (first {once})", flush=True)
    officer, sighted = _officer_with_sight_of(rows=SIGHTED, on=city.period.start)
    area = _page(officer=Officer.objects.get(username="city"), address=PAGE)
    return Standing(rows, swept, area, _page(officer=officer, address="/"), sighted)


def _officer_with_sight_of(*, rows: int, on: dt.date) -> tuple[Officer, int]:
    """A safety officer of the town, or a desk officer of the county, with about so many rows in sight; and how many."""
    found: list[tuple[int, Post]] = []
    for key, kind in (("safety_officer", "town_safety_office"), ("desk_officer", "safety_committee_office")):
        for post in Post.objects.filter(key=key, unit__kind=kind).select_related("unit__area"):
            area = post.unit.area
            counts = Figure.objects.filter(position__gte=area.lo, position__lt=area.hi)
            found.append((counts.aggregate(total=Sum("opened"))["total"] or 0, post))
    sighted, post = min(found, key=lambda one: abs(one[0] - rows))
    name = f"sight-{post.pk}"
    officer = Officer.objects.filter(username=name).first()
    if officer is None:
        officer = Officer.objects.create_officer(username=name, name="演示", password=None, synthetic=True)
        Appointment.objects.create(post=post, officer=officer, since=on)
    return officer, sighted


def _page(*, officer: Officer, address: str) -> Page:
    client = Client(SERVER_NAME="localhost")
    client.force_login(officer)
    answer = client.get(address)
    if answer.status_code != 200:
        return Page(None, reason=f"{address} answers {answer.status_code}")
    asked: list[tuple[str, Any]] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        client.get(address)
    page = median_seconds(lambda: client.get(address), runs=PAGE_RUNS)
    raw = median_seconds(lambda: _ask(queries=asked), runs=PAGE_RUNS)
    print(f"  {address}: page {page * 1000:.1f} ms, raw {raw * 1000:.1f} ms, {len(asked)} queries", flush=True)
    return Page(page, raw, len(asked))


def _ask(*, queries: Sequence[tuple[str, Any]]) -> None:
    """The page's queries with nothing around them."""
    with connection.cursor() as cursor:
        for sql, params in queries:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()


def lines(*, small: Standing, large: Standing, database: str) -> list[Line]:
    """Both sizes compared, and the home page of an officer with the promised rows in sight."""
    sweeps = f"{small.sweep * 1000:.2f} ms at {small.rows:,}, {large.sweep * 1000:.2f} ms at {large.rows:,}"
    found = [Line("Sweep with nothing due", database, sweeps, round(large.sweep / small.sweep, 2), SWEEP_GROWTH)]
    home = f"Home page, {large.sighted:,} of {large.rows:,} rows in sight"
    for one in (small, large):
        found += _against_queries(f"Area page against its queries, {one.rows:,} rows", one.area, database)
    found += _against_queries(f"{home}, against its queries", large.home, database)
    if small.area.seconds and large.area.seconds:
        pages = f"{small.area.seconds * 1000:.1f} ms at {small.rows:,}, {large.area.seconds * 1000:.1f} ms"
        growth = round(large.area.seconds / small.area.seconds, 2)
        found.append(Line("Area page, growth", database, f"{pages} at {large.rows:,}", growth, PAGE_GROWTH))
    for topic, queries in (
        ("Area page, queries", max(small.area.queries, large.area.queries)),
        (f"{home}, queries", large.home.queries),
    ):
        found.append(Line(topic, database, f"{queries} queries", queries, PAGE_QUERIES, "queries"))
    return found


def _against_queries(topic: str, page: Page, database: str) -> list[Line]:
    if page.seconds is None:
        return [Line(topic, database, page.reason, None, PAGE_OVERHEAD)]
    measured = f"{page.seconds * 1000:.1f} ms, raw {page.raw * 1000:.1f} ms"
    return [Line(topic, database, measured, round(page.seconds / page.raw, 2), PAGE_OVERHEAD)]
