"""Figures that add up: whatever happens, in whatever order, they are what the obligations themselves give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple, fields

import pytest
from cast import NOW, TOWN_GOVERNMENT, TOWN_PARTY, WATCHED_FROM, Cast, call_the_cast, hold, report, withdraw
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.counts import Counts
from anlan.kernel.obligations.figures import Figure, FigureDelta, outstanding_before, rows_as_of
from anlan.kernel.obligations.moving import CannotMove, move_area
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.area import Area
from anlan.kernel.records.door import Overtaken
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem
from anlan.policy import Pack

TOWNS = ("445122100", "445122102", "445103121")
MOVES = ("445122", "445103", "445100-fengxi", "445100-xinqu")
LAST_DAY = dt.date(2027, 3, 31)

moments = st.integers(min_value=0, max_value=60)
acts = st.one_of(
    st.tuples(st.just("sweep"), moments),
    st.tuples(st.just("hold"), st.sampled_from(TOWNS), moments, st.booleans()),
    st.tuples(st.just("withdraw"), moments),
    st.tuples(st.just("report"), moments),
    st.tuples(st.just("move"), st.sampled_from(TOWNS), st.sampled_from(MOVES)),
)


def perform(cast: Cast, pack: Pack, act: tuple, now: dt.datetime) -> None:
    """One act of a random life; what the rules refuse leaves everything as it was."""
    city = cast.act("city", now=now)
    match act:
        case ("sweep", days):
            sweep(now=now + dt.timedelta(days=days), pack=pack)
        case ("hold", town, days, shared):
            day = (now.date() - dt.timedelta(days=days)).isoformat()
            party, government = f"{town}/town-party-committee", f"{town}/town-government"
            decisions = [("整改", party, "2026-12-01")] if shared else []
            # The same meeting may be drawn twice.
            with suppress(Overtaken):
                hold(city, government, day, shared_with=party if shared else "", decisions=decisions)
        case ("withdraw", number):
            held = list(Meeting.objects.exclude(state="withdrawn").order_by("id"))
            if held:
                withdraw(city, held[number % len(held)])
        case ("report", number):
            given_ones = list(OrderItem.objects.filter(state="issued").order_by("id"))
            if given_ones:
                report(city, given_ones[number % len(given_ones)], now.date().isoformat())
        case ("move", town, under):
            areas = {area.code: area for area in Area.objects.filter(code__in=(town, under))}
            # It may be governed from there already.
            with suppress(CannotMove):
                move_area(area=areas[town], under=areas[under], by=city.actor, on=now.date(), now=now)


def by_hand(area: Area, *, until: dt.date, today: dt.date) -> Counts:
    """The counts of an area, row by row."""
    counts = Counts()
    for row in Obligation.objects.filter(position__gte=area.lo, position__lt=area.hi, due_day__lte=until):
        met, void = row.state == 1, row.state > 1
        counts += Counts(
            opened=1,
            on_time=int(met and bool(row.on_time)),
            late=int(met and not row.on_time),
            void=int(void),
            overdue=int(row.state == 0 and row.due_day < today),
            due=int(not void and row.due_day < today),
            kept=int(met and bool(row.on_time) and row.due_day < today),
            not_due=int(row.state == 0 and row.due_day >= today),
        )
    return counts


def from_figures(where: Q, *, until: dt.date, today: dt.date) -> Counts:
    """The counts of a territory as pages read them."""
    counts = Counts()
    for _key, part in rows_as_of(today=today, since=dt.date(2026, 1, 1), until=until, where=where):
        counts += part
    for left in outstanding_before(day=today, where=where).values():
        counts += Counts(overdue=left)
    return counts


def within(area: Area) -> Q:
    return Q(position__gte=area.lo, position__lt=area.hi)


def check_all_areas(*, today: dt.date) -> None:
    """For every area that governs others: figures = rows, and children + own level = total."""
    areas = list(Area.objects.filter(level__in=("city", "county", "zone")).prefetch_related("children"))
    for area in areas:
        total = from_figures(within(area), until=LAST_DAY, today=today)
        assert total == by_hand(area, until=LAST_DAY, today=today), area.code
        own = within(area)
        parts = Counts()
        for child in area.children.all():
            own &= ~within(child)
            parts += from_figures(within(child), until=LAST_DAY, today=today)
        assert parts + from_figures(own, until=LAST_DAY, today=today) == total, area.code


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(life=st.lists(acts, min_size=3, max_size=14))
def test_after_any_life_the_figures_are_what_the_obligations_give(db: None, pack: Pack, life: list[tuple]) -> None:
    with transaction.atomic():
        cast = call_the_cast()
        for step, act in enumerate(life):
            perform(cast, pack, act, NOW + dt.timedelta(hours=step))
            assert figures.differences() == []
        check_all_areas(today=NOW.date())
        sweep(now=NOW + dt.timedelta(days=90), pack=pack)
        assert not FigureDelta.objects.exists()
        assert figures.differences() == []
        check_all_areas(today=LAST_DAY)
        assert verify() == []
        transaction.set_rollback(True)


def test_compacting_changes_no_figure(opened: Cast) -> None:
    city = Area.objects.get(parent=None)
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    before = from_figures(within(city), until=LAST_DAY, today=NOW.date())
    assert FigureDelta.objects.count() == 2
    assert figures.compact() == 2
    assert not FigureDelta.objects.exists()
    assert from_figures(within(city), until=LAST_DAY, today=NOW.date()) == before
    assert figures.compact() == 0


def test_one_month_of_the_city_in_figures(opened: Cast) -> None:
    """92 bodies of towns owe November; two met it; nothing of November is late on the 23rd."""
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    city = Area.objects.get(parent=None)
    end = dt.date(2026, 11, 30)

    def november(today: dt.date) -> Counts:
        rows = rows_as_of(today=today, since=end, until=end, where=within(city))
        return sum((part for _, part in rows), Counts())

    counts = november(NOW.date())
    assert (counts.owed, counts.on_time, counts.late, counts.open, counts.not_due) == (92, 2, 0, 90, 90)
    # Nothing was due yet; on the day after the month all of it was.
    assert counts.rate is None
    later = november(dt.date(2026, 12, 1))
    assert later.rate == pytest.approx(100 * 2 / 92)
    assert (later.open_and_late, later.not_due) == (90, 0)
    # What was due before today: four months of the towns and the third quarter of counties and zones.
    late = outstanding_before(day=NOW.date(), where=within(city))
    assert sum(late.values()) == 4 * 92 + 12
    assert sum(outstanding_before(day=WATCHED_FROM, where=within(city)).values()) == 0


def test_adding_counts_adds_every_number_of_them() -> None:
    names = [field.name for field in fields(Counts)]
    one = Counts(**{name: 10**place for place, name in enumerate(names)})
    assert astuple(one + one) == tuple(2 * 10**place for place in range(len(names)))


def test_what_is_void_leaves_the_denominator() -> None:
    counts = Counts(opened=10, on_time=4, late=1, void=2, overdue=3)
    assert (counts.owed, counts.open, counts.as_of(passed=True).rate) == (8, 3, 50.0)
    assert Counts(opened=2, void=2).as_of(passed=True).rate is None


def test_the_rate_counts_only_what_was_due_by_then() -> None:
    """Two of two were met; four more are due later, one of which was met early."""
    due, coming = Counts(opened=2, on_time=2).as_of(passed=True), Counts(opened=4, on_time=1).as_of(passed=False)
    both = due + coming
    assert (both.owed, both.on_time, both.open, both.not_due, both.rate) == (6, 3, 3, 3, 100.0)
    assert coming.rate is None


@pytest.mark.parametrize(
    "disturb",
    [
        lambda: Figure.objects.filter(opened__gt=0).order_by("id")[:1].get().delete(),
        lambda: Figure.objects.filter(pk=Figure.objects.order_by("id")[0].pk).update(on_time=7),
        lambda: FigureDelta.objects.create(position=1, line_id=1, duty_id=1, due_day=NOW.date(), void=1),
    ],
    ids=["a figure lost", "a figure changed", "a delta invented"],
)
def test_a_figure_that_does_not_add_up_is_found(opened: Cast, disturb: Callable[[], object]) -> None:
    assert figures.differences() == []
    disturb()
    (found,) = figures.differences()
    assert found[1] != found[2]
