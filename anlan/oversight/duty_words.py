"""职责的说法: how often, by when and by what a duty is met, in the reader's language."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from anlan.kernel.declared import DECLARED
from anlan.policy import NotInForce, Pack
from anlan.policy.due_rules import FixedDay, Term
from anlan.policy.duties import Duty
from anlan.policy.met_by import Alternative, MetBy, Part
from anlan.policy.parameters import SeveralInForce, UnknownParameter


def cadence_words(every: str) -> str:
    """How often, in words."""
    return {
        "month": pgettext("cadence", "every month"),
        "quarter": pgettext("cadence", "every quarter"),
        "half_year": pgettext("cadence", "every half-year"),
        "year": pgettext("cadence", "every year"),
        "five_years": pgettext("cadence", "every five years"),
    }[every]


def occasion_words(*, duty: Duty) -> str:
    """When a duty is owed: how often, on which occasion, or as long as the facts are so."""
    if duty.every is not None:
        return cadence_words(duty.every)
    if duty.on is not None:
        # Where a module names an occasion, its kind of event of the same name is not meant.
        named = DECLARED.occasions.get(duty.on) or DECLARED.events[duty.on]
        return _("each time: %(event)s") % {"event": named.label}
    return pgettext("cadence", "at all times")


def due_words(*, duty: Duty, pack: Pack, on: dt.date) -> str:
    """By when, with the number in force on that day."""
    due = duty.due
    if due == "period_end":
        return _("by the end of the period")
    if due == "as_given":
        return _("by the day that was set")
    if isinstance(due, FixedDay):
        return _("by %(day)d/%(month)d of the year") % {"day": due.day, "month": due.month}
    return _term_words(term=due, pack=pack, on=on)


def _term_words(*, term: Term, pack: Pack, on: dt.date) -> str:
    try:
        number = int(pack.parameters.value(key=term.amount, on=on).value)
    except (NotInForce, SeveralInForce, UnknownParameter):
        return _("within %(parameter)s") % {"parameter": term.amount}
    length = {
        "days": ngettext("%(number)d day", "%(number)d days", number),
        "working_days": ngettext("%(number)d working day", "%(number)d working days", number),
        "hours": ngettext("%(number)d hour", "%(number)d hours", number),
    }[term.unit] % {"number": number}
    words = {
        "start": _("within the first %(length)s of the period"),
        "end": _("within %(length)s after the period"),
        "occasion": _("within %(length)s"),
        "fact": _("within %(length)s"),
    }[term.after]
    return words % {"length": length}


def met_by_words(*, met_by: MetBy) -> str:
    """What meets the duty: the events with their forms, or what the register must show."""
    if met_by.fact is not None:
        return _("what the register shows")
    return pgettext("list of parts", " and ").join(_part_words(part=part) for part in met_by.parts)


def _part_words(*, part: Part) -> str:
    words = pgettext("list of alternatives", " or ").join(_event_words(one=one) for one in part.alternatives)
    if part.times == 1:
        return words
    return _("%(event)s, %(times)d times") % {"event": words, "times": part.times}


def _event_words(*, one: Alternative) -> str:
    kind = DECLARED.events.get(one.event)
    if kind is None:
        return one.event
    if not one.variant or set(one.variant) >= set(kind.variants):
        return str(kind.label)
    forms = " / ".join(str(kind.variants.get(name, name)) for name in one.variant)
    return _("%(event)s (only as: %(forms)s)") % {"event": kind.label, "forms": forms}


def rule_words(*, duty: Duty, pack: Pack, on: dt.date) -> str:
    """The rule in one sentence."""
    values = {
        "when": occasion_words(duty=duty),
        "due": due_words(duty=duty, pack=pack, on=on),
        "met": met_by_words(met_by=duty.met_by),
    }
    return _("Owed %(when)s, due %(due)s; met by: %(met)s.") % values
