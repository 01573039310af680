"""What an event does to what is owed: it meets, it opens, and when it is withdrawn it gives back.

All functions run inside the transaction of the act (the one door calls them). Rows are locked before the ledger's head,
in the order of their ids, so that two acts never wait for each other in a ring.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from anlan.kernel.ledger.event import Event, Performance
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.due import end_of, local_day, recording_ends, rungs
from anlan.kernel.obligations.duty import Duty, DutyVersion
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.overseeing import overseer
from anlan.kernel.people.unit import Unit
from anlan.policy import Pack
from anlan.policy.due_rules import answered_period, answering_days
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.met_by import MetBy
from anlan.policy.periods import period_of

# The occasion that a duty of the pack names for the review of what was submitted.
REVIEW_OCCASION = "obligation.review"


@dataclass(frozen=True)
class Owed:
    """Something that an event makes a unit owe: the decision of a meeting, the answer to an order.

    ``on`` is the occasion that a duty of the pack names; a pack without such a duty makes nothing owed.
    """

    on: str
    unit: Unit
    what: str
    due_day: dt.date
    record_type: str = ""
    record_id: int | None = None


def duties_met_by(*, kind: str, variant: str, pack: Pack) -> list[PolicyDuty]:
    """The duties that an event of this kind and variant may meet, with those that left the pack but are still owed."""
    left = DutyVersion.objects.filter(duty__enabled=False)
    return [
        duty
        for duty in (*pack.duties.values(), *(version.policy for version in left))
        if duty.met_by.counts(kind=kind, variant=variant)
    ]


def lock_open(
    *,
    kind: str,
    variant: str,
    units: Sequence[int],
    occurred_on: dt.date,
    record: tuple[str, int | None],
    pack: Pack,
    only_for: Obligation | None = None,
) -> list[Obligation]:
    """The open obligations that the event is going to meet, locked.

    A periodic obligation is met by an event that occurred within its period, on behalf of its unit; one that was opened
    for a record is met by the event of that record.
    """
    wanted = _answered(kind=kind, variant=variant, units=units, occurred_on=occurred_on, record=record, pack=pack)
    if only_for is not None:
        wanted = (wanted & ~Q(unit=only_for.unit_id)) | Q(pk=only_for.pk)
    rows = Obligation.objects.filter(wanted, state=Obligation.State.OPEN)
    return list(rows.select_related("duty", "version").select_for_update(of=("self",)).order_by("id"))


def clause_answered(
    *, kind: str, variant: str, unit: int, occurred_on: dt.date, record: tuple[str, int | None], pack: Pack
) -> str | None:
    """The clause under which the unit owes, or owed, what this event answers: met before or not."""
    wanted = _answered(kind=kind, variant=variant, units=[unit], occurred_on=occurred_on, record=record, pack=pack)
    return Obligation.objects.filter(wanted).order_by("id").values_list("duty__clause", flat=True).first()


def _answered(
    *, kind: str, variant: str, units: Sequence[int], occurred_on: dt.date, record: tuple[str, int | None], pack: Pack
) -> Q:
    """The obligations that an event answers: of its units, of the period in which it occurred, or of its record."""
    wanted = Q(pk__in=[])
    for duty in duties_met_by(kind=kind, variant=variant, pack=pack):
        if duty.every is not None:
            period = answered_period(due=duty.due, every=duty.every, day=occurred_on)
            wanted |= Q(duty__key=duty.id, period=period.start, unit__in=list(units))
        else:
            wanted |= Q(duty__key=duty.id, record_type=record[0], record_id=record[1], unit__in=list(units))
    return wanted


def meet(*, rows: Sequence[Obligation], event: Event, pack: Pack) -> None:
    """Mark locked rows as met by the event and say so in the figures.

    Where the duty names a reviewer, that is provisional: the superior's office owes its review from now on.
    """
    reviewed: list[Owed] = []
    for row in rows:
        duty = row.version.policy
        recorded_in_time = event.recorded_at < recording_ends(duty=duty, due_day=row.due_day, pack=pack)
        row.state, row.met_by, row.met_on = Obligation.State.MET, event, event.occurred_on
        row.on_time = event.occurred_on <= row.due_day and (recorded_in_time or row.due_estimated)
        row.attend_at = None
        reviewer = overseer(unit=row.unit, by=duty.review.by) if duty.review else None
        if duty.review is not None and reviewer is not None:
            row.review = Obligation.Review.WAITING
            reviewed.append(_review_of(row=row, reviewer=reviewer, within=duty.review.within, event=event, pack=pack))
        row.save(update_fields=["state", "met_by", "met_on", "on_time", "attend_at", "review"])
        figures.record_change(rows=[row], on_time=int(row.on_time), late=int(not row.on_time))
    _open_reviews(owed=reviewed, event=event, pack=pack)


def _review_of(*, row: Obligation, reviewer: Unit, within: str, event: Event, pack: Pack) -> Owed:
    """The review of one submission, due so many working days after it was recorded."""
    today = local_day(moment=event.recorded_at, pack=pack)
    days = int(pack.parameters.value(key=within, on=today).value)
    due_day = pack.calendar.add_working_days(start=today, days=days).date
    of_what = " · ".join(filter(None, (row.unit.short_zh, row.duty.clause, row.what or _period_label(row=row))))
    return Owed(REVIEW_OCCASION, reviewer, of_what[:200], due_day, "obligation", row.pk)


def _period_label(*, row: Obligation) -> str:
    every = row.version.policy.every
    return period_of(every=every, day=row.period).label if every and row.period else ""


def _open_reviews(*, owed: Sequence[Owed], event: Event, pack: Pack) -> None:
    """The reviews are owed by the superior's office from now on, and the office is told."""
    # What the event itself makes others owe is numbered upwards from 0, reviews downwards from -1.
    opened = open_owed(owed=owed, event=event, now=event.recorded_at, pack=pack, first_slot=-len(owed))
    Notice.objects.bulk_create(
        Notice(obligation=row, rung=-1, kind=Notice.Kind.SUBMITTED, event_id=event.pk, created_at=event.recorded_at)
        for row in opened
    )


