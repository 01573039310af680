"""``anlan verify-ledger``: walks the ledger's chain and says whether an entry was changed, removed or inserted.

It also says where what is met, and what counts, contradicts the entries.
"""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.ledger.verify import (
    Checkpoint,
    checkpoint_text,
    export_checkpoint,
    parse_checkpoint,
    verify,
)
from anlan.kernel.obligations.verify import contradictions
from anlan.web.command import CannotContinue, Command
from anlan.web.snapshot import reading


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan verify-ledger``."""
    parser.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        help=_("compare with a checkpoint that was exported earlier and kept elsewhere"),
    )
    parser.add_argument(
        "--export", type=Path, metavar="FILE", help=_("write a checkpoint, to be kept outside this machine")
    )


def run(arguments: Namespace) -> int:
    """Print what is wrong; 1 when there is anything. A ledger with findings gives no checkpoint."""
    kept = read_checkpoint(path=arguments.checkpoint) if arguments.checkpoint else None
    with reading():
        findings = [*verify(checkpoint=kept), *contradictions()]
        end = export_checkpoint()
    for finding in findings:
        print(_("Entry %(seq)d: %(problem)s") % {"seq": finding.seq, "problem": finding.problem})
    if findings:
        print(_("Findings: %(count)d. Keep the database as it is and call the auditor.") % {"count": len(findings)})
        return 1
    print(_("%(count)d entries, nothing wrong. The last one: %(digest)s") % {"count": end.seq, "digest": end.digest})
    if kept is None:
        print(_("Only a checkpoint kept elsewhere also shows a ledger that was rewritten as a whole."))
    if arguments.export:
        write_checkpoint(checkpoint=end, path=arguments.export)
        print(_("Checkpoint written to %(path)s. Keep it outside this machine.") % {"path": arguments.export})
    return 0


def read_checkpoint(*, path: Path) -> Checkpoint:
    """An exported checkpoint. Raises CannotContinue for any other file."""
    try:
        return parse_checkpoint(text=path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        values = {"path": path, "reason": error}
        raise CannotContinue(_("The checkpoint %(path)s cannot be read: %(reason)s") % values) from error


def write_checkpoint(*, checkpoint: Checkpoint, path: Path) -> None:
    """Write the file in one step: whoever reads it finds the old one or the new one, never half of one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".checkpoint-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(checkpoint_text(checkpoint=checkpoint))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Check that nobody has rewritten the ledger"),
    about=gettext_lazy(
        "Recomputes the chain of digests over all entries; changes nothing. The exit code is 1 when something is "
        "wrong.\nExport a checkpoint regularly and keep it elsewhere: compared with it, even a ledger that was "
        "rewritten as a whole is found out."
    ),
    add_arguments=add_arguments,
)
