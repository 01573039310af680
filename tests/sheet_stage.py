"""What the tests of imports do all day: hand a file in, let the background work, confirm."""

from __future__ import annotations

import datetime as dt
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cast import NOW, TODAY, Cast
from sheet_files import LINES, lines_file

from anlan.kernel.installed import installed_pack
from anlan.kernel.people.unit import Line
from anlan.kernel.sheets.importing import HandedIn, confirm, hand_in
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.sheets.working import Worker

GOOD = ((901, "a", "甲", "A"), (902, "b", "乙", "B"))


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    return Worker(clock=lambda: NOW, pack=installed_pack(), data_dir=tmp_path)


def later(worker: Worker, *, by: dt.timedelta) -> Worker:
    return Worker(clock=lambda: NOW + by, pack=worker.pack, data_dir=worker.data_dir)


def handed_in(
    cast: Cast, worker: Worker, file: BytesIO, *, mode: str = "stop", who: str = "office",
    submission: uuid.UUID | None = None, language: str = "en",
) -> SheetImport:  # fmt: skip
    handed = HandedIn(name="lines.xlsx", content=file, cleared=True, mode=mode, as_of=TODAY, language=language)
    return hand_in(
        sheet=LINES, file=handed, act=cast.act(who), submission=submission or uuid.uuid4(), data_dir=worker.data_dir
    )


def checked(cast: Cast, worker: Worker, *rows: Any, mode: str = "stop") -> SheetImport:
    handed_in(cast, worker, lines_file(*rows), mode=mode)
    return done(worker)


def done(worker: Worker) -> SheetImport:
    job = worker.work_once()
    assert job is not None
    return job


def imported(cast: Cast, worker: Worker, *rows: Any, mode: str = "stop", whole: bool = True) -> SheetImport:
    confirm(job=checked(cast, worker, *rows, mode=mode), whole=whole, act=cast.act("office"))
    return done(worker)


def lines() -> dict[int, str]:
    return dict(Line.objects.filter(pk__gte=900).values_list("pk", "name_zh"))


def counts(job: SheetImport) -> tuple[int, int, int, int]:
    return job.new, job.changed, job.same, job.bad
