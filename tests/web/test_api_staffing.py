"""Who holds a post, for programs: the questions, the rules and the refusals of the pages."""

from __future__ import annotations

from typing import Any

import pytest
from api_calls import Programs, fields, morning, program
from cast import COUNTY_GOVERNMENT, TODAY, TOWN_GOVERNMENT, Cast

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Handover, Post
from anlan.kernel.people.unit import Unit
from anlan.policy import Pack

__all__ = ["morning", "program"]


@pytest.fixture
def newcomer(opened: Cast) -> Officer:
    return Officer.objects.create_officer(username="newcomer", name="新任职人员", password=None, synthetic=True)


def post_of(code: str, key: str = "head") -> Post:
    return Post.objects.get(unit__code=code, key=key)


def handing(post: Post, **changed: Any) -> dict[str, Any]:
    outgoing = Appointment.objects.filter(post=post).order_by("pk")[0].pk
    return {"answers": {"outgoing": outgoing, "incoming": "newcomer", "day": TODAY.isoformat(), **changed}}


def test_8_6_a_program_hands_a_post_over_and_whoever_is_second_is_told(
    newcomer: Officer, program: Programs, pack: Pack
) -> None:
    post, county, city = post_of(COUNTY_GOVERNMENT), program("county"), program("city")
    before = county.get(f"/posts/{post.pk}").json()
    rows = Obligation.objects.filter(unit__code=COUNTY_GOVERNMENT, state=Obligation.State.OPEN)
    heads = {row.pk for row in rows.select_related("duty") if pack.duties[row.duty.key].accountable == "head"}
    assert set(before["owed"]) == heads != set()
    sent = handing(post)
    done = county.post(f"/posts/{post.pk}/hand-over", sent)
    assert done.status_code == 200
    assert done.json() == {"entry": Event.objects.get(kind="post.handed_over").seq}
    again = city.post(f"/posts/{post.pk}/hand-over", sent)
    assert again.status_code == 409
    assert again.json()["entry"] == done.json()["entry"]
    assert Handover.objects.count() == 1
    assert city.get(f"/posts/{post.pk}").json()["owed"] == before["owed"]


def test_a_program_appoints_and_ends(newcomer: Officer, program: Programs) -> None:
    post, county = post_of(COUNTY_GOVERNMENT, "in_charge"), program("county")
    answers = {"answers": {"officer": "newcomer", "since": TODAY.isoformat()}}
    assert county.post(f"/posts/{post.pk}/appoint", answers).status_code == 200
    held = county.get(f"/posts/{post.pk}").json()["held"]
    assert [one["officer"] for one in held] == ["新任职人员"]
    ended = county.post(f"/appointments/{held[0]['id']}/end", {"answers": {"until": TODAY.isoformat()}})
    assert ended.status_code == 200
    again = county.post(f"/appointments/{held[0]['id']}/end", {"answers": {"until": TODAY.isoformat()}})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"incoming": "nobody"}, "incoming"),
        ({"day": "2030-01-01"}, "day"),
        ({"day": "x"}, "day"),
        ({"more": 1}, "more"),
    ],
)
def test_what_is_refused_is_named(newcomer: Officer, program: Programs, changed: dict[str, Any], field: str) -> None:
    post = post_of(COUNTY_GOVERNMENT)
    answer = program("county").post(f"/posts/{post.pk}/hand-over", handing(post, **changed))
    assert answer.status_code == 422
    assert fields(answer) == [field]
    assert not Handover.objects.exists()


def test_who_may_not_is_refused_and_who_does_not_see_finds_nothing(newcomer: Officer, program: Programs) -> None:
    post = post_of(TOWN_GOVERNMENT)
    answers = {"answers": {"officer": "newcomer", "since": TODAY.isoformat()}}
    assert program("town").post(f"/posts/{post.pk}/appoint", answers).status_code == 403
    stranger = program("stranger")
    assert stranger.post(f"/posts/{post.pk}/appoint", answers).status_code == 404
    assert stranger.get(f"/posts/{post.pk}").status_code == 404
    assert not newcomer.appointments.exists()


def test_a_program_closes_a_unit_once(opened: Cast, program: Programs) -> None:
    body = {"unit": TOWN_GOVERNMENT, "answers": {"on": "2026-11-15"}}
    assert program("town").post("/units/close", body).status_code == 403
    city = program("city")
    assert city.post("/units/close", body).status_code == 200
    again = city.post("/units/close", body)
    assert again.status_code == 422
    assert str(Unit.objects.get(code=TOWN_GOVERNMENT).closed_on) == "2026-11-15"


def test_4_1_a_program_opens_a_further_post_and_closes_it(newcomer: Officer, program: Programs) -> None:
    member, office = post_of(COUNTY_GOVERNMENT, "member"), program("office")
    names = {"name_zh": "分管工业的副县长", "name_en": "Deputy head in charge of industry"}
    body = {"unit": COUNTY_GOVERNMENT, "answers": {"like": member.pk, **names}}
    done = office.post("/units/open-post", body)
    assert done.json() == {"entry": Event.objects.get(kind="post.opened").seq}
    assert fields(office.post("/units/open-post", body)) == ["name_zh", "name_en"]
    post = post_of(COUNTY_GOVERNMENT, "member_2")
    assert office.post(f"/posts/{post.pk}/close", {"answers": {"on": TODAY.isoformat()}}).status_code == 200
    assert office.get(f"/posts/{post.pk}").json()["closed_on"] == TODAY.isoformat()
    assert program("town").post("/units/open-post", body).status_code == 404
    assert program("auditor").post("/units/open-post", body).status_code == 403
