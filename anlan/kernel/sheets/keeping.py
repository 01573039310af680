"""读过的表格: what this process read of a file to check it, kept for the load that mostly follows. A product rule.

It is kept packed, in memory alone and for a while: what a file says may be personal, so there is no second copy of it
on a disk. Another process, or this one later, reads the stored file again.
"""

from __future__ import annotations

import datetime as dt
import pickle
from dataclasses import dataclass, field

from anlan.kernel.sheets.declaring import Sheet
from anlan.kernel.sheets.reading import Read
from anlan.kernel.sheets.sheet_import import SheetImport

# Product defaults: how long an officer may look at a preview until the file is read again, and how much is kept.
KEPT_FOR = dt.timedelta(minutes=30)
MOST_BYTES = 64_000_000

# The columns of one import never change; the language is that of its faults.
Key = tuple[int, str, str]


@dataclass
class KeptReads:
    """What one process read, by import: with the moment when it did."""

    packed: dict[Key, tuple[dt.datetime, bytes]] = field(default_factory=dict)

    def keep(self, *, job: SheetImport, read: Read, now: dt.datetime) -> None:
        """Keep it as it is now, before the database has said anything of it. The oldest give way where it is much."""
        told = (read.headings, read.rows, read.bad, read.faults, read.total, read.found)
        self.packed.pop(_key(job), None)
        content = pickle.dumps(told, protocol=pickle.HIGHEST_PROTOCOL)
        if len(content) > MOST_BYTES:
            return
        while sum(len(one) for _since, one in self.packed.values()) + len(content) > MOST_BYTES:
            del self.packed[next(iter(self.packed))]
        self.packed[_key(job)] = (now, content)

    def of(self, *, job: SheetImport, sheet: Sheet) -> Read | None:
        """What was read for this import; None where this process did not, or no longer has it."""
        found = self.packed.get(_key(job))
        return Read(sheet, *pickle.loads(found[1])) if found else None

    def forget(self, *, before: dt.datetime) -> None:
        """Let go of what was read before that moment."""
        for key in [key for key, (since, _content) in self.packed.items() if since < before]:
            del self.packed[key]

    def drop(self, *, job: SheetImport) -> None:
        """Let go of what was read for an import that is done."""
        self.packed.pop(_key(job), None)


def _key(job: SheetImport) -> Key:
    return job.pk, job.digest, job.language
