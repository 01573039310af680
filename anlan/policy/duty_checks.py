"""Cross-checks of duties (职责校验): clauses, numbers, contradictions, duties that call for each other in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import get_args

from anlan.policy.conditions import ParameterRef, Test, tests_of
from anlan.policy.contradictions import possible
from anlan.policy.due_rules import Term, follows_period
from anlan.policy.duties import Duty, times_of
from anlan.policy.governance import Level
from anlan.policy.parameters import Parameter
from anlan.policy.periods import MONTHS, Cadence
from anlan.policy.problems import Problem
from anlan.policy.reading import PackFiles
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
SHORTEST_MONTH = 28


def check_duties(*, files: PackFiles) -> Iterator[Problem]:
    """Yield what is wrong with the duties of a pack, each on its own and all together."""
    for index, duty in enumerate(files.duty_list):
        yield from _check_one(files, index, duty)
    yield from _same_twice(files)
    yield from circles(duties=files.duty_list, opens={})


def _check_one(files: PackFiles, index: int, duty: Duty) -> Iterator[Problem]:
    document, path = files.duties.document, ("duties", index)

    def problem(field: str, reason: str) -> Problem:
        return Problem(where=document.where(path=(*path, field) if field else path), reason=reason)

    clause = next((clause for clause in files.clauses.content.clauses if clause.id == duty.clause), None)
    if clause is None:
        yield problem("clause", f"there is no clause {duty.clause}")
    elif clause.carried.how != "duty":
        yield problem("clause", f"clause {duty.clause} is carried by '{clause.carried.how}', not by a duty")
    elif duty.every is not None and _CADENCES.get(clause.cadence, duty.every) != duty.every:
        yield problem("every", f"clause {duty.clause} is {clause.cadence}, the duty is owed every {duty.every}")
    if duty.line not in {line.code for line in files.lines.content.lines}:
        yield problem("line", f"there is no line {duty.line}")
    for below, key, units in times_of(duty=duty):
        for reason in _wrong_time(files.parameters.content.parameters, key, units):
            yield Problem(where=document.where(path=(*path, *below)), reason=reason)
    for condition in duty.conditions:
        for test in tests_of(condition=condition):
            yield from _check_test(files, test)
    for field, reason in _contradictions(duty):
        yield problem(field, reason)
    if is_review(occasion=duty.on) and duty.review is not None:
        yield problem("review", "a review that is itself reviewed would never end")
    if _too_long(files, duty):
        yield problem("due", "reaches beyond the period that follows, in which it would be done")


def _wrong_time(parameters: Mapping[str, Parameter], key: str, units: tuple[str, ...]) -> Iterator[str]:
    """A duty's times are whole numbers, counted in the unit that their place asks for, one at a time and for ever."""
    parameter = parameters.get(key)
    if parameter is None:
        yield f"there is no parameter {key}"
        return
    if not all(type(item.value) is int and item.value >= 0 for item in parameter.values):
        yield f"the parameter {key} is not a number of days"
        return
    for unit in sorted({(item.unit or parameter.unit).en for item in parameter.values}):
        # A unit may go on to say from when: "day from accident".
        if not any(unit == wanted or unit.startswith(f"{wanted} ") for wanted in units):
            yield f"the parameter {key} counts in '{unit}', not in '{' or '.join(units)}'"
    if any(one.overlaps(other=other) for one, other in combinations(parameter.values, 2)):
        yield f"the parameter {key} has two values on one day: a term needs one"
    if all(item.valid_to is not None for item in parameter.values):
        yield f"the parameter {key} ends: what is opened later would have no term"


def _check_test(files: PackFiles, test: Test) -> Iterator[Problem]:
    """Levels and kinds come from fixed lists: a misspelt one would silently bind nobody."""
    if isinstance(test.value, ParameterRef):
        if test.value.key not in files.parameters.content.parameters:
            yield Problem(where=test.where, reason=f"there is no parameter {test.value.key}")
        return
    known = VOCABULARY.get(test.field)
    for value in test.value if isinstance(test.value, tuple) else (test.value,):
        if known is not None and value not in known:
            yield Problem(where=test.where, reason=f"'{value}' is not one of {', '.join(known)}")


def _contradictions(duty: Duty) -> Iterator[tuple[str, str]]:
    """A duty that nobody can owe, or that nobody can meet, with the key at which it stands."""
    if not possible(holding=[duty.owed_by], failing=[duty.unless], known=VOCABULARY):
        yield ("unless" if duty.unless else "owed_by"), "nobody can owe this: `owed_by` and `unless` leave no unit"
        return
    if not duty.standing:
        return
    holding = [duty.owed_by, duty.condition]
    if not possible(holding=holding, failing=[duty.unless], known=VOCABULARY):
        yield "while", "nobody can owe this: `owed_by`, `unless` and `while` leave no unit"
    elif not possible(holding=[*holding, duty.met_by.fact], failing=[duty.unless], known=VOCABULARY):
        yield "met_by", "nobody can meet this: the fact contradicts what makes the duty owed"
    elif not possible(holding=holding, failing=[duty.unless, duty.met_by.fact], known=VOCABULARY):
        yield "met_by", "nobody can owe this: whoever owes it has met it already"


def _same_twice(files: PackFiles) -> Iterator[Problem]:
    """Two duties that make the same units owe the same would be one act owed twice."""
    seen: dict[object, str] = {}
    for index, duty in enumerate(files.duty_list):
        same = (duty.clause, duty.owed_by, duty.unless, duty.every, duty.on, duty.condition, duty.met_by)
        if same in seen:
            reason = f"owes the same as {seen[same]}: clause, units, cadence and what meets it"
            yield Problem(where=files.duties.document.where(path=("duties", index)), reason=reason)
        seen.setdefault(same, duty.id)
    ids = [duty.id for duty in files.duty_list]
    for index, name in enumerate(ids):
        if name in ids[:index]:
            where = files.duties.document.where(path=("duties", index))
            yield Problem(where=where, reason=f"{name} is given twice")


def _too_long(files: PackFiles, duty: Duty) -> bool:
    """Whether a term after a period is longer than the next period, for which the same event would count as well."""
    if duty.every is None or not isinstance(duty.due, Term) or not follows_period(due=duty.due):
        return False
    parameter = files.parameters.content.parameters.get(duty.due.amount)
    longest = max((item.value for item in parameter.values if type(item.value) is int), default=0) if parameter else 0
    return longest > MONTHS[duty.every] * SHORTEST_MONTH


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
            reason = f"never ends: meeting {' opens '.join([*path, path[0]])}"
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
