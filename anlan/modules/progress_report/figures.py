"""The figures with which a report begins: those of the area's own page, or of the department's own list (E.3)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.figures import outstanding_before, rows_as_of
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.unit import Unit
from anlan.policy.periods import Period

MET, VOID = Obligation.State.MET, (Obligation.State.WAIVED, Obligation.State.LAPSED)


def counts_of(*, unit: Unit, period: Period, today: dt.date) -> Counts:
    """What fell due in the period: in the territory of a Party committee or government, or for one department.

    ``overdue`` counts what was due before ``today`` in any period, as the pages do.
    """
    if unit.kind == "department":
        return _own(unit=unit, period=period, today=today)
    area = unit.area
    where, width = Q(position__gte=area.lo, position__lt=area.hi), area.hi - area.lo
    total = Counts()
    rows = rows_as_of(today=today, since=period.start, until=period.end, where=where, width=width)
    for _place, counts in rows:
        total += counts
    return total + Counts(overdue=sum(outstanding_before(day=today, where=where, width=width).values()))


def _own(*, unit: Unit, period: Period, today: dt.date) -> Counts:
    rows = Obligation.objects.filter(unit=unit)
    due = rows.filter(due_day__gte=period.start, due_day__lte=period.end).aggregate(
        total=Count("id"),
        good=Count("id", filter=Q(state=MET, on_time=True)),
        tardy=Count("id", filter=Q(state=MET, on_time=False)),
        gone=Count("id", filter=Q(state__in=VOID)),
    )
    overdue = rows.filter(state=Obligation.State.OPEN, due_day__lt=today).count()
    return Counts(due["total"], due["good"], due["tardy"], due["gone"], overdue)


def opening_words(*, counts: Counts, period: Period, today: dt.date) -> str:
    """The first sentence of the report, in Chinese whatever the reader's language: it becomes an official paper."""
    with translation.override("zh-hans"):
        text = _(
            "From %(start)s to %(end)s, %(owed)s duties fell due: %(on_time)s were met on time, %(late)s late, "
            "%(open)s are open. As of %(today)s, %(overdue)s of all periods are overdue."
        )
        return text % {
            "start": period.start,
            "end": period.end,
            "owed": counts.owed,
            "on_time": counts.on_time,
            "late": counts.late,
            "open": counts.open,
            "today": today,
            "overdue": counts.overdue,
        }
