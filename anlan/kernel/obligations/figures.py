"""履职统计: figures that add up. Counts per leaf area, line, duty and due day, kept by signed deltas.

Whoever changes an obligation appends a delta in the same transaction; the sweep compacts deltas into ``Figure``. An
area's figure is the sum over its range of positions, its own level included. Late is not counted but computed: what was
due before today and is neither met nor void.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models import Count, F, Q, QuerySet, Sum, Value

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.sight import SightedManager
from anlan.kernel.transactions import sweeping

KEYS = ("position", "line_id", "duty_id", "due_day")
COUNTS = ("opened", "on_time", "late", "void")


class FigureColumns(models.Model):
    """What a figure and a delta have in common. ``late`` counts what was met late."""

    position = models.BigIntegerField()
    line_id = models.SmallIntegerField()
    duty_id = models.IntegerField()
    due_day = models.DateField()
    opened = models.BigIntegerField(default=0)
    on_time = models.BigIntegerField(default=0)
    late = models.BigIntegerField(default=0)
    void = models.BigIntegerField(default=0)

    objects = SightedManager(unit=None)

    class Meta:
        abstract = True


class Figure(FigureColumns):
    """Compacted counts. Rows with something outstanding have an index of their own, for what is late."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["position", "due_day", "duty_id", "line_id"], name="figure_once")
        ]
        indexes = [
            models.Index(
                fields=["position", "due_day"],
                condition=Q(opened__gt=F("on_time") + F("late") + F("void")),
                name="figure_outstanding",
            ),
            models.Index(fields=["duty_id", "due_day", "position"], name="figure_by_duty"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.duty_id} {self.due_day}"


class FigureDelta(FigureColumns):
    """A change of the counts, written in the transaction that made it."""

    def __str__(self) -> str:
        return f"{self.position} {self.duty_id} {self.due_day}"


def record_change(
    *, rows: Iterable[Obligation], opened: int = 0, on_time: int = 0, late: int = 0, void: int = 0
) -> None:
    """Append one delta per row, with these signed counts, at the place where the row is owed now."""
    FigureDelta.objects.bulk_create(
        FigureDelta(
            position=row.position,
            line_id=row.line_id,
            duty_id=row.duty_id,
            due_day=row.due_day,
            opened=opened,
            on_time=on_time,
            late=late,
            void=void,
        )
        for row in rows
    )


def record_opened(*, first: int, last: int, duty: int) -> None:
    """Append deltas for the rows of one opened chunk, whatever became of them in the same transaction."""
    table, deltas = Obligation._meta.db_table, FigureDelta._meta.db_table
    yes = "TRUE" if connection.vendor == "postgresql" else "1"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {deltas} ({', '.join((*KEYS, *COUNTS))}) "
            f"SELECT {', '.join(KEYS)}, COUNT(*), SUM(CASE WHEN on_time = {yes} THEN 1 ELSE 0 END), "
            f"SUM(CASE WHEN state = 1 AND on_time <> {yes} THEN 1 ELSE 0 END), "
            f"SUM(CASE WHEN state > 1 THEN 1 ELSE 0 END) "
            f"FROM {table} WHERE id BETWEEN %s AND %s AND duty_id = %s GROUP BY {', '.join(KEYS)}",
            [first, last, duty],
        )


def record_moved(*, rows: QuerySet[Obligation], to: dt.date) -> None:
    """Open rows leave their due days for the day ``to``; called before they do."""
    keys, counted = ", ".join(KEYS), f"{', '.join(KEYS)}, opened, on_time, late, void"
    sql, params = rows.order_by().values(*KEYS).query.sql_with_params()
    new_day = "CAST(%s AS date)" if connection.vendor == "postgresql" else "%s"
    elsewhere = ", ".join(new_day if key == "due_day" else key for key in KEYS)
    grouped_by = ", ".join(key for key in KEYS if key != "due_day")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {FigureDelta._meta.db_table} ({counted}) "
            f"SELECT {keys}, -COUNT(*), 0, 0, 0 FROM ({sql}) AS old GROUP BY {keys} UNION ALL "
            f"SELECT {elsewhere}, COUNT(*), 0, 0, 0 FROM ({sql}) AS new GROUP BY {grouped_by}",
            [*params, to, *params],
        )