def open_owed(
    *, owed: Sequence[Owed], event: Event, now: dt.datetime, pack: Pack, first_slot: int = 0
) -> list[Obligation]:
    """Open what the event makes others owe, one row each, numbered within the event."""
    rows = []
    for slot, one in enumerate(owed, start=first_slot):
        policy = next((duty for duty in pack.duties.values() if duty.on == one.on), None)
        if policy is None:
            continue
        duty = Duty.objects.get(key=policy.id)
        due_at = end_of(day=one.due_day, pack=pack)
        rows.append(
            Obligation(
                duty=duty,
                version=duty.versions.order_by("-number")[0],
                unit=one.unit,
                position=one.unit.position,
                line_id=one.unit.line_id,
                source_id=event.pk,
                slot=slot,
                what=one.what,
                record_type=one.record_type,
                record_id=one.record_id,
                opened_at=now,
                due_at=due_at,
                due_day=one.due_day,
                original_due_at=due_at,
                attend_at=rungs(duty=policy, due_day=one.due_day, pack=pack)[0].at,
            )
        )
    Obligation.objects.bulk_create(rows)
    figures.record_change(rows=rows, opened=1)
    return rows


def give_back(*, events: Sequence[int], now: dt.datetime, pack: Pack) -> None:
    """Undo what withdrawn events had met: another event of the period meets it, or it is open again.

    What the withdrawn events had opened and is still open lapses. The caller has locked nothing yet.
    """
    Performance.objects.filter(event__in=events).update(void=True)
    met = (
        Obligation.objects.filter(met_by__in=events)
        .select_related("duty", "version", "unit")
        .select_for_update(of=("self",))
    )
    for row in met.order_by("id"):
        _unmeet(row=row, now=now)
        other = _other_event(row=row)
        if other is not None:
            meet(rows=[row], event=other, pack=pack)
        elif row.position != row.unit.position:
            _follow(row=row)
    opened = Obligation.objects.filter(source_id__in=events, state=Obligation.State.OPEN).select_for_update()
    lapsed = list(opened.order_by("id"))
    Obligation.objects.filter(pk__in=[row.pk for row in lapsed]).update(state=Obligation.State.LAPSED, attend_at=None)
    figures.record_change(rows=lapsed, void=1)


def reopen(*, row: Obligation, now: dt.datetime) -> None:
    """Make a locked row that was met owed again, where its unit lies now."""
    _unmeet(row=row, now=now)
    if row.position != row.unit.position:
        _follow(row=row)


def _unmeet(*, row: Obligation, now: dt.datetime) -> None:
    figures.record_change(rows=[row], on_time=-int(bool(row.on_time)), late=-int(not row.on_time))
    row.state, row.met_by, row.met_on, row.on_time = Obligation.State.OPEN, None, None, None
    row.attend_at, row.rung, row.review = now, 0, Obligation.Review.NONE
    row.save(update_fields=["state", "met_by", "met_on", "on_time", "attend_at", "rung", "review"])


def move_due(*, row: Obligation, days: int, pack: Pack) -> None:
    """Put the due day of a locked open row so many calendar days later; its figures follow."""
    if days <= 0:
        return
    figures.record_change(rows=[row], opened=-1)
    row.due_day += dt.timedelta(days=days)
    by_the_minute = row.precision == Obligation.Precision.MINUTE
    row.due_at = row.due_at + dt.timedelta(days=days) if by_the_minute else end_of(day=row.due_day, pack=pack)
    row.moved_days += days
    row.save(update_fields=["due_day", "due_at", "moved_days"])
    figures.record_change(rows=[row], opened=1)


def _follow(*, row: Obligation) -> None:
    """What is open again is owed where its unit lies now: the unit moved while the row was closed."""
    figures.record_change(rows=[row], opened=-1)
    row.position = row.unit.position
    row.save(update_fields=["position"])
    figures.record_change(rows=[row], opened=1)


def counting(*, met_by: MetBy) -> Q:
    """The performances whose kind and variant count."""
    q = Q(pk__in=[])
    for one in met_by.alternatives:
        q |= Q(kind=one.event, variant__in=one.variant) if one.variant else Q(kind=one.event)
    return q


def _other_event(*, row: Obligation) -> Event | None:
    duty = row.version.policy
    if duty.every is None or row.period is None:
        return None
    days = answering_days(due=duty.due, period=period_of(every=duty.every, day=row.period))
    within = Q(occurred_on__range=days, only_for=None) | Q(only_for=row.pk)
    others = Performance.objects.filter(within, counting(met_by=duty.met_by), unit_id=row.unit_id, void=False)
    # What a superior returned does not answer this obligation a second time.
    returned = Event.objects.filter(record_type="obligation", record_id=row.pk, kind="obligation.returned")
    others = others.exclude(event__seq__in=[event.answers["event"] for event in returned])
    other = others.select_related("event").order_by("occurred_on", "event_id").first()
    return other.event if other else None
