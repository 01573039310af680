"""The register of enterprises: a million of them in lists and searches, and an import beside its parts."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.sight import Reach, Sight
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.declaring import UPDATE, Loading
from anlan.kernel.transactions import sweeping
from anlan.modules.enterprise import Enterprise, EnterpriseFacts
from anlan.modules.enterprise.loading import load
from anlan.modules.enterprise.particulars import ASKED
from anlan.rules.enterprises import is_credit_code
from anlan.web.demonstration_enterprises import seats
from anlan.web.synthetic_enterprises import enterprises
from bench.inside.asking import listed, worst_line
from bench.inside.importing import Workbook, import_lines
from bench.inside.scale import City
from bench.results import Line

IMPORTED = 100_000
COLUMNS = (
    "credit_code", "name", "area", "industry", "ownership", "established_on", "address", "employees", "revenue",
    "above_scale", "hazard_policy", "hazard_law", "legal_representative", "actual_controller", "safety_body",
    "full_time_staff", "part_time_staff", "safety_committee", "committee_chair", "union",
)  # fmt: skip
# One answer of each filter that the list offers; every pair of them is asked in every order.
FILTERS: Mapping[str, str] = {
    "state": "operating", "hazard_policy": "special_equipment", "hazard_law": "transport",
    "hazard_licence": "construction", "ownership": "state_owned", "size": "medium", "section": "C", "scale": "unlisted",
    "staffing": "both_missing", "committee": "missing", "director": "yes", "stationed": "yes", "grade": "soon",
    "insurance": "owed_missing", "area": "445103",
}  # fmt: skip
SEARCHED = ("恒安陶瓷1", "不锈钢制品77", "包装印刷12345", "陶瓷", "卓誉石料")
SEARCH_TARGET = 5
FIRST_CODE = 100_000
BATCH = 20_000


def measure(*, city: City, rows: int, database: str) -> list[Line]:
    """Import, fill the register up to ``rows``, and ask it everything that its list offers."""
    actor = actor_for(officer=Officer.objects.get(username="city"), on=city.period.start)
    act = Act(actor, timezone.now(), city.pack)
    lines = import_lines(book=_workbook(act=act), act=act, database=database)
    fill(rows=rows, act=act)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [*lines, *_lists(act=act, rows=rows, database=database), *_searches(act=act, rows=rows, database=database)]


def fill(*, rows: int, act: Act) -> None:
    """Fill the register with so many synthetic enterprises."""
    made = enterprises(count=rows, seats=seats(), today=act.today, first=FIRST_CODE)
    loading = Loading(act, act.actor.posts[0].pk, UPDATE, act.today, "synthetic", "", frozenset(ASKED))
    for batch in itertools.batched(made, BATCH):
        with sweeping():
            load(rows=[(number, row, "new") for number, row in enumerate(batch)], loading=loading)


def _lists(*, act: Act, rows: int, database: str) -> list[Line]:
    """Every pair of filters in every order, at the sight of the city, of a county and of a town."""
    pages = DECLARED.pages["enterprise"]
    orders = ["", *(one.name for one in pages.sorts)]
    pairs = [dict(pair) for pair in itertools.combinations(FILTERS.items(), 2)]
    found = []
    for level, code in (("city", "445100"), ("county", "445103"), ("town", "445103101")):
        area = Area.objects.get(code=code)
        sight = Sight((Reach(),)) if level == "city" else Sight((Reach(lo=area.lo, hi=area.hi),))
        measured = [
            listed(name="enterprise", query={**pair, **({"sort": order} if order else {})}, sight=sight, act=act)
            for pair in pairs
            # Every order at the widest sight, where it costs most; two of them at the others.
            for order in (orders if level == "city" else orders[:2])
        ]
        topic = f"Enterprises, {rows:,}: {len(measured)} lists by every pair of filters, sight of a {level}"
        found.append(worst_line(measured=measured, topic=topic, whole="all", database=database))
        print(f"  {topic}: {found[-1].measured}", flush=True)
    return found


def _searches(*, act: Act, rows: int, database: str) -> list[Line]:
    sight = Sight((Reach(),))
    found = []
    for text in SEARCHED:
        one = listed(name="enterprise", query={"q": text}, sight=sight, act=act)
        topic = f"Enterprises, {rows:,}: part of a name ({text})"
        found.append(one.line(topic=topic, database=database, text=one.said, target=SEARCH_TARGET))
        print(f"  {text}: {one.said}", flush=True)
    return found


def _rows(*, today: dt.date) -> Iterator[dict[str, Any]]:
    return enterprises(count=IMPORTED, seats=seats(), today=today, first=50_000_000)


def _workbook(*, act: Act) -> Workbook:
    loading = Loading(act, act.actor.posts[0].pk, UPDATE, act.today, "synthetic", "", frozenset(ASKED))
    return Workbook(
        sheet="enterprise", columns=COLUMNS, rows=lambda: _rows(today=act.today), count=IMPORTED,
        load=lambda: load(
            rows=[(number, row, "new") for number, row in enumerate(_rows(today=act.today))], loading=loading
        ),
        written=(Unit, Enterprise, EnterpriseFacts), topic="Import of 100,000 rows × 20 columns",
        forget=is_credit_code.cache_clear,
    )  # fmt: skip
