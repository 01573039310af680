"""企业安全生产工作计划及其季度检查 (6.3, 6.6, 6.7): years, days, and what a check says of a plan's items.

Pure functions of plain values. The clause says 年初 and names no day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

OPEN, DONE, NOT_DONE = "open", "done", "not_done"
STANDINGS = (OPEN, DONE, NOT_DONE)


def year_fault(*, adopted_on: dt.date, year: int) -> str:
    """Why a plan adopted on that day is none of that year: "over" (its year has passed), "early", or "".

    A plan is adopted in its year or, ahead of it, in the year before.
    """
    if adopted_on.year > year:
        return "over"
    return "early" if adopted_on.year < year - 1 else ""


def counts_from(*, adopted_on: dt.date, year: int) -> dt.date:
    """The day from which a plan counts for its year: when it was adopted, but not before the year begins (6.3)."""
    return max(adopted_on, dt.date(year, 1, 1))


def end_of(*, year: int) -> dt.date:
    """By when an item is to be done that names no day: within the year of its plan."""
    return dt.date(year, 12, 31)


def checked(*, items: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How each item of the plan stands after a check (6.7).

    ``items`` are the items as they stood, each with ``item`` (its number as text), ``state`` and ``remark``. ``rows``
    are what the check says of some of them; of the others it says that they stand as before, which stays in
    ``state_before`` and ``remark_before``.
    """
    said = {str(row["item"]): row for row in rows}
    lines = []
    for item in items:
        row = said.get(str(item["item"]), {})
        state, remark = row.get("state") or item["state"], row.get("remark", item["remark"]) or ""
        before = {"state_before": item["state"], "remark_before": item["remark"]}
        lines.append({**item, "state": state, "remark": remark, **before})
    return lines


def check_fault(*, lines: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """What is wrong and with which item: "unknown" (not of this plan), "twice", "bare" (not done, no word why), ""."""
    known, seen = {str(line["item"]) for line in lines}, set()
    for row in rows:
        item = str(row["item"])
        if item not in known:
            return "unknown", item
        if item in seen:
            return "twice", item
        seen.add(item)
    bare = next((line for line in lines if line["state"] == NOT_DONE and not line["remark"]), None)
    return ("bare", str(bare["item"])) if bare else ("", "")


def changed(*, line: Mapping[str, Any]) -> bool:
    """Whether a check says something new of an item."""
    return (line["state"], line["remark"]) != (line["state_before"], line["remark_before"])
