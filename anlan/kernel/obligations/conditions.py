"""A duty's conditions over facts, compiled to one ``Q`` as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.facts import FactVersion
from anlan.policy import Pack, PackError
from anlan.policy.conditions import All, AnyOf, Condition, Not, ParameterRef, Test, tests_of
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.problems import Problem, Where


def facts_for(*, duty: PolicyDuty) -> type[FactVersion]:
    """The one table of fact versions that describes the kinds of unit that owe this duty. Raises PackError."""
    tables = set()
    for test in tests_of(condition=duty.owed_by):
        if test.field != "kind":
            continue
        for kind in test.value if isinstance(test.value, tuple) else (test.value,):
            if kind not in DECLARED.facts:
                raise refused(where=test.where, reason=f"no module keeps facts of units of kind {kind!r}")
            tables.add(DECLARED.facts[str(kind)])
    if len(tables) != 1:
        raise refused(where=duty.where, reason="owed_by must name kinds of unit whose facts stand in one table")
    return tables.pop()


def tests_of_duty(*, duty: PolicyDuty) -> Iterator[Test]:
    """Every comparison that a duty makes, whatever it decides."""
    for condition in duty.conditions:
        yield from tests_of(condition=condition)


def compile_condition(*, condition: Condition, model: type[models.Model], pack: Pack, on: dt.date) -> Q:
    """The condition over the columns of ``model`` with parameter values of that day.

    Raises PackError with its place.
    """
    if isinstance(condition, All):
        q = Q()
        for part in condition.items:
            q &= compile_condition(condition=part, model=model, pack=pack, on=on)
        return q
    if isinstance(condition, AnyOf):
        q = Q(pk__in=[])
        for part in condition.items:
            q |= compile_condition(condition=part, model=model, pack=pack, on=on)
        return q
    if isinstance(condition, Not):
        return ~compile_condition(condition=condition.item, model=model, pack=pack, on=on)
    return _test(test=condition, model=model, pack=pack, on=on)


def owes(*, duty: PolicyDuty, pack: Pack, on: dt.date) -> Q:
    """Who owes the duty by the facts: `owed_by`, and what a standing duty adds, unless `unless`."""
    model = facts_for(duty=duty)
    q = compile_condition(condition=duty.owed_by, model=model, pack=pack, on=on)
    if duty.condition is not None:
        q &= compile_condition(condition=duty.condition, model=model, pack=pack, on=on)
    if duty.unless is not None:
        q &= ~compile_condition(condition=duty.unless, model=model, pack=pack, on=on)
    return q


def column_for(*, test: Test, model: type[models.Model]) -> Any:
    """The column that a test asks for. Raises PackError when the register keeps no such fact, or none so valued."""
    try:
        column: Any = model._meta.get_field(test.field)
    except FieldDoesNotExist:
        reason = f"{model._meta.label} keeps no fact named {test.field!r}"
        raise refused(where=test.where, reason=reason) from None
    for value in test.value if isinstance(test.value, tuple) else (test.value,):
        try:
            if not isinstance(value, ParameterRef):
                column.get_prep_value(value)
        except (TypeError, ValueError, ValidationError):
            reason = f"the fact {test.field!r} cannot be compared with {value!r}"
            raise refused(where=test.where, reason=reason) from None
    return column


def _test(*, test: Test, model: type[models.Model], pack: Pack, on: dt.date) -> Q:
    column = column_for(test=test, model=model)
    value: Any = test.value
    if isinstance(value, ParameterRef):
        value = pack.parameters.value(key=value.key, on=on).value
    if test.op == "in":
        return Q(**{f"{column.name}__in": list(value)})
    if test.op == "ne":
        return ~Q(**{column.name: value})
    if test.op == "eq":
        return Q(**{column.name: value})
    return Q(**{f"{column.name}__{test.op}": value})


def refused(*, where: Where, reason: str) -> PackError:
    """A fault of the pack that only shows when it meets the modules."""
    return PackError(problems=[Problem(where=where, reason=reason)])
