"""更正: facts that turn out to have been otherwise on the day that decided what a period's units owe.

A fact version that is entered later, and holds on the first day of a period opened already, decides anew: what is no
longer owed lapses, what was owed all along is opened. What was met or waived stays as it is. Of what an event opened,
what was never owed lapses.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.conditions import facts_for, owes
from anlan.kernel.obligations.duty import Duty, DutyVersion, OpenedPeriod
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.opening import Opening, open_for, owing
from anlan.kernel.obligations.standing import REOPENED, lapse, tell
from anlan.kernel.people.facts import as_of
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack
from anlan.policy.periods import period_of


def correct(*, duty: Duty, latest: int, now: dt.datetime, pack: Pack) -> int:
    """Decide anew for units with fact versions that were not seen yet. Returns how many obligations were opened."""
    if duty.seen_fact >= latest:
        return 0
    opened = 0
    # Nothing was decided before the first visit, so there is nothing to correct.
    if duty.seen_fact:
        facts = facts_for(duty=pack.duties[duty.key])
        new = facts.objects.filter(pk__gt=duty.seen_fact, pk__lte=latest)
        earliest = new.aggregate(earliest=Min("valid_from"))["earliest"]
        periods = OpenedPeriod.objects.filter(duty=duty, done_at__isnull=False, as_of__gte=earliest)
        for opened_period in periods.select_related("version").order_by("period"):
            units = new.filter(as_of(day=opened_period.as_of))
            opened += _correct_period(duty=duty, opened=opened_period, units=units, now=now, pack=pack)
    Duty.objects.filter(pk=duty.pk).update(seen_fact=latest)
    return opened


def correct_occasions(*, duty: Duty, latest: int, now: dt.datetime, pack: Pack) -> int:
    """Let lapse what an event opened for a unit that, by facts entered since, did not owe it on the event's day.

    What an act names itself (an order to the unit) was decided by the act, and stays. Opens nothing: returns 0.
    """
    if duty.seen_fact >= latest:
        return 0
    if duty.seen_fact:
        facts = facts_for(duty=pack.duties[duty.key])
        new = facts.objects.filter(pk__gt=duty.seen_fact, pk__lte=latest)
        rows = Obligation.objects.filter(
            duty=duty, state=Obligation.State.OPEN, source_id__isnull=False, fact_id__isnull=False
        ).filter(unit_id__in=new.values("unit_id"))
        decided = rows.order_by("version", "runs_on").values_list("version", "runs_on").distinct()
        for version, day in list(decided):
            policy = DutyVersion.objects.get(pk=version).policy
            known = facts.objects.filter(as_of(day=day))
            obliged = known.filter(owes(duty=policy, pack=pack, on=day))
            gone = rows.filter(version=version, runs_on=day, unit_id__in=known.values("unit_id"))
            with sweeping():
                gone = gone.exclude(unit_id__in=obliged.values("unit_id"))
                lapse(rows=gone, duty=duty, policy=policy, now=now, pack=pack)
    Duty.objects.filter(pk=duty.pk).update(seen_fact=latest)
    return 0


def _correct_period(*, duty: Duty, opened: OpenedPeriod, units: QuerySet[Any], now: dt.datetime, pack: Pack) -> int:
    policy = opened.version.policy
    assert policy.every is not None
    span = units.aggregate(first=Min("unit_id"), last=Max("unit_id"))
    if span["first"] is None:
        return 0
    period = period_of(every=policy.every, day=opened.period)
    opening = Opening(duty, opened.version, policy, period, pack)
    concerned = Q(unit_id__in=units.values("unit_id"))
    rows = Obligation.objects.filter(concerned, duty=duty, period=opened.period, source_id=None)
    with sweeping():
        obliged = owing(policy=policy, period=period, pack=pack).filter(concerned)
        gone = rows.filter(state=Obligation.State.OPEN).exclude(unit_id__in=obliged.values("unit_id"))
        lapse(rows=gone, duty=duty, policy=policy, now=now, pack=pack)
        back = rows.filter(state=Obligation.State.LAPSED, unit_id__in=obliged.values("unit_id"), unit__closed_on=None)
        _reopen(rows=back, opening=opening, now=now)
        return open_for(
            opening=opening,
            rows=obliged.exclude(unit_id__in=rows.values("unit_id")),
            units=(span["first"], span["last"]),
            on_conflict="ON CONFLICT DO NOTHING",
            now=now,
        )


def _reopen(*, rows: QuerySet[Obligation], opening: Opening, now: dt.datetime) -> None:
    """What lapsed by a correction that was itself corrected is owed again."""
    ids = list(rows.order_by("id").values_list("id", flat=True))
    if not ids:
        return
    chosen = Obligation.objects.filter(pk__in=ids)
    figures.record_void(rows=chosen, count=-1)
    chosen.update(state=Obligation.State.OPEN, attend_at=now, rung=0)
    tell(
        duty=opening.duty,
        policy=opening.policy,
        kind=REOPENED,
        ids=(ids[0], ids[-1]),
        count=len(ids),
        now=now,
        pack=opening.pack,
        period=opening.period.label,
    )
