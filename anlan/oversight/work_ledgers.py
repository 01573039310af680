"""工作台账月历 (6.8, 6.9): a month of an enterprise's work ledger, day by day, and the ledgers of a territory.

It says on which days there is a daily check and on which no entry. On which days an enterprise works is not known here:
a day without an entry is no finding, and nothing is owed by the day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.pages.cells import url_of
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.sight import Sight
from anlan.kernel.people.unit import Unit
from anlan.oversight.due_calendar import Day, month_asked, weekday_names, weeks_of
from anlan.oversight.units import unit_in_sight
from anlan.policy.citations import cite
from anlan.policy.periods import Period, next_period, period_of, previous_period
from anlan.rules.work_ledgers import AHEAD, BEFORE, ENTRY, NO_ENTRY, day_of_ledger

DAILY_CHECK = "daily_check"
MOST = 100
WORDS: dict[str, Promise | str] = {
    ENTRY: pgettext_lazy("day of a work ledger", "daily check"),
    NO_ENTRY: pgettext_lazy("day of a work ledger", "no entry"),
    AHEAD: "",
    BEFORE: "",
}
for _clause in ("6.8", "6.9"):
    cite(reference=_clause, kind="page", name="work_ledger", address="work_ledgers")


@dataclass
class LedgerDay:
    """One day of the month: its daily checks, what else was entered, and how it stands."""

    day: Day
    standing: str
    checks: list[tuple[str, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)

    @property
    def words(self) -> Promise | str:
        """How the day stands, in words; empty where there is nothing to say."""
        return WORDS[self.standing]


def entries_in(*, month: Period, sight: Sight) -> Any:
    """The entries of a month that the reader may see."""
    rows = DECLARED.pages["workentry"].model.objects.visible_to(sight)
    return rows.filter(state="recorded", done_on__gte=month.start, done_on__lte=month.end)


def first_ledger(request: HttpRequest) -> HttpResponse:
    """The own enterprise's ledger; for whoever sees several, those of the month with an entry."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    own = list(Unit.objects.filter(pk__in=request.actor.unit_ids, kind="enterprise").order_by("pk"))
    if len(own) == 1:
        return redirect("work_ledger", code=own[0].code)
    month = month_asked(label=request.GET.get("month", ""), today=act.today)
    counted = entries_in(month=month, sight=request.actor.sight()).order_by().values("unit")
    counted = counted.annotate(
        entries=Count("pk"), days=Count("done_on", distinct=True, filter=Q(kind=DAILY_CHECK))
    ).order_by("unit")
    found = list(counted[: MOST + 1])
    units = Unit.objects.select_related("area").in_bulk([row["unit"] for row in found])
    context = _month(month=month, today=act.today) | {
        "lines": [(units[row["unit"]], row["days"], row["entries"]) for row in found[:MOST]],
        "more": len(found) > MOST,
        "most": MOST,
    }
    return render(request, "oversight/work_ledgers.html", context)


def ledger_page(request: HttpRequest, code: str) -> HttpResponse:
    """One month of one enterprise's ledger as a calendar."""
    request = cast(OfficerRequest, request)
    act, unit = act_of(request), unit_in_sight(code=code, actor=request.actor)
    if unit.kind != "enterprise":
        raise Http404(code)
    month = month_asked(label=request.GET.get("month", ""), today=act.today)
    entries = list(entries_in(month=month, sight=request.actor.sight()).filter(unit=unit).order_by("done_on", "id"))
    entered = {entry.done_on for entry in entries if entry.kind == DAILY_CHECK}
    weeks = [
        [LedgerDay(day, _standing(day, entered=entered, unit=unit, today=act.today)) for day in week]
        for week in weeks_of(month=month, today=act.today, pack=act.pack)
    ]
    days = {one.day.day: one for week in weeks for one in week if one.day.inside}
    for entry in entries:
        where = days[entry.done_on].checks if entry.kind == DAILY_CHECK else days[entry.done_on].others
        where.append((url_of(record=entry), " · ".join(filter(None, (str(entry.get_kind_display()), entry.what)))))
    standings = [one.standing for one in days.values()]
    context = _month(month=month, today=act.today) | {
        "unit": unit,
        "weekdays": weekday_names(),
        "weeks": weeks,
        "with_entry": standings.count(ENTRY),
        "without_entry": standings.count(NO_ENTRY),
    }
    return render(request, "oversight/work_ledger.html", context)


def _standing(day: Day, *, entered: set[dt.date], unit: Unit, today: dt.date) -> str:
    return day_of_ledger(day=day.day, entered=entered, since=unit.opened_on, today=today, last=unit.closed_on)


def _month(*, month: Period, today: dt.date) -> dict[str, Any]:
    """What the two pages say of their month."""
    return {
        "month": month,
        "month_name": period_name(period=month),
        "previous": previous_period(period=month).label,
        "following": next_period(period=month).label,
        "present": period_of(every="month", day=today).label,
    }
