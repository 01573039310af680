"""The policy pack that this installation runs, loaded once per process and checked against the modules."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.conditions import check_values, column_for, facts_for, tests_of_duty
from anlan.policy import Pack, PackError, load_pack
from anlan.policy.citations import check
from anlan.policy.conditions import tests_of
from anlan.policy.duties import Duty
from anlan.policy.duty_checks import circles
from anlan.policy.industries import Matter
from anlan.policy.problems import Problem, gettext_noop

REFERENCE = "chaozhou"
# Matters of supervision apply to units of this kind (5.1).
ENTERPRISE = "enterprise"


@functools.cache
def installed_pack() -> Pack:
    """The pack named in the settings (a name, or a folder).

    Raises PackError or UnknownClause: Anlan refuses to start.
    """
    return load(name_or_path=settings.ANLAN_PACK, criteria=settings.ANLAN_CRITERIA)


def load(*, name_or_path: str, criteria: Path | None = None) -> Pack:
    """Load a pack, with the criteria in that folder, and check it against modules and citations."""
    path = Path(name_or_path)
    chosen = {"path": path} if path.is_dir() else {"name": name_or_path}
    pack = load_pack(**chosen, criteria=criteria)
    check_against_modules(pack=pack)
    check_circles(pack=pack)
    catalogue = pack if pack.id == REFERENCE else load_pack(name=REFERENCE)
    check(catalogue_ids=set(catalogue.clauses))
    return pack


def check_circles(*, pack: Pack) -> None:
    """No duty may call for itself by what the modules' events bring with them. Raises PackError naming the path."""
    opens = {code: kind.opens for code, kind in DECLARED.events.items()}
    problems = list(circles(duties=tuple(pack.duties.values()), opens=opens))
    if problems:
        raise PackError(problems=problems)


def check_against_modules(*, pack: Pack) -> None:
    """Every fact, event, variant and occasion that a duty or a matter names must be declared.

    Raises PackError naming every fault with its file, line, key and reason.
    """
    problems = [problem for duty in pack.duties.values() for problem in _faults(duty=duty, pack=pack)]
    problems += [problem for matter in pack.matters.values() for problem in _matter_faults(matter=matter, pack=pack)]
    if problems:
        raise PackError(problems=problems)


def _faults(*, duty: Duty, pack: Pack) -> Iterator[Problem]:
    """What one duty names that no module declares, each at its own place."""
    try:
        facts = facts_for(duty=duty)
    except PackError as error:
        yield from error.problems
    else:
        for test in tests_of_duty(duty=duty):
            try:
                check_values(test=test, column=column_for(test=test, model=facts), pack=pack)
            except PackError as error:
                yield from error.problems
    for one in (*duty.met_by.alternatives, *duty.met_by.through):
        kind = DECLARED.events.get(one.event)
        where = one.where or duty.where
        if kind is None:
            yield Problem(where=where, reason=gettext_noop("no module declares the event %(event)r", event=one.event))
            continue
        for variant in (name for name in one.variant if name not in kind.variants):
            reason = gettext_noop(
                "%(event)s has no variant %(variant)r (known: %(known)s)",
                event=kind.code,
                variant=variant,
                known=", ".join(kind.variants) or "none",
            )
            yield Problem(where=where, reason=reason)
    yield from _occasion_faults(duty=duty)


def _matter_faults(*, matter: Matter, pack: Pack) -> Iterator[Problem]:
    """What the condition of a matter asks of enterprises that their register does not keep."""
    if matter.applies is None:
        return
    for test in tests_of(condition=matter.applies):
        try:
            column = column_for(test=test, model=DECLARED.facts[ENTERPRISE])
            check_values(test=test, column=column, pack=pack)
        except PackError as error:
            yield from error.problems


def _occasion_faults(*, duty: Duty) -> Iterator[Problem]:
    """An occasion that no module brings about, or a term that does not fit what the occasion says."""
    if duty.on is None:
        return
    occasion = DECLARED.occasions.get(duty.on)
    if occasion is None and duty.on not in DECLARED.events:
        reason = gettext_noop("no module declares the occasion or event %(name)r", name=duty.on)
        yield Problem(where=duty.at("on"), reason=reason)
    elif occasion is not None and occasion.gives_day and duty.due != "as_given":
        reason = gettext_noop("must be `as_given`: the occasion %(name)s names the day itself", name=duty.on)
        yield Problem(where=duty.at("due"), reason=reason)
    elif duty.due == "as_given" and (occasion is None or not occasion.gives_day):
        reason = gettext_noop("cannot be `as_given`: %(name)s names no day", name=duty.on)
        yield Problem(where=duty.at("due"), reason=reason)
