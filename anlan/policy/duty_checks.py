"""Cross-checks of duties (职责校验): clauses, numbers, contradictions, duties that call for each other in a circle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from anlan.policy.calendar import WorkingCalendar
from anlan.policy.conditions import ParameterRef, Test, meaning, tests_of
from anlan.policy.conflicts import conflicts
from anlan.policy.contradictions import possible
from anlan.policy.due_rules import Term
from anlan.policy.duties import Duty
from anlan.policy.duty_numbers import wrong_numbers, wrong_operand
from anlan.policy.governance import Level
from anlan.policy.periods import Cadence
from anlan.policy.problems import Problem, Reason, gettext_noop
from anlan.policy.reading import PackFiles, calendar_of
from anlan.policy.supervision import is_review
from anlan.policy.units import Responsibility, UnitKind

# Kinds of unit that clauses bind and that have no template: they register themselves (article 6).
OTHER_KINDS = ("enterprise",)
VOCABULARY: dict[str, tuple[str, ...]] = {
    "level": get_args(Level),
    "kind": (*get_args(UnitKind), *OTHER_KINDS),
    "responsibility": get_args(Responsibility),
}
_CADENCES: dict[str, Cadence] = {
    "monthly": "month",
    "quarterly": "quarter",
    "half-yearly": "half_year",
    "annual": "year",
    "start-of-year": "year",
    "every-5-years": "five_years",
}
_ID = re.compile("[a-z0-9-]{1,64}")


def check_duties(*, files: PackFiles) -> Iterator[Problem]:
    """Yield what is wrong with the duties of a pack, each on its own and all together."""
    calendar = calendar_of(files=files)
    for index, duty in enumerate(files.duty_list):
        yield from _check_one(files, index, duty, calendar)
    yield from _same_twice(files)
    yield from conflicts(duties=files.duty_list, known=VOCABULARY)
    yield from circles(duties=files.duty_list, opens={})


def _check_one(files: PackFiles, index: int, duty: Duty, calendar: WorkingCalendar) -> Iterator[Problem]:
    document, path = files.duties.document, ("duties", index)

    def problem(field: str, reason: str) -> Problem:
        return Problem(where=document.where(path=(*path, field) if field else path), reason=reason)

    clause = next((clause for clause in files.clauses.content.clauses if clause.id == duty.clause), None)
    if clause is None:
        yield problem("clause", gettext_noop("there is no clause %(clause)s", clause=duty.clause))
    elif clause.carried.how != "duty":
        reason = gettext_noop(
            "clause %(clause)s is carried by '%(how)s', not by a duty",
            clause=clause.id,
            how=clause.carried.how,
        )
        yield problem("clause", reason)
    elif clause.binding != "must":
        reason = gettext_noop(
            "clause %(clause)s is %(binding)s: nobody owes what it asks, or could be late",
            clause=clause.id,
            binding=clause.binding,
        )
        yield problem("clause", reason)
    elif duty.every is not None and _CADENCES.get(clause.cadence, duty.every) != duty.every:
        reason = gettext_noop(
            "clause %(clause)s is %(cadence)s, the duty is owed every %(every)s",
            clause=clause.id,
            cadence=clause.cadence,
            every=duty.every,
        )
        yield problem("every", reason)
    if duty.line not in {line.code for line in files.lines.content.lines}:
        yield problem("line", gettext_noop("there is no line %(line)s", line=duty.line))
    if not _ID.fullmatch(duty.id):
        yield problem("id", gettext_noop("an id is 1 to 64 of a to z, 0 to 9 and -"))
    numbers = wrong_numbers(duty=duty, entries=files.parameters.content.parameters, calendar=calendar)
    for below, reason in numbers:
        yield Problem(where=document.where(path=(*path, *below)), reason=reason)
    # Facts are known by the day. Asked here and not where a duty is read: what is open keeps its version.
    if duty.standing and isinstance(duty.due, Term) and duty.due.unit == "hours":
        yield Problem(where=duty.at("due", "hours"), reason=gettext_noop("are no term of a fact: facts have days only"))
    for condition in duty.conditions:
        for test in tests_of(condition=condition):
            yield from check_test(files=files, test=test)
    for field, reason in _contradictions(duty):
        yield problem(field, reason)
    if is_review(occasion=duty.on) and duty.review is not None:
        yield problem("review", gettext_noop("a review that is itself reviewed would never end"))


def not_one_of(*, value: object, known: Iterable[str]) -> Reason:
    """A word that is not among those that there are."""
    return gettext_noop("'%(value)s' is not one of %(known)s", value=value, known=", ".join(known))


def check_test(*, files: PackFiles, test: Test) -> Iterator[Problem]:
    """Yield what is wrong with one comparison, wherever the pack makes it.

    Levels and kinds come from fixed lists: a misspelt one would silently bind nobody.
    """
    if isinstance(test.value, ParameterRef):
        for reason in wrong_operand(key=test.value.key, entries=files.parameters.content.parameters):
            yield Problem(where=test.where, reason=reason)
        return
    known = VOCABULARY.get(test.field)
    for value in test.value if isinstance(test.value, tuple) else (test.value,):
        if known is not None and value not in known:
            yield Problem(where=test.where, reason=not_one_of(value=value, known=known))


def _contradictions(duty: Duty) -> Iterator[tuple[str, Reason]]:
    """A duty that nobody can owe, or that nobody can meet, with the key at which it stands."""
    if not possible(holding=[duty.owed_by], failing=[duty.unless], known=VOCABULARY):
        yield (
            ("unless" if duty.unless else "owed_by"),
            gettext_noop("nobody can owe this: `owed_by` and `unless` leave no unit"),
        )
        return
    if not duty.standing:
        return
    holding = [duty.owed_by, duty.condition]
    if not possible(holding=holding, failing=[duty.unless], known=VOCABULARY):
        yield "while", gettext_noop("nobody can owe this: `owed_by`, `unless` and `while` leave no unit")
    elif not possible(holding=[*holding, duty.met_by.fact], failing=[duty.unless], known=VOCABULARY):
        yield "met_by", gettext_noop("nobody can meet this: the fact contradicts what makes the duty owed")
    elif not possible(holding=holding, failing=[duty.unless, duty.met_by.fact], known=VOCABULARY):
        yield "met_by", gettext_noop("nobody can owe this: whoever owes it has met it already")


def _same_twice(files: PackFiles) -> Iterator[Problem]:
    """Two duties that make the same units owe the same would be one act owed twice."""
    seen: dict[object, str] = {}
    for index, duty in enumerate(files.duty_list):
        conditions = (duty.owed_by, duty.unless, duty.condition, duty.met_by.fact)
        meant = tuple(None if one is None else meaning(condition=one) for one in conditions)
        same = (duty.clause, duty.every, duty.on, meant, duty.met_by.meaning)
        if same in seen:
            reason = gettext_noop(
                "owes the same as %(other)s: clause, units, cadence and what meets it", other=seen[same]
            )
            yield Problem(where=files.duties.document.where(path=("duties", index)), reason=reason)
        seen.setdefault(same, duty.id)
    ids = [duty.id for duty in files.duty_list]
    for index, name in enumerate(ids):
        if name in ids[:index]:
            where = files.duties.document.where(path=("duties", index))
            yield Problem(where=where, reason=gettext_noop("%(name)s is given twice", name=name))


def circles(*, duties: Sequence[Duty], opens: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Yield each circle of duties in which meeting one always opens the next, so that nobody is ever done.

    `opens` gives, by kind of event, the occasions that every such event brings with it; the event itself is one.
    """
    follows = {duty.id: [other.id for other in duties if _calls_for(duty, other, opens)] for duty in duties}
    reported: set[frozenset[str]] = set()
    for duty in duties:
        path = _way_back(duty.id, follows)
        if path and frozenset(path) not in reported:
            reported.add(frozenset(path))
            reason = gettext_noop("never ends: meeting %(path)s", path=" opens ".join([*path, path[0]]))
            yield Problem(where=duty.where, reason=reason)


def _calls_for(duty: Duty, other: Duty, opens: Mapping[str, Sequence[str]]) -> bool:
    """Whether meeting the one always makes the same unit owe the other."""
    if other.on is None:
        return False
    always = any(
        all(other.on in (one.event, *opens.get(one.event, ())) for one in part.alternatives)
        for part in duty.met_by.parts
    )
    together = [duty.owed_by, other.owed_by]
    return always and possible(holding=together, failing=[duty.unless, other.unless], known=VOCABULARY)


def _way_back(start: str, follows: Mapping[str, list[str]]) -> list[str]:
    """The shortest way from a duty back to itself; empty when there is none."""
    ways = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for following in follows[way[-1]]:
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []
