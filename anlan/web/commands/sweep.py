"""``anlan sweep``: opens what the calendar owes, reminds, adds up the figures, and tells officers once a day."""

from __future__ import annotations

import datetime as dt
import time
from argparse import ArgumentParser, Namespace

import structlog
from django.conf import settings
from django.db import Error, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.outbox import deliver
from anlan.kernel.obligations.sweep import sweep
from anlan.oversight.digest_letters import Writer
from anlan.policy import Pack
from anlan.web.command import CannotContinue, Command

log = structlog.get_logger(__name__)


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan sweep``."""
    parser.add_argument("--every", type=int, default=0, metavar="SECONDS", help=_("go on, once every so many seconds"))


def run(arguments: Namespace) -> int:
    """Sweep once, or for ever; a sweep that fails is reported and tried again the next time."""
    while True:
        try:
            now, pack = timezone.now(), installed_pack()
            swept = sweep(now=now, pack=pack)
            told, sent = tell(now=now, pack=pack)
            if not arguments.every:
                values = {"opened": swept.opened, "attended": swept.attended, "compacted": swept.compacted}
                print(_("%(opened)d opened, %(attended)d attended to, %(compacted)d changes added up.") % values)
                print(_("%(told)d digests made, %(sent)d e-mails sent.") % {"told": told, "sent": sent})
                if swept.failed:
                    raise CannotContinue(failed_words(failed=swept.failed))
                return 0
            values = {"opened": swept.opened, "attended": swept.attended, "compacted": swept.compacted}
            log.info("swept", **values, told=told, sent=sent, failed=list(swept.failed))
        except Error:
            if not arguments.every:
                raise
            log.exception("sweep_failed")
        close_old_connections()
        time.sleep(arguments.every)


def failed_words(*, failed: tuple[str, ...]) -> str:
    """What is said when a duty could not be swept: all others were."""
    text = _("These duties could not be swept; all others were, and the log says why: %(duties)s")
    return text % {"duties": ", ".join(failed)}


def tell(*, now: dt.datetime, pack: Pack) -> tuple[int, int]:
    """Make the day's digests and send what waits: how many officers are told, how many e-mails went out.

    After the sweep's own transactions: a mail server that does not answer holds up nothing that is owed.
    """
    server = settings.ANLAN_MAIL
    told = build_digests(now=now, pack=pack, by_mail=server is not None)
    writer = Writer(now=now, pack=pack, sender=server.sender if server else "", address=settings.ANLAN_URL)
    return told, deliver(now=now, pack=pack, server=server, compose=writer.letter)


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Open what the calendar owes, remind, tell officers, add up the figures"),
    about=gettext_lazy(
        "Runs beside “anlan serve” by itself; from cron, run it every few minutes. Running it twice does no harm."
    ),
    add_arguments=add_arguments,
)
