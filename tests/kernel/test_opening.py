"""Opening what the calendar owes: when, for whom, once, also after a break; and what the ledger says of it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from cast import NOW, TOWN_DUTY, TOWN_GOVERNMENT, TOWN_PARTY, WATCHED_FROM, Cast, at, owed, unit
from django.db.models import Count
from duty_packs import duty, pack_with, watch

from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures, opening
from anlan.kernel.obligations.duty import Duty, OpenedPeriod
from anlan.kernel.obligations.loading import load_duties
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.unit import Unit
from anlan.modules.public_unit import PublicUnitFacts
from anlan.policy import Pack

BODIES_OF_TOWNS = 92
BODIES_OF_COUNTIES_AND_ZONES = 12
pytestmark = pytest.mark.django_db


def opened_for(period: str, duty: str = TOWN_DUTY) -> int:
    return Obligation.objects.filter(duty__key=duty, period=period).count()


def openings() -> list[Event]:
    return list(Event.objects.filter(kind="obligation.opened").order_by("seq"))


def doubles() -> list[object]:
    """Units that owe the same duty twice in one period."""
    rows = Obligation.objects.order_by().values("duty", "unit", "period").annotate(rows=Count("id"))
    return list(rows.filter(rows__gt=1))


def test_a_month_is_opened_three_days_ahead_and_no_minute_earlier(pack: Pack) -> None:
    sweep(now=at("2026-11-27", "23:59"), pack=pack)
    assert opened_for("2026-12-01") == 0
    assert sweep(now=at("2026-11-28", "00:00"), pack=pack).opened == BODIES_OF_TOWNS
    assert opened_for("2026-12-01") == BODIES_OF_TOWNS


def test_quarters_and_half_years_are_opened_three_days_ahead_too(pack: Pack) -> None:
    sweep(now=at("2026-12-28", "23:59"), pack=pack)
    assert not Obligation.objects.filter(period="2027-01-01").exists()
    # January for the towns, the quarter for counties and zones, the half-year for the city's two bodies.
    opened = sweep(now=at("2026-12-29", "00:00"), pack=pack).opened
    assert opened == BODIES_OF_TOWNS + BODIES_OF_COUNTIES_AND_ZONES + 2


def test_nothing_is_opened_before_the_first_watched_period(opened: Cast) -> None:
    assert Obligation.objects.earliest("period").period == WATCHED_FROM


def test_opening_twice_opens_nothing_twice(opened: Cast, pack: Pack) -> None:
    before = list(Obligation.objects.order_by("id").values())
    assert sweep(now=NOW, pack=pack).opened == 0
    assert list(Obligation.objects.order_by("id").values()) == before
    assert doubles() == []


def test_opening_again_although_the_next_date_was_lost_opens_nothing_twice(opened: Cast, pack: Pack) -> None:
    """Whatever became of the bookkeeping, the unique constraint on period, duty and unit decides."""
    count = Obligation.objects.count()
    OpenedPeriod.objects.all().delete()
    Duty.objects.filter(every_opened()).update(next_open_at=at("2026-06-28"))
    assert sweep(now=NOW, pack=pack).opened == 0
    assert Obligation.objects.count() == count
    assert figures.differences() == []


def every_opened() -> figures.Q:
    return figures.Q(next_open_at__isnull=False)


@pytest.mark.parametrize("chunks_before_the_kill", [0, 1, 4, 11])
def test_a_killed_sweep_run_again_completes_without_a_double_row(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, chunks_before_the_kill: int
) -> None:
    monkeypatch.setattr(opening, "CHUNK", 300)
    append, chunks = opening.append, []

    def killed(**arguments: object) -> Event:
        # The rows, their figures and the period's progress are written; the ledger's entry is not.
        if len(chunks) == chunks_before_the_kill:
            raise KeyboardInterrupt
        chunks.append(arguments)
        return append(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(now=NOW, pack=pack)
    assert len(openings()) == chunks_before_the_kill
    assert Obligation.objects.count() == sum(event.answers["count"] for event in openings())
    assert figures.differences() == []

    monkeypatch.setattr(opening, "append", append)
    sweep(now=at("2026-11-23", "09:05"), pack=pack)
    assert opened_for("2026-11-01") == BODIES_OF_TOWNS
    # Five months, two quarters, one half-year.
    assert Obligation.objects.count() == 5 * BODIES_OF_TOWNS + 2 * BODIES_OF_COUNTIES_AND_ZONES + 2
    assert doubles() == []
    assert figures.differences() == []
    assert verify() == []


def test_the_ledger_names_duty_period_count_and_the_very_rows_of_each_chunk(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHUNK", 300)
    sweep(now=NOW, pack=pack)
    accounted_for: set[int] = set()
    for event in openings():
        answers = event.answers
        first, last = answers["ids"]
        rows = Obligation.objects.filter(id__gte=first, id__lte=last).select_related("duty", "version")
        assert len(rows) == answers["count"] > 0
        assert {(row.duty.key, row.version.number) for row in rows} == {(answers["duty"], answers["version"])}
        assert {row.period.isoformat() for row in rows if row.period} == {answers["as_of"]}
        assert all(answers["units"][0] <= row.unit_id <= answers["units"][1] for row in rows)
        assert event.clause == rows[0].duty.clause
        accounted_for |= {row.pk for row in rows}
    assert accounted_for == set(Obligation.objects.values_list("pk", flat=True))
    for period in OpenedPeriod.objects.all():
        rows = Obligation.objects.filter(duty=period.duty_id, period=period.period)
        assert (rows.count(), period.done_at) == (period.opened, NOW)


def change_facts(code: str, *, on: dt.date, **facts: object) -> PublicUnitFacts:
    """A new version of a unit's facts from that day on."""
    present = PublicUnitFacts.objects.get(unit__code=code, valid_to=None)
    PublicUnitFacts.objects.filter(pk=present.pk).update(valid_to=on)
    present.pk, present.valid_from = None, on
    for name, value in facts.items():
        setattr(present, name, value)
    present.save(force_insert=True)
    return present


