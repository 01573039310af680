"""Articles 4 and 8.6: what a leader's post answers for, its own duty list, and reports on tenures."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TOWN_GOVERNMENT, Cast, hold
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_the_field import taken
from registers import list_item, post_of, report_tenure

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.post import Appointment
from anlan.kernel.records.door import Overtaken, Refused, take
from anlan.modules.duty_list import DutyItem
from anlan.oversight.duty_lists import answered_in, duties_of_post, tenures_of


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.mark.parametrize(("key", "clause"), [("head", "4.1"), ("in_charge", "4.5"), ("member", "4.6")])
def test_4_an_item_of_the_list_is_owed_under_the_clause_of_its_kind_of_post(cast: Cast, key: str, clause: str) -> None:
    listed = list_item(cast.act("city"), COUNTY_GOVERNMENT, key, "带队检查危化企业", "2026-12-20")
    row = Obligation.objects.select_related("duty", "unit").get(source_id=listed.event.pk)
    assert (row.duty.clause, row.unit.code, row.due_day) == (clause, COUNTY_GOVERNMENT, dt.date(2026, 12, 20))
    step = DutyItem.workflow.step("report")
    answers = {"occurred_on": dt.date(2026, 11, 20), "result": "已检查3家"}
    done = take(record=listed.record, step=step, answers=answers, act=cast.act("city"))
    assert [met.pk for met in done.met] == [row.pk]
    assert done.event.accountable_post_id == post_of(COUNTY_GOVERNMENT, key).pk


def test_4_6_a_withdrawn_item_is_owed_no_more(cast: Cast) -> None:
    listed = list_item(cast.act("city"), COUNTY_GOVERNMENT, "member", "调研", "2026-12-20")
    take(
        record=listed.record,
        step=DutyItem.workflow.step("withdraw"),
        answers={"reason": "分工调整"},
        act=cast.act("city"),
    )
    assert Obligation.objects.get(source_id=listed.event.pk).standing(now=NOW) == "lapsed"


@pytest.mark.parametrize(
    ("due_day", "year", "field"),
    [("2027-01-10", 2026, "due_day"), ("2026-11-22", 2026, "due_day"), ("2028-03-01", 2028, "year")],
)
def test_4_6_an_item_that_cannot_be_is_refused(cast: Cast, due_day: str, year: int, field: str) -> None:
    with pytest.raises(Refused) as error:
        list_item(cast.act("city"), COUNTY_GOVERNMENT, "head", "调研", due_day, year=year)
    assert [refusal.field for refusal in error.value.refusals] == [field]


def test_4_1_the_post_answers_for_the_duties_of_its_unit_and_kind(opened: Cast) -> None:
    act = opened.act("city")
    ids = {duty.id for duty in duties_of_post(post=post_of(COUNTY_GOVERNMENT), act=act)}
    assert "county-government-quarterly-meeting" in ids
    assert "city-government-half-yearly-meeting" not in ids
    assert "county-government-quarterly-meeting" not in {
        duty.id for duty in duties_of_post(post=post_of(COUNTY_GOVERNMENT, "member"), act=act)
    }


def test_4_1_the_figures_of_the_list_are_those_of_the_obligations(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    lines = answered_in(post=post_of(TOWN_GOVERNMENT), year=2026, act=opened.act("city"))
    (line,) = [one for one in lines if one.duty.id == "town-monthly-meeting"]
    rows = Obligation.objects.filter(unit__code=TOWN_GOVERNMENT, duty__key="town-monthly-meeting")
    assert (line.counts.owed, line.counts.on_time) == (rows.count(), 1)


def test_8_6_a_tenure_counts_what_fell_due_while_the_post_was_held(opened: Cast) -> None:
    post = post_of(TOWN_GOVERNMENT)
    first = Appointment.objects.create(
        post=post, officer=opened.officer("town"), since=dt.date(2026, 7, 1), until=dt.date(2026, 9, 15)
    )
    second = Appointment.objects.create(post=post, officer=opened.officer("officer"), since=dt.date(2026, 9, 16))
    duty = Obligation.objects.filter(unit__code=TOWN_GOVERNMENT, duty__key="town-monthly-meeting")
    others = Obligation.objects.filter(unit__code=TOWN_GOVERNMENT).exclude(duty__key="town-monthly-meeting")
    found = {one.appointment.pk: one.counts for one in tenures_of(post=post, act=opened.act("city"))}
    heads = others.filter(duty__key__in=[d.id for d in duties_of_post(post=post, act=opened.act("city"))])
    assert found[first.pk].owed == 2 + heads.filter(due_day__range=("2026-07-01", "2026-09-15")).count()
    until_today = heads.filter(due_day__range=("2026-09-16", "2026-11-23")).count()
    assert found[second.pk].owed == duty.filter(due_day__range=("2026-09-16", "2026-11-23")).count() + until_today


def test_8_6_a_tenure_is_reported_on_once_and_its_text_stays_out_of_the_ledger(cast: Cast) -> None:
    held = Appointment.objects.get(officer=cast.officer("county"))
    report_tenure(cast.act("city"), COUNTY_GOVERNMENT, held)
    event = Event.objects.get(kind="tenure.reported")
    assert (event.clause, "任期安全生产工作报告" in event.canonical) == ("8.6", False)
    with pytest.raises(Overtaken):
        report_tenure(cast.act("city"), COUNTY_GOVERNMENT, held)


def test_8_6_a_report_in_the_middle_of_a_tenure_leaves_room_for_the_one_on_leaving(cast: Cast) -> None:
    held = Appointment.objects.get(officer=cast.officer("county"))
    report_tenure(cast.act("city"), COUNTY_GOVERNMENT, held, "2026-11-10", "midterm")
    report_tenure(cast.act("city"), COUNTY_GOVERNMENT, held, "2026-11-20")
    reports = tenures_of(post=post_of(COUNTY_GOVERNMENT), act=cast.act("city"))[0].reports
    assert [report.occasion for _url, report in reports] == ["leaving", "midterm"]
    with pytest.raises(Overtaken) as overtaken:
        report_tenure(cast.act("city"), COUNTY_GOVERNMENT, held, "2026-11-21")
    assert str(overtaken.value.record.reported_on) == "2026-11-20"
    report_tenure(cast.act("city"), COUNTY_GOVERNMENT, held, "2026-11-12", "midterm")


def test_8_6_a_report_recorded_by_mistake_is_withdrawn_and_made_again(cast: Cast) -> None:
    held = Appointment.objects.get(officer=cast.officer("county"))
    wrong = report_tenure(cast.act("city"), COUNTY_GOVERNMENT, held).record
    taken(cast.act("city"), wrong, "withdraw", reason="误报")
    assert tenures_of(post=post_of(COUNTY_GOVERNMENT), act=cast.act("city"))[0].reports == ()
    report_tenure(cast.act("city"), COUNTY_GOVERNMENT, held)


def test_4_6_an_item_recorded_as_done_by_mistake_is_owed_again(cast: Cast) -> None:
    listed = list_item(cast.act("city"), COUNTY_GOVERNMENT, "member", "调研", "2026-12-20")
    done = {"occurred_on": dt.date(2026, 11, 20), "result": "误报"}
    taken(cast.act("city"), listed.record, "report", **done)
    taken(cast.act("city"), listed.record, "return", reason="尚未开展")
    row = Obligation.objects.get(source_id=listed.event.pk)
    assert (row.standing(now=NOW), row.due_day) == ("open", dt.date(2026, 12, 20))
    assert DutyItem.objects.get().state == "listed"
    taken(cast.act("city"), listed.record, "report", **done)
    assert Obligation.objects.get(source_id=listed.event.pk).standing(now=NOW) == "met_on_time"


def test_8_6_a_report_before_the_tenure_began_is_refused(cast: Cast) -> None:
    held = Appointment.objects.get(officer=cast.officer("county"))
    with pytest.raises(Refused):
        report_tenure(cast.act("city"), COUNTY_GOVERNMENT, held, (held.since - dt.timedelta(days=1)).isoformat())


def test_4_the_page_shows_the_list_to_superiors_and_to_no_stranger(opened: Cast) -> None:
    list_item(opened.act("city"), COUNTY_GOVERNMENT, "head", "带队检查", "2026-12-20")
    report_tenure(opened.act("city"), COUNTY_GOVERNMENT, Appointment.objects.get(officer=opened.officer("county")))
    address = reverse("duty_list", args=[post_of(COUNTY_GOVERNMENT).pk])
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(opened.officer("city"))
    page = client.get(address).content.decode()
    assert "带队检查" in page
    assert "On leaving the post 2026-11-20" in page
    assert client.get(f"{address}?year=x").status_code == client.get(f"{address}?year=20261").status_code == 404
    assert address in client.get(reverse("post", args=[post_of(COUNTY_GOVERNMENT).pk])).content.decode()
    client.force_login(opened.officer("stranger"))
    assert client.get(address).status_code == 404
