"""What a command of ``anlan`` is, and how it says that it cannot go on."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


class CannotContinue(Exception):
    """Ends a command with one plain sentence for the person at the keyboard and exit code 2."""


def no_arguments(parser: ArgumentParser) -> None:
    """For commands that take no arguments."""


@dataclass(frozen=True)
class Command:
    """One command.

    ``summary`` is one line in the list of commands, ``about`` what its own help adds. ``run`` gets the parsed
    arguments and returns the exit code. With ``hands_on`` it gets everything unparsed in ``arguments.rest``.
    """

    run: Callable[[Namespace], int]
    summary: Promise | str
    about: Promise | str = ""
    add_arguments: Callable[[ArgumentParser], None] = no_arguments
    hands_on: bool = False
