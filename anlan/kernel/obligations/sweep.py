"""The sweep: opens what the calendar owes, attends to what is due, folds the deltas. Never a loop over rows.

It may be killed at any moment and run again, and two may run at once: each chunk is one transaction, openings
are unique per period, notices per obligation and rung. A duty for which something cannot be done, because of a fault of
the pack, holds up no other one: it is logged, kept on the duty for ``/healthz``, and told to whoever called.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.attempts import Attempts
from anlan.kernel.obligations.attending import attend
from anlan.kernel.obligations.conditions import facts_for
from anlan.kernel.obligations.correcting import correct, correct_occasions
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
    """What one sweep did, in rows; ``failed`` names the duties for which something could not be done."""

    opened: int
    attended: int
    compacted: int
    failed: tuple[str, ...] = ()


def sweep(*, now: dt.datetime, pack: Pack) -> Swept:
    """Run one whole sweep as of ``now``."""
    attempts = Attempts()
    latest: dict[type[FactVersion], int] = {}
    opened = 0
    duties = watched(pack=pack)
    for duty in duties:
        with attempts.at(duty=duty.key, step="open"):
            changed = bool(reckon(duties=[duty], now=now, pack=pack))
            opened += _look_at_facts(duty=duty, latest=latest, everyone=changed, now=now, pack=pack)
            opened += open_due(duties=[duty], now=now, pack=pack)
    tell_the_planner(rows=opened, models=(Obligation, figures.FigureDelta))
    attended = attend(now=now, pack=pack, attempts=attempts)
    tell_the_planner(rows=attended, models=(Obligation, Notice))
    attempts.keep(duties=duties)
    return Swept(opened, attended, figures.compact(), tuple(sorted(attempts.failed)))


def watched(*, pack: Pack) -> list[Duty]:
    """The duties of the pack that are in force here."""
    return [duty for duty in Duty.objects.filter(enabled=True).order_by("id") if duty.key in pack.duties]


def _look_at_facts(
    *, duty: Duty, latest: dict[type[FactVersion], int], everyone: bool, now: dt.datetime, pack: Pack
) -> int:
    """Let new facts, and facts corrected backwards, open and end what is owed. Returns how many were opened."""
    policy = pack.duties[duty.key]
    facts = facts_for(duty=policy)
    if facts not in latest:
        latest[facts] = facts.objects.aggregate(latest=Max("pk"))["latest"] or 0
    if policy.standing:
        return visit(duty=duty, latest=latest[facts], everyone=everyone, now=now, pack=pack)
    if policy.on is not None:
        return correct_occasions(duty=duty, latest=latest[facts], now=now, pack=pack)
    return correct(duty=duty, latest=latest[facts], now=now, pack=pack)
