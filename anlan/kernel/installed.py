"""The policy pack that this installation runs, loaded once per process and checked against the modules."""

from __future__ import annotations

import functools
from pathlib import Path

from django.conf import settings

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.conditions import column_for, facts_for, refused, tests_of_duty
from anlan.policy import Pack, PackError, load_pack
from anlan.policy.citations import check
from anlan.policy.duty_checks import circles
from anlan.policy.met_by import variants_named

REFERENCE = "chaozhou"


@functools.cache
def installed_pack() -> Pack:
    """The pack named in the settings (a name, or a folder).

    Raises PackError or UnknownClause: Anlan refuses to start.
    """
    return load(name_or_path=settings.ANLAN_PACK)


def load(*, name_or_path: str) -> Pack:
    """Load a pack and check it against what the modules declare and what the code cites."""
    path = Path(name_or_path)
    pack = load_pack(path=path) if path.is_dir() else load_pack(name=name_or_path)
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
    """Every fact, event and variant that a duty names must be declared.

    Raises PackError naming file, key and reason.
    """
    for duty in pack.duties.values():
        facts = facts_for(duty=duty)
        for test in tests_of_duty(duty=duty):
            column_for(test=test, model=facts)
        for code in duty.met_by.events:
            if code not in DECLARED.events:
                raise refused(where=duty.where, reason=f"no module declares the event {code!r}")
        for code, variant in variants_named(met_by=duty.met_by):
            event = DECLARED.events[code]
            if variant not in event.variants:
                known = ", ".join(event.variants) or "none"
                raise refused(where=duty.where, reason=f"{event.code} has no variant {variant!r} (known: {known})")
