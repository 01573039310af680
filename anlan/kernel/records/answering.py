"""履行对应: which obligation an event answers when it was recorded in answer to one.

An event answers what is owed for the period in which it occurred; in the time that an extension or a return gave it
answers the obligation that was named, and so it does where a unit took over what another left undone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.passing import period_owed
from anlan.kernel.records.workflow import Refusal
from anlan.policy.due_rules import answering_days
from anlan.policy.periods import period_of


def outside_the_period(*, answering: Obligation | None, day: dt.date | None) -> Refusal | None:
    """Why what occurred on ``day`` is no answer to this obligation: it lies in another period. None where it is one."""
    if answering is None or day is None:
        return None
    duty, start = answering.version.policy, period_owed(row=answering)
    if duty.every is None or start is None:
        return None
    period = period_of(every=duty.every, day=start)
    first, last = answering_days(due=duty.due, period=period)
    if first <= day <= last or in_the_time_given(obligation=answering, day=day):
        return None
    text = _(
        "%(day)s is not in %(period)s, the period owed here (%(start)s to %(end)s). Record it under its own period."
    )
    return Refusal("occurred_on", text % {"day": day, "period": period.label, "start": first, "end": last})


def in_the_time_given(*, obligation: Obligation, day: dt.date) -> bool:
    """Whether the day lies in the time that an extension or a return gave beyond the first due day."""
    return obligation.moved_days > 0 and (
        obligation.due_day - dt.timedelta(days=obligation.moved_days) < day <= obligation.due_day
    )


def answered_alone(
    *, named: Obligation | None, kind: str, variant: str, units: Sequence[int], occurred_on: dt.date
) -> list[Obligation]:
    """The obligations that the event answers instead of those of the period in which it falls.

    The one that was named, where it was given more time, or taken over beside the unit's own of that period; with it
    that of each other body that shares the event and was given more time for the same.
    """
    if named is None or named.state != Obligation.State.OPEN or named.unit_id not in units:
        return []
    duty = named.version.policy
    if not duty.met_by.counts(kind=kind, variant=variant):
        return []
    if not in_the_time_given(obligation=named, day=occurred_on):
        return [named] if duty.every is not None and named.period is None else []
    if named.period is None:
        return [named]
    same = Obligation.objects.filter(duty=named.duty_id, period=named.period, state=Obligation.State.OPEN)
    others = same.filter(unit__in=units).exclude(unit=named.unit_id).order_by("id")
    return [named, *(row for row in others if in_the_time_given(obligation=row, day=occurred_on))]
