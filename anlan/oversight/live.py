"""现时数字: what is owed within a sight, by duty: this year's counts, and what is open of earlier and later years.

Figures are kept by place. What a single unit owes (the sight of an enterprise, of a department's officer) is counted
from its own few rows; what lies in a place that is seen too is not counted twice.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.figures import Figure, outstanding_before, rows_between
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.area import WIDTH
from anlan.kernel.people.sight import Sight, SightedQuerySet

STATE = Obligation.State


@dataclass(frozen=True)
class Live:
    """``year``: what is due in the calendar year. ``earlier``, ``later``: what is open and due before or after it."""

    year: Counts
    earlier: int
    later: int


def year_by_duty(*, sight: Sight, today: dt.date, where: Q | None = None) -> dict[int, Counts]:
    """What is due in the calendar year under each duty (by its id); its late part as of today."""
    first, last = _year_of(day=today)
    found: dict[int, Counts] = {}
    for since, until, late in ((first, today - dt.timedelta(days=1), True), (today, last, False)):
        for duty, counts in _between(sight=sight, since=since, until=until, where=where or Q()).items():
            known = counts.as_of(passed=late) + Counts(overdue=counts.open if late else 0)
            found[duty] = found.get(duty, Counts()) + known
    return found


def live(*, sight: Sight, today: dt.date, where: Q) -> Live:
    """What ``where`` names (conditions on ``duty_id``), in one answer."""
    first, last = _year_of(day=today)
    year = sum(year_by_duty(sight=sight, today=today, where=where).values(), Counts())
    later = _between(sight=sight, since=last + dt.timedelta(days=1), until=dt.date.max, where=where)
    places = where & sight.q(columns=Figure.objects.columns)
    earlier = sum(outstanding_before(day=first, where=places, width=WIDTH["nation"]).values())
    earlier += _of_units(sight=sight).filter(where, state=STATE.OPEN, due_day__lt=first).count()
    return Live(year=year, earlier=earlier, later=sum(counts.open for counts in later.values()))


def _year_of(*, day: dt.date) -> tuple[dt.date, dt.date]:
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


def _between(*, sight: Sight, since: dt.date, until: dt.date, where: Q) -> dict[int, Counts]:
    """Counts by duty of what is due between two days, inclusive."""
    places = where & sight.q(columns=Figure.objects.columns)
    found: dict[int, Counts] = {}
    for (_place, duty), counts in rows_between(since=since, until=until, where=places, width=WIDTH["nation"]):
        found[duty] = found.get(duty, Counts()) + counts
    rows = _of_units(sight=sight).filter(where, due_day__gte=since, due_day__lte=until).order_by().values("duty_id")
    for duty, *counted in rows.annotate(
        opened=Count("id"),
        good=Count("id", filter=Q(state=STATE.MET, on_time=True)),
        tardy=Count("id", filter=Q(state=STATE.MET, on_time=False)),
        gone=Count("id", filter=Q(state__in=(STATE.WAIVED, STATE.LAPSED))),
    ).values_list("duty_id", "opened", "good", "tardy", "gone"):
        found[duty] = found.get(duty, Counts()) + Counts(*counted)
    return found


def _of_units(*, sight: Sight) -> SightedQuerySet:
    """The rows of single units that no place in sight has in its figures."""
    units = Sight(tuple(reach for reach in sight.reaches if reach.unit is not None))
    rows = Obligation.objects.visible_to(units)
    if sight.everything or not units.reaches:
        return rows.none()
    places = Sight(tuple(reach for reach in sight.reaches if reach.unit is None))
    return rows.exclude(places.q(columns=Obligation.objects.columns)) if places.reaches else rows
