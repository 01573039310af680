"""Numbers of duties (职责参数): each counts as its place asks, at all times, and no term outlasts its period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, pairwise

from anlan.policy.calendar import WorkingCalendar
from anlan.policy.documents import KeyPath
from anlan.policy.due_rules import Term, counted_from, follows_period
from anlan.policy.duties import Duty, times_of
from anlan.policy.parameters import DatedValue, Parameter
from anlan.policy.periods import Period, next_period, periods_between
from anlan.policy.problems import Reason, gettext_noop

type Entries = Mapping[str, Parameter]
# A leap year is among so many years, so that every length of a month and a year is looked at.
YEARS_LOOKED_AT = 4
# Where no year's calendar is published, any years show how long months are.
SOME_YEAR = 2025


def wrong_numbers(*, duty: Duty, entries: Entries, calendar: WorkingCalendar) -> Iterator[tuple[KeyPath, Reason]]:
    """What is wrong with the times of a duty, each with its place within the duty."""
    for below, key, units in times_of(duty=duty):
        for reason in _wrong_time(entries, key, units):
            yield below, reason
    for index in _rungs_out_of_order(duty, entries):
        yield ("escalate", index, "after"), gettext_noop("does not come later than the step before it")
    if isinstance(duty.due, Term) and duty.due.amount in entries and _too_long(duty, duty.due, entries, calendar):
        if follows_period(due=duty.due):
            yield ("due",), gettext_noop("reaches beyond the period that follows, in which it would be done")
        else:
            yield ("due",), gettext_noop("reaches beyond the period in which it would be done")


def _wrong_time(entries: Entries, key: str, units: tuple[str, ...]) -> Iterator[Reason]:
    """A duty's times are whole numbers, counted in the unit that their place asks for, one at a time and for ever."""
    parameter = entries.get(key)
    if parameter is None:
        yield gettext_noop("there is no parameter %(key)s", key=key)
        return
    if not all(type(item.value) is int and item.value >= 0 for item in parameter.values):
        yield gettext_noop("the parameter %(key)s is not a number of days", key=key)
        return
    for unit in sorted({(item.unit or parameter.unit).en for item in parameter.values}):
        # A unit may go on to say from when: "day from accident".
        if not any(unit == wanted or unit.startswith(f"{wanted} ") for wanted in units):
            wanted = " or ".join(units)
            yield gettext_noop(
                "the parameter %(key)s counts in '%(unit)s', not in '%(wanted)s'", key=key, unit=unit, wanted=wanted
            )
    if any(one.overlaps(other=other) for one, other in combinations(parameter.values, 2)):
        yield gettext_noop("the parameter %(key)s has two values on one day: a term needs one", key=key)
    yield from not_at_all_times(key=key, parameter=parameter)


def wrong_operand(*, key: str, entries: Entries) -> Iterator[Reason]:
    """What a fact is compared with is one number on every day."""
    parameter = entries.get(key)
    if parameter is None:
        yield gettext_noop("there is no parameter %(key)s", key=key)
        return
    if not all(type(item.value) in (int, float) for item in parameter.values):
        yield gettext_noop("the parameter %(key)s is not a single number: nothing can be compared with it", key=key)
        return
    if any(one.overlaps(other=other) for one, other in combinations(parameter.values, 2)):
        yield gettext_noop("the parameter %(key)s has two values on one day: a comparison needs one", key=key)
    yield from not_at_all_times(key=key, parameter=parameter)


def not_at_all_times(*, key: str, parameter: Parameter) -> Iterator[Reason]:
    """Where a number ends, or has none between two of its values.

    From when on it has to be known depends on the day from which a duty is watched; that is asked when it is loaded.
    """
    if all(item.valid_to is not None for item in parameter.values):
        yield gettext_noop("the parameter %(key)s ends: what is opened later would have no term", key=key)
    for one, following in pairwise(_in_order(parameter)):
        if one.valid_to and following.valid_from and following.valid_from - one.valid_to > timedelta(days=1):
            yield gettext_noop(
                "the parameter %(key)s has no value from %(first)s to %(last)s",
                key=key,
                first=one.valid_to + timedelta(days=1),
                last=following.valid_from - timedelta(days=1),
            )


def _in_order(parameter: Parameter) -> list[DatedValue]:
    return sorted(parameter.values, key=lambda item: item.valid_from or date.min)


def _rungs_out_of_order(duty: Duty, entries: Entries) -> Iterator[int]:
    """Escalations tell one after the other: on every day each step is later than the one before."""
    for index, (one, following) in enumerate(pairwise(duty.escalate), start=1):
        if one.after not in entries or following.after not in entries:
            continue
        earlier, later = entries[one.after], entries[following.after]
        days = {item.valid_from or date.min for item in (*earlier.values, *later.values)}
        pairs = [(_on(earlier, day), _on(later, day)) for day in days]
        if any(type(a) is int and type(b) is int and a >= b for a, b in pairs):
            yield index


def _on(parameter: Parameter, day: date) -> object:
    return next((item.value for item in parameter.values if item.covers(day=day)), None)


def _too_long(duty: Duty, term: Term, entries: Entries, calendar: WorkingCalendar) -> bool:
    """Whether a term can outlast the days that answer the period, so that two periods would ask for one act."""
    longest = max((item.value for item in entries[term.amount].values if type(item.value) is int), default=0)
    if duty.every is None:
        return False
    first = min(calendar.years, default=SOME_YEAR)
    last = max(calendar.years, default=SOME_YEAR) + YEARS_LOOKED_AT
    periods = periods_between(every=duty.every, start=date(first, 1, 1), end=date(last, 12, 31))
    return any(_outlasts(term, longest, period, calendar) for period in periods)


def _outlasts(term: Term, number: int, period: Period, calendar: WorkingCalendar) -> bool:
    last = (next_period(period=period) if term.after == "end" else period).end
    counted = counted_from(due=term, period=period)
    if number > (last - counted).days:
        return True
    return term.unit == "working_days" and calendar.add_working_days(start=counted, days=number).date > last
