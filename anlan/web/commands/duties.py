"""``anlan duties``: what units owe by the pack, in prose in both languages, and what a changed pack would change."""

from __future__ import annotations

import datetime as dt
import difflib
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.kernel.changed_packs import with_texts
from anlan.kernel.installed import installed_pack, load
from anlan.kernel.obligations.dry_run import Units, dry_run
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.loading import refuse_what_cannot_follow
from anlan.kernel.people.naming import name_of
from anlan.oversight.dry_runs import Shown, lack_words, level_words, shown, units_words, work_of, work_words
from anlan.oversight.duty_prose import prose
from anlan.oversight.duty_words import occasion_words
from anlan.oversight.wording import said
from anlan.policy import NotInForce, Pack
from anlan.policy.duties import Duty
from anlan.policy.parameters import SeveralInForce
from anlan.web.command import CannotContinue, Command

LANGUAGES = ("zh-hans", "en")


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan duties``."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list | explain | dry-run")
    actions.add_parser("list", help=_("every duty with its clause and how often it is owed"))
    explain = actions.add_parser("explain", help=_("one duty in prose, in Chinese and English, each number sourced"))
    trying = actions.add_parser("dry-run", help=_("who would owe what by a changed pack; stores nothing"))
    trying.add_argument("path", metavar="PATH", help=_("a changed duties.yaml, or the folder of a changed pack"))
    explain.add_argument("duty", metavar="ID", help=_("such as town-monthly-meeting"))


def run(arguments: Namespace) -> int:
    """Print what was asked for."""
    pack = installed_pack()
    today = local_day(moment=timezone.now(), pack=pack)
    told: dict[str, Callable[[], Iterable[str]]] = {
        "list": lambda: list_lines(pack=pack),
        "explain": lambda: explained(arguments.duty, pack=pack, on=today),
        "dry-run": lambda: tried(Path(arguments.path), pack=pack, on=today),
    }
    for line in told[arguments.action]():
        print(line)
    return 0


def list_lines(*, pack: Pack) -> Iterator[str]:
    """A duty a line: clause, id, how often, title."""
    width = max((len(key) for key in pack.duties), default=0)
    for duty in pack.duties.values():
        yield f"{duty.clause:>6}  {duty.id:<{width}}  {occasion_words(duty=duty)}  {said(duty.title)}"


def explained(key: str, *, pack: Pack, on: dt.date) -> Iterator[str]:
    """One duty in prose, first in Chinese, then in English. Raises CannotContinue naming similar ids."""
    duty = pack.duties.get(key)
    if duty is None:
        raise CannotContinue(unknown(key=key, pack=pack))
    yield f"{duty.id}  ({duty.where.file}:{duty.where.line})"
    for language in LANGUAGES:
        with translation.override(language):
            yield ""
            yield from _one_language(duty=duty, pack=pack, on=on)


def _one_language(*, duty: Duty, pack: Pack, on: dt.date) -> Iterator[str]:
    yield said(duty.title)
    clause = pack.clauses[duty.clause]
    yield f"{_('Clause')} {clause.id}{_(': ')}{clause.duty.for_language(language=translation.get_language() or 'en')}"
    if duty.every is not None and clause.cadence_source == "inferred":
        yield _("The clause itself names no date: this is a product default.")
    for line in prose(duty=duty, pack=pack, on=on):
        yield f"  {line.head}{_(': ')}{line.text}"


def tried(path: Path, *, pack: Pack, on: dt.date) -> Iterator[str]:
    """What a changed pack (a folder), or this pack with a changed duties.yaml, would change.

    Raises CannotContinue when nothing can be read there, PackError with every fault of what was read.
    """
    changed = _changed(path)
    refuse_what_cannot_follow(pack=changed, today=on)
    try:
        changes = shown(changes=dry_run(today=pack, changed=changed, on=on), today=pack, changed=changed, on=on)
    except (NotInForce, SeveralInForce) as error:
        raise CannotContinue(_("A number has no single value today: %(reason)s") % {"reason": error}) from error
    if not changes:
        yield _("No duty would change.")
        return
    for one in changes:
        yield from _change_lines(one)
        yield ""
    before, after = (work_words(work=work) for work in work_of(changes=[one.change for one in changes]))
    values = {"day": on.isoformat(), "before": before, "after": after}
    yield _("By the facts of %(day)s. Together %(before)s → %(after)s a year. Nothing was stored.") % values


def _changed(path: Path) -> Pack:
    if path.is_dir():
        return load(name_or_path=str(path))
    try:
        return with_texts(texts={"duties.yaml": path.read_text(encoding="utf-8")})
    except FileNotFoundError:
        raise CannotContinue(_("There is neither a file nor a folder %(path)s.") % {"path": path}) from None
    except UnicodeDecodeError:
        raise CannotContinue(_("The file %(path)s is not UTF-8 text.") % {"path": path}) from None


def _change_lines(one: Shown) -> Iterator[str]:
    yield f"{one.change.key}  {one.title}  ({one.how})"
    for rule in one.rule:
        words = (
            f"{rule.before or '—'} → {rule.after or '—'}" if one.change.how == "changed" else rule.before or rule.after
        )
        yield f"  {rule.head}{_(': ')}{words}"
    for line in one.change.lines:
        yield f"  {name_of(line.area)} · {level_words(level=line.level)}{_(': ')}{_units(one, line.units)}"
    yield f"  {_('All together')}{_(': ')}{_units(one, one.change.units)}"
    yield f"  {_('Work a year')}{_(': ')}{one.yearly}"


def _units(one: Shown, units: Units) -> str:
    words = units_words(units=units)
    return f"{words}{pgettext('list of conditions', '; ')}{lack_words(units=units)}" if one.lacking else words


def unknown(*, key: str, pack: Pack) -> str:
    """What is said of a duty that does not exist, with those that may have been meant."""
    near = difflib.get_close_matches(key, pack.duties, n=5, cutoff=0.4)
    head = _("There is no duty “%(key)s”.") % {"key": key}
    if not near:
        return f"{head} {_('See them all: anlan duties list')}"
    return "\n".join([f"{head} {_('Perhaps you mean:')}", *(f"  {one}" for one in near)])


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Explain the duties of the pack: who owes what, by when, met by what"),
    about=gettext_lazy("For example: anlan duties explain town-monthly-meeting"),
    add_arguments=add_arguments,
)
