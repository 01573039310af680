"""The background work of imports: check what was handed in, load what was confirmed.

A process takes an import for a time (its lease) and renews that while it gets on. One that dies leaves nothing half
done: a check writes its result at its end, a load is one transaction. After the lease another process takes it up.
"""

from __future__ import annotations

import datetime as dt
import gc
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext as _

from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.storage import EvidenceLost, open_stored
from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.obligations.due import local_day
from anlan.kernel.people.acting import NotPermitted, actor_for
from anlan.kernel.records.door import Act
from anlan.kernel.sheets.declaring import BATCH, Loading, Sheet
from anlan.kernel.sheets.importing import CannotImport, acting_post, sheet_of
from anlan.kernel.sheets.judging import Judgement, judge
from anlan.kernel.sheets.keeping import KEPT_FOR, KeptReads
from anlan.kernel.sheets.outside import outside_forms
from anlan.kernel.sheets.package import Inspected
from anlan.kernel.sheets.reading import Read, read_rows
from anlan.kernel.sheets.sheet_import import SheetFault, SheetImport
from anlan.kernel.transactions import sweeping, writing
from anlan.policy import Pack

log = structlog.get_logger(__name__)

# Product defaults: how long a process may be silent before another takes its import up, and how many may try.
LEASE = dt.timedelta(minutes=2)
MOST_ATTEMPTS = 3
State = SheetImport.State


class LostLease(Exception):
    """The import was cancelled, or another process has taken it up: stop without a word."""


class Outdated(Exception):
    """The register has moved on since the preview, or the rights have: what was confirmed would not be what happens."""

    def __init__(self, read: Read, judgement: Judgement) -> None:
        super().__init__("another outcome than the preview's")
        self.read, self.judgement = read, judgement


@dataclass(frozen=True)
class Worker:
    """One process that works on imports. ``clock`` gives the moment, aware; ``kept`` is what it read to check files."""

    clock: Callable[[], dt.datetime]
    pack: Pack
    data_dir: str | Path
    kept: KeptReads = field(default_factory=KeptReads)

    def work_once(self) -> SheetImport | None:
        """Do the next thing that waits, and return the import as it stands then; None when nothing waits.

        Raises OperationalError or InterfaceError when the database is gone; the import is then taken up again.
        """
        now = self.clock()
        self.kept.forget(before=now - KEPT_FOR)
        job = _claim(now=now)
        if job is None:
            return None
        with translation.override(job.language):
            try:
                with _collecting_afterwards():
                    _Run(self, job, sheet_of(job=job)).run()
            except LostLease:
                log.info("import_lost", job=job.pk)
            except (OperationalError, InterfaceError):
                raise
            except (UploadRefused, CannotImport) as refusal:
                self._end(job=job, state=State.REFUSED, note=str(refusal.message))
            except NotPermitted:
                note = _("The post under which the file was handed in gives no right to import it any more.")
                self._end(job=job, state=State.REFUSED, note=note)
            except EvidenceLost:
                note = _("The stored file is missing or damaged. Nothing was imported. Tell the system administrator.")
                self._end(job=job, state=State.FAILED, note=note)
            except Exception as error:
                log.exception("import_failed", job=job.pk)
                note = _("A mistake of ours (%(kind)s) ended the import. Nothing was imported; the log says more.")
                self._end(job=job, state=State.FAILED, note=note % {"kind": type(error).__name__})
            except BaseException:
                # Stopped on purpose: whoever comes next begins at once, and it was no failed attempt.
                _held(job=job).update(lease=None, lease_until=None, attempts=F("attempts") - 1)
                raise
        return SheetImport.objects.get(pk=job.pk)

    def _end(self, *, job: SheetImport, state: str, note: str) -> None:
        _held(job=job).update(state=state, note=note, finished_at=self.clock(), lease=None, lease_until=None)


