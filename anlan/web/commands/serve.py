"""``anlan serve``: starts Anlan for browsers, with the sweep and the background work beside it."""

from __future__ import annotations

import errno
import multiprocessing
import os
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from django.db import connections
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from anlan.web import logs
from anlan.web.command import CannotContinue, Command
from anlan.web.demonstration import Account
from anlan.web.setup import prepare

log = structlog.get_logger(__name__)

# Product defaults: seconds between two sweeps and before a dead process is started again, and how many requests one
# process takes at once. A browser that uploads slowly holds one of those, so there are more than the machine has cores.
SWEEP_SECONDS = 300
RESTART_SECONDS = 10
THREADS = 16


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan serve``."""
    parser.add_argument(
        "--demo",
        action="store_true",
        help=_("fill an empty database with demonstration data and print its accounts"),
    )
    parser.add_argument(
        "--port",
        type=int,
        default=None,
        help=_("the port browsers connect to (otherwise PORT, otherwise 8000)"),
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help=_("whom to answer: 127.0.0.1 only this machine (the default), 0.0.0.0 the network"),
    )
    parser.add_argument("--workers", type=int, default=1, help=_("how many processes answer requests (default 1)"))


def run(arguments: Namespace) -> int:
    """Prepare the database, then serve until stopped with Ctrl-C or SIGTERM."""
    port = chosen_port(arguments.port)
    if arguments.workers < 1:
        raise CannotContinue(_("--workers must be at least 1."))
    # Before anything else: who starts Anlan twice should learn so at once, not after the demonstration data.
    refuse_taken_port(host=arguments.host, port=port)
    if arguments.demo:
        os.environ["ANLAN_DEMO"] = "1"  # the server's own processes read the settings anew
    accounts = prepare(demo=arguments.demo)
    # The server's processes start fresh on every platform, and must not share our database connection.
    multiprocessing.set_start_method("spawn", force=True)
    connections.close_all()

    server = Server(
        "anlan.web.wsgi:application",
        address=arguments.host,
        port=port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.error,  # it warns of more threads than cores, which are meant
        log_dictconfig=logs.for_server(),
    )
    text = welcome(host=arguments.host, port=port, accounts=accounts)
    Thread(target=announce, kwargs={"host": arguments.host, "port": port, "text": text}, daemon=True).start()
    with beside():
        server.serve()
    print(_("Anlan has stopped."), flush=True)
    return 0


def chosen_port(given: int | None) -> int:
    """The port of the command line, else of PORT, else 8000."""
    text = os.environ.get("PORT") or "8000" if given is None else str(given)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise CannotContinue(_("The port must be a number from 1 to 65535, not “%(port)s”.") % {"port": text})
    return int(text)


def refuse_taken_port(*, host: str, port: int) -> None:
    """Raise CannotContinue when nobody can listen there: the server would silently share a taken port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                message = _(
                    "Port %(port)d is taken by another program, perhaps by an Anlan that is already running. "
                    "Stop it, or choose another port: anlan serve --port %(other)d"
                )
            else:
                message = _("Nobody can listen on %(host)s, port %(port)d (%(reason)s). Choose others.")
            other = port % 65535 + 1
            values = {"host": host, "port": port, "other": other, "reason": error.strerror or error}
            raise CannotContinue(message % values) from error


def announce(*, host: str, port: int, text: str) -> None:
    """Print ``text`` once the server answers, so that nobody opens the address too early."""
    address = (reachable(host), port)
    while True:
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            print(text, flush=True)
            return


def reachable(host: str) -> str:
    """The address by which this machine reaches a server that listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def welcome(*, host: str, port: int, accounts: list[Account]) -> str:
    """What is printed when all is ready: the address and, with demonstration data, the accounts."""
    address = reachable(host)
    shown = f"[{address}]" if ":" in address else address
    values = {"host": shown, "port": port}
    lines = [_("Anlan is ready: http://%(host)s:%(port)d/   (stop it with Ctrl-C)") % values]
    if accounts:
        width = max(len(account.username) for account in accounts)
        lines += ["", _("Demonstration accounts (all data is synthetic):")]
        lines += [f"  {each.username:<{width}}  {each.password}  {each.post}" for each in accounts]
    return "\n".join(["", *lines, ""])


# What runs beside the server: without the sweep nothing new would be owed, without the work no file be imported.
BESIDE = {"sweep": ["sweep", "--every", str(SWEEP_SECONDS)], "work": ["work"]}


@contextmanager
def beside() -> Iterator[None]:
    """Run ``anlan sweep`` and ``anlan work`` beside the server. They end with it."""
    stopping = Event()
    keepers = [
        Thread(target=keep_running, kwargs={"name": name, "stopping": stopping}, name=f"{name}-keeper")
        for name in BESIDE
    ]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        stopping.set()
        for keeper in keepers:
            keeper.join()


def keep_running(*, name: str, stopping: Event) -> None:
    """Start one of ``BESIDE``, and start it again should it ever die."""
    command = [sys.executable, "-m", "anlan", *BESIDE[name]]
    while not stopping.is_set():
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        while process.poll() is None and not stopping.wait(1):
            pass
        if process.poll() is None:
            end(process)
        elif not stopping.is_set():
            log.error(f"{name}_died", code=process.returncode, again_in_seconds=RESTART_SECONDS)
            stopping.wait(RESTART_SECONDS)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end; one that is killed half-way goes on from there the next time."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Start Anlan for browsers"),
    about=gettext_lazy(
        "Creates or updates the database, prints the address to open, and runs until stopped with Ctrl-C."
    ),
    add_arguments=add_arguments,
)
