"""谁应履行: who owes a duty, as the pack's conditions say it, in the reader's language."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.obligations.conditions import facts_for
from anlan.kernel.people.facts import FactVersion
from anlan.oversight.fact_words import PLAIN, fact_label, fact_value
from anlan.policy import NotInForce, Pack
from anlan.policy.conditions import All, AnyOf, Condition, Not, ParameterRef, Scalar, Test
from anlan.policy.duties import Duty
from anlan.policy.parameters import SeveralInForce, UnknownParameter

SIGNS = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "ne": "≠"}


def who_owes(*, duty: Duty, pack: Pack, on: dt.date) -> str:
    """The units that owe the duty, with the exception that the pack makes, by the numbers in force on that day."""
    table = facts_for(duty=duty)
    words = condition_words(condition=duty.owed_by, pack=pack, on=on, table=table)
    if duty.condition is not None:
        also = condition_words(condition=duty.condition, pack=pack, on=on, table=table)
        words = _("%(who)s, as long as: %(facts)s") % {"who": words, "facts": also}
    if duty.unless is None:
        return words
    unless = condition_words(condition=duty.unless, pack=pack, on=on, table=table)
    return _("%(who)s, unless: %(facts)s") % {"who": words, "facts": unless}


def condition_words(*, condition: Condition, pack: Pack, on: dt.date, table: type[FactVersion]) -> str:
    """A condition on facts in words; ``table`` is the one whose columns it names."""
    match condition:
        case All(items=items):
            joined = (condition_words(condition=one, pack=pack, on=on, table=table) for one in items)
            return pgettext("list of conditions", "; ").join(joined)
        case AnyOf(items=items):
            joined = (condition_words(condition=one, pack=pack, on=on, table=table) for one in items)
            return _("one of (%(items)s)") % {"items": pgettext("list of alternatives", " or ").join(joined)}
        case Not(item=item):
            return _("not (%(item)s)") % {"item": condition_words(condition=item, pack=pack, on=on, table=table)}
        case Test():
            return _test_words(test=condition, pack=pack, on=on, table=table)


def _test_words(*, test: Test, pack: Pack, on: dt.date, table: type[FactVersion]) -> str:
    value = test.value
    if isinstance(value, ParameterRef):
        shown = _number(key=value.key, pack=pack, on=on)
    else:
        several = value if isinstance(value, tuple) else (value,)
        shown = pgettext("list of alternatives", " or ").join(_value_words(test.field, one, table) for one in several)
    if test.field in PLAIN and test.op in ("eq", "in"):
        return shown
    sign = _(": ") if test.op in ("eq", "in") else f" {SIGNS[test.op]} "
    return f"{fact_label(name=test.field, table=table)}{sign}{shown}"


def _value_words(field: str, value: Scalar, table: type[FactVersion]) -> str:
    if isinstance(value, bool):
        return pgettext("fact", "yes") if value else pgettext("fact", "no")
    return fact_value(name=field, value=str(value), table=table)


def _number(*, key: str, pack: Pack, on: dt.date) -> str:
    try:
        return str(pack.parameters.value(key=key, on=on).value)
    except (NotInForce, SeveralInForce, UnknownParameter):
        return key
