"""审核期限: terms of reviews and returns that were counted in a year without a calendar are counted again.

Until then they are estimates, and nobody is late by them. How such a term runs stands in the entry that gave it, so
each row is counted by itself; there are few of them, and only around the turn of a year.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.settling import move_due
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack
from anlan.policy.calendar import Reckoning

# A review is owed about another obligation.
REVIEWED = "obligation"


def settle_given_terms(*, duty: Duty, now: dt.datetime, pack: Pack) -> None:
    """Put what is open under a duty on the day that the calendar gives now, where a review or a return began it."""
    given = Q(record_type=REVIEWED) | Q(moved_days__gt=0)
    rows = Obligation.objects.filter(
        given, duty=duty, state=Obligation.State.OPEN, due_estimated=True, not_performed__isnull=True
    )
    if not rows.exists():
        return
    with sweeping():
        for row in rows.select_related("duty", "version", "unit").select_for_update(of=("self",)).order_by("id"):
            counted = _day_of_review if row.record_type == REVIEWED else _day_of_return
            day = counted(row=row, pack=pack)
            if day is not None:
                _settle(row=row, day=day, now=now, pack=pack)


def _day_of_review(*, row: Obligation, pack: Pack) -> dt.date | None:
    """When the review is due by today's calendars; None while they still do not reach so far."""
    submitted = Obligation.objects.select_related("version", "met_by").get(pk=row.record_id)
    asked, event = submitted.version.policy.review, submitted.met_by
    if asked is None or event is None:
        return row.due_day
    counted = working_days(key=asked.within, since=local_day(moment=event.recorded_at, pack=pack), pack=pack)
    return None if counted.estimated else counted.date


def _day_of_return(*, row: Obligation, pack: Pack) -> dt.date | None:
    """The same for what was returned: the working days that were left, or the days that the review had taken."""
    returned = Event.objects.filter(record_type="obligation", record_id=row.pk, kind="obligation.returned")
    last = returned.order_by("-seq").first()
    if last is None or "estimated" not in last.answers:
        # Its own term is the estimate: the duty's reckoning counts that again.
        return row.due_day
    told = last.answers
    counted = working_days(key=told["estimated"], since=last.occurred_on, pack=pack)
    first = dt.date.fromisoformat(told["due_day"]) - dt.timedelta(days=told["days"])
    taken = last.occurred_on - dt.date.fromisoformat(told["submitted_on"])
    return None if counted.estimated else max(counted.date, first + taken)


def working_days(*, key: str, since: dt.date, pack: Pack) -> Reckoning:
    """So many working days after a day as the parameter said on that day."""
    return pack.calendar.add_working_days(start=since, days=int(pack.parameters.value(key=key, on=since).value))


def _settle(*, row: Obligation, day: dt.date, now: dt.datetime, pack: Pack) -> None:
    days = (day - row.due_day).days
    row.due_estimated, row.attend_at = False, now
    row.rung = row.rung if not days else 0
    row.save(update_fields=["due_estimated", "attend_at", "rung"])
    if not days:
        return
    move_due(row=row, days=days, pack=pack)
    append(
        entry=Entry(
            kind="obligation.reckoned",
            occurred_on=local_day(moment=now, pack=pack),
            clause=row.duty.clause,
            place=Place(unit=row.unit_id, position=row.position, line=row.line_id),
            record_type="obligation",
            record_id=row.pk,
            answers={"days": days, "due_day": row.due_day},
        ),
        now=now,
    )
