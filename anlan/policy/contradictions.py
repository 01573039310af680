"""Contradictions in conditions (条件矛盾): facts that can never be so together.

What is compared with a dated parameter, or lies in two columns, is taken as possible: only what is impossible on every
day is refused. Conditions that branch too often to be looked through are taken as possible too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, product

from anlan.policy.conditions import All, AnyOf, Condition, Not, Operator, ParameterRef, Scalar, Test

MOST_BRANCHES = 2000

# One comparison, and whether it holds.
type Literal = tuple[Test, bool]


def possible(
    *, holding: Iterable[Condition | None], failing: Iterable[Condition | None], known: Mapping[str, tuple[str, ...]]
) -> bool:
    """Tell whether some facts satisfy all of `holding` and none of `failing`.

    `known` gives the values that a fact can have at all, where they are listed.
    """
    wanted = [(condition, True) for condition in holding if condition is not None]
    wanted += [(condition, False) for condition in failing if condition is not None]
    branches = [list(_branches(condition, holds)) for condition, holds in wanted]
    count = 1
    for alternatives in branches:
        count *= len(alternatives)
    if count > MOST_BRANCHES:
        return True
    return any(_consistent([one for part in combined for one in part], known) for combined in product(*branches))


def _branches(condition: Condition, holds: bool) -> Iterator[tuple[Literal, ...]]:
    """The condition as alternatives of comparisons that hold together."""
    match condition:
        case Test():
            yield ((condition, holds),)
        case Not(item=item):
            yield from _branches(item, not holds)
        case All(items=items) | AnyOf(items=items):
            parts = [list(_branches(item, holds)) for item in items]
            if isinstance(condition, All) == holds:
                for combined in product(*parts):
                    yield tuple(one for part in combined for one in part)
            else:
                for part in parts:
                    yield from part


def _consistent(literals: list[Literal], known: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether comparisons can hold together: field by field, over the values or the numbers that are named."""
    fields: dict[str, list[Literal]] = {}
    for literal in literals:
        fields.setdefault(literal[0].field, []).append(literal)
    return all(_one_field(found, known.get(field)) for field, found in fields.items())


def _one_field(literals: list[Literal], values: tuple[str, ...] | None) -> bool:
    plain = [(test, holds) for test, holds in literals if not isinstance(test.value, ParameterRef)]
    if not _references_agree([one for one in literals if isinstance(one[0].value, ParameterRef)]):
        return False
    candidates: set[Scalar] = set(values or ())
    for test, _ in plain:
        candidates.update(test.value if isinstance(test.value, tuple) else (test.value,))  # type: ignore[arg-type]
    if values is None:
        candidates |= _between(candidates)
    elif not candidates <= set(values):
        return True
    return not plain or any(all(_holds(test, value) == holds for test, holds in plain) for value in candidates)


def _between(named: set[Scalar]) -> set[Scalar]:
    """A value beside every named one: below, between and above the numbers, and a text that nobody named."""
    numbers = sorted(value for value in named if isinstance(value, int | float) and not isinstance(value, bool))
    beside: set[Scalar] = {"\0"} if any(isinstance(value, str) for value in named) else set()
    if any(isinstance(value, bool) for value in named):
        beside |= {True, False}
    if numbers:
        beside |= {numbers[0] - 1, numbers[-1] + 1}
        beside |= {(low + high) / 2 for low, high in pairwise(numbers)}
    return beside


def _holds(test: Test, value: Scalar) -> bool:
    if test.op == "in":
        return value in test.value  # type: ignore[operator]
    if test.op == "eq":
        return value == test.value
    if test.op == "ne":
        return value != test.value
    if isinstance(value, str) or isinstance(test.value, str):
        return False
    compared = {"gt": value > test.value, "gte": value >= test.value, "lt": value < test.value}  # type: ignore[operator]
    return compared.get(test.op, value <= test.value)  # type: ignore[operator]


def _references_agree(literals: list[Literal]) -> bool:
    """Comparisons with one and the same parameter can contradict each other whatever its value is."""
    for index, (test, holds) in enumerate(literals):
        for other, others in literals[index + 1 :]:
            if test.value != other.value:
                continue
            if not any(_sign(test.op, sign) == holds and _sign(other.op, sign) == others for sign in (-1, 0, 1)):
                return False
    return True


def _sign(op: Operator, sign: int) -> bool:
    """Whether a comparison holds of a fact below (-1), at (0) or above (1) the parameter."""
    return {"eq": sign == 0, "ne": sign != 0, "gt": sign > 0, "gte": sign >= 0, "lt": sign < 0, "lte": sign <= 0}[op]
