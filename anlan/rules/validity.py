"""期间 (6.15, 6.16, 6.19, 8.1): what several periods say of each day together, and where a chain of them breaks.

Days are whole days. A chain names its first and last day, both included; what holds ends before its ``until``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holding[T]:
    """Something that holds from ``since`` on and before ``until`` (None: without end), with what it says."""

    since: dt.date
    until: dt.date | None
    says: T


@dataclass(frozen=True, slots=True)
class Term:
    """One link of a chain: from its first day to its last, both included (None: it goes on)."""

    first: dt.date
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Break:
    """Days of a chain that no link covers, or more than one (``last`` None: without end)."""

    kind: Literal["gap", "overlap"]
    first: dt.date
    last: dt.date | None


def by_day[T](*, holdings: Sequence[Holding[T]]) -> list[tuple[dt.date, dt.date | None, list[T]]]:
    """All days in order, as stretches ``(since, until, what holds)`` that follow one another without a gap.

    What ends before it begins holds on no day.
    """
    real = [one for one in holdings if one.until is None or one.until > one.since]
    days = {one.since for one in real} | {one.until for one in real if one.until is not None}
    starts = [dt.date.min, *sorted(days - {dt.date.min})]
    ends = [*starts[1:], None]
    return [
        (since, until, [one.says for one in real if one.since <= since and (one.until is None or one.until > since)])
        for since, until in zip(starts, ends, strict=True)
    ]


def breaks_of(*, chain: Sequence[Term]) -> list[Break]:
    """Where a chain breaks between its first day and its last (8.1): gaps and overlaps in the order of time."""
    holdings = [
        Holding(one.first, None if one.last in (None, dt.date.max) else one.last + ONE_DAY, one) for one in chain
    ]
    stretches = by_day(holdings=holdings)
    while stretches and not stretches[-1][2]:
        stretches.pop()
    found: list[Break] = []
    for since, until, held in stretches[1:]:
        if len(held) == 1:
            continue
        kind: Literal["gap", "overlap"] = "overlap" if held else "gap"
        last = None if until is None else until - ONE_DAY
        before = found[-1] if found else None
        if before is not None and before.kind == kind and before.last is not None and before.last + ONE_DAY == since:
            found[-1] = Break(kind, before.first, last)
        else:
            found.append(Break(kind, since, last))
    return found
