"""The register of enterprises: a million of them in lists and searches, and an import beside its parts."""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.db import connection, transaction
from django.utils import timezone
from python_calamine import CalamineWorkbook

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.cells import row_of
from anlan.kernel.pages.filtering import filtered
from anlan.kernel.pages.lists import count_up_to, page_of
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.sight import Reach, Sight
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.declaring import UPDATE, Loading
from anlan.kernel.sheets.headings import find_headings
from anlan.kernel.sheets.importing import HandedIn, confirm, hand_in
from anlan.kernel.sheets.reading import Read, plan_of, values_of
from anlan.kernel.sheets.working import Worker
from anlan.kernel.transactions import sweeping
from anlan.modules.enterprise import Enterprise, EnterpriseFacts
from anlan.modules.enterprise.loading import load
from anlan.modules.enterprise.particulars import ASKED
from anlan.rules.enterprises import is_credit_code
from anlan.web.demonstration_enterprises import seats
from anlan.web.synthetic_enterprises import enterprises
from bench.inside.scale import City
from bench.results import Line, median_seconds, seconds

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
LIST_TARGET, SEARCH_TARGET, IMPORT_TARGET, MEMORY_MB = 3, 5, 2, 500
RUNS = 3
FIRST_CODE = 100_000
BATCH = 20_000


@dataclass(frozen=True)
class Measured:
    """One list: what was asked, how long Anlan took and how long its bare queries."""

    asked: str
    seconds: float
    raw: float

    @property
    def ratio(self) -> float:
        """How many times its own queries."""
        return self.seconds / self.raw


def measure(*, city: City, rows: int, database: str) -> list[Line]:
    """Import, fill the register up to ``rows``, and ask it everything that its list offers."""
    actor = actor_for(officer=Officer.objects.get(username="city"), on=city.period.start)
    act = Act(actor, timezone.now(), city.pack)
    lines = _import(act=act, database=database)
    _fill(rows=rows, act=act)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [*lines, *_lists(act=act, rows=rows, database=database), *_searches(act=act, rows=rows, database=database)]


def _fill(*, rows: int, act: Act) -> None:
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
            _one(query={**pair, **({"sort": order} if order else {})}, sight=sight, act=act)
            for pair in pairs
            # Every order at the widest sight, where it costs most; two of them at the others.
            for order in (orders if level == "city" else orders[:2])
        ]
        worst = max(measured, key=lambda one: one.ratio)
        middle = statistics.median(one.ratio for one in measured)
        topic = f"Enterprises, {rows:,}: lists by every pair of filters, sight of a {level}"
        text = f"{len(measured)} lists, median {middle:.2f} ×; worst {worst.asked}: "
        text += f"{worst.seconds * 1000:.1f} ms, raw {worst.raw * 1000:.1f} ms"
        found.append(Line(topic, database, text, round(worst.ratio, 2), LIST_TARGET))
        print(f"  {topic}: {text}", flush=True)
    return found


def _searches(*, act: Act, rows: int, database: str) -> list[Line]:
    sight = Sight((Reach(),))
    found = []
    for text in SEARCHED:
        one = _one(query={"q": text}, sight=sight, act=act)
        said = f"{one.seconds * 1000:.1f} ms, raw {one.raw * 1000:.1f} ms"
        topic = f"Enterprises, {rows:,}: part of a name ({text})"
        found.append(Line(topic, database, said, round(one.ratio, 2), SEARCH_TARGET))
        print(f"  {text}: {said}", flush=True)
    return found


def _one(*, query: dict[str, str], sight: Sight, act: Act) -> Measured:
    pages = DECLARED.pages["enterprise"]

    def answer() -> None:
        rows, _kept, order = filtered(pages=pages, query=query, on=act.today, pack=act.pack)
        page = page_of(rows=rows, sight=sight, order=order)
        count_up_to(rows=rows, sight=sight)
        for row in page.rows:
            row_of(record=row, pages=pages)

    asked: list[tuple[str, Any]] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        answer()
    took = median_seconds(answer, runs=RUNS, warm_up=1)
    raw = median_seconds(lambda: _ask(asked), runs=RUNS, warm_up=1)
    return Measured("&".join(f"{name}={value}" for name, value in query.items()), took, raw)


def _ask(queries: list[tuple[str, Any]]) -> None:
    with connection.cursor() as cursor:
        for sql, params in queries:
            cursor.execute(sql, params)
            cursor.fetchall()


