"""Killed in the middle, as by the operating system or a power failure: nothing is half done, and the work is done."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import quote

import pytest
from cast import NOW, TODAY, Cast, call_the_cast
from django.db import connection
from django.utils import timezone
from sheet_files import LINES, declared_lines, lines_file

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.unit import Line
from anlan.kernel.sheets.importing import HandedIn, confirm, hand_in
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.sheets.working import LEASE, Worker

__all__ = ["declared_lines"]
pytestmark = pytest.mark.usefixtures("declared_lines")

TESTS = Path(__file__).resolve().parent.parent
# A process that works on one import and is killed where the named function ends.
KILLED_AFTER = """
import os, signal, sys
import django
django.setup()
from django.conf import settings
from django.utils import timezone
from sheet_files import LINES
from anlan.kernel.declared import DECLARED
from anlan.kernel.installed import installed_pack
from anlan.kernel.sheets import working

where = sys.argv[1]
target = LINES if where == "load" else working
real = getattr(target, where)

def killed(**arguments):
    real(**arguments)
    os.kill(os.getpid(), signal.SIGKILL)

object.__setattr__(LINES, "load", killed) if where == "load" else setattr(working, where, killed)
DECLARED.sheets["lines"] = LINES
working.Worker(clock=timezone.now, pack=installed_pack(), data_dir=settings.ANLAN_DATA).work_once()
"""


def database_url() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    who = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    return f"postgres://{who}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def work_and_die(where: str, folder: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "ANLAN_DATA": str(folder),
        "PYTHONPATH": str(TESTS),
        "DJANGO_SETTINGS_MODULE": "anlan.web.settings",
    }
    ended = subprocess.run([sys.executable, "-c", KILLED_AFTER, where], env=environment, check=False, timeout=120)
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize("where", ["read_rows", "judge", "append", "load"])
def test_an_import_killed_anywhere_is_done_once_in_the_end(own_database: None, tmp_path: Path, where: str) -> None:
    cast: Cast = call_the_cast()
    handed = HandedIn("lines.xlsx", lines_file((901, "a", "甲", "A")), True, "stop", TODAY, "en")
    job = hand_in(sheet=LINES, file=handed, act=cast.act("office"), submission=uuid.uuid4(), data_dir=tmp_path)
    worker = Worker(clock=lambda: NOW, pack=installed_pack(), data_dir=tmp_path)
    if where in ("append", "load"):
        checked = worker.work_once()
        assert checked is not None
        confirm(job=checked, whole=True, act=cast.act("office"))

    work_and_die(where, tmp_path)
    assert not Line.objects.filter(pk=901).exists()
    assert not Event.objects.filter(kind="line.imported").exists()
    standing = SheetImport.objects.get(pk=job.pk)
    assert standing.under_way
    assert not standing.faults.exists()

    again = Worker(clock=lambda: timezone.now() + LEASE + dt.timedelta(seconds=1), pack=worker.pack, data_dir=tmp_path)
    ended = again.work_once()
    assert ended is not None
    if where in ("read_rows", "judge"):
        confirm(job=ended, whole=True, act=cast.act("office"))
        ended = again.work_once()
    assert ended is not None
    assert ended.state == "loaded", ended.note
    assert Line.objects.filter(pk=901).exists()
    assert Event.objects.filter(kind="line.imported").count() == 1
