"""``anlan criteria check``: says whether a file or folder of criteria of major hidden dangers can be loaded (19.1)."""

from __future__ import annotations

import shutil
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.policy import PackError
from anlan.policy.criteria import load_criteria
from anlan.web.command import CannotContinue, Command


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan criteria``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="check")
    check = actions.add_parser("check", help=_("say whether a file of criteria can be loaded, and if not, why"))
    check.add_argument("path", type=Path, metavar="FILE_OR_FOLDER")


def run(arguments: Namespace) -> int:
    """Print how many criteria there would be. Every fault of a broken file is printed by whoever called."""
    path: Path = arguments.path
    if not path.exists():
        raise CannotContinue(_("There is no file or folder %(path)s.") % {"path": path})
    with tempfile.TemporaryDirectory() as folder:
        # One file is checked together with those that ship with Anlan, as it would be loaded.
        if path.is_file():
            shutil.copyfile(path, Path(folder) / path.with_suffix(".yaml").name)
        try:
            library = load_criteria(folders=[path if path.is_dir() else Path(folder)])
        except PackError as error:
            raise CannotContinue(str(error)) from error
    values = {"standards": len(library.standards), "criteria": library.count}
    print(_("%(criteria)d criteria of %(standards)d versions of standards can be loaded.") % values)
    return 0


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Check a file of criteria of major hidden dangers"),
    about=gettext_lazy(
        "“anlan criteria check” names every fault with file, line, key and reason, and changes nothing."
    ),
    add_arguments=add_arguments,
)
