"""A duty's conditions over facts, compiled to one ``Q`` as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.facts import FactVersion, as_of
from anlan.policy import Pack, PackError
from anlan.policy.conditions import All, AnyOf, Condition, Not, ParameterRef, Test, tests_of
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.problems import Problem, Where, gettext_noop

ORDERED = ("gt", "gte", "lt", "lte")


def facts_for(*, duty: PolicyDuty) -> type[FactVersion]:
    """The one table of fact versions that describes the kinds of unit that owe this duty. Raises PackError."""
    tables = set()
    for test in tests_of(condition=duty.owed_by):
        if test.field != "kind":
            continue
        for kind in test.value if isinstance(test.value, tuple) else (test.value,):
            if kind not in DECLARED.facts:
                reason = gettext_noop("no module keeps facts of units of kind %(kind)r", kind=kind)
                raise refused(where=test.where, reason=reason)
            tables.add(DECLARED.facts[str(kind)])
    if len(tables) != 1:
        reason = gettext_noop("must name kinds of unit whose facts stand in one table")
        raise refused(where=duty.at("owed_by"), reason=reason)
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


def obliged(*, duty: PolicyDuty, units: Sequence[int], pack: Pack, on: dt.date) -> list[Any]:
    """The fact versions of those of these units that owe the duty as of that day, by unit; other columns unread."""
    standing = Q(unit__closed_on=None) | Q(unit__closed_on__gt=on)
    rows = facts_for(duty=duty).objects.filter(as_of(day=on), standing, owes(duty=duty, pack=pack, on=on))
    return list(rows.filter(unit__in=list(units)).select_related("unit").only("unit").order_by("unit_id"))


def units_obliged(*, duty: PolicyDuty, units: Iterable[int], pack: Pack, on: dt.date) -> set[int]:
    """Those of these units that owe the duty as of that day, without what is known of them."""
    standing = Q(unit__closed_on=None) | Q(unit__closed_on__gt=on)
    rows = facts_for(duty=duty).objects.filter(as_of(day=on), standing, owes(duty=duty, pack=pack, on=on))
    return set(rows.filter(unit__in=list(units)).order_by().values_list("unit_id", flat=True))


def column_for(*, test: Test, model: type[models.Model]) -> Any:
    """The column that a test asks for. Raises PackError when the register keeps no such fact, or none so compared."""
    try:
        column: Any = model._meta.get_field(test.field)
    except FieldDoesNotExist:
        reason = gettext_noop("%(table)s keeps no fact named %(field)r", table=model._meta.label, field=test.field)
        raise refused(where=test.where, reason=reason) from None
    if test.op in ORDERED and not isinstance(column, models.IntegerField | models.FloatField | models.DecimalField):
        reason = gettext_noop("the fact %(field)r has no order: it is one of its values or not", field=test.field)
        raise refused(where=test.where, reason=reason)
    return column


def check_values(*, test: Test, column: Any, pack: Pack) -> None:
    """What a fact is compared with must be a value that its column can have; of a number, each of its values.

    Raises PackError.
    """
    values: Any = test.value if isinstance(test.value, tuple) else (test.value,)
    if isinstance(test.value, ParameterRef):
        values = tuple(one.value for one in pack.parameters.history(key=test.value.key))
    for value in values:
        if not _fits(column=column, value=value):
            reason = gettext_noop("the fact %(field)r cannot be compared with %(value)r", field=test.field, value=value)
            raise refused(where=test.where, reason=reason)


def _fits(*, column: Any, value: Any) -> bool:
    """Whether the column keeps the value as it is: of its type, within its range, among its choices."""
    try:
        kept = column.to_python(value)
        column.run_validators(value)
        if column.choices and value not in column.empty_values:
            column.validate(value, None)
    except (TypeError, ValueError, OverflowError, ValidationError):
        return False
    return bool(kept == value) and isinstance(kept, bool) == isinstance(value, bool)


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
