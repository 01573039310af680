"""Hidden dangers: an import beside its parts, lists at three sights, what reads alike, a report with two photos."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from anlan.kernel.obligations.figures import FigureDelta
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.sight import Reach, Sight
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.transactions import sweeping
from anlan.modules.enterprise import Enterprise
from anlan.modules.hidden_danger import DANGER_SHEET, DoubleReport, HiddenDanger
from anlan.modules.hidden_danger.alike import alike_of, earlier_of
from bench.inside import enterprises
from bench.inside.asking import lines_of, listed
from bench.inside.danger_reports import report_lines
from bench.inside.importing import Workbook, import_lines, load_rows
from bench.inside.mapping import POINTS, map_lines
from bench.inside.scale import City
from bench.made_words import DEFECTS, OBJECTS, PLACES
from bench.results import Line, median_seconds
from bench.synthetic_dangers import dangers

IMPORTED = 50_000
COLUMNS = (
    "unit", "found_on", "what", "place", "source", "measure", "grade", "criterion", "due_day", "rectified_on",
    "result", "ended_on",
)  # fmt: skip
ALIKE_TARGET = 5
# One enterprise for so many dangers, and one with as many as likeness looks at.
PER_ENTERPRISE, LEAST_ENTERPRISES, MANY_AT_ONE = 20, 2000, 300
ASKED = (
    {}, {"state": "rectifying"}, {"state": "found"}, {"grade": "major"}, {"standing": "late"}, {"standing": "open"},
    {"standing": "unsafe"}, {"standing": "recurring"}, {"source": "inspection"}, {"sort": "due"},
    {"grade": "major", "standing": "open"}, {"state": "closed", "source": "worker"},
    {"since": "2026-06-01", "until": "2026-06-30"}, {"standing": "late", "sort": "due"},
)  # fmt: skip
RUNS = 15


def measure(*, city: City, rows: int, database: str, parts: Sequence[str]) -> list[Line]:
    """Fill the register of enterprises, import, fill the register of dangers up to ``rows``, and ask."""
    actor = actor_for(officer=Officer.objects.get(username="city"), on=city.period.start)
    act = Act(actor, timezone.now(), city.pack)
    enterprises.fill(rows=max(LEAST_ENTERPRISES, rows // PER_ENTERPRISE), act=act)
    units = list(Enterprise.objects.order_by("id").values_list("unit__code", "industry"))
    found = []
    if "import" in parts:
        book = _workbook(units=units, count=min(IMPORTED, rows), act=act)
        found += import_lines(book=book, act=act, database=database)
    _fill(units=units, rows=rows, act=act)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    if "lists" in parts:
        found += _lists(act=act, rows=rows, database=database)
    if "alike" in parts:
        found += _alike(act=act, rows=rows, database=database)
    if "reports" in parts:
        found += report_lines(act=act, unit=Unit.objects.get(code=units[1][0]), database=database)
    if "map" in parts:
        found += map_lines(act=act, rows=min(POINTS, rows), database=database)
    return found


def _made(*, units: list[tuple[str, str]], rows: int, act: Act, seed: int) -> Iterator[dict[str, Any]]:
    """Synthetic dangers whose words differ as much as those of real ones do."""
    draw = random.Random(seed)
    for row in dangers(units=units, count=rows, today=act.today, loaded_on=act.today, seed=seed):
        place, thing, defect = draw.choice(PLACES), draw.choice(OBJECTS), draw.choice(DEFECTS)
        yield row | {"what": f"演示:{place}{thing}{defect}{draw.randrange(1000)}号", "place": place}


def _fill(*, units: list[tuple[str, str]], rows: int, act: Act) -> None:
    every = [column.name for column in DANGER_SHEET.columns]
    at_one = _made(units=units[:1], rows=MANY_AT_ONE, act=act, seed=1)
    with sweeping():
        made = itertools.chain(at_one, _made(units=units, rows=rows, act=act, seed=2))
        load_rows(sheet="hiddendanger", rows=made, act=act, columns=every)


def _workbook(*, units: list[tuple[str, str]], count: int, act: Act) -> Workbook:
    # A danger found twice on one day in the same words would be one row.
    unique = {
        (row["unit"], row["found_on"], row["what"], row["place"]): row
        for row in _made(units=units, rows=count + 1000, act=act, seed=3)
    }
    rows = [{**row, "upward_number": None} for row in unique.values()][:count]
    return Workbook(
        sheet="hiddendanger", columns=COLUMNS, rows=lambda: rows, count=count,
        load=lambda: load_rows(sheet="hiddendanger", rows=rows, act=act, columns=COLUMNS),
        written=(HiddenDanger, DoubleReport, Obligation, FigureDelta),
        topic=f"Import of {count:,} dangers × {len(COLUMNS)} columns",
    )  # fmt: skip


def _lists(*, act: Act, rows: int, database: str) -> list[Line]:
    """What the list is mostly asked, at the sight of the city, of the county and the town with the most dangers."""
    found = []
    for level in ("city", "county", "town"):
        sight = Sight((Reach(),)) if level == "city" else _sight(level=level)
        measured = [listed(name="hiddendanger", query=dict(query), sight=sight, act=act) for query in ASKED]
        topic = f"Dangers, {rows:,}: {len(measured)} lists, sight of a {level}"
        found += lines_of(measured=measured, topic=topic, whole="all", database=database)
    return found


def _sight(*, level: str) -> Sight:
    at = HiddenDanger.objects.values_list("position").annotate(count=Count("id"))
    counts = dict(at.values_list("position", "count"))
    areas = Area.objects.filter(level=level)
    area = max(areas, key=lambda one: sum(n for position, n in counts.items() if one.lo <= position < one.hi))
    return Sight((Reach(lo=area.lo, hi=area.hi),))


def _alike(*, act: Act, rows: int, database: str) -> list[Line]:
    """What a form offers as the same danger, and the recurrence that a finding looks for, among all of them."""
    first = Unit.objects.get(pk=Enterprise.objects.order_by("id").values("unit")[:1])
    open_first = HiddenDanger.objects.filter(unit=first).order_by("ended_on", "id")
    danger = open_first.filter(state__in=("found", "rectifying")).first() or open_first[0]
    offered = median_seconds(lambda: alike_of(danger=danger), runs=RUNS)
    earlier = median_seconds(lambda: earlier_of(danger=danger, pack=act.pack, on=act.today), runs=RUNS)
    said = f"offered {offered * 1000:.1f} ms, recurrence {earlier * 1000:.1f} ms"
    topic = f"Dangers, {rows:,}: what reads alike at one enterprise with {MANY_AT_ONE}"
    if connection.vendor != "postgresql":
        print(f"  {topic}: {said}", flush=True)
        return [Line(topic, database, said)]
    raw = median_seconds(lambda: _trigrams(danger.what), runs=RUNS)
    text = f"{said}; trigram query {raw * 1000:.1f} ms"
    print(f"  {topic}: {text}", flush=True)
    return [Line(topic, database, text, round(max(offered, earlier) / raw, 2), ALIKE_TARGET)]


def _trigrams(text: str) -> None:
    """The fifty rows of the whole table that read most alike, by the index of trigrams."""
    table = HiddenDanger._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, similarity(what, %s) AS alike FROM {table} WHERE what %% %s ORDER BY alike DESC LIMIT 50",
            [text, text],
        )
        cursor.fetchall()
