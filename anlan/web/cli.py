"""The command ``anlan``: speaks the terminal's language, ends with one plain line when it cannot go on."""

from __future__ import annotations

import difflib
import os
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Mapping, Sequence
from typing import NoReturn

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error as DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from anlan.policy import PackError
from anlan.web.command import CannotContinue, Command

FAILED = 2
INTERRUPTED = 130


class Parser(ArgumentParser):
    """Reads one command's arguments; a mistake is one plain line."""

    def error(self, message: str) -> NoReturn:
        """Called by argparse."""
        values = {"mistake": message, "program": self.prog}
        raise CannotContinue(_("%(mistake)s. See: %(program)s --help") % values)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what it says, and 2 when it could not."""
    # What a command writes (database, files, backups, logs) is its account's own and nobody else's to read.
    os.umask(0o077)
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    try:
        django.setup()
    except Exception as error:
        if os.environ.get("ANLAN_DEBUG") == "1":
            raise
        # Nothing can be translated yet: translations need the settings.
        known = isinstance(error, ImproperlyConfigured | PackError)
        print(error if known else f"Anlan cannot start: {type(error).__name__}: {error}", file=sys.stderr)
        return FAILED
    with translation.override(terminal_language(environ=os.environ)):
        try:
            return _run(arguments)
        except KeyboardInterrupt:
            return INTERRUPTED
        except Exception as error:
            if os.environ.get("ANLAN_DEBUG") == "1":
                raise
            print(plain(error), file=sys.stderr)
            return FAILED


def terminal_language(*, environ: Mapping[str, str]) -> str:
    """Chinese where the terminal is set to Chinese, otherwise English."""
    chosen = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "zh-hans" if chosen.startswith("zh") else "en"


def plain(error: Exception) -> str:
    """An error for people who write no programs. A broken policy pack alone takes a line per fault."""
    if isinstance(error, CannotContinue | ImproperlyConfigured | CommandError | PackError):
        return str(error)
    first = (str(error).strip().splitlines() or [""])[0]
    if isinstance(error, DatabaseError):
        return _("The database refused or does not answer: %(reason)s") % {"reason": first}
    if isinstance(error, OSError):
        return _("This did not work: %(reason)s") % {"reason": first}
    return _("This is a mistake of ours: %(kind)s %(reason)s (with ANLAN_DEBUG=1 you see where)") % {
        "kind": type(error).__name__,
        "reason": first,
    }


def _run(arguments: list[str]) -> int:
    # Not at the top: the commands import models, which exist only after setup.
    from anlan.web.commands import COMMANDS  # noqa: PLC0415

    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(overview(commands=COMMANDS))
        return 0
    name, *rest = arguments
    command = COMMANDS.get(name)
    if command is None:
        raise CannotContinue(unknown(name=name, known=list(COMMANDS)))
    if command.hands_on:
        return command.run(Namespace(rest=rest))
    parser = Parser(
        prog=f"anlan {name}",
        description="\n\n".join(filter(None, [str(command.summary) + ".", str(command.about)])),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    return command.run(parser.parse_args(rest))


def overview(*, commands: Mapping[str, Command]) -> str:
    """The list of commands, one line each."""
    width = max(map(len, commands))
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in commands.items()]
    head = _("Anlan runs a city's work-safety duties: who owes what, by when, under which clause.")
    usage = _("Usage: anlan COMMAND …   More about one command: anlan COMMAND --help")
    return "\n".join([head, "", usage, "", *lines])


def unknown(*, name: str, known: Sequence[str]) -> str:
    """What is said of a command that does not exist."""
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        values = {"name": name, "near": near[0]}
        return _("There is no command “%(name)s”. Did you mean “anlan %(near)s”?") % values
    return _("There is no command “%(name)s”. “anlan --help” lists all commands.") % {"name": name}
