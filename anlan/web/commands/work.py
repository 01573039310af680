"""``anlan work``: what is done in the background, so that nobody waits before a page: the imports of Excel files."""

from __future__ import annotations

import signal
import time
from argparse import ArgumentParser, Namespace
from types import FrameType

import structlog
from django.conf import settings
from django.db import Error, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.kernel.installed import installed_pack
from anlan.kernel.sheets.working import Worker
from anlan.web.command import Command

log = structlog.get_logger(__name__)

# Product default, seconds: how soon a file that was handed in is begun.
PAUSE_SECONDS = 1


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan work``."""
    parser.add_argument("--once", action="store_true", help=_("do what waits now, and end"))


def run(arguments: Namespace) -> int:
    """Work until stopped, or once; what fails is reported and tried again."""
    # Ended in the middle of an import, the process gives it back, and the next one begins it at once.
    signal.signal(signal.SIGTERM, stop)
    worker = Worker(clock=timezone.now, pack=installed_pack(), data_dir=settings.ANLAN_DATA)
    if arguments.once:
        count = work_off(worker=worker)
        print(ngettext("%(n)d import worked on.", "%(n)d imports worked on.", count) % {"n": count})
        return 0
    while True:
        try:
            work_off(worker=worker)
        except Error:
            log.exception("work_failed")
        close_old_connections()
        time.sleep(PAUSE_SECONDS)


def work_off(*, worker: Worker) -> int:
    """Do everything that waits, and return how much it was."""
    count = 0
    while (job := worker.work_once()) is not None:
        log.info("import_worked_on", job=job.pk, sheet=job.sheet, state=job.state, rows=job.rows, bad=job.bad)
        count += 1
    return count


def stop(_number: int, _frame: FrameType | None) -> None:
    """Called by the operating system when the process is to end."""
    raise SystemExit(0)


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Check and load the Excel files that were handed in"),
    about=gettext_lazy(
        "Runs beside “anlan serve” by itself. Several may run at once; one that dies leaves nothing half done."
    ),
    add_arguments=add_arguments,
)