def record_void(*, rows: QuerySet[Obligation], count: int = 1) -> None:
    """Rows leave the denominator (1), or come back into it (-1)."""
    sql, params = rows.order_by().values(*KEYS).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {FigureDelta._meta.db_table} ({', '.join((*KEYS, *COUNTS))}) "
            f"SELECT {', '.join(KEYS)}, 0, 0, 0, %s * COUNT(*) FROM ({sql}) AS gone GROUP BY {', '.join(KEYS)}",
            [count, *params],
        )


def record_met(*, rows: QuerySet[Obligation], count: int = 1) -> None:
    """Rows were met by a set-based pass (1), or turn out not to have been (-1), which is told before they change."""
    yes = "TRUE" if connection.vendor == "postgresql" else "1"
    sql, params = rows.order_by().values(*KEYS, "on_time").query.sql_with_params()
    good, tardy = (f"%s * SUM(CASE WHEN on_time = {yes} THEN {a} ELSE {b} END)" for a, b in ((1, 0), (0, 1)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {FigureDelta._meta.db_table} ({', '.join((*KEYS, *COUNTS))}) "
            f"SELECT {', '.join(KEYS)}, 0, {good}, {tardy}, 0 FROM ({sql}) AS met GROUP BY {', '.join(KEYS)}",
            [count, count, *params],
        )


def compact() -> int:
    """Fold all deltas into the figures; returns how many deltas were folded."""
    if not FigureDelta.objects.exists():
        return 0
    figures, deltas = Figure._meta.db_table, FigureDelta._meta.db_table
    sums = ", ".join(f"SUM({count})" for count in COUNTS)
    adds = ", ".join(f"{count} = {figures}.{count} + excluded.{count}" for count in COUNTS)
    with sweeping(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {figures} ({', '.join((*KEYS, *COUNTS))}) "
            f"SELECT {', '.join(KEYS)}, {sums} FROM {deltas} WHERE 1 = 1 GROUP BY {', '.join(KEYS)} "
            f"ON CONFLICT (position, due_day, duty_id, line_id) DO UPDATE SET {adds}"
        )
        cursor.execute(f"DELETE FROM {deltas}")
        return int(cursor.rowcount)


def rows_between(*, since: dt.date, until: dt.date, where: Q, width: int = 1) -> list[tuple[tuple[int, int], Counts]]:
    """Counts by (place, duty) for what is due between two days (inclusive), figures and deltas together.

    A place is a range of ``width`` positions, named by its first one. Areas lie on ranges of their level's width
    (``people.area.WIDTH``), so with that width the database adds up all that lies below each area.
    """
    sums = [Sum(count) for count in COUNTS]
    within = Q(due_day__gte=since, due_day__lte=until)
    parts = [
        _by_place(rows=m.objects.filter(where, within), width=width).annotate(*sums) for m in (Figure, FigureDelta)
    ]
    found: dict[tuple[int, int], Counts] = {}
    for place, duty, *counts in _together(parts):
        key = (place * width, duty)
        found[key] = found[key] + Counts(*counts) if key in found else Counts(*counts)
    return sorted(found.items())


def rows_as_of(
    *, today: dt.date, since: dt.date, until: dt.date, where: Q, width: int = 1
) -> list[tuple[tuple[int, int], Counts]]:
    """As ``rows_between``, with what was due before ``today`` told from what is due then or later."""
    yesterday = today - dt.timedelta(days=1)
    found: dict[tuple[int, int], Counts] = {}
    for first, last, passed in ((since, min(until, yesterday), True), (max(since, today), until, False)):
        if first <= last:
            for key, counts in rows_between(since=first, until=last, where=where, width=width):
                found[key] = found.get(key, Counts()) + counts.as_of(passed=passed)
    return sorted(found.items())


def rows_by_due_day(*, since: dt.date, until: dt.date, where: Q, width: int) -> dict[tuple[int, int, dt.date], Counts]:
    """Counts by (place, duty, due day) of what is due between two days (inclusive); a place as in `rows_between`."""
    sums = [Sum(count) for count in COUNTS]
    within = Q(due_day__gte=since, due_day__lte=until)
    place = F("position") / Value(width, output_field=models.BigIntegerField())
    parts = [
        m.objects.filter(where, within).order_by().annotate(place=place).values_list("place", "duty_id", "due_day")
        for m in (Figure, FigureDelta)
    ]
    found: dict[tuple[int, int, dt.date], Counts] = {}
    for spot, duty, day, *counts in _together([part.annotate(*sums) for part in parts]):
        key = (spot * width, duty, day)
        found[key] = found.get(key, Counts()) + Counts(*counts)
    return found


def outstanding_before(*, day: dt.date, where: Q, width: int = 1) -> dict[tuple[int, int], int]:
    """What was due before ``day`` and is still open, by (place, duty): the late ones of all periods."""
    open_rows = F("opened") - F("on_time") - F("late") - F("void")
    unsettled = Q(opened__gt=F("on_time") + F("late") + F("void"))
    parts = [
        _by_place(rows=model.objects.filter(where, extra, due_day__lt=day), width=width).annotate(left=Sum(open_rows))
        for model, extra in ((Figure, unsettled), (FigureDelta, Q()))
    ]
    left: dict[tuple[int, int], int] = {}
    for place, duty, count in _together(parts):
        left[place * width, duty] = left.get((place * width, duty), 0) + count
    return left


def _together(parts: list[QuerySet[Any]]) -> QuerySet[Any]:
    """Figures and deltas in one statement: between two, a sweep could fold the deltas away."""
    return parts[0].union(*parts[1:], all=True)


def _by_place(*, rows: QuerySet[Any], width: int) -> QuerySet[Any]:
    """The rows grouped by place and duty. Both databases divide whole numbers without a remainder."""
    place = F("position") / Value(width, output_field=models.BigIntegerField())
    return rows.order_by().annotate(place=place).values_list("place", "duty_id")


def grouped(*, rows: QuerySet[Obligation]) -> list[tuple[int, int, int, dt.date, int]]:
    """How many of these rows there are by position, line, duty and due day."""
    return list(rows.order_by().values_list(*KEYS).annotate(count=Count("id")))


def append_grouped(*, groups: Iterable[tuple[int, int, int, dt.date, int]], sign: int, shift: int) -> None:
    """Append deltas for groups of open rows that leave (-1) a place or enter (+1) the place ``shift`` further."""
    FigureDelta.objects.bulk_create(
        FigureDelta(position=position + shift, line_id=line, duty_id=duty, due_day=due_day, opened=sign * count)
        for position, line, duty, due_day, count in groups
    )


def recomputed() -> dict[tuple[int, int, int, dt.date], Counts]:
    """The counts as the obligations themselves give them: the truth that figures are checked against."""
    met = Q(state=Obligation.State.MET)
    sums = (
        Obligation.objects.order_by()
        .values_list(*KEYS)
        .annotate(
            total=Count("id"),
            good=Count("id", filter=met & Q(on_time=True)),
            tardy=Count("id", filter=met & Q(on_time=False)),
            gone=Count("id", filter=Q(state__in=(Obligation.State.WAIVED, Obligation.State.LAPSED))),
        )
    )
    return {(p, line, duty, day): Counts(*counts) for p, line, duty, day, *counts in sums.iterator()}


def differences() -> list[tuple[tuple[int, int, int, dt.date], Counts, Counts]]:
    """Where figures and deltas differ from the obligations: key, figure, truth. Empty when all adds up."""
    kept: dict[tuple[int, int, int, dt.date], Counts] = {}
    for model in (Figure, FigureDelta):
        sums = model.objects.order_by().values_list(*KEYS).annotate(*(Sum(count) for count in COUNTS))
        for position, line, duty, day, *counts in sums.iterator():
            key = (position, line, duty, day)
            kept[key] = kept[key] + Counts(*counts) if key in kept else Counts(*counts)
    truth, nothing = recomputed(), Counts()
    pairs = ((key, kept.get(key, nothing), truth.get(key, nothing)) for key in sorted(kept.keys() | truth.keys()))
    return [(key, figure, true) for key, figure, true in pairs if figure != true]
