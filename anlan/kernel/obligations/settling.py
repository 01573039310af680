"""What an event does to what is owed: it meets, it opens, and when it is withdrawn it gives back.

All functions run inside the transaction of the act (the one door calls them). Rows are locked before the ledger's head,
in the order of their ids, so that two acts never wait for each other in a ring.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Min, Q

from anlan.kernel.ledger.event import Event, Performance
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.due import Due, end_of, in_time, local_day
from anlan.kernel.obligations.duty import DutyVersion
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.overseeing import overseer
from anlan.kernel.obligations.owed import Owed, insert_owed, rows_of
from anlan.kernel.obligations.parts import (
    answered_by,
    completion_for,
    last_of_all,
    resting_on,
    would_complete,
)
from anlan.kernel.obligations.period_words import in_both_languages
from anlan.kernel.people.unit import Unit
from anlan.policy import Pack
from anlan.policy.periods import period_of
from anlan.policy.supervision import REVIEW_OCCASION


def lock_open(
    *,
    kind: str,
    variant: str,
    units: Sequence[int],
    occurred_on: dt.date,
    record: tuple[str, int | None],
    versions: Sequence[DutyVersion],
    only_for: Sequence[Obligation] = (),
    about: dt.date | None = None,
) -> list[Obligation]:
    """The open obligations that the event is going to meet, locked.

    A periodic obligation is met by an event that occurred within its period, or says that it is ``about`` it, on behalf
    of its unit; one that was opened for a record is met by the event of that record. Which of these a row is, and in
    which days it is answered, is said by the version of the duty under which it was opened: ``versions`` are those that
    such an event may meet. For the units of ``only_for`` the event meets these rows and no others.
    """
    if not versions and not only_for:
        return []
    wanted = answered_by(versions=versions, units=units, occurred_on=occurred_on, record=record, about=about)
    if only_for:
        wanted &= ~Q(unit__in=[row.unit_id for row in only_for])
        wanted |= Q(pk__in=[row.pk for row in only_for])
    rows = Obligation.objects.filter(wanted, state=Obligation.State.OPEN)
    locked = rows.select_related("duty", "version").select_for_update(of=("self",)).order_by("id")
    return [row for row in locked if would_complete(row=row, kind=kind, variant=variant, occurred_on=occurred_on)]


def clause_answered(
    *,
    versions: Sequence[DutyVersion],
    unit: int,
    occurred_on: dt.date,
    record: tuple[str, int | None],
    about: dt.date | None = None,
) -> str | None:
    """The clause under which the unit owes, or owed, what an event answers that may meet ``versions``: met or not."""
    if not versions:
        return None
    wanted = answered_by(versions=versions, units=[unit], occurred_on=occurred_on, record=record, about=about)
    return Obligation.objects.filter(wanted).order_by("id").values_list("duty__clause", flat=True).first()


def meet(*, rows: Sequence[Obligation], event: Event, pack: Pack) -> None:
    """Mark locked rows as met by the event and say so in the figures.

    Where the duty names a reviewer, that is provisional: the superior's office owes its review from now on.
    """
    reviewed: list[Owed] = []
    for row in rows:
        duty = row.version.policy
        done = last_of_all(row=row, event=event)
        row.state, row.met_by_id, row.met_on = Obligation.State.MET, done.event, done.occurred_on
        # What a superior confirmed as not performed is not on time while the confirmation stands.
        row.on_time = row.not_performed_id is None and met_in_time(row=row, event=event, pack=pack)
        row.attend_at = None
        reviewer = overseer(unit=row.unit, by=duty.review.by) if duty.review else None
        if duty.review is not None and reviewer is not None:
            row.review = Obligation.Review.WAITING
            reviewed.append(_review_of(row=row, reviewer=reviewer, within=duty.review.within, event=event, pack=pack))
        row.save(update_fields=["state", "met_by", "met_on", "on_time", "attend_at", "review"])
        figures.record_change(rows=[row], on_time=int(row.on_time), late=int(not row.on_time))
    _open_reviews(owed=reviewed, event=event, pack=pack)


def met_in_time(*, row: Obligation, event: Event, pack: Pack) -> bool:
    """Whether a row that the event met, alone or as the last of several, was met on time by its days."""
    return in_time(
        duty=row.version.policy,
        due=Due(row.due_at, row.due_day, row.precision, row.due_estimated),
        occurred_on=row.met_on or event.occurred_on,
        recorded_at=last_of_all(row=row, event=event).recorded_at,
        pack=pack,
    )


def meet_by_earlier(*, row: Obligation, pack: Pack) -> bool:
    """Let what was recorded before meet a locked open row; tells whether it did."""
    done = completion_for(row=row)
    if done is not None:
        meet(rows=[row], event=Event.objects.get(pk=done.event), pack=pack)
    return done is not None


def _review_of(*, row: Obligation, reviewer: Unit, within: str, event: Event, pack: Pack) -> Owed:
    """The review of one submission, due so many working days after it was recorded."""
    today = local_day(moment=event.recorded_at, pack=pack)
    days = int(pack.parameters.value(key=within, on=today).value)
    due = pack.calendar.add_working_days(start=today, days=days)
    return Owed(REVIEW_OCCASION, reviewer, of_what(row=row), due.date, "obligation", row.pk, due.estimated)


def of_what(*, row: Obligation) -> str:
    """What a review is about, in Chinese and in English, parted by a bar: unit, clause, period."""
    every, clause = row.version.policy.every, row.duty.clause
    periods = ("", "")
    if every and row.period:
        periods = in_both_languages(period=period_of(every=every, day=row.period))
    names = (row.unit.short_zh[:50], row.unit.short_en[:70])
    return " | ".join(
        " · ".join(filter(None, (name, clause, period))) for name, period in zip(names, periods, strict=True)
    )


def _open_reviews(*, owed: Sequence[Owed], event: Event, pack: Pack) -> None:
    """The reviews are owed by the superior's office from now on, and the office is told."""
    if not owed:
        return
    opened, _unowed = rows_of(owed=owed, event=event, now=event.recorded_at, pack=pack)
    # What the event itself makes others owe is numbered upwards from 0, reviews downwards from -1.
    lowest = Obligation.objects.filter(source_id=event.pk, slot__lt=0).aggregate(lowest=Min("slot"))["lowest"] or 0
    insert_owed(rows=opened, first_slot=lowest - len(opened))
    Notice.objects.bulk_create(
        Notice(
            obligation=row,
            rung=-1,
            due_day=row.due_day,
            kind=Notice.Kind.SUBMITTED,
            event_id=event.pk,
            created_at=event.recorded_at,
        )
        for row in opened
    )


def give_back(*, events: Sequence[int], now: dt.datetime, pack: Pack) -> None:
    """Undo what withdrawn events had met: another event of the period meets it, or it is open again.

    What the withdrawn events had opened and is still open lapses. The caller has locked nothing yet.
    """
    Performance.objects.filter(event__in=events).update(void=True)
    met = (
        Obligation.objects.filter(resting_on(events=events), state=Obligation.State.MET)
        .select_related("duty", "version", "unit")
        .select_for_update(of=("self",))
    )
    for row in met.order_by("id"):
        _unmeet(row=row, now=now)
        if not meet_by_earlier(row=row, pack=pack) and row.position != row.unit.position:
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
    """Put the due day of a locked open row so many calendar days later (or earlier); its figures follow."""
    if not days:
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
