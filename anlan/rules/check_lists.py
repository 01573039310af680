"""按隐患自查表自查 (18.8): what a check says of each item of its list, and what is wrong with what it says.

Pure functions of plain values. Whoever checks says something of each item, or of all the others together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

OK, NOT_OK, FIXED, NOT_APPLICABLE = "ok", "not_ok", "fixed", "not_applicable"
ANSWERS = (OK, NOT_OK, FIXED, NOT_APPLICABLE)
# What makes a hidden danger of an item, also where it was put right at once: the ledger of dangers has all of them.
FOUND = (NOT_OK, FIXED)


def said_of(*, items: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What the check says of single items, in the order of the list; words only where something was found."""
    by_item = {str(row["item"]): row for row in rows if row.get("answer")}
    lines = []
    for item in items:
        row = by_item.get(item)
        if row is not None:
            found = row["answer"] in FOUND
            words = {name: str(row.get(name) or "") if found else "" for name in ("found", "place", "done")}
            lines.append({"item": item, "answer": str(row["answer"]), **words})
    return lines


def check_fault(
    *, items: Sequence[str], rows: Sequence[Mapping[str, Any]], others_in_order: bool
) -> tuple[str, tuple[str, ...]]:
    """What is wrong and at which items; ("", ()) where nothing is.

    "unknown": not of this list; "twice"; "unanswered": words, and no answer; "bare": found, and no words what;
    "left": of these nothing is said, neither singly nor together.
    """
    numbers = Counter(str(row["item"]) for row in rows)
    answered = {str(row["item"]): row for row in rows if row.get("answer")}
    faults = {
        "unknown": [item for item in numbers if item not in items],
        "twice": [item for item, n in numbers.items() if n > 1],
        "unanswered": [str(row["item"]) for row in rows if not row.get("answer") and _has_words(row)],
        "bare": [item for item, row in answered.items() if row["answer"] in FOUND and not row.get("found")],
        "left": [] if others_in_order else [item for item in items if item not in answered],
    }
    return next(((fault, tuple(found)) for fault, found in faults.items() if found), ("", ()))


def _has_words(row: Mapping[str, Any]) -> bool:
    return any(row.get(name) for name in ("found", "place", "done"))


def counts(*, lines: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """How many items were answered singly, not in order, put right at once, and not applicable."""
    by_answer = Counter(line["answer"] for line in lines)
    return {
        "singly": len(lines),
        "not_ok": by_answer[NOT_OK] + by_answer[FIXED],
        "put_right": by_answer[FIXED],
        "not_applicable": by_answer[NOT_APPLICABLE],
    }
