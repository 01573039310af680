"""What the register shows by an act is met at once: whoever did what was owed does not find it at home until the sweep.

The sweep would do the same minutes later (``standing.py``); what opens, lapses or is owed again is left to it.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.conditions import facts_for
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.standing import Visit, meet_shown
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack


def meet_at_once(*, event: Event, now: dt.datetime, pack: Pack) -> list[Obligation]:
    """Meet what the event's unit owed until its facts show it, under the duties that name this kind of event.

    A transaction of its own, after that of the act. Returns the rows that it met.
    """
    named = [
        key
        for key, policy in pack.duties.items()
        if policy.standing and event.kind in {one.event for one in policy.met_by.through}
    ]
    if not named:
        return []
    met: list[Obligation] = []
    for duty in Duty.objects.filter(enabled=True, key__in=named).order_by("id"):
        policy = pack.duties[duty.key]
        version, today = duty.versions.order_by("-number")[0], local_day(moment=now, pack=pack)
        one = Visit(duty, version, policy, facts_for(duty=policy), today, duty.seen_fact, now, pack)
        with sweeping():
            rows = list(one.open_rows.filter(unit=event.unit_id).values_list("pk", flat=True))
            if rows:
                meet_shown(visit=one, units=Q(unit_id=event.unit_id))
        met += Obligation.objects.filter(pk__in=rows, state=Obligation.State.MET).select_related("unit")
    return met
