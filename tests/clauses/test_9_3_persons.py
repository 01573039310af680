"""Clauses 9.3, 4.1, 8.6: persons are compared, not posts. Nobody decides about the own unit, nor appoints himself."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import (
    COUNTY,
    COUNTY_GOVERNMENT,
    NOW,
    TODAY,
    TOWN_GOVERNMENT,
    TOWN_PARTY,
    WATCHED_FROM,
    Cast,
    at,
    hold,
    owed,
    treat,
    unit,
)

from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.verify import contradictions
from anlan.kernel.people.acting import NotPermitted, actor_for
from anlan.kernel.people.area import Area
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Grant, Post
from anlan.kernel.records.door import Act, Refused
from anlan.kernel.staffing.appointing import appoint, post_behind
from anlan.kernel.staffing.handing_over import hand_over

COUNTY_DUTY = "county-government-quarterly-meeting"
RETURNED = {"reason": "纪要中未见安全生产议题", "telephone": "0768-0000000"}
STEPS = [
    ("2026-10-01", "extend", {"until": dt.date(2027, 1, 20), "reason": "防汛"}),
    ("2026-10-01", "waive", {"ground": "merged", "reason": "合并召开"}),
    ("2026-07-01", "confirm", {"reason": "实地核查未召开", "telephone": "0768-0000000"}),
]


def county(period: str = "2026-10-01") -> Obligation:
    return owed(COUNTY_GOVERNMENT, period, COUNTY_DUTY)


def head() -> Post:
    return Post.objects.get(unit__code=COUNTY_GOVERNMENT, key="head")


def also_holds(cast: Cast, post: Post, *, until: dt.date | None = None) -> None:
    """The city's desk officer holds a post of the county besides, or held it."""
    Appointment.objects.create(post=post, officer=cast.officer("city"), since=WATCHED_FROM, until=until)


@pytest.mark.parametrize(("period", "step", "answers"), STEPS)
def test_9_3_nobody_decides_about_a_unit_in_which_the_same_person_holds_a_post(
    opened: Cast, period: str, step: str, answers: dict[str, object]
) -> None:
    also_holds(opened, Post.objects.get(unit__code=COUNTY_GOVERNMENT, key="in_charge"))
    with pytest.raises(Refused, match="Another officer has to decide"):
        treat(opened.act("city"), county(period), step, **answers)


@pytest.mark.parametrize(("step", "answers"), [("accept", {"note": ""}), ("return", RETURNED)])
def test_9_3_nobody_reviews_what_the_own_unit_submitted(opened: Cast, step: str, answers: dict[str, object]) -> None:
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    also_holds(opened, head())
    with pytest.raises(Refused, match="Another officer has to decide"):
        treat(opened.act("city"), county(), step, **answers)
    assert county().review == Obligation.Review.WAITING


def test_9_3_who_was_accountable_then_does_not_review_it_from_the_new_post(opened: Cast) -> None:
    """Head of the county's government until last Friday, at the city's office since."""
    also_holds(opened, head(), until=dt.date(2026, 11, 20))
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    with pytest.raises(Refused, match="accountable post yourself"):
        treat(opened.act("city"), county(), "accept", note="")
    # What was owed only after they had left is nothing of theirs.
    Appointment.objects.filter(post=head(), officer=opened.officer("city")).update(
        since=dt.date(2026, 1, 1), until=dt.date(2026, 6, 1)
    )
    treat(opened.act("city"), county(), "accept", note="")


def test_9_3_urging_the_own_unit_is_nobodys_favour(opened: Cast) -> None:
    also_holds(opened, head())
    treat(opened.act("city"), county(), "urge", text="请尽快召开会议", telephone="0768", letter="")


