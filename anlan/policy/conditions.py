"""Conditions on a unit's facts (适用条件), as the pack writes them under `owed_by` and `unless`.

    field: value            the fact equals the value
    field: [a, b]           the fact is one of them
    field: {gte: 100}       compared: gt, gte, lt, lte, eq, ne; a number, or the key of a dated parameter
    any: [ … ]              at least one of several
    all: [ … ]              all of several
    not: { … }              the opposite

Several keys of one mapping must all hold. Conditions are equal when they say the same, wherever they stand.
The grammar is read here; which fields exist and how they are
looked up is for the kernel, so every node keeps its place in the file for the kernel's own complaints.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from anlan.policy.documents import Document, KeyPath
from anlan.policy.problems import Problem, Where, gettext_noop

type Scalar = str | int | float | bool
Operator = Literal["eq", "ne", "gt", "gte", "lt", "lte", "in"]
COMPARISONS: dict[str, Operator] = {name: name for name in get_args(Operator) if name != "in"}


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """A comparison with the value that a dated parameter has on the day of the decision."""

    key: str


@dataclass(frozen=True, slots=True)
class Test:
    """A fact compared with a value; `in` has a tuple of scalars, the other operators one operand."""

    field: str
    op: Operator
    value: Scalar | ParameterRef | tuple[Scalar, ...]
    where: Where = dataclasses.field(compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every item holds."""

    items: tuple[Condition, ...]
    where: Where = dataclasses.field(compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one item holds."""

    items: tuple[Condition, ...]
    where: Where = dataclasses.field(compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The item does not hold."""

    item: Condition
    where: Where = dataclasses.field(compare=False)


type Condition = Test | All | AnyOf | Not


def parse_condition(*, data: object, document: Document, path: KeyPath, problems: list[Problem]) -> Condition | None:
    """Parse the mapping at `path` of `document`; faults go to `problems` and give None."""
    found = len(problems)
    condition = _Parser(document=document, problems=problems).mapping(data, path)
    return condition if len(problems) == found else None


def tests_of(*, condition: Condition) -> Iterator[Test]:
    """Yield every comparison in the condition, in the order of the file."""
    match condition:
        case Test():
            yield condition
        case Not(item=item):
            yield from tests_of(condition=item)
        case All(items=items) | AnyOf(items=items):
            for item in items:
                yield from tests_of(condition=item)


def meaning(*, condition: Condition) -> Hashable:
    """What a condition says, in whichever order it says it: equal for conditions that are written otherwise only."""
    match condition:
        case Test(field=field, op=op, value=value):
            values = frozenset((type(one), one) for one in (value if isinstance(value, tuple) else (value,)))
            return (field, "in" if op == "eq" else op, values)
        case Not(item=item):
            return ("not", meaning(condition=item))
        case All(items=items) | AnyOf(items=items):
            return (type(condition), frozenset(meaning(condition=item) for item in items))


@dataclass(slots=True)
class _Parser:
    document: Document
    problems: list[Problem]

    def mapping(self, data: object, path: KeyPath) -> Condition:
        """Read a mapping whose entries must all hold; a single entry stands for itself."""
        where = self.document.where(path=path)
        if not isinstance(data, dict) or not data:
            self.refuse(path, gettext_noop("must be a mapping of fields to values, and not empty"))
            return All(items=(), where=where)
        items = tuple(item for key, value in data.items() for item in self.entry(key, value, (*path, key)))
        return items[0] if len(items) == 1 else All(items=items, where=where)

    def entry(self, key: str, value: object, path: KeyPath) -> Iterator[Condition]:
        where = self.document.where(path=path)
        if key in ("any", "all"):
            if not isinstance(value, tuple) or not value:
                self.refuse(path, gettext_noop("must be a list of conditions, and not empty"))
                return
            items = tuple(self.mapping(item, (*path, index)) for index, item in enumerate(value))
            yield AnyOf(items=items, where=where) if key == "any" else All(items=items, where=where)
        elif key == "not":
            yield Not(item=self.mapping(value, path), where=where)
        elif isinstance(value, dict):
            yield from self.comparisons(key, value, path)
        elif isinstance(value, tuple):
            if value and all(isinstance(item, str | int | float) for item in value):
                yield Test(field=key, op="in", value=value, where=where)
            else:
                self.refuse(path, gettext_noop("must be a list of single values, and not empty"))
        elif isinstance(value, str | int | float):
            yield Test(field=key, op="eq", value=value, where=where)
        else:
            self.refuse(path, gettext_noop("%(value)r is not a value to compare with", value=value))

    def comparisons(self, field: str, value: dict[str, object], path: KeyPath) -> Iterator[Condition]:
        if not value:
            self.refuse(path, gettext_noop("has no comparison"))
        for op, operand in value.items():
            below = (*path, op)
            where = self.document.where(path=below)
            if op not in COMPARISONS:
                self.refuse(
                    below, gettext_noop("'%(value)s' is not one of %(known)s", value=op, known=", ".join(COMPARISONS))
                )
            elif isinstance(operand, str):
                yield Test(field=field, op=COMPARISONS[op], value=ParameterRef(key=operand), where=where)
            elif isinstance(operand, int | float) and not isinstance(operand, bool):
                yield Test(field=field, op=COMPARISONS[op], value=operand, where=where)
            else:
                self.refuse(
                    below, gettext_noop("%(value)r is neither a number nor the key of a parameter", value=operand)
                )

    def refuse(self, path: KeyPath, reason: str) -> None:
        self.problems.append(Problem(where=self.document.where(path=path), reason=reason))
