"""到期日历: a month, Monday first, with what is due on each day and whether the day is worked.

By default what the reader's own units owe; on request what is due in a territory, as figures that lead to their rows.
Days of a year whose calendar is not published yet are marked as estimates.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.figures import rows_by_due_day
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.oversight.areas import own_area, period_asked, surroundings, within
from anlan.oversight.cells import SHAPES, Cell, cell_of
from anlan.oversight.home import own_units
from anlan.oversight.standing import standing_of_row
from anlan.oversight.wording import said, title_of
from anlan.policy import Pack
from anlan.policy.periods import Period, next_period, period_of, previous_period

# A month of one's own that holds more is read in the list.
MOST = 300


@dataclass(frozen=True)
class DueRow:
    """One obligation on its day."""

    row: Obligation
    title: str
    standing: str
    shape: str
    words: str


@dataclass
class Day:
    """One day of the month's weeks; ``off`` and ``made_up`` tell what differs from its weekday."""

    day: dt.date
    inside: bool
    today: bool
    working: bool
    estimated: bool
    note: str
    rows: list[DueRow] = field(default_factory=list)
    cell: Cell | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is due and nothing is special: left out of the list on a phone."""
        return not self.rows and not self.note and (self.cell is None or not self.cell.counts.owed)


def calendar_page(request: HttpRequest) -> HttpResponse:
    """One month."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    month = month_asked(label=request.GET.get("month", ""), today=act.today)
    weeks = weeks_of(month=month, today=act.today, pack=act.pack)
    days = {day.day: day for week in weeks for day in week if day.inside}
    area, more = None, False
    if request.GET.get("area"):
        area = surroundings(code=request.GET["area"], actor=request.actor).area
        place_figures(days=days, area=area, act=act)
    else:
        more = place_rows(days=days, month=month, act=act)
    context = {
        "month": month,
        "month_name": period_name(period=month),
        "previous": previous_period(period=month).label,
        "following": next_period(period=month).label,
        "present": period_of(every="month", day=act.today).label,
        "weekdays": weekday_names(),
        "weeks": weeks,
        "area": area,
        "territory": area or _territory(request),
        "more": more,
        "most": MOST,
        "estimated": not act.pack.calendar.published(year=month.start.year),
        "nothing": all(not day.rows and (day.cell is None or not day.cell.counts.owed) for day in days.values()),
    }
    return render(request, "oversight/calendar.html", context)


def month_asked(*, label: str, today: dt.date) -> Period:
    """The month named in the address; this one where none is named. 404 for anything else."""
    period = period_asked(label=label, today=today)
    if period.kind != "month":
        raise Http404(label)
    return period


def _territory(request: OfficerRequest) -> Area | None:
    """The area whose figures the reader may choose instead of the own units."""
    try:
        return own_area(actor=request.actor)
    except Http404:
        return None


def weeks_of(*, month: Period, today: dt.date, pack: Pack) -> list[list[Day]]:
    """The weeks of a month, Monday first, with what the city's calendar says of each day."""
    weeks = calendar.Calendar(firstweekday=calendar.MONDAY).monthdatescalendar(month.start.year, month.start.month)
    return [[_day(day=day, month=month, today=today, pack=pack) for day in week] for week in weeks]


def _day(*, day: dt.date, month: Period, today: dt.date, pack: Pack) -> Day:
    kind = pack.calendar.is_working_day(day=day)
    weekend = day.weekday() >= calendar.SATURDAY
    note = ""
    if kind.name is not None:
        words = pgettext("calendar", "make-up workday") if kind.working else pgettext("calendar", "day off")
        note = f"{said(kind.name)} · {words}"
    elif kind.working == weekend:
        note = pgettext("calendar", "make-up workday") if weekend else pgettext("calendar", "day off")
    return Day(day, month.contains(day=day), day == today, kind.working, kind.estimated, note)


def weekday_names() -> list[str]:
    """Monday to Sunday, short."""
    return [
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    ]


def place_rows(*, days: dict[dt.date, Day], month: Period, act: Act) -> bool:
    """Put what the reader's own units owe on its due day; whether there was more than is shown."""
    units = Unit.objects.filter(own_units(actor=act.actor)).values("pk")
    rows = Obligation.objects.visible_to(act.actor.sight()).filter(
        unit__in=units,
        due_day__gte=month.start,
        due_day__lte=month.end,
        state__in=(Obligation.State.OPEN, Obligation.State.MET),
    )
    found = list(rows.select_related("duty", "unit", "version").order_by("due_at", "id")[: MOST + 1])
    for row in found[:MOST]:
        standing = row.standing(now=act.now)
        shape = SHAPES.get(standing, "–")
        words = standing_of_row(row=row, now=act.now).words
        shown = DueRow(row, title_of(row=row, pack=act.pack), standing, shape, words)
        days[row.due_day].rows.append(shown)
    return len(found) > MOST


def place_figures(*, days: dict[dt.date, Day], area: Area, act: Act) -> None:
    """Put the figures of a territory on each day, each leading to exactly its rows."""
    first, last = min(days), max(days)
    counts = rows_by_due_day(since=first, until=last, where=within(area=area), width=area.hi - area.lo)
    sums: dict[dt.date, Counts] = {}
    for (_place, _duty, day), found in counts.items():
        known = found.as_of(passed=day < act.today)
        known += Counts(overdue=known.open_and_late)
        sums[day] = sums.get(day, Counts()) + known
    for day, shown in days.items():
        filters: dict[str, Any] = {"area": area.code, "since": day.isoformat(), "until": day.isoformat()}
        shown.cell = cell_of(
            counts=sums.get(day, Counts()),
            filters=filters,
            urging=act.actor.has(P.OBLIGATION_URGE),
            today=act.today,
            label=day.isoformat(),
        )
