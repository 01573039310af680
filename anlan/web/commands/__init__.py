"""The commands of ``anlan``, in the order of its help."""

from anlan.web.command import Command
from anlan.web.commands import (
    account,
    area,
    check_figures,
    criteria,
    demo,
    duties,
    manage,
    pack,
    serve,
    sweep,
    token,
    trace,
    verify_ledger,
    work,
)

COMMANDS: dict[str, Command] = {
    "serve": serve.COMMAND,
    "demo": demo.COMMAND,
    "trace": trace.COMMAND,
    "duties": duties.COMMAND,
    "sweep": sweep.COMMAND,
    "work": work.COMMAND,
    "verify-ledger": verify_ledger.COMMAND,
    "check-figures": check_figures.COMMAND,
    "account": account.COMMAND,
    "token": token.COMMAND,
    "area": area.COMMAND,
    "criteria": criteria.COMMAND,
    "pack": pack.COMMAND,
    "django": manage.COMMAND,
}
