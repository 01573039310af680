"""The demonstration's past happens in the order in which it is told, and nothing of it is real."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, WATCHED_FROM, Cast, at
from databases import FEW_ENTERPRISES
from django.conf import settings
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from structlog.testing import capture_logs

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.modules.commitment import Commitment
from anlan.modules.enterprise import Enterprise, Licence
from anlan.modules.facility import Facility
from anlan.modules.hidden_danger import DANGER_SHEET, DoubleReport, HiddenDanger
from anlan.modules.hidden_danger.listed.listing import Listing
from anlan.modules.regulator import Regulator
from anlan.modules.risk_point import RiskPoint
from anlan.modules.safety_plan import PlanItem, QuarterlyCheck, SafetyPlan
from anlan.modules.work_ledger import WorkEntry
from anlan.policy import Pack
from anlan.web import demonstration
from anlan.web.demonstration_years import quarter_of, year_of_the_cast
from bench.synthetic_dangers import dangers

FIRST = "DEMO-ENTERPRISE-1"
# A later year, a first day of a quarter, the last day of a year: days from which "today" counts differently.
DAYS = ("2027-01-01", "2027-04-30", "2027-07-15", "2027-12-31")


@pytest.fixture
def loaded(demonstrated: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The demonstration as it is on the day of the tests, with what the log said meanwhile."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return demonstrated


def test_the_past_months_are_recorded_in_their_order(cast: Cast, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demonstration, "watched_from", lambda today: WATCHED_FROM)
    with capture_logs() as logs:
        demonstration._history(pack=pack, now=NOW)
    assert Event.objects.filter(kind="obligation.accepted").exists()
    assert not [one for one in logs if one["event"] == "clock_behind_ledger"]
    assert figures.differences() == []


def test_nothing_in_it_is_real_everything_adds_up_and_loading_again_changes_nothing(
    loaded: list[str], pack: Pack
) -> None:
    assert "clock_behind_ledger" not in loaded
    assert figures.differences() == []
    assert contradictions() == []
    enterprises = Unit.objects.filter(kind="enterprise")
    assert enterprises.count() == FEW_ENTERPRISES + 2
    assert not enterprises.filter(Q(synthetic=False) | ~Q(name_zh__contains="虚构")).exists()
    assert not Enterprise.objects.exclude(credit_code__regex=r"^9\d000000").exists()
    assert not Officer.objects.filter(synthetic=False).exists()
    texts = {
        *SafetyPlan.objects.values_list("content", flat=True),
        *PlanItem.objects.values_list("what", flat=True),
        *Commitment.objects.values_list("text", flat=True),
        *Facility.objects.values_list("name", flat=True),
        *WorkEntry.objects.exclude(what="").values_list("what", flat=True),
        *Regulator.objects.values_list("document", flat=True),
    }
    assert texts
    assert not [one for one in texts if not one.startswith("演示")]
    before = Event.objects.count()
    demonstration.load(pack=pack, now=NOW)
    assert Event.objects.count() == before


def test_6_7_the_safety_manager_finds_the_quarterly_check_at_home_and_its_items_filled_in(loaded: list[str]) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(Officer.objects.get(username="safety"))
    row = Obligation.objects.get(unit__code=FIRST, duty__key="enterprise-quarterly-check", met_by=None)
    address = f"/records/quarterlycheck/new/?obligation={row.pk}"
    assert address in client.get("/").content.decode()
    form = client.get(address).content.decode()
    items = PlanItem.objects.filter(unit__code=FIRST)
    assert items.count() == 5
    assert all(one.what in form for one in items)
    assert SafetyPlan.objects.get(unit__code=FIRST).approved_by.key == "head"


def test_6_what_nobody_could_have_recorded_is_not_late_and_5_1_gaps_are_seen(loaded: list[str]) -> None:
    owed = Obligation.objects.filter(unit__kind="enterprise")
    assert owed.exists()
    # Dangers are the exception: some are shown late on purpose.
    usual = owed.exclude(duty__key__startswith="danger-").exclude(duty__key__startswith="listing-")
    assert not usual.filter(met_by=None, due_at__lt=NOW).exists()
    # It had made its commitment before the duty was watched: nothing of it is owed.
    promised = owed.filter(duty__key="enterprise-commitment")
    assert promised.exists()
    assert not promised.filter(unit__code=FIRST).exists()
    assert owed.filter(duty__key="counterpart-check", unit__code=FIRST, met_by=None).exists()
    assert Licence.objects.get(unit__code=FIRST).renew_by < NOW.date() + dt.timedelta(days=30)
    counties = {unit.split("/")[0] for unit in Regulator.objects.values_list("receiver__code", flat=True)}
    assert counties == {"445102", "445122"}
    matters = set(Regulator.objects.filter(unit__code=FIRST).values_list("matter", flat=True))
    assert {"work_safety", "fire", "special_equipment"} <= matters
    assert "occupational_health" not in matters


@pytest.mark.parametrize("day", DAYS)
def test_6_3_on_every_day_the_plan_is_this_years_and_the_check_is_of_an_earlier_quarter(
    cast: Cast, pack: Pack, day: str
) -> None:
    now = at(day)
    start = demonstration.watched_from(today=now.date())
    said = year_of_the_cast(start=start, now=now, today=now.date(), pack=pack)
    for one in sorted(said, key=lambda one: one.moment):
        one.says()
    plan = SafetyPlan.objects.get(unit__code=FIRST)
    assert plan.year == now.year
    assert {one.due_day.year for one in plan.items.all()} == {now.year}
    assert QuarterlyCheck.objects.get(unit__code=FIRST).held_on < quarter_of(day=now.date())
    assert not WorkEntry.objects.exclude(done_on__year=now.year, done_on__month=now.month).exists()
    assert not Event.objects.filter(recorded_at__gt=now).exists()


def test_18_8_its_dangers_show_each_state_and_19_8_one_major_danger_is_listed(loaded: list[str]) -> None:
    assert not HiddenDanger.objects.exclude(what__startswith="演示").exists()
    others = HiddenDanger.objects.exclude(unit__code=FIRST)
    assert {"on_the_spot", "rectifying", "planning"} <= set(others.values_list("state", flat=True))
    late = [one for one in HiddenDanger.objects.filter(state="rectifying") if one.is_late(on=NOW.date())]
    assert late
    story = {
        one.grade + one.state: one for one in HiddenDanger.objects.filter(unit__code=FIRST, found_by__isnull=False)
    }
    major = story["majorrectifying"]
    assert Listing.objects.get(danger=major).receiver.code == "445100/government"
    legs = {one.leg: one.state for one in DoubleReport.objects.filter(danger=major)}
    assert legs == {"to_regulator": "received", "to_workers": "to_workers"}
    (row,) = Obligation.objects.filter(duty__key="danger-told-workers", unit__code=FIRST)
    assert row.is_late(now=NOW)
    assert {"generalrectifying", "generalclosed"} <= set(story)


def test_17_5_its_red_and_orange_points_of_one_county_have_their_leaders(loaded: list[str]) -> None:
    high = RiskPoint.objects.filter(colour__in=("red", "orange"), unit__area__code__startswith="445103")
    assert high.exists()
    assert not high.filter(watcher=None).exists()


def test_19_1_of_three_thousand_enterprises_a_dozen_dangers_are_major_and_some_of_them_late() -> None:
    units = [(f"U{number}", ("3074", "1421", "2231")[number % 3]) for number in range(3000)]
    today, loaded_on = NOW.date(), NOW.date() - dt.timedelta(days=10)
    rows = list(dangers(units=units, count=2910, today=today, loaded_on=loaded_on))
    major = [row for row in rows if row["grade"] == "major"]
    assert len(major) == 12
    assert sum(row["ended_on"] is None and row["due_day"] < today for row in major) >= 2
    assert all(
        row["found_on"] <= row["rectified_on"] <= row["ended_on"] <= loaded_on for row in rows if row["ended_on"]
    )
    assert not [fault for row in rows for fault in DANGER_SHEET.row_rules(row)]