@contextmanager
def _collecting_afterwards() -> Iterator[None]:
    """A million values of rows hold no cycles, yet looking through them for some takes a tenth of an import's time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _held(*, job: SheetImport) -> Any:
    """The import as long as this process holds it."""
    return SheetImport.objects.filter(pk=job.pk, lease=job.lease, state__in=SheetImport.WORKED_ON)


def _claim(*, now: dt.datetime) -> SheetImport | None:
    free = SheetImport.objects.filter(state__in=SheetImport.WORKED_ON).filter(
        Q(lease_until=None) | Q(lease_until__lt=now)
    )
    for job in free.order_by("id")[:20]:
        if job.attempts >= MOST_ATTEMPTS:
            with translation.override(job.language):
                note = _("The import was begun %(n)d times and never ended. Nothing was imported; the log says more.")
            free.filter(pk=job.pk).update(
                state=State.FAILED, note=note % {"n": MOST_ATTEMPTS}, finished_at=now, lease=None, lease_until=None
            )
            continue
        job.lease, job.lease_until = uuid.uuid4(), now + LEASE
        if job.state == State.UPLOADED:
            job.state = State.CHECKING
        changes = {"lease": job.lease, "lease_until": job.lease_until, "state": job.state, "done": 0, "total": 0}
        if free.filter(pk=job.pk).update(**changes, attempts=F("attempts") + 1):
            return job
    return None


@dataclass(frozen=True)
class _Run:
    """One import being worked on."""

    worker: Worker
    job: SheetImport
    sheet: Sheet

    def run(self) -> None:
        """Check it, or load it."""
        if self.job.state == State.CHECKING:
            loading = self._loading(now=self.worker.clock())
            read = self._read()
            found = judge(read=read, loading=self._with_columns(loading, read), tell=self._tell)
            self._keep(read=read, found=found, outdated=False)
            return
        try:
            self._load()
        except Outdated as outdated:
            self._keep(read=outdated.read, found=outdated.judgement, outdated=True)

    def _read(self) -> Read:
        """What the file holds, read now or kept since the check; either way its bytes are still those of the digest."""
        job, pack = self.job, self.worker.pack
        on = local_day(moment=job.created_at, pack=pack)
        most = int(pack.parameters.value(key="import.max_rows", on=on).value)
        with open_stored(digest=job.digest, data_dir=self.worker.data_dir) as content:
            forms = outside_forms(sheet=self.sheet.name)
            kept = self.worker.kept.of(job=job, sheet=self.sheet)
            if kept is not None and (kept.headings.form is None or kept.headings.form in forms):
                return kept
            known = Inspected.told(said=job.inspected) if job.inspected else None
            read = read_rows(
                content=content, sheet=self.sheet, max_rows=most, tell=self._tell, inspected=known, forms=forms
            )
        self.worker.kept.keep(job=job, read=read, now=self.worker.clock())
        return read

    def _load(self) -> None:
        """All in one transaction that no other writer can enter: what is checked here is what is written."""
        read, now = self._read(), self.worker.clock()
        job, sheet = self.job, self.sheet
        with sweeping():
            if not _held(job=job).select_for_update().exists():
                raise LostLease
            loading = self._with_columns(self._loading(now=now), read)
            found = judge(read=read, loading=loading, tell=_unheard)
            if found.outcome != job.outcome or (job.whole and read.bad):
                raise Outdated(read, found)
            event = append(entry=self._entry(read=read, found=found, loading=loading), now=now)
            loading = replace(loading, event=event)
            for first in range(0, len(found.todo), BATCH):
                sheet.load(rows=found.batch(sheet=sheet, first=first), loading=loading)
            ended = {"state": State.LOADED, "event_seq": event.seq, "finished_at": now, "done": len(found.todo)}
            _held(job=job).update(**ended, lease=None, lease_until=None)
        self.worker.kept.drop(job=job)

    def _loading(self, *, now: dt.datetime) -> Loading:
        """Who imports, as of this moment: a right that ended since the upload is none. Raises NotPermitted."""
        job, pack = self.job, self.worker.pack
        act = Act(actor=actor_for(officer=job.officer, on=local_day(moment=now, pack=pack)), now=now, pack=pack)
        if acting_post(sheet=self.sheet, actor=act.actor).pk != job.post_id:
            raise NotPermitted("another post than the one under which the file was handed in")
        source = _("Import of %(name)s (sha256 %(digest)s)") % {"name": job.name, "digest": job.digest[:12]}
        return Loading(
            act=act, post=job.post_id, mode=job.mode, as_of=job.as_of, source=source, digest=job.digest
        )  # fmt: skip

    @staticmethod
    def _with_columns(loading: Loading, read: Read) -> Loading:
        return replace(loading, columns=frozenset(read.headings.places))

    def _entry(self, *, read: Read, found: Judgement, loading: Loading) -> Entry:
        job, sheet, pack = self.job, self.sheet, self.worker.pack
        cited = pack.clause_for(reference=sheet.clause)
        return Entry(
            kind=sheet.event,
            occurred_on=loading.act.today,
            clause=cited.id if cited else "",
            officer=job.officer_id,
            post=job.post_id,
            place=Place(unit=job.unit_id, position=job.position, line=job.line_id),
            record_type=SheetImport.RECORD_TYPE,
            record_id=job.pk,
            answers={
                "sheet": job.sheet,
                "digest": job.digest,
                "mode": job.mode,
                "whole": job.whole,
                "as_of": job.as_of,
                "rows": read.total,
                **found.counts,
                "written": len(found.todo),
                "bad": len(read.bad),
                **({"form": read.headings.form.title} if read.headings.form else {}),
            },
            files=[job.digest],
        )

    def _keep(self, *, read: Read, found: Judgement, outdated: bool) -> None:
        """The preview, in one transaction: the page never shows the faults of one pass with the counts of another."""
        job = self.job
        counts = {**found.counts, "rows": read.total, "bad": len(read.bad), "faults_found": read.found}
        with writing():
            standing = _held(job=job)
            form = read.headings.form.title if read.headings.form else ""
            changes = {"state": State.CHECKED, "outcome": found.outcome, "outdated": outdated, "attempts": 0}
            changes["form"] = form
            if not standing.update(**changes, **counts, unknown=read.headings.unknown, lease=None, lease_until=None):
                raise LostLease
            SheetFault.objects.filter(sheet_import=job).delete()
            SheetFault.objects.bulk_create(
                [
                    SheetFault(
                        sheet_import=job, row=one.row, column=one.column, value=one.value[:200], reason=one.reason[:500]
                    )
                    for one in read.faults
                ],
                batch_size=1000,
            )

    def _tell(self, done: int, total: int) -> None:
        """Note how far it is, and hold on to the import. Raises LostLease."""
        until = self.worker.clock() + LEASE
        if not _held(job=self.job).update(done=done, total=max(done, total), lease_until=until):
            raise LostLease


def _unheard(done: int, total: int) -> None:
    """Inside the transaction nobody else could see how far it is."""
