"""What the database says of rows that are right by themselves: new, changed, the same, or at fault. No article."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.sheets.declaring import BATCH, STOP, UPDATE, Fault, Judged, Loading, Sheet
from anlan.kernel.sheets.reading import Read

VERDICTS = ("new", "changed", "same")


@dataclass
class Judgement:
    """The verdict on each good row, in the file's order, and how many there are of each.

    ``todo`` are the rows that the mode lets an import write: number, values in the columns' order, verdict.
    """

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VERDICTS, 0))
    todo: list[tuple[int, tuple[Any, ...], str]] = field(default_factory=list)
    outcome: str = ""

    def batch(self, *, sheet: Sheet, first: int) -> list[Judged]:
        """Some of the rows to write, as the functions of a module take them."""
        names = [column.name for column in sheet.columns]
        some = self.todo[first : first + BATCH]
        return [(number, dict(zip(names, values, strict=True)), verdict) for number, values, verdict in some]  # type: ignore[misc]


def judge(*, read: Read, loading: Loading, tell: Callable[[int, int], None]) -> Judgement:
    """Ask the sheet's ``check`` and ``compare`` of all rows, a batch at a time; faults are noted in ``read``.

    ``tell`` is called with the rows done and all rows. In mode stop a row that the register holds with other values is
    a fault; one that it holds just so is none, so that a file sent twice changes nothing.
    """
    sheet, found = read.sheet, Judgement()
    # By another form the same file says other things.
    seen = hashlib.sha256(repr(read.headings.form or "").encode())
    for first in range(0, len(read.rows), BATCH):
        rows = read.numbered(first=first, count=BATCH)
        for fault in sheet.check(rows=rows, loading=loading):
            read.say(fault=fault)
        values = dict(read.rows[first : first + BATCH])
        good = [row for row in rows if row[0] not in read.bad]
        compared = sheet.compare(rows=good, loading=loading)
        verdicts: list[str] = []
        for (number, _values), (verdict, overwritten) in zip(good, compared, strict=True):
            if verdict not in VERDICTS:
                raise ValueError(f"{sheet.name}: row {number} is judged {verdict!r}")
            if verdict == "changed" and loading.mode == STOP:
                reason = _("The register holds this already, with other values.")
                shown = " ".join(str(_values[name] or "") for name in sheet.key)
                read.say(fault=Fault(number, sheet.key[0], reason, shown))
                continue
            found.counts[verdict] += 1
            verdicts.append(f"{number} {verdict} {overwritten}\n")
            if verdict == "new" or (verdict == "changed" and loading.mode == UPDATE):
                found.todo.append((number, values[number], verdict))
        seen.update("".join(verdicts).encode())
        tell(min(first + BATCH, len(read.rows)), len(read.rows))
    seen.update(repr(sorted(read.bad)).encode())
    found.outcome = seen.hexdigest()
    return found
