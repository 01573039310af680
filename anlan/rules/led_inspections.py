"""带队检查 (4.7, 4.8): what a checklist that follows the guide must hold; pure functions of plain values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

RESULTS = ("ok", "problem", "not_applicable")


def looked_at(*, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The lines that say something. A line left as not applicable says nothing and is not kept."""
    return [
        {"item": row["item"], "result": row["result"], "note": row.get("note") or ""}
        for row in rows
        if row["result"] != "not_applicable"
    ]


def checklist_fault(*, lines: Sequence[Mapping[str, str]], items: Collection[str]) -> tuple[str, str]:
    """What is wrong with it and at which item: "unknown", "twice", "bare" (a problem in no words), "nothing", or ""."""
    seen: set[str] = set()
    for line in lines:
        item = line["item"]
        if item not in items:
            return "unknown", item
        if item in seen:
            return "twice", item
        if line["result"] == "problem" and not line["note"]:
            return "bare", item
        seen.add(item)
    return ("nothing", "") if items and not lines else ("", "")
