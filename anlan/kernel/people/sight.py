"""What an officer sees: the union of what each post's grants open, decided here and nowhere else.

A grant opens a territory (a range of positions, one unit, or the whole city) AND a line (or every line). Pages, the
API, exports, pickers, counts and files all start from ``Model.objects.visible_to(sight)``. Without a grant nothing
is visible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan

# Territories as wide as a county's (``WIDTH`` of areas) hold so many of all rows that the order of a list, or what else
# narrows it, finds its first rows sooner than their places do.
WIDE = 2**30


class _WithoutIndex(Func):
    """A column by whose index SQLite does not look: it takes any range for a narrow one and would sort all of it.

    A plus sign keeps it from doing so, see "Query Planning" in SQLite's documentation. PostgreSQL knows how many rows a
    range has, and is left to choose.
    """

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """The column with a plus sign before it."""
        return super().as_sql(compiler, connection, template="+%(expressions)s", **extra)


@dataclass(frozen=True)
class Reach:
    """One grant as plain values. ``lo``/``hi`` None means every territory; ``line`` None means every line."""

    lo: int | None = None
    hi: int | None = None
    unit: int | None = None
    line: int | None = None

    @property
    def everything(self) -> bool:
        """Whether it reaches every row."""
        return self.lo is None and self.unit is None and self.line is None

    def covers(self, *, position: int | None, unit: int | None, line: int | None) -> bool:
        """Whether a row at this position, of this unit and line, lies inside the reach."""
        if self.line is not None and self.line != line:
            return False
        if self.unit is not None:
            return self.unit == unit
        if self.lo is None or self.hi is None:
            return True
        return position is not None and self.lo <= position < self.hi


@dataclass(frozen=True)
class Columns:
    """Names of the columns that place a model's rows; ``None`` where a model has no such column.

    ``also`` names the columns of a second place, for rows that belong to two units (who asks and who is asked).
    """

    position: str = "position"
    line: str | None = "line_id"
    unit: str | None = "unit_id"
    also: Columns | None = None

    @property
    def places(self) -> tuple[Columns, ...]:
        """The one place or the two places to which a row belongs."""
        return (self, self.also) if self.also else (self,)


@dataclass(frozen=True)
class Sight:
    """All that one officer may see under one permission. An empty sight sees nothing."""

    reaches: tuple[Reach, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether some reach reaches every row: then no condition is added to a query."""
        return any(reach.everything for reach in self.reaches)

    def covers(self, *, position: int | None, unit: int | None = None, line: int | None = None) -> bool:
        """Whether one row with these values is visible."""
        return any(reach.covers(position=position, unit=unit, line=line) for reach in self.reaches)

    def covers_range(self, *, lo: int, hi: int) -> bool:
        """Whether a whole territory is visible in every line (an area's page shows all of it or is not shown)."""
        return any(
            reach.everything
            or (
                reach.lo is not None
                and reach.hi is not None
                and reach.line is None
                and reach.lo <= lo
                and hi <= reach.hi
            )
            for reach in self.reaches
        )

    def includes(self, *, reach: Reach, position: int) -> bool:
        """Whether everything that ``reach`` reaches is visible; ``position`` is where its unit lies, if it is one."""
        for mine in self.reaches:
            if mine.line not in (None, reach.line):
                continue
            if mine.lo is None and mine.unit is None:
                return True
            if reach.unit is not None and mine.covers(position=position, unit=reach.unit, line=reach.line):
                return True
            if None not in (mine.lo, mine.hi, reach.lo, reach.hi) and mine.lo <= reach.lo and reach.hi <= mine.hi:  # type: ignore[operator]
                return True
        return False

    def branches(self, *, columns: Columns, ordered: bool = False) -> Iterator[Q]:
        """One condition per reach and place. Lists run each with its own limit: one OR cannot use an index.

        ``ordered`` is for rows in the order of a list, of which the first few are wanted. Second places are left alone:
        few rows have one.
        """
        if self.everything:
            yield Q()
            return
        for reach in self.reaches:
            for place in columns.places:
                condition = self._condition(reach=reach, columns=place, ordered=ordered and place is columns)
                if condition is not None:
                    yield condition

    def q(self, *, columns: Columns) -> Q:
        """The union of all branches as one condition; matches nothing when there is no branch."""
        branches = list(self.branches(columns=columns))
        if not branches:
            return Q(pk__in=[])
        union = branches[0]
        for branch in branches[1:]:
            union |= branch
        return union if not any(branch == Q() for branch in branches) else Q()

    @staticmethod
    def _condition(*, reach: Reach, columns: Columns, ordered: bool) -> Q | None:
        condition = Q()
        if reach.line is not None:
            if columns.line is None:
                return None
            condition &= Q(**{columns.line: reach.line})
        if reach.unit is not None:
            return condition & Q(**{columns.unit: reach.unit}) if columns.unit else None
        if reach.lo is None or reach.hi is None:
            return condition
        if ordered and reach.hi - reach.lo >= WIDE:
            place = _WithoutIndex(F(columns.position), output_field=models.BigIntegerField())
            return condition & Q(GreaterThanOrEqual(place, reach.lo)) & Q(LessThan(place, reach.hi))
        return condition & Q(**{f"{columns.position}__gte": reach.lo, f"{columns.position}__lt": reach.hi})


class SightedQuerySet(models.QuerySet[Any]):
    """Rows that belong somewhere. The manager that made it says by which columns."""

    columns: Columns = Columns()

    def _clone(self) -> SightedQuerySet:
        clone: SightedQuerySet = super()._clone()  # type: ignore[misc]
        clone.columns = self.columns
        return clone

    def visible_to(self, sight: Sight) -> SightedQuerySet:
        """Only the rows inside this sight."""
        return self.filter(sight.q(columns=self.columns))

    def branches_for(self, sight: Sight) -> list[SightedQuerySet]:
        """The same rows as ``visible_to`` for a list, one query set per reach (rows may stand in several)."""
        return [self.filter(branch) for branch in sight.branches(columns=self.columns, ordered=True)]


class SightedManager(models.Manager[Any]):
    """A manager whose query sets know where their rows belong."""

    def __init__(
        self,
        *,
        position: str = "position",
        line: str | None = "line_id",
        unit: str | None = "unit_id",
        also: Columns | None = None,
    ) -> None:
        super().__init__()
        self.columns = Columns(position=position, line=line, unit=unit, also=also)

    def get_queryset(self) -> SightedQuerySet:
        rows = SightedQuerySet(self.model, using=self._db)
        rows.columns = self.columns
        return rows

    def visible_to(self, sight: Sight) -> SightedQuerySet:
        """Only the rows inside this sight."""
        return self.get_queryset().visible_to(sight)

    def branches_for(self, sight: Sight) -> list[SightedQuerySet]:
        """The same rows, one query set per reach."""
        return self.get_queryset().branches_for(sight)
