"""A unit is closed or merged while it owes: nothing is owed by nobody, nothing is forgotten (articles 3 and 10)."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import (
    COUNTY,
    COUNTY_GOVERNMENT,
    COUNTY_PARTY,
    NOW,
    TODAY,
    TOWN_GOVERNMENT,
    TOWN_PARTY,
    Cast,
    at,
    hold,
    owed,
    report,
    unit,
)

from anlan.kernel.ledger.event import Event
from anlan.kernel.ledger.verify import verify
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.closing import CannotClose, close_unit, closing_post
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.modules.order import OrderItem
from anlan.policy import Pack

STATE = Obligation.State
LAST_DAY = dt.date(2026, 11, 15)
COUNTY_OFFICE = f"{COUNTY}/safety-committee-office"


def close(
    cast: Cast, code: str = TOWN_GOVERNMENT, *, into: str = "", on: dt.date = LAST_DAY, by: str = "city"
) -> Event:
    return close_unit(
        unit=unit(code),
        into=unit(into) if into else None,
        on=on,
        by=cast.actor(by),
        now=NOW,
        pack=cast.act(by).pack,
    )


@pytest.fixture
def neighbour() -> str:
    towns = Unit.objects.filter(kind="government", area__parent__code="445122", area__level="town")
    return towns.exclude(code=TOWN_GOVERNMENT).order_by("pk").values_list("code", flat=True)[0]


def test_what_falls_due_after_the_last_day_lapses_and_what_was_due_before_stays_late(opened: Cast) -> None:
    event = close(opened)
    assert owed(TOWN_GOVERNMENT, "2026-11-01").state == STATE.LAPSED
    assert owed(TOWN_GOVERNMENT, "2026-10-01").state == STATE.OPEN
    assert event.answers["lapsed"] == [owed(TOWN_GOVERNMENT, "2026-11-01").pk]
    assert event.answers["passed"] == []
    assert figures.differences() == []
    assert verify() == []


def test_a_closed_unit_owes_no_further_period_and_its_posts_give_no_right(opened: Cast, pack: Pack) -> None:
    post = Post.objects.get(unit__code=TOWN_GOVERNMENT, key="head")
    Appointment.objects.create(post=post, officer=opened.officer("safety"), since=dt.date(2026, 7, 1))
    close(opened)
    sweep(now=at("2026-12-02"), pack=pack)
    assert not Obligation.objects.filter(unit__code=TOWN_GOVERNMENT, period="2026-12-01").exists()
    assert Appointment.objects.get(post=post).until == LAST_DAY
    assert all(held.unit.code != TOWN_GOVERNMENT for held in opened.actor("safety").posts)
    assert not Post.objects.filter(unit__code=TOWN_GOVERNMENT, closed_on=None).exists()


def test_a_successor_takes_over_what_is_open_with_the_same_due_day(opened: Cast, neighbour: str, pack: Pack) -> None:
    old = owed(TOWN_GOVERNMENT, "2026-10-01")
    event = close(opened, into=neighbour)
    old.refresh_from_db()
    assert old.state == STATE.LAPSED
    taken = Obligation.objects.get(unit__code=neighbour, source_id=event.pk, due_day=old.due_day)
    assert (taken.due_day, taken.due_at, taken.original_due_at) == (old.due_day, old.due_at, old.original_due_at)
    assert taken.state == STATE.OPEN
    assert "承接" in taken.what
    assert unit(TOWN_GOVERNMENT).merged_into == unit(neighbour)
    passed = event.answers["passed"]
    assert passed[taken.slot] == old.pk
    assert len(passed) == 4, "July to October"
    assert figures.differences() == []
    sweep(now=at("2026-11-24"), pack=pack)
    assert Notice.objects.filter(obligation=taken, kind="late").count() == 1
    assert figures.differences() == []


def test_a_period_that_the_successor_did_not_owe_itself_is_met_by_what_occurred_in_it(
    opened: Cast, neighbour: str
) -> None:
    event = close(opened, into=neighbour)
    own = owed(neighbour, "2026-10-01")
    taken = Obligation.objects.get(unit__code=neighbour, source_id=event.pk, due_day=own.due_day)
    assert (own.source_id, taken.period) == (None, None), "the successor's own row keeps the period"


def test_3_26_a_decision_goes_over_with_its_case_and_is_reported_by_the_successor(opened: Cast, neighbour: str) -> None:
    decided = hold(opened.act("city"), COUNTY_GOVERNMENT, "2026-11-10", form="government_executive",
                   decisions=[("整改仓库", TOWN_GOVERNMENT, "2026-12-20")])  # fmt: skip
    decision = OrderItem.objects.get(order__origin_id=decided.record.pk)
    event = close(opened, into=neighbour)
    decision.refresh_from_db()
    assert decision.unit == unit(neighbour)
    report(opened.act("city"), decision, "2026-11-22")
    taken = Obligation.objects.get(unit__code=neighbour, source_id=event.pk, record_type="orderitem")
    assert (taken.state, taken.due_day) == (STATE.MET, dt.date(2026, 12, 20))
    assert contradictions() == []
    assert figures.differences() == []


def test_without_a_successor_a_decision_stays_open_for_the_superior_to_see(opened: Cast) -> None:
    hold(opened.act("city"), COUNTY_GOVERNMENT, "2026-11-10", form="government_executive",
         decisions=[("整改仓库", TOWN_GOVERNMENT, "2026-12-20")])  # fmt: skip
    close(opened)
    assert Obligation.objects.get(unit__code=TOWN_GOVERNMENT, record_type="orderitem").state == STATE.OPEN


def test_whoever_reported_to_the_closed_unit_reports_to_its_successor(opened: Cast, neighbour: str) -> None:
    below = Unit.objects.filter(superior__code=TOWN_GOVERNMENT)
    ids = set(below.values_list("pk", flat=True))
    assert ids
    close(opened, into=neighbour)
    assert ids <= set(Unit.objects.filter(superior__code=neighbour).values_list("pk", flat=True))


@pytest.mark.parametrize("by", ["county", "town", "officer", "stranger", "auditor"])
def test_nobody_closes_a_unit_without_the_right(opened: Cast, by: str) -> None:
    with pytest.raises(NotPermitted):
        close(opened, by=by)


@pytest.mark.parametrize("code", [COUNTY_GOVERNMENT, COUNTY_PARTY, COUNTY_OFFICE])
def test_a_committee_office_closes_neither_its_own_government_nor_party_committee_nor_itself(
    opened: Cast, code: str
) -> None:
    """They lie in its territory, and stand above it or beside it: only the city's office may."""
    assert closing_post(unit=unit(code), actor=opened.actor("office")) is None
    with pytest.raises(NotPermitted):
        close(opened, code, by="office")
    assert unit(code).closed_on is None
    assert close(opened, code).post_id is not None


