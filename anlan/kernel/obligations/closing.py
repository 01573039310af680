"""撤并: a unit is closed while it owes, or merged into another (articles 3 and 10).

Rows are frozen to the unit that owed them. What falls due after the closing day lapses: the unit is no more. What was
due before stays, late as it may be; where a successor is named, it lapses at the old unit and is opened at the
successor with the same due day, its source being the entry that closed the unit (docs/decisions/0014).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.overseeing import overseeing_post
from anlan.kernel.obligations.passing import Passing, lapse, pass_on, told_of
from anlan.kernel.people.acting import Actor, NotPermitted
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import P
from anlan.kernel.transactions import sweeping
from anlan.policy import Pack
from anlan.policy.citations import cite
from anlan.policy.periods import period_of
from anlan.policy.supervision import REVIEW_OCCASION

cite(reference="3.1", kind="page", name="unit.closed")
LONGEST_WHAT = 200
# From the city down. An enterprise is seated in an area without being a body of its level.
LEVELS = {"city": 0, "county": 1, "zone": 1, "town": 2, "village": 3}


class CannotClose(Exception):
    """The unit cannot be closed so: ``field`` is the answer that is wrong, the text says why."""

    def __init__(self, *, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def close_unit(*, unit: Unit, into: Unit | None, on: dt.date, by: Actor, now: dt.datetime, pack: Pack) -> Event:
    """Close ``unit`` with the day ``on`` (its last), merged into ``into`` where a successor is named.

    Raises NotPermitted or CannotClose.
    """
    acting = closing_post(unit=unit, actor=by)
    if acting is None:
        raise NotPermitted(f"{P.UNIT_CLOSE} over {unit.code}")
    if into and not by.may(P.UNIT_CLOSE, position=into.position, unit=into.pk, line=into.line_id):
        raise NotPermitted(f"{P.UNIT_CLOSE} over {into.code}")
    # An opening half-way would miss the closing, so no other writer is under way meanwhile.
    with sweeping():
        units = Unit.objects.select_related("area").select_for_update(of=("self",))
        unit = units.get(pk=unit.pk)
        into = units.get(pk=into.pk) if into else None
        _check(unit=unit, into=into, on=on, today=local_day(moment=now, pack=pack))
        rows = list(
            Obligation.objects.filter(unit=unit, state=Obligation.State.OPEN)
            .select_related("duty", "version")
            .select_for_update(of=("self",))
            .order_by("id")
        )
        passing = [row for row in rows if into and not _ends_with_the_unit(row=row, on=on)]
        lapsing = [row for row in rows if _ends_with_the_unit(row=row, on=on)]
        lapse(rows=[*lapsing, *passing])
        _close_posts(unit=unit, on=on)
        Unit.objects.filter(superior=unit).update(superior=into or unit.superior_id)
        Unit.objects.filter(pk=unit.pk).update(closed_on=on, merged_into=into)
        event = _entry(unit=unit, into=into, on=on, lapsed=lapsing, passed=passing, by=(by, acting), now=now)
        if into is not None:
            pass_on(passing=_passing(rows=passing, old=unit, into=into, pack=pack), event=event, now=now)
            _pass_cases_on(rows=passing, old=unit, into=into)
        return event


def closing_post(*, unit: Unit, actor: Actor) -> Post | None:
    """The post under which the officer may close the unit: of an office that stands above it; None without one."""
    place = {"position": unit.position, "unit": unit.pk, "line": unit.line_id}
    return overseeing_post(permission=P.UNIT_CLOSE, unit=unit, place=place, actor=actor)


def _check(*, unit: Unit, into: Unit | None, on: dt.date, today: dt.date) -> None:
    if unit.closed_on is not None:
        raise CannotClose(field="", reason=_("This unit was closed on %(day)s already.") % {"day": unit.closed_on})
    if on > today:
        raise CannotClose(field="on", reason=_("A unit is closed once it is closed, not ahead."))
    if on < unit.opened_on:
        raise CannotClose(field="on", reason=_("The unit is known only from %(day)s on.") % {"day": unit.opened_on})
    if into is not None and into.pk == unit.pk:
        raise CannotClose(field="into", reason=_("A unit cannot be merged into itself."))
    if into is not None and into.closed_on is not None:
        raise CannotClose(field="into", reason=_("The successor is closed itself."))
    if into is not None and into.kind != unit.kind:
        raise CannotClose(field="into", reason=_("A successor is of the same kind: it owes what this kind owes."))
    lower = into is not None and LEVELS[into.area.level] > LEVELS[unit.area.level]
    if lower and unit.kind != "enterprise":
        raise CannotClose(
            field="into", reason=_("A successor is not of a lower level: it would owe what it cannot do.")
        )


def _ends_with_the_unit(*, row: Obligation, on: dt.date) -> bool:
    """Whether an open row lapses: due after the last day, or a requirement on the unit itself.

    What an occasion gave (the decision of a meeting) is still to be done, whenever it is due.
    """
    if row.source_id is not None:
        return False
    return row.period is None or row.due_day > on


def _close_posts(*, unit: Unit, on: dt.date) -> None:
    """Its posts end with it; an appointment that would have begun later ends on the day of its beginning."""
    held = Appointment.objects.filter(Q(until=None) | Q(until__gt=on), post__unit=unit)
    for appointment in held:
        appointment.until = max(on, appointment.since)
        appointment.save(update_fields=["until"])
    Post.objects.filter(unit=unit, closed_on=None).update(closed_on=on)


def _entry(
    *,
    unit: Unit,
    into: Unit | None,
    on: dt.date,
    lapsed: Sequence[Obligation],
    passed: Sequence[Obligation],
    by: tuple[Actor, Post],
    now: dt.datetime,
) -> Event:
    actor, acting = by
    return append(
        entry=Entry(
            kind="unit.closed",
            occurred_on=on,
            officer=actor.officer.pk,
            post=acting.pk,
            place=Place(unit=unit.pk, position=unit.position, line=unit.line_id),
            record_type="unit",
            record_id=unit.pk,
            answers={
                "into": into.pk if into else None,
                "lapsed": [row.pk for row in lapsed],
                **told_of(rows=passed),
            },
        ),
        now=now,
    )


def _passing(*, rows: Sequence[Obligation], old: Unit, into: Unit, pack: Pack) -> list[Passing]:
    """What the successor takes over, in words that say from whom.

    A row keeps its period where the successor owes nothing for that period itself: what occurred in it meets it then.
    Otherwise its words name the period, and only what is recorded in answer to it meets it.
    """
    own = set(
        Obligation.objects.filter(unit=into, period__in={row.period for row in rows if row.period}).values_list(
            "duty_id", "period"
        )
    )
    # What is stored is read in every language, so it is official Chinese whatever the officer reads.
    with translation.override("zh-hans"):
        words = _("%(what)s (taken over from %(unit)s)")
    passing = []
    for row in rows:
        duty = pack.duties.get(row.duty.key) or row.version.policy
        clash = (row.duty_id, row.period) in own
        what = row.what or duty.title.zh
        if clash and duty.every and row.period:
            what += f" · {period_of(every=duty.every, day=row.period).label}"
        if duty.on != REVIEW_OCCASION:
            # What a review is about is said in two languages and names its unit already.
            what = words % {"what": what, "unit": old.short_zh}
        passing.append(Passing(row, into, what[:LONGEST_WHAT], None if clash else row.period))
    return passing


def _pass_cases_on(*, rows: Sequence[Obligation], old: Unit, into: Unit) -> None:
    """The cases behind the rows go with them."""
    for row in rows:
        pages = DECLARED.pages.get(row.record_type)
        if pages is None:
            continue
        for place in pages.model.objects.columns.places:
            if place.unit is not None:
                case = pages.model.objects.filter(**{"pk": row.record_id, place.unit: old.pk})
                case.update(**{place.unit: into.pk, place.position: into.position})
