"""Lists that stay fast: each reach of the reader is a query of its own with its own limit, merged, paged by key."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from anlan.kernel.people.sight import Sight, SightedQuerySet

PAGE = 50
MOST = 10_000


class BadCursor(Exception):
    """The page key in the address was not made by Anlan."""


@dataclass(frozen=True)
class Page:
    """One page of rows and the key of the next one; ``key`` empty where the list ends."""

    rows: list[Any]
    key: str


def page_of(*, rows: SightedQuerySet, sight: Sight, order: Sequence[str], key: str = "", size: int = PAGE) -> Page:
    """The page after ``key``. ``order`` holds indexed columns and ends with the primary key, all in one direction.

    Only the first column may hold nothing; rows where it does, such as a danger without a day yet, come last.
    """
    names = [name.lstrip("-") for name in order]
    descending = order[0].startswith("-")
    after = _read_key(key=key, rows=rows, names=names) if key else None
    read = [_in_order(branch=branch, order=order, after=after, most=size + 1) for branch in rows.branches_for(sight)]
    merged = read[0] if len(read) == 1 else _merged(read, names=names, descending=descending)
    more = len(merged) > size
    merged = merged[:size]
    return Page(merged, _write_key(_values(merged[-1], names)) if more else "")


def counted_page_of(
    *, rows: SightedQuerySet, sight: Sight, order: Sequence[str], key: str = ""
) -> tuple[Page, int, bool]:
    """The page after ``key``, and what ``count_up_to`` says, without asking where the first page shows all there is."""
    page = page_of(rows=rows, sight=sight, order=order, key=key)
    if not key and not page.key:
        return page, len(page.rows), True
    return page, *count_up_to(rows=rows, sight=sight)


def count_up_to(*, rows: SightedQuerySet, sight: Sight, most: int = MOST) -> tuple[int, bool]:
    """How many rows are visible, and whether that is all: counting stops at ``most`` ("10,000+")."""
    branches = rows.branches_for(sight)
    if not branches:
        return 0, True
    if len(branches) == 1:
        count = branches[0].order_by()[: most + 1].count()
        return min(count, most), count <= most
    seen: set[Any] = set()
    for branch in branches:
        seen.update(branch.order_by().values_list("pk", flat=True)[: most + 1])
        if len(seen) > most:
            return most, False
    return len(seen), True


def everything(*, rows: SightedQuerySet, sight: Sight, order: Sequence[str]) -> Any:
    """All visible rows in the list's order, page after page, for exports."""
    key = ""
    while True:
        page = page_of(rows=rows, sight=sight, order=order, key=key, size=1000)
        yield from page.rows
        if not page.key:
            return
        key = page.key


def _merged(read: Sequence[Sequence[Any]], *, names: Sequence[str], descending: bool) -> list[Any]:
    """The rows of several reaches in one order, each once."""
    return sorted(
        {row.pk: row for rows in read for row in rows}.values(),
        key=lambda row: ((getattr(row, names[0]) is None) != descending, _values(row, names)),
        reverse=descending,
    )


def _in_order(*, branch: QuerySet, order: Sequence[str], after: Sequence[Any] | None, most: int) -> list[Any]:
    """The first rows after these values.

    Rows whose first column is empty are asked for by themselves, after the others: so the index serves both, and both
    databases put them in the same place.
    """
    names, descending = [name.lstrip("-") for name in order], order[0].startswith("-")
    if not branch.model._meta.get_field(names[0]).null:
        if after is not None:
            branch = branch.filter(_beyond(names=names, values=after, descending=descending))
        return list(branch.order_by(*order)[:most])
    filled, empty = branch.exclude(**{names[0]: None}), branch.filter(**{names[0]: None})
    if after is not None and after[0] is None:
        rows = []
        empty = empty.filter(_beyond(names=names[1:], values=after[1:], descending=descending))
    elif after is not None:
        rows = list(filled.filter(_beyond(names=names, values=after, descending=descending)).order_by(*order)[:most])
    else:
        rows = list(filled.order_by(*order)[:most])
    return rows + list(empty.order_by(*order[1:])[: most - len(rows)])


def _beyond(*, names: Sequence[str], values: Sequence[Any], descending: bool) -> Q:
    """Rows that follow ``values`` in the order: a < x, or a = x and (b < y, or …)."""
    operator = "lt" if descending else "gt"
    condition = Q(**{f"{names[-1]}__{operator}": values[-1]})
    for name, value in zip(reversed(names[:-1]), reversed(values[:-1]), strict=True):
        condition = Q(**{f"{name}__{operator}": value}) | (Q(**{name: value}) & condition)
        # The redundant bound lets both databases enter the index at the right place.
        condition &= Q(**{f"{name}__{operator}e": value})
    return condition


def _values(row: Any, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _write_key(values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, dt.date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _fits_a_column(value: Any) -> bool:
    """Whether a database can compare a column with it; ``_write_key`` writes nothing else."""
    match value:
        case int():
            return -(2**63) <= value < 2**63
        case dt.datetime():
            # In another time zone, the first and the last year reach beyond the calendar.
            return value.tzinfo is not None and 1 < value.year < 9999
        case str():
            return "\0" not in value
    return value is not None


def _read_key(*, key: str, rows: QuerySet, names: Sequence[str]) -> list[Any]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        if not isinstance(plain, list) or len(plain) != len(names):
            raise ValueError("another list's key")
        values = [rows.model._meta.get_field(n).to_python(v) for n, v in zip(names, plain, strict=True)]
        may_be_empty = rows.model._meta.get_field(names[0]).null and values[0] is None
        if not all(_fits_a_column(value) for value in values[may_be_empty:]):
            raise ValueError("nothing that a row holds")
        return values
    except Exception as error:
        raise BadCursor(str(error)) from error