def test_a_county_office_closes_a_town_body_and_a_department_of_its_county(opened: Cast) -> None:
    for code in (TOWN_GOVERNMENT, f"{COUNTY}/emergency"):
        close(opened, code, by="office")
        assert unit(code).closed_on == LAST_DAY


@pytest.mark.parametrize(
    ("into", "on", "field", "words"),
    [
        ("", TODAY + dt.timedelta(days=1), "on", "not ahead"),
        ("", dt.date(1949, 9, 30), "on", "known only from"),
        (TOWN_GOVERNMENT, LAST_DAY, "into", "into itself"),
        (TOWN_PARTY, LAST_DAY, "into", "same kind"),
    ],
)
def test_a_closing_that_cannot_be_changes_nothing(opened: Cast, into: str, on: dt.date, field: str, words: str) -> None:
    before = list(Obligation.objects.filter(unit__code=TOWN_GOVERNMENT).order_by("pk").values())
    with pytest.raises(CannotClose, match=words) as refused:
        close(opened, into=into, on=on)
    assert refused.value.field == field
    assert unit(TOWN_GOVERNMENT).closed_on is None
    assert list(Obligation.objects.filter(unit__code=TOWN_GOVERNMENT).order_by("pk").values()) == before


def test_a_body_is_not_merged_into_one_of_a_lower_level(opened: Cast) -> None:
    with pytest.raises(CannotClose, match="lower level"):
        close(opened, COUNTY_GOVERNMENT, into=TOWN_GOVERNMENT)
    assert unit(COUNTY_GOVERNMENT).closed_on is None


def test_a_unit_is_closed_once(opened: Cast, neighbour: str) -> None:
    close(opened)
    with pytest.raises(CannotClose, match="2026-11-15"):
        close(opened)
    with pytest.raises(CannotClose, match="closed itself"):
        close(opened, neighbour, into=TOWN_GOVERNMENT)