def test_the_facts_of_the_periods_first_day_decide(db: None, pack: Pack) -> None:
    """A town that becomes a county's subdivision of another kind in mid-November owes November, not December."""
    before = PublicUnitFacts.objects.get(unit__code=TOWN_GOVERNMENT)
    change_facts(TOWN_GOVERNMENT, on=dt.date(2026, 11, 15), level="village")
    sweep(now=at("2026-11-28"), pack=pack)
    assert owed(TOWN_GOVERNMENT, "2026-11-01").fact_id == before.pk
    assert not Obligation.objects.filter(unit__code=TOWN_GOVERNMENT, period="2026-12-01").exists()
    assert owed(TOWN_PARTY, "2026-12-01").state == Obligation.State.OPEN


def test_a_change_on_the_first_day_itself_counts_for_the_period(db: None, pack: Pack) -> None:
    after = change_facts(TOWN_GOVERNMENT, on=dt.date(2026, 11, 1), form="street")
    sweep(now=NOW, pack=pack)
    assert owed(TOWN_GOVERNMENT, "2026-11-01").fact_id == after.pk
    assert owed(TOWN_GOVERNMENT, "2026-10-01").fact_id != after.pk


def test_a_closed_unit_owes_nothing(db: None, pack: Pack) -> None:
    Unit.objects.filter(code=TOWN_GOVERNMENT).update(closed_on=dt.date(2026, 6, 30) + dt.timedelta(days=1))
    sweep(now=NOW, pack=pack)
    assert not Obligation.objects.filter(unit=unit(TOWN_GOVERNMENT)).exists()
    assert opened_for("2026-11-01") == BODIES_OF_TOWNS - 1


def test_a_changed_duty_gets_a_new_version_and_what_was_opened_keeps_the_old_one(opened: Cast, pack: Pack) -> None:
    duty = pack.duties[TOWN_DUTY]
    changed = dataclasses.replace(duty, digest="0" * 64, body=duty.body.replace("monthly", "each month"))
    new_pack = dataclasses.replace(pack, duties={**pack.duties, TOWN_DUTY: changed})
    load_duties(pack=new_pack, now=NOW, watched_from=WATCHED_FROM)
    sweep(now=at("2026-11-28"), pack=new_pack)
    assert owed(TOWN_GOVERNMENT, "2026-11-01").version.number == 1
    assert owed(TOWN_GOVERNMENT, "2026-12-01").version.number == 2


def test_a_duty_that_left_the_pack_opens_nothing_more_and_what_it_opened_stays_owed(opened: Cast, pack: Pack) -> None:
    without = {key: duty for key, duty in pack.duties.items() if key != TOWN_DUTY}
    new_pack = dataclasses.replace(pack, duties=without)
    load_duties(pack=new_pack, now=NOW, watched_from=WATCHED_FROM)
    sweep(now=at("2026-12-01", "00:00"), pack=new_pack)
    assert opened_for("2026-12-01") == 0
    assert owed(TOWN_GOVERNMENT, "2026-11-01").standing(now=at("2026-12-01", "00:00")) == "late"
    assert owed(TOWN_GOVERNMENT, "2026-11-01").notices.filter(kind="late").exists()


def test_8_8_what_was_due_before_anybody_watched_is_not_opened(cast: Cast) -> None:
    """Watched since July, a plan due each 31 January is first owed for the year after."""
    changed = watch(pack_with(duty("plan", every="year", due={"day": "01-31"})))
    assert sweep(now=at("2026-11-23"), pack=changed).opened == 0
    sweep(now=at("2026-12-29"), pack=changed)
    assert {row.due_day for row in Obligation.objects.filter(duty__key="plan")} == {dt.date(2027, 1, 31)}