def _import(*, act: Act, database: str) -> list[Line]:
    """A workbook of 100,000 rows and 20 columns, imported as an office does it, beside its parts by themselves.

    The import comes first, while the process is small, so that its peak of memory is the import's.
    """
    content, took, peak = _workbook(act=act), 0.0, 0.0
    try:
        with transaction.atomic():
            took = _import_whole(content=content, act=act)
            peak = _peak_megabytes()
            raise _Undone
    except _Undone:
        pass
    cells: list[list[Any]] = []
    read = seconds(lambda: cells.extend(_read(content)))
    is_credit_code.cache_clear()
    validate = seconds(lambda: _validate(cells))
    bare = _load_bare(act=act)
    said = f"{took:.1f} s ({IMPORTED / took:,.0f} rows/s); read {read:.1f}, validate {validate:.1f}, load {bare:.1f} s"
    print(f"  import: {said}, memory {peak:.0f} MB", flush=True)
    ratio = round(took / (read + validate + bare), 2)
    return [
        Line("Import of 100,000 rows × 20 columns, its parts", database, said, ratio, IMPORT_TARGET),
        Line("Import, memory of the whole process", database, f"{peak:.0f} MB", round(peak), MEMORY_MB, "MB"),
    ]


def _peak_megabytes() -> float:
    """The highest memory of this process so far; what getrusage tells is handed down by whoever started it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _import_whole(*, content: bytes, act: Act) -> float:
    """How long it takes from handing the file in until it is loaded: checked, confirmed, read again, written."""
    sheet = DECLARED.sheets["enterprise"]
    with tempfile.TemporaryDirectory(prefix="anlan-bench-files-") as folder:
        worker = Worker(clock=timezone.now, pack=act.pack, data_dir=folder)

        def whole() -> None:
            file = HandedIn("enterprises.xlsx", BytesIO(content), True, UPDATE, act.today, "en")
            hand_in(sheet=sheet, file=file, act=act, submission=uuid.uuid4(), data_dir=folder)
            checked = worker.work_once()
            if checked is None or checked.new != IMPORTED:
                raise RuntimeError(f"the check found {checked and checked.new} new rows, {checked and checked.note}")
            confirm(job=checked, whole=True, act=act)
            loaded = worker.work_once()
            if loaded is None or loaded.state != "loaded":
                raise RuntimeError(f"the import was not loaded: {loaded and loaded.note}")

        return seconds(whole)


def _rows(*, today: dt.date) -> Iterator[dict[str, Any]]:
    return enterprises(count=IMPORTED, seats=seats(), today=today, first=50_000_000)


def _workbook(*, act: Act) -> bytes:
    sheet = DECLARED.sheets["enterprise"]
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, [str(sheet.column(name=name).label) for name in COLUMNS])
        for number, row in enumerate(_rows(today=act.today), start=1):
            for place, name in enumerate(COLUMNS):
                value = row[name]
                if isinstance(value, bool):
                    page.write_string(number, place, "是" if value else "否")
                elif isinstance(value, dt.date):
                    page.write_datetime(number, place, dt.datetime.combine(value, dt.time()), day)
                elif value not in ("", None):
                    page.write(number, place, value)
    return file.getvalue()


def _read(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def _validate(cells: list[list[Any]]) -> None:
    sheet = DECLARED.sheets["enterprise"]
    headings = find_headings(sheet=sheet, rows=cells[:1])
    plan, read = plan_of(sheet=sheet, headings=headings), Read(sheet, headings)
    names = [column.name for column in sheet.columns]
    for number, row in enumerate(cells[1:], start=2):
        values = values_of(read=read, number=number, cells=row, plan=plan)
        if values is not None:
            for _fault in sheet.row_rules(dict(zip(names, values, strict=True))):
                raise RuntimeError("a synthetic row is at fault")


class _Undone(Exception):
    """Raised to take back what was only measured."""


def _load_bare(*, act: Act) -> float:
    """The same rows, made ready, written to the three tables by one statement each; taken back afterwards."""
    loading = Loading(act, act.actor.posts[0].pk, UPDATE, act.today, "synthetic", "", frozenset(ASKED))
    took = 0.0
    try:
        with transaction.atomic():
            load(rows=[(number, row, "new") for number, row in enumerate(_rows(today=act.today))], loading=loading)
            ready = {model: _taken_back(model=model) for model in (EnterpriseFacts, Enterprise, Unit)}
            for model in (Unit, Enterprise, EnterpriseFacts):
                took += seconds(lambda model=model: _write(model=model, rows=ready[model]))  # type: ignore[misc]
            raise _Undone
    except _Undone:
        return took


def _taken_back(*, model: Any) -> list[tuple[Any, ...]]:
    """The rows of synthetic enterprises, deleted again, as the database gave them."""
    table = model._meta.db_table
    condition = (
        "code LIKE '91000000DE%%'"
        if model is Unit
        else "unit_id IN (SELECT id FROM kernel_unit WHERE code LIKE '91000000DE%%')"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {condition}", [])
        rows = cursor.fetchall()
        cursor.execute(f"DELETE FROM {table} WHERE {condition}", [])
    return rows


def _write(*, model: Any, rows: list[tuple[Any, ...]]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
