"""谁应履行: who owes a duty, as the pack's conditions say it, in the reader's language."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.oversight.why import fact_value
from anlan.policy import NotInForce, Pack
from anlan.policy.conditions import All, AnyOf, Condition, Not, ParameterRef, Scalar, Test
from anlan.policy.duties import Duty
from anlan.policy.parameters import SeveralInForce, UnknownParameter

SIGNS = {"gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "ne": "≠"}

# Facts whose values say of themselves what they are of.
SPEAKING = ("kind", "level", "form", "responsibility")


def who_owes(*, duty: Duty, pack: Pack, on: dt.date) -> str:
    """The units that owe the duty, with the exception that the pack makes, by the numbers in force on that day."""
    words = condition_words(condition=duty.owed_by, pack=pack, on=on)
    if duty.condition is not None:
        also = condition_words(condition=duty.condition, pack=pack, on=on)
        words = _("%(who)s, as long as: %(facts)s") % {"who": words, "facts": also}
    if duty.unless is None:
        return words
    unless = condition_words(condition=duty.unless, pack=pack, on=on)
    return _("%(who)s, unless: %(facts)s") % {"who": words, "facts": unless}


def condition_words(*, condition: Condition, pack: Pack, on: dt.date) -> str:
    """A condition on facts in words."""
    match condition:
        case All(items=items):
            joined = (condition_words(condition=one, pack=pack, on=on) for one in items)
            return pgettext("list of conditions", "; ").join(joined)
        case AnyOf(items=items):
            joined = (condition_words(condition=one, pack=pack, on=on) for one in items)
            return _("one of (%(items)s)") % {"items": pgettext("list of alternatives", " or ").join(joined)}
        case Not(item=item):
            return _("not (%(item)s)") % {"item": condition_words(condition=item, pack=pack, on=on)}
        case Test():
            return _test_words(test=condition, pack=pack, on=on)


def _test_words(*, test: Test, pack: Pack, on: dt.date) -> str:
    value = test.value
    if isinstance(value, tuple):
        shown = pgettext("list of alternatives", " or ").join(_value_words(test.field, one) for one in value)
    elif isinstance(value, ParameterRef):
        shown = _number(key=value.key, pack=pack, on=on)
    else:
        shown = _value_words(test.field, value)
    if test.op in ("eq", "in") and test.field in SPEAKING:
        return shown
    if test.op in ("eq", "in"):
        return f"{_field_words(test.field)}{_(': ')}{shown}"
    return f"{_field_words(test.field)} {SIGNS[test.op]} {shown}"


def _value_words(field: str, value: Scalar) -> str:
    if isinstance(value, bool):
        return pgettext("fact", "yes") if value else pgettext("fact", "no")
    return fact_value(name=field, value=str(value))


def _field_words(field: str) -> str:
    """A fact's name; the registers' own facts carry their code."""
    return {
        "vertical": pgettext("fact", "vertically managed"),
        "department": pgettext("fact", "department"),
    }.get(field, field)


def _number(*, key: str, pack: Pack, on: dt.date) -> str:
    try:
        return str(pack.parameters.value(key=key, on=on).value)
    except (NotInForce, SeveralInForce, UnknownParameter):
        return key
