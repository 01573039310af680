"""``anlan trace 3.12``: a clause from its text to its live figures, and back from the code to the clause."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.due import local_day
from anlan.kernel.people.sight import Reach, Sight
from anlan.kernel.roles import PERMISSION_TEXT
from anlan.oversight.clause_figures import Kept, kept_for
from anlan.oversight.clause_pages import carried_words
from anlan.oversight.clauses import (
    ClauseView,
    clause_view,
    coverage,
    live_figures,
    nearest_clauses,
    roles_holding,
)
from anlan.oversight.duty_words import met_by_words, occasion_words
from anlan.oversight.live import Live
from anlan.oversight.wording import said
from anlan.policy import Duty, Pack, Value
from anlan.policy.validation import Text
from anlan.web.command import CannotContinue, Command

WHOLE_CITY = Sight((Reach(),))


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of ``anlan trace``."""
    parser.add_argument("clause", nargs="?", default="", help=_("the clause, such as 3.12; or words to look for"))
    parser.add_argument("--coverage", action="store_true", help=_("how many clauses are carried in which way"))


def run(arguments: Namespace) -> int:
    """Print one clause, or the coverage of all."""
    pack = installed_pack()
    # Pages cite clauses too: they are all known only once all addresses are.
    assert get_resolver().url_patterns
    if arguments.coverage:
        print("\n".join(coverage_lines(pack=pack)))
        return 0
    if arguments.clause not in pack.clauses:
        raise CannotContinue(unknown(text=arguments.clause, pack=pack))
    view = clause_view(pack=pack, clause_id=arguments.clause)
    today = local_day(moment=timezone.now(), pack=pack)
    figures = live_figures(clause_id=view.clause.id, sight=WHOLE_CITY, today=today)
    kept = kept_for(reference=view.clause.reference, sight=WHOLE_CITY, today=today, pack=pack)
    print("\n".join(lines(view=view, figures=figures, kept=kept, year=today.year)))
    return 0


def unknown(*, text: str, pack: Pack) -> str:
    """What is said of a clause that does not exist, with those that may have been meant."""
    if not text:
        return _("Name a clause, such as “anlan trace 3.12”, or ask for all: anlan trace --coverage")
    near = [f"  {clause.id}  {said(clause.duty)}" for clause in nearest_clauses(pack=pack, text=text)]
    head = _("There is no clause “%(text)s”.") % {"text": text}
    return "\n".join([f"{head} {_('Perhaps you mean:')}" if near else head, *near])


def lines(*, view: ClauseView, figures: Live, kept: list[Kept], year: int) -> Iterator[str]:
    """The whole trace, a fact a line."""
    clause, article = view.clause, view.article
    yield f"{clause.id}  {_both(clause.title)}"
    yield f"{_('Duty')}: {_both(clause.duty)}"
    yield f"{_('Owed by')}: {_both(clause.subject)}"
    if clause.condition:
        yield f"{_('When')}: {_both(clause.condition)}"
    inferred = _("product default, the document names none")
    source = inferred if clause.cadence_source == "inferred" else _("named by the document")
    yield f"{_('Cadence')}: {clause.cadence} ({source})"
    yield f"{_('Carried by')}: {_carried(view)}"
    for duty in view.duties:
        yield from _duty_lines(duty)
    yield from _code_lines(view)
    for value in view.parameters:
        yield _parameter_line(value)
    yield from _test_lines(view)
    yield from _figure_lines(figures=figures, kept=kept, year=year)
    yield ""
    yield f"{_('Article')} {article.id}  {_both(article.title)}"
    yield article.text


def _figure_lines(*, figures: Live, kept: list[Kept], year: int) -> Iterator[str]:
    counts = figures.year
    yield _("Figures %(year)d, the whole city: %(owed)d owed, %(on_time)d met on time, %(late)d met late, "
            "%(open)d open, %(overdue)d of them overdue") % {
        "year": year, "owed": counts.owed, "on_time": counts.on_time, "late": counts.late, "open": counts.open,
        "overdue": counts.overdue,
    }  # fmt: skip
    if figures.earlier or figures.later:
        text = _("Open besides: %(earlier)d due in earlier years, %(later)d due in later years")
        yield text % {"earlier": figures.earlier, "later": figures.later}
    for one in kept:
        yield f"{_('Kept')}: {one.label}  {one.number}{'' if one.exact else '+'}  {one.url}"


def _both(text: Text) -> str:
    return f"{text.zh} / {text.en}"


def _carried(view: ClauseView) -> str:
    carried = view.clause.carried
    waits = _("waits for %(milestone)s") % {"milestone": _both(view.milestone.title)} if view.milestone else ""
    reason = _both(carried.reason) if carried.reason else ""
    return ": ".join(filter(None, [carried_words(carried.how), waits, reason]))


def _duty_lines(duty: Duty) -> Iterator[str]:
    when = occasion_words(duty=duty)
    yield f"{_('Duty of the pack')}: {duty.id}  {_both(duty.title)}  ({duty.where.file}:{duty.where.line}, {when})"
    yield f"{_('Met by')}: {', '.join(duty.met_by.events)}  {met_by_words(met_by=duty.met_by)}"


def _code_lines(view: ClauseView) -> Iterator[str]:
    for one in view.steps:
        how = "" if one.cites else "  " + _("(meets the duty, cites another clause)")
        yield f"{_('Step')}: {one.pages.name} › {one.step.name}  {one.step.label}  {one.where}{how}"
    for rule in view.rules:
        yield f"{_('Rule')}: {rule.name}  {rule.where}  {rule.says}"
    for permission in view.permissions:
        roles = "、".join(str(role.name) for role in roles_holding(permission=permission))
        yield f"{_('Permission')}: {permission}  {PERMISSION_TEXT[permission]}  ({roles})"
    for pages in view.pages:
        yield f"{_('Page')}: {reverse('records', args=[pages.name])}  {pages.plural}"
    for item in view.cited:
        yield f"{_('Cited by')}: {item.kind} {item.name}  {item.where}"


def _parameter_line(value: Value) -> str:
    source = _("product default") if value.document is None else f"{value.document} {value.article or ''}".strip()
    return f"{_('Parameter')}: {value.key} = {value.value} {said(value.unit)}  ({source})"


def _test_lines(view: ClauseView) -> Iterator[str]:
    if not view.tests_known:
        yield f"{_('Tests')}: {_('not installed with this copy')}"
    elif not view.tests:
        yield f"{_('Tests')}: {_('none names this clause')}"
    for test in view.tests:
        yield f"{_('Test')}: {test.name}  {test.where}"


def coverage_lines(*, pack: Pack) -> Iterator[str]:
    """Counts per way of carrying, then per milestone."""
    found = coverage(pack=pack)
    yield _("%(total)d clauses") % {"total": found.total}
    for how, count in found.carried.items():
        yield f"{count:>5}  {carried_words(how)}"
    yield _("Of those that are not carried:")
    for name, count in found.waiting.items():
        yield f"{count:>5}  {_both(pack.milestones[name].title)}"
    yield f"{found.reasoned:>5}  {_('for a reason that stands with the clause')}"


COMMAND = Command(
    run=run,
    summary=gettext_lazy("Show a clause: text, who owes it, what carries it, tests, live figures"),
    about=gettext_lazy("For example: anlan trace 3.12, anlan trace 挂牌督办, anlan trace --coverage"),
    add_arguments=add_arguments,
)
