"""Areas against periods: the table of figures behind the half-year overview and the heat map of a duty.

One row for the area's own level, for each area below and for the total; one column for each duty and period. A period
is the one in which something is due. Every cell leads to exactly the rows that it counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import rows_by_due_day
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.area import WIDTH, Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.oversight.areas import Surroundings, place_among, within
from anlan.oversight.cells import Cell, cell_of
from anlan.oversight.wording import short_period
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.periods import Period

# Beyond so many late rows no cell leads straight to its one row: they lead to lists.
MOST_LATE = 2_000

type Present = set[tuple[int, dt.date]]


@dataclass(frozen=True)
class Column:
    """One duty with the periods in which it may be due."""

    key: str
    duty: Duty
    policy: PolicyDuty
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Row:
    """One line: an area below, the area's own level, or the total; one cell for each period of each column."""

    area: Area
    kind: str  # "own" | "below" | "total"
    cells: list[Cell] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The heading of the line."""
        if self.kind == "total":
            return _("Total")
        return _("%(area)s, own level") % {"area": name_of(self.area)} if self.kind == "own" else name_of(self.area)


@dataclass(frozen=True)
class Matrix:
    """The whole table."""

    columns: list[Column]
    rows: list[Row]


def matrix_of(
    *,
    around: Surroundings,
    span: tuple[dt.date, dt.date],
    columns_for: Callable[[Present], list[Column]],
    act: Act,
    duty: Duty | None = None,
) -> Matrix:
    """All cells of one area for what is due within ``span``, of one duty or of all; three queries whatever the size.

    ``columns_for`` is given the duties and days of which something is due, and says which columns there are.
    """
    area, children = around.area, around.children
    width = min((WIDTH[child.level] for child in children), default=area.hi - area.lo)
    where = within(area=area) & (Q(duty_id=duty.pk) if duty else Q())
    counts = rows_by_due_day(since=span[0], until=span[1], where=where, width=width)
    columns = columns_for({(key, day) for (_place, key, day), found in counts.items() if found.owed})
    places: dict[int | None, dict[tuple[int, Period], Counts]] = {None: {}, **{child.pk: {} for child in children}}
    spans = {column.duty.pk: column.periods for column in columns}
    total: dict[tuple[int, Period], Counts] = {}
    for (position, key, day), found in counts.items():
        period = next((one for one in spans.get(key, ()) if one.contains(day=day)), None)
        if period is None:
            continue
        known = found.as_of(passed=day < act.today)
        known += Counts(overdue=known.open_and_late)
        for sums in (places[place_among(position=position, children=children)], total):
            sums[key, period] = sums.get((key, period), Counts()) + known
    late = _late_rows(where=where, span=span, act=act)
    lines = [(area, "own", places[None]), *((child, "below", places[child.pk]) for child in children)]
    rows = [
        Row(one, kind, _cells(area=one, kind=kind, sums=sums, columns=columns, late=late, children=children, act=act))
        for one, kind, sums in [*lines, (area, "total", total)]
    ]
    return Matrix(columns, rows)


def _late_rows(*, where: Q, span: tuple[dt.date, dt.date], act: Act) -> list[tuple[int, int, int, dt.date]]:
    """The rows that are open after their due day, for cells that count just one; nothing where there are too many."""
    last = min(span[1], act.today - dt.timedelta(days=1))
    rows = Obligation.objects.filter(where, state=Obligation.State.OPEN, due_day__gte=span[0], due_day__lte=last)
    found = list(
        rows.order_by("position", "due_day").values_list("pk", "position", "duty_id", "due_day")[: MOST_LATE + 1]
    )
    return found if len(found) <= MOST_LATE else []


def _cells(
    *,
    area: Area,
    kind: str,
    sums: dict[tuple[int, Period], Counts],
    columns: list[Column],
    late: Iterable[tuple[int, int, int, dt.date]],
    children: list[Area],
    act: Act,
) -> list[Cell]:
    mine = [
        (pk, duty, day)
        for pk, position, duty, day in late
        if area.lo <= position < area.hi
        and (kind != "own" or place_among(position=position, children=children) is None)
    ]
    cells = []
    for column in columns:
        rows = [(pk, day) for pk, duty, day in mine if duty == column.duty.pk]
        for period in column.periods:
            base = {"area": area.code, **({"own": "1"} if kind == "own" else {}), "duty": column.key}
            cells.append(
                cell_of(
                    counts=sums.get((column.duty.pk, period), Counts()),
                    filters={**base, "since": period.start.isoformat(), "until": period.end.isoformat()},
                    late=[pk for pk, day in rows if period.contains(day=day)],
                    urging=act.actor.has(P.OBLIGATION_URGE),
                    today=act.today,
                    label=f"{column.duty.clause} {short_period(period=period)}",
                )
            )
    return cells