def test_3_12_a_shared_meeting_answers_both_bodies_to_which_it_was_returned(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    later = opened.act("office", now=at("2026-12-10"))
    for code in (TOWN_GOVERNMENT, TOWN_PARTY):
        treat(later, owed(code, "2026-11-01"), "return", **RETURNED)
    answer = hold(
        opened.act("town", now=at("2026-12-11")), TOWN_GOVERNMENT, "2026-12-11", number="2026 No. 12",
        shared_with=TOWN_PARTY, answering=owed(TOWN_GOVERNMENT, "2026-11-01"),
    )  # fmt: skip
    assert {(row.unit.code, str(row.period)) for row in answer.met} == {
        (TOWN_GOVERNMENT, "2026-11-01"),
        (TOWN_PARTY, "2026-11-01"),
    }
    assert figures.differences() == []
    assert contradictions() == []


def test_3_12_a_body_to_which_nothing_was_returned_keeps_its_own_month(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    treat(opened.act("office", now=at("2026-12-10")), owed(TOWN_GOVERNMENT, "2026-11-01"), "return", **RETURNED)
    answer = hold(
        opened.act("town", now=at("2026-12-11")), TOWN_GOVERNMENT, "2026-12-11", number="2026 No. 12",
        shared_with=TOWN_PARTY, answering=owed(TOWN_GOVERNMENT, "2026-11-01"),
    )  # fmt: skip
    assert [(row.unit.code, str(row.period)) for row in answer.met] == [(TOWN_GOVERNMENT, "2026-11-01")]


@pytest.mark.parametrize(
    ("by", "code", "key"),
    [
        ("office", COUNTY_GOVERNMENT, "head"),
        ("office", f"{COUNTY}/emergency", "enforcement_officer"),
        ("county", COUNTY_GOVERNMENT, "in_charge"),
    ],
)
def test_4_1_nobody_appoints_the_own_person(opened: Cast, by: str, code: str, key: str) -> None:
    post = Post.objects.get(unit__code=code, key=key)
    with pytest.raises(Refused, match="Nobody appoints himself"):
        appoint(post=post, answers={"officer": by, "since": TODAY}, act=opened.act(by))
    assert not Appointment.objects.filter(post=post, officer=opened.officer(by)).exists()


def test_8_6_nobody_hands_a_post_over_to_the_own_person(opened: Cast) -> None:
    outgoing = Appointment.objects.get(post=head(), officer=opened.officer("county"))
    answers = {"outgoing": str(outgoing.pk), "incoming": "office", "day": TODAY, "witness": "", "remarks": ""}
    with pytest.raises(Refused, match="Nobody appoints himself"):
        hand_over(post=head(), answers=answers, act=opened.act("office"))
    outgoing.refresh_from_db()
    assert outgoing.until is None


def test_4_1_an_office_gives_no_post_with_rights_that_it_does_not_hold_so_far(opened: Cast) -> None:
    """It sees the county, but is a committee office in one town alone: it gives no office of the whole county there."""
    town = unit(TOWN_GOVERNMENT)
    officer = Officer.objects.create_officer(username="narrow", name="镇·演示", password=None, synthetic=True)
    desk = Post.objects.create(unit=town, kind="staff", key="desk", name_zh="工作人员", name_en="Desk")
    wide = Post.objects.create(unit=town, kind="staff", key="wide", name_zh="联络员", name_en="Liaison")
    Appointment.objects.create(post=desk, officer=officer, since=WATCHED_FROM)
    area, county_area = town.area, Area.objects.get(code=COUNTY)
    Grant.objects.create(post=desk, role="committee_office", area=area, since=WATCHED_FROM)
    Grant.objects.create(post=desk, role="discipline", area=county_area, since=WATCHED_FROM)
    Grant.objects.create(post=wide, role="committee_office", area=county_area, since=WATCHED_FROM)
    actor = actor_for(officer=officer, on=TODAY)
    assert post_behind(actor=actor, post=wide, on=TODAY) is None
    with pytest.raises(NotPermitted):
        appoint(post=wide, answers={"officer": "office", "since": TODAY}, act=Act(actor, NOW, opened.act("city").pack))
    Grant.objects.filter(post=wide).update(area=area)
    assert post_behind(actor=actor, post=wide, on=TODAY) == desk
