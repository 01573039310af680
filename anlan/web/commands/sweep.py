"""``anlan sweep``: opens what the calendar owes, reminds, and adds up the figures."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace

import structlog
from django.db import Error, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.sweep import sweep
from anlan.web.command import Command

log = structlog.get_logger(__name__)


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan sweep``."""
    parser.add_argument("--every", type=int, default=0, metavar="SECONDS", help=_("go on, once every so many seconds"))


def run(arguments: Namespace) -> int:
    """Sweep once, or for ever; a sweep that fails is reported and tried again the next time."""
    while True:
        try:
            swept = sweep(now=timezone.now(), pack=installed_pack())
            if not arguments.every:
                values = {"opened": swept.opened, "attended": swept.attended, "compacted": swept.compacted}
                print(_("%(opened)d opened, %(attended)d attended to, %(compacted)d changes added up.") % values)
                return 0
            log.info("swept", opened=swept.opened, attended=swept.attended, compacted=swept.compacted)
        except Error:
            if not arguments.every:
                raise
            log.exception("sweep_failed")
        close_old_connections()
        time.sleep(arguments.every)


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Open what the calendar owes, remind, add up the figures"),
    about=gettext_lazy(
        "Runs beside “anlan serve” by itself; from cron, run it every few minutes. Running it twice does no harm."
    ),
    add_arguments=add_arguments,
)
