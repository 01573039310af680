"""A report of a danger with two photos, beside the bare writes of the same rows and files."""

from __future__ import annotations

import os
import random
import time
import uuid
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.storage import stored_path
from anlan.kernel.ledger.event import Event, LedgerHead, Performance
from anlan.kernel.obligations.figures import FigureDelta
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.handed_in import HandedIn
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, begin
from anlan.modules.hidden_danger import HiddenDanger
from bench.results import REPORT_SPARED, Line, median_seconds, seconds

REPORTS, WARM_UP = 60, 5
# A promise of at least 40 % of the rate of the bare writes is one of at most 2.5 times their duration.
TARGET = 2.5
WRITTEN = (HiddenDanger, Event, Performance, Obligation, FigureDelta, EvidenceFile)
SIZE, PATCHES = (1600, 1200), 260
# What one flush costs says how quick the disk is, and the bare writes are hardly more than flushes.
FLUSHES, FLUSHED = 20, b"\0" * 4096


def report_lines(*, act: Act, unit: Unit, database: str) -> list[Line]:
    """So many reports through the form's own checks and the door; after each its rows and files written bare."""
    draw = random.Random(20171025)
    spent = {"look": 0.0, "act": 0.0}
    bare, processor = 0.0, 0.0
    # They take turns, so that whatever else the machine does slows both; the first ones warm up.
    for number in range(-WARM_UP, REPORTS):
        pair = [_photo(draw) for _ in range(2)]
        highest = {model: _highest(model) for model in WRITTEN}
        if number == 0:
            spent, bare, processor = {"look": 0.0, "act": 0.0}, 0.0, 0.0
        began = time.process_time()
        _report(act=act, unit=unit, pair=pair, number=number, spent=spent)
        processor += time.process_time() - began
        bare += _bare(rows={model: _since(model, highest[model]) for model in WRITTEN})
    whole = spent["look"] + spent["act"]
    each = {
        "report": whole, "looking at its photos": spent["look"], "processor": processor, "bare": bare,
    }  # fmt: skip
    said = f"{REPORTS / whole:.1f} reports/s, bare {REPORTS / bare:.1f}/s; ms: "
    said += ", ".join(f"{name} {spent_on / REPORTS * 1000:.1f}" for name, spent_on in each.items())
    said += f", one flush of a small file {_flush() * 1000:.2f}"
    print(f"  report with two photos: {said}", flush=True)
    rate = f"{REPORTS / spent['act']:.1f}/s"
    return [
        _line("Report of a danger with two photos, the bare writes", database, said, whole, bare),
        _line("The same, photos looked at beforehand", database, rate, spent["act"], bare),
    ]


def _line(topic: str, database: str, said: str, taken: float, bare: float) -> Line:
    """All reports beside their bare writes, both in seconds; what is spared is spared for each report."""
    beyond = (taken - bare) / REPORTS
    return Line(topic, database, said, round(taken / bare, 2), TARGET, beyond=beyond, spared=REPORT_SPARED)


def _flush() -> float:
    """What it costs to write and flush one small file where the reports keep theirs: the median, in seconds."""
    aside = Path(settings.ANLAN_DATA) / "flushed"

    def write() -> None:
        with aside.open("wb") as stream:
            stream.write(FLUSHED)
            stream.flush()
            os.fsync(stream.fileno())

    took = median_seconds(write, runs=FLUSHES)
    aside.unlink()
    return took


def _photo(draw: random.Random) -> bytes:
    """A picture about as heavy as one that a browser has made small, unlike any other."""
    picture = Image.effect_noise(SIZE, 24).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for _ in range(PATCHES):
        x, y = draw.randrange(SIZE[0]), draw.randrange(SIZE[1])
        colour = (draw.randrange(256), draw.randrange(256), draw.randrange(256))
        pen.rectangle((x, y, x + draw.randrange(20, 220), y + draw.randrange(20, 220)), fill=colour)
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=70)
    return stream.getvalue()


def _report(*, act: Act, unit: Unit, pair: list[bytes], number: int, spent: dict[str, float]) -> None:
    ask = next(one for one in HiddenDanger.workflow.step("report").asks if one.name == "photos")
    uploads = [SimpleUploadedFile(f"{n}.jpg", content, "image/jpeg") for n, content in enumerate(pair)]
    now = Act(act.actor, timezone.now(), act.pack)
    handed = HandedIn(act=now)
    answers = {
        "what": f"演示:配电箱门缺失{number}", "place": "车间", "measure": "none_needed", "put_right": "",
        "measure_note": "", "source": "patrol", "occurred_on": now.today, "during": "", "longitude": None,
        "latitude": None,
    }  # fmt: skip
    spent["look"] += seconds(lambda: handed.check(ask=ask, given=uploads, cleared=True, keep_place=False))
    spent["act"] += seconds(
        lambda: begin(
            model=HiddenDanger, unit=unit, answers=answers, act=now, submission=uuid.uuid4(), files=handed.store
        )
    )
    handed.discard()


def _highest(model: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {model._meta.db_table}")
        return int(cursor.fetchone()[0])


def _since(model: Any, highest: int) -> list[dict[str, Any]]:
    """The rows written since, by column, as the database gives them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table} WHERE id > %s ORDER BY id", [highest])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _bare(*, rows: dict[Any, list[dict[str, Any]]]) -> float:
    """The rows of one report, made anew under other numbers, with files as long as its own, in one transaction."""
    ready = []
    for model, of_one in rows.items():
        for row in of_one:
            moved = {name: _moved(name, value) for name, value in row.items()}
            ready.append((model._meta.db_table, list(moved), list(moved.values())))
    digests = [row[name] for row in rows[EvidenceFile] for name in ("digest", "thumbnail")]
    held = [stored_path(digest=digest, data_dir=settings.ANLAN_DATA).read_bytes() for digest in digests]

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for content in held:
                _write_file(content)
            for table, names, values in ready:
                marks = ", ".join(["%s"] * len(values))
                cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)
            cursor.execute(f"UPDATE {LedgerHead._meta.db_table} SET seq = seq")

    return seconds(write)


def _moved(name: str, value: Any) -> Any:
    """The same value where it may stand twice; other numbers where it must not."""
    if name in ("id", "seq", "source_id", "event_id") and value is not None:
        return -value
    if name == "submission":
        return uuid.uuid4() if connection.vendor == "postgresql" else uuid.uuid4().hex
    return value


def _write_file(content: bytes) -> None:
    """As safe as evidence is stored: written aside, flushed, renamed, the folder flushed."""
    name = uuid.uuid4().hex
    folder = Path(settings.ANLAN_DATA) / "bare" / name[:2] / name[2:4]
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".incoming-{name}"
    with aside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(folder / name)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
