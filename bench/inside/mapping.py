"""The map: what its page shows of many risk points beside its bare queries, as a city, a county and a town see it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.declaring import UPDATE, Loading
from anlan.kernel.transactions import sweeping
from anlan.modules.enterprise import Enterprise
from anlan.modules.risk_point import RiskPoint
from anlan.modules.risk_point.choices import KINDS
from anlan.modules.risk_point.sheet import RISK_SHEET
from anlan.oversight.risk_map import map_data
from anlan.web.demonstration import CAST
from bench.inside.asking import Measured, ask, asked_by, lines_of
from bench.results import Line, median_seconds

POINTS, BATCH, RUNS = 100_000, 5_000, 7
# Of a hundred points; towns lie anywhere in their county, and their points within a few kilometres.
COLOURS = {"red": 4, "orange": 16, "yellow": 35, "blue": 45}
AROUND = 0.03
EVERY_COLOUR = "&".join(f"value={colour}" for colour in COLOURS)
QUERIES = (
    "", EVERY_COLOUR, f"{EVERY_COLOUR}&kind=equipment", f"{EVERY_COLOUR}&section=C", f"{EVERY_COLOUR}&standing=stale",
    "standing=unwatched", "value=red", "value=blue",
)  # fmt: skip


def map_lines(*, act: Act, rows: int, database: str) -> list[Line]:
    """Lay so many points over the territory, and open the map as each of three officers."""
    _fill(rows=rows, act=act)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = []
    for level in ("city", "county", "town"):
        post = _post(username=level, act=act)
        code, reader = post.unit.area.code, _reader(username=level, act=act)
        queries = [*QUERIES, f"{EVERY_COLOUR}&box={_near(area=post.unit.area)}"]
        measured = [_map(act=reader, code=code, query=query) for query in queries]
        topic = f"Map, {rows:,} risk points: data of {len(measured)} pages, sight of a {level}"
        note = f"; the whole page {_page(username=level, code=code) * 1000:.1f} ms"
        found += lines_of(measured=measured, topic=topic, whole="as it opens", database=database, note=note)
    return found


def _reader(*, username: str, act: Act) -> Act:
    return Act(actor_for(officer=Officer.objects.get(username=username), on=act.today), act.now, act.pack)


def _map(*, act: Act, code: str, query: str) -> Measured:
    """What one map shows, and its queries alone."""

    def answer() -> None:
        map_data(act=act, query=QueryDict(query), code=code)

    answer()
    asked = asked_by(answer)
    took = median_seconds(answer, runs=RUNS, warm_up=1)
    raw = median_seconds(lambda: ask(asked), runs=RUNS, warm_up=1)
    return Measured(query, took, raw, len(asked))


def _page(*, username: str, code: str) -> float:
    """How long the whole page takes that shows every colour, middleware and template included."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(Officer.objects.get(username=username))
    return median_seconds(lambda: client.get(f"/map/{code}/?{EVERY_COLOUR}"), runs=RUNS)


def _near(*, area: Area) -> str:
    """A frame of a few kilometres around one of its points."""
    point = RiskPoint.objects.filter(position__gte=area.lo, position__lt=area.hi).order_by("-pk")[0]
    x, y = float(point.longitude), float(point.latitude)
    return f"{x - AROUND},{y - AROUND},{x + AROUND},{y + AROUND}"


def _post(*, username: str, act: Act) -> Post:
    """The post that this account of the demonstration holds; from now on it does so here."""
    role = next(role for role in CAST if role.username == username)
    post = Post.objects.select_related("unit__area").get(unit__code=role.unit, key=role.post)
    if not Officer.objects.filter(username=username).exists():
        officer = Officer.objects.create_officer(username=username, name="演示", password=None, synthetic=True)
        Appointment.objects.create(post=post, officer=officer, since=act.today)
    return post


def _fill(*, rows: int, act: Act) -> None:
    """Load them as an import does, with its entry in the ledger."""
    post = act.actor.posts[0]
    place = Place(unit=post.unit_id, position=post.unit.position, line=post.unit.line_id)
    entry = Entry(
        kind="risk.imported", occurred_on=act.today, officer=act.actor.officer.pk, post=post.pk, place=place,
        answers={"synthetic": True},
    )  # fmt: skip
    columns = frozenset(column.name for column in RISK_SHEET.columns)
    # A row that was read says of each column what stands there, even if it is nothing.
    nothing = dict.fromkeys(columns)
    with sweeping():
        loading = Loading(
            act, post.pk, UPDATE, act.today, "synthetic", "", columns, append(entry=entry, now=timezone.now())
        )
        for batch in itertools.batched(enumerate(_points(rows=rows, act=act)), BATCH):
            RISK_SHEET.load(rows=[(number, nothing | row, "new") for number, row in batch], loading=loading)
    # Some are looked at late: dates follow from the day of the import.
    RiskPoint.objects.filter(pk__in=RiskPoint.objects.order_by("pk").values("pk")[: rows // 20]).update(
        next_check=act.today.replace(day=1)
    )


def _points(*, rows: int, act: Act) -> Iterator[dict[str, Any]]:
    draw = random.Random(20171026)
    towns = _towns(draw=draw, act=act)
    units = list(Enterprise.objects.order_by("id").values_list("unit__code", "unit__position"))
    # All points of one unit stand together, as in workbooks.
    for number in range(rows):
        code, position = units[number * len(units) // rows]
        x, y = next(place for (lo, hi), place in towns.items() if lo <= position < hi)
        colour = draw.choices(tuple(COLOURS), tuple(COLOURS.values()))[0]
        yield {
            "unit": code, "code": f"B-{number}", "name": f"演示:风险点{number}", "kind": draw.choice(tuple(KINDS)),
            "place": "车间", "hazard": "演示", "accident": "触电", "colour": colour, "level": "workshop",
            "control_unit": "车间", "responsible": "安全管理人员", "engineering": "联锁", "upward_number": "",
            "longitude": Decimal(f"{x + draw.uniform(-AROUND, AROUND):.6f}"),
            "latitude": Decimal(f"{y + draw.uniform(-AROUND, AROUND):.6f}"),
        }  # fmt: skip


def _towns(*, draw: random.Random, act: Act) -> dict[tuple[int, int], tuple[float, float]]:
    """A middle for each town within its county, by the range of its positions; last, the whole city's."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    city = Area.objects.get(parent=None, level="city")
    for area in [*Area.objects.filter(level="town").select_related("parent"), city]:
        outline = act.pack.boundaries.get(area.parent.code if area.parent else area.code)
        west, south, east, north = (outline or act.pack.boundaries[city.code]).box
        found[area.lo, area.hi] = (draw.uniform(west, east), draw.uniform(south, north))
    return found
