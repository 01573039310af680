"""读过的表格: what this process read of a file to check it, kept for the load that mostly follows. A product rule.

It is kept in memory alone and for a while: what a file says may be personal, so there is no second copy of it on a
disk. Another process, or this one later, reads the stored file again. A table of usual size is kept as it was read: to
pack it would take longer than to judge it. A very large one is kept packed, in a sixth of the room.
"""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import dataclass, field
from typing import Any

from anlan.kernel.sheets.declaring import Sheet
from anlan.kernel.sheets.reading import Read
from anlan.kernel.sheets.sheet_import import SheetImport

# Product defaults: how long an officer may look at a preview until the file is read again, and how much is kept.
KEPT_FOR = dt.timedelta(minutes=30)
MOST_BYTES = 100_000_000
# What a cell takes where it is kept as it was read, and a fault, measured on lists of risk points.
CELL, FAULT = 70, 500

# The columns of one import never change; the language is that of its faults.
Key = tuple[int, str, str]


@dataclass(frozen=True)
class Kept:
    """What was read of one file, as it was or packed, since when it is kept, and about how many bytes it takes."""

    since: dt.datetime
    told: tuple[Any, ...] | bytes
    size: int


@dataclass
class KeptReads:
    """What one process read, by import."""

    reads: dict[Key, Kept] = field(default_factory=dict)

    def keep(self, *, job: SheetImport, read: Read, now: dt.datetime) -> None:
        """Keep it as it is now, before the database has said anything of it. The oldest give way where it is much."""
        # Rows never change once they are read; what the database has against them is noted in the others.
        told: Any = (read.headings, tuple(read.rows), frozenset(read.bad), tuple(read.faults), read.total, read.found)
        size = CELL * len(read.rows) * len(read.sheet.columns) + FAULT * len(read.faults)
        if size > MOST_BYTES:
            told = pickle.dumps(told, protocol=pickle.HIGHEST_PROTOCOL)
            size = len(told)
        self.drop(job=job)
        if size > MOST_BYTES:
            return
        while sum(one.size for one in self.reads.values()) + size > MOST_BYTES:
            del self.reads[next(iter(self.reads))]
        self.reads[_key(job)] = Kept(now, told, size)

    def of(self, *, job: SheetImport, sheet: Sheet) -> Read | None:
        """What was read for this import; None where this process did not, or no longer has it."""
        kept = self.reads.get(_key(job))
        if kept is None:
            return None
        told = pickle.loads(kept.told) if isinstance(kept.told, bytes) else kept.told
        headings, rows, bad, faults, total, found = told
        return Read(sheet, headings, list(rows), set(bad), list(faults), total, found)

    def forget(self, *, before: dt.datetime) -> None:
        """Let go of what was read before that moment."""
        for key in [key for key, kept in self.reads.items() if kept.since < before]:
            del self.reads[key]

    def drop(self, *, job: SheetImport) -> None:
        """Let go of what was read for an import that is done."""
        self.reads.pop(_key(job), None)


def _key(job: SheetImport) -> Key:
    return job.pk, job.digest, job.language
