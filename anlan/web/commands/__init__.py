"""The commands of ``anlan``, in the order of its help."""

from anlan.web.command import Command
from anlan.web.commands import manage, serve, sweep

COMMANDS: dict[str, Command] = {
    "serve": serve.COMMAND,
    "sweep": sweep.COMMAND,
    "django": manage.COMMAND,
}
