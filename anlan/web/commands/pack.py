"""``anlan pack check``: validates a policy pack against its own files, the modules and what the code cites."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from django.conf import settings
from django.urls import get_resolver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.installed import load
from anlan.oversight.clauses import coverage
from anlan.policy import Pack
from anlan.policy.citations import UnknownClause
from anlan.web.command import CannotContinue, Command


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan pack``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="check")
    check = actions.add_parser("check", help=_("say whether a policy pack can be loaded, and if not, why"))
    check.add_argument(
        "pack",
        nargs="?",
        default=settings.ANLAN_PACK,
        metavar="PATH_OR_NAME",
        help=_("a folder, or the name of a pack that comes with Anlan (default: the one this installation runs)"),
    )


def run(arguments: Namespace) -> int:
    """Print what the pack holds. Every fault of a broken one is printed by whoever called (exit code 2)."""
    # Pages cite clauses too: they are all known only once all addresses are.
    assert get_resolver().url_patterns
    try:
        pack = load(name_or_path=arguments.pack)
    except (ValueError, UnknownClause) as error:
        raise CannotContinue(str(error)) from error
    print(contents(pack=pack))
    return 0


def contents(*, pack: Pack) -> str:
    """What a pack holds, in a few lines."""
    covered = coverage(pack=pack)
    waiting = covered.carried["none"] - covered.reasoned
    lines = [
        f"{pack.id}: {pack.title.zh} / {pack.title.en}",
        _("%(clauses)d clauses in %(articles)d articles, %(waiting)d of them wait for a milestone")
        % {"clauses": covered.total, "articles": len(pack.articles), "waiting": waiting},
        _("%(duties)d duties, %(parameters)d dated parameters")
        % {"duties": len(pack.duties), "parameters": len(pack.parameters)},
        _("%(areas)d areas, %(templates)d kinds of public unit")
        % {"areas": len(pack.areas), "templates": len(pack.unit_templates)},
        _("working days known for %(first)d to %(last)d")
        % {"first": min(pack.calendar.years), "last": max(pack.calendar.years)}
        if pack.calendar.years
        else _("working days known for no year"),
        _("digest %(digest)s") % {"digest": pack.digest},
    ]
    return "\n".join(lines)


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Check a policy pack: the city's clauses, duties, numbers, areas"),
    about=gettext_lazy("“anlan pack check” names every fault with file, line, key and reason, and changes nothing."),
    add_arguments=add_arguments,
)
