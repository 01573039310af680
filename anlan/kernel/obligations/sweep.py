"""The sweep: opens what the calendar owes, attends to what is due, folds the deltas. Never a loop over rows.

It may be killed at any moment and run again, and two may run at once: each chunk is one transaction, openings
are unique per period, notices per obligation and rung.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.attending import attend
from anlan.kernel.obligations.conditions import facts_for
from anlan.kernel.obligations.correcting import correct
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.opening import open_due
from anlan.kernel.obligations.reckoning import reckon
from anlan.kernel.obligations.standing import visit
from anlan.kernel.people.facts import FactVersion
from anlan.kernel.transactions import tell_the_planner
from anlan.policy import Pack


@dataclass(frozen=True)
class Swept:
    """What one sweep did, in rows."""

    opened: int
    attended: int
    compacted: int


def sweep(*, now: dt.datetime, pack: Pack) -> Swept:
    """Run one whole sweep as of ``now``."""
    duties = watched(pack=pack)
    changed = reckon(duties=duties, now=now, pack=pack)
    opened = _look_at_facts(duties=duties, changed=changed, now=now, pack=pack)
    opened += open_due(duties=duties, now=now, pack=pack)
    tell_the_planner(rows=opened, models=(Obligation, figures.FigureDelta))
    attended = attend(now=now, pack=pack)
    tell_the_planner(rows=attended, models=(Obligation, Notice))
    return Swept(opened=opened, attended=attended, compacted=figures.compact())


def watched(*, pack: Pack) -> list[Duty]:
    """The duties of the pack that are in force here."""
    return [duty for duty in Duty.objects.filter(enabled=True).order_by("id") if duty.key in pack.duties]


def _look_at_facts(*, duties: list[Duty], changed: set[int], now: dt.datetime, pack: Pack) -> int:
    """Let new facts, and facts corrected backwards, open and end what is owed. Returns how many were opened."""
    opened = 0
    latest: dict[type[FactVersion], int] = {}
    for duty in duties:
        policy = pack.duties[duty.key]
        if policy.on is not None:
            continue
        facts = facts_for(duty=policy)
        if facts not in latest:
            latest[facts] = facts.objects.aggregate(latest=Max("pk"))["latest"] or 0
        if policy.standing:
            everyone = duty.pk in changed
            opened += visit(duty=duty, latest=latest[facts], everyone=everyone, now=now, pack=pack)
        else:
            opened += correct(duty=duty, latest=latest[facts], now=now, pack=pack)
    return opened
