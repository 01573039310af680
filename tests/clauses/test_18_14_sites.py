"""Clauses 18.5 and 18.14: operating procedures with their versions, and the number of people on a site."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, Cast, at, unit
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_enterprises import FIRST, change
from examples_of_relations import adopt, count, day, enter_site, go

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.procedure import Procedure
from anlan.modules.site import Site
from anlan.oversight.wording import title_of
from anlan.policy import Pack

OPEN, MET, LAPSED = Obligation.State.OPEN, Obligation.State.MET, Obligation.State.LAPSED


def reductions() -> list[Obligation]:
    return list(Obligation.objects.filter(duty__key="headcount-reduction").order_by("id"))


def test_18_14_a_count_within_the_cap_owes_nothing(cast: Cast) -> None:
    site = enter_site(cast.act("safety"), "施釉车间", cap=9).record
    assert count(cast.act("safety"), site, 9).record.state == "within"
    assert reductions() == []


def test_18_14_a_count_above_the_cap_sounds_the_alarm_and_owes_the_reduction_in_two_hours(cast: Cast) -> None:
    site = enter_site(cast.act("safety"), "施釉车间", cap=9).record
    over = count(cast.act("safety"), site, 12).record
    assert (over.state, over.alarm) == ("over", "3 more than the cap")
    (row,) = reductions()
    assert (row.state, row.what, row.due_at) == (OPEN, "施釉车间 12/9", NOW + dt.timedelta(hours=2))
    with pytest.raises(Refused) as told:
        count(cast.act("safety"), site, 10, step="reduce")
    assert [refusal.field for refusal in told.value.refusals] == ["counted"]
    later = at("2026-11-23", "10:30")
    reduced = count(cast.act("safety", now=later), site, 8, step="reduce", at=later).record
    (row,) = reductions()
    assert (reduced.state, reduced.alarm, row.state, row.on_time) == ("within", "", MET, True)


def test_18_14_a_reduction_of_one_site_does_not_meet_that_of_another(cast: Cast) -> None:
    one, two = (enter_site(cast.act("safety"), name).record for name in ("施釉车间", "烧成车间"))
    for site in (one, two):
        count(cast.act("safety"), site, 12)
    count(cast.act("safety"), two, 1, step="reduce")
    assert [row.state for row in reductions()] == [OPEN, MET]


def test_18_14_an_individual_business_that_counts_too_many_owes_the_reduction_too(cast: Cast) -> None:
    change(cast.act("town"), FIRST, "2026-11-01", ownership="individual")
    count(cast.act("safety"), enter_site(cast.act("safety"), "施釉车间").record, 12)
    assert [row.state for row in reductions()] == [OPEN]


def test_18_14_a_lower_cap_sounds_the_alarm_and_a_higher_one_meets_nothing(cast: Cast) -> None:
    site = enter_site(cast.act("safety"), "施釉车间", cap=9).record
    count(cast.act("safety"), site, 9)
    assert go(cast.act("safety"), site, "amend", cap=6, basis="新评估").record.state == "over"
    assert go(cast.act("safety"), site, "amend", cap=20, basis="再评估").record.state == "over"
    assert [row.state for row in reductions()] == [OPEN]


@pytest.mark.parametrize("step", ["close", "withdraw"])
def test_18_14_a_site_where_nobody_works_any_more_owes_no_reduction(cast: Cast, step: str) -> None:
    site = enter_site(cast.act("safety"), "施釉车间").record
    count(cast.act("safety"), site, 12)
    go(cast.act("safety"), site, step, reason="停用")
    assert [row.state for row in reductions()] == [LAPSED]


@pytest.mark.parametrize("minutes", [1, -1])
def test_18_14_a_count_ahead_of_now_or_before_the_last_is_refused(cast: Cast, minutes: int) -> None:
    site = enter_site(cast.act("safety"), "施釉车间").record
    count(cast.act("safety"), site, 3)
    with pytest.raises(Refused) as told:
        count(cast.act("safety"), site, 3, at=NOW + dt.timedelta(minutes=minutes))
    assert [refusal.field for refusal in told.value.refusals] == ["counted_at"]


def test_18_14_a_cap_of_nobody_and_the_same_site_twice_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        enter_site(cast.act("safety"), "施釉车间", cap=0)
    first = enter_site(cast.act("safety"), "施釉车间").record
    with pytest.raises(Overtaken) as told:
        enter_site(cast.act("safety"), "施釉车间")
    assert told.value.record == first


def test_18_14_the_alarm_stands_on_the_list_and_the_button_on_the_home_page(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    site = enter_site(cast.act("safety"), "施釉车间").record
    count(cast.act("safety"), site, 12)
    client = Client()
    client.force_login(cast.officer("safety"))
    client.cookies["django_language"] = "en"
    assert "3 more than the cap" in client.get(reverse("records", args=["site"])).content.decode()
    button = reverse("step", args=["site", site.pk, "reduce"])
    assert button in client.get("/").content.decode()
    form = client.get(reverse("step", args=["site", site.pk, "reduce"]))
    answers = {"counted": "5", "counted_at": "2026-11-23T08:59", "form_token": form.context["form_token"]}
    early = client.post(button, answers)
    assert early.status_code == 422
    sent = client.post(button, {**answers, "counted_at": "2026-11-23T09:00"})
    assert sent.status_code == 302
    assert Site.objects.get(pk=site.pk).state == "within"


def test_18_14_home_says_what_is_owed_and_of_which_site(cast: Cast, pack: Pack) -> None:
    count(cast.act("safety"), enter_site(cast.act("safety"), "施釉车间", cap=9).record, 12)
    (row,) = reductions()
    assert title_of(row=row, pack=pack) == f"{pack.duties['headcount-reduction'].title.en}: 施釉车间 12/9"


def test_18_5_a_new_version_takes_the_place_of_the_present_one(cast: Cast) -> None:
    record = adopt(cast.act("safety"), "窑炉安全操作规程", since="2026-10-01").record
    revise = {"version": "2026-2", "covers": "窑炉工", "occurred_on": day("2026-11-20")}
    with pytest.raises(Refused):
        go(cast.act("safety"), record, "revise", **revise | {"occurred_on": day("2026-09-30")})
    go(cast.act("safety"), record, "revise", **revise)
    held = Procedure.objects.get(pk=record.pk)
    assert (held.version, held.covers, held.in_force_since, held.state) == (
        "2026-2", "窑炉工", day("2026-11-20"), "in_force",
    )  # fmt: skip
    events = Event.objects.filter(record_type="procedure", record_id=record.pk).order_by("seq")
    assert [(event.kind, event.answers["version"]) for event in events] == [
        ("procedure.adopted", "2026"), ("procedure.revised", "2026-2"),
    ]  # fmt: skip


def test_18_5_the_same_title_twice_is_one_until_it_is_repealed(cast: Cast) -> None:
    record = adopt(cast.act("safety"), "窑炉安全操作规程").record
    with pytest.raises(Overtaken):
        adopt(cast.act("safety"), "窑炉安全操作规程")
    go(cast.act("safety"), record, "repeal", occurred_on=day("2026-11-20"), reason="工艺停用")
    again = adopt(cast.act("safety"), "窑炉安全操作规程", since="2026-11-21").record
    assert Procedure.objects.get(pk=record.pk).ended_on == day("2026-11-20")
    assert again.unit_id == unit(FIRST).pk
