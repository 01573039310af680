"""规划、计划与清单 (3.18, 3.19, 3.23–3.25, 5.12, 8.7, 8.8, 9.6, E.1, E.2): who adopts which document, for which years.

A plan is in force from the first day of its years, or from its adoption where that is later: what is adopted in
December for the next year counts for the next year.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

LEADING = frozenset({"party_committee", "government"})
OF_RANK = frozenset({"city", "county", "zone"})
EVERY_LEVEL = OF_RANK | {"town"}
YEARS = re.compile(r"^(\d{4})(?:\s*年?\s*[-–—~至]\s*(\d{4}))?\s*年?$")


@dataclass(frozen=True)
class Document:
    """Who adopts one kind of document. ``years`` is how many years it covers; 0: in force until it is replaced."""

    clause: str
    holders: frozenset[str]
    levels: frozenset[str]
    years: int


DOCUMENTS = {
    "overall_plan": Document("3.23", frozenset({"government"}), OF_RANK, 5),
    "special_plan": Document("3.24", frozenset({"government"}), OF_RANK, 5),
    "annual_plan": Document("8.8", frozenset({"department"}), OF_RANK, 1),
    "power_list": Document("8.7", frozenset({"department"}), OF_RANK, 0),
    "local_measures": Document("E.2", LEADING | {"department"}, OF_RANK, 0),
    "leadership": Document("E.1", LEADING | {"department"}, EVERY_LEVEL, 0),
    "duty_report": Document("3.18", frozenset({"party_committee"}), EVERY_LEVEL, 1),
    "support_measures": Document("3.19", LEADING | {"department"}, OF_RANK, 0),
    "investment_rules": Document("3.25", frozenset({"government"}), EVERY_LEVEL, 0),
    "industry_instrument": Document("5.12", frozenset({"department"}), OF_RANK, 0),
    "mechanism": Document("9.6", frozenset({"department", "safety_committee"}), EVERY_LEVEL, 0),
}


def documents_of(*, kind: str, level: str) -> tuple[str, ...]:
    """The kinds of document that a unit of this kind and level adopts; empty for one that adopts none."""
    return tuple(name for name, one in DOCUMENTS.items() if kind in one.holders and level in one.levels)


def years_in(*, text: str) -> tuple[int, int] | None:
    """First and last year of "2026" or "2026-2030" (also 2026—2030年); None for anything else."""
    found = YEARS.match(text.strip())
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return (first, last) if 2000 <= first <= last <= 2100 else None


def in_force_from(*, adopted_on: dt.date, first_year: int | None) -> dt.date:
    """The day from which a document holds: its first year's first day, or the adoption where that is later."""
    return adopted_on if first_year is None else max(adopted_on, dt.date(first_year, 1, 1))


def spans_in_force(*, lists: Iterable[tuple[dt.date, dt.date | None]]) -> list[tuple[dt.date, dt.date | None]]:
    """The spans in which any of these lists was in force: each from its publication on, before its replacement.

    None is without end. Spans that touch are one: a list that is replaced by the next leaves no gap.
    """
    found: list[tuple[dt.date, dt.date | None]] = []
    for since, until in sorted(lists, key=lambda one: one[0]):
        if until is not None and until <= since:
            continue
        if found and (found[-1][1] is None or since <= found[-1][1]):
            last = found[-1][1]
            found[-1] = (found[-1][0], None if last is None or until is None else max(last, until))
        else:
            found.append((since, until))
    return found
