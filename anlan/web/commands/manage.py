"""``anlan django …``: Django's own administration commands."""

from __future__ import annotations

from argparse import Namespace

from django.core.management import execute_from_command_line
from django.utils.translation import gettext_lazy as _

from anlan.web.command import Command


def run(arguments: Namespace) -> int:
    """Hand everything on to Django, which ends the program itself when something is wrong."""
    execute_from_command_line(["anlan django", *arguments.rest])
    return 0


COMMAND = Command(
    run=run,
    summary=_("For programmers: Django's own commands, for example “anlan django migrate”"),
    hands_on=True,
)
