"""The commands of ``anlan``, in the order of its help."""

from anlan.web.command import Command
from anlan.web.commands import manage, serve

COMMANDS: dict[str, Command] = {
    "serve": serve.COMMAND,
    "django": manage.COMMAND,
}
