"""Listed supervision under attack (19.8–19.11): by whom, for oneself, after its end, and by two at once."""

from __future__ import annotations

import pytest
from cast import COUNTY, TODAY, Cast, at
from examples_of_dangers import EMERGENCY, accept, find, major, plan, put_on_the_list, rectify, step
from examples_of_the_field import HOUSING, act_as, taken
from test_18_8_dangers import legs, why
from test_19_8_listings import CITY, confirm, take_rung

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.post import Appointment, Grant, Post
from anlan.kernel.records.door import Refused
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.hidden_danger.listed.ladder import Rung


@pytest.fixture
def danger(cast: Cast) -> HiddenDanger:
    """A major danger with its plan."""
    found = find(cast.act("safety"))
    major(cast.act("officer"), found)
    plan(cast.act("safety"), found)
    return found


def on_both_sides(cast: Cast, code: str, key: str) -> None:
    """The enterprise's safety manager is appointed to a post of a public body as well."""
    post = Post.objects.get(unit__code=code, key=key)
    Appointment.objects.create(post=post, officer=cast.officer("safety"), since=TODAY)


def test_19_8_a_department_that_only_supports_lists_nothing(cast: Cast, danger: HiddenDanger) -> None:
    facts = DECLARED.facts["department"].objects.filter(responsibility="support", unit__code__startswith=f"{COUNTY}/")
    body = facts.filter(valid_to=None, unit__kind="department").first().unit
    key = Post.objects.filter(unit=body, grants__role="department_officer").first().key
    # Whatever its officers are granted: the department itself has no such duty (article 5).
    Grant.objects.create(
        post=Post.objects.get(unit=body, key=key), role="enforcement_officer", area=body.area, since=TODAY
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        put_on_the_list(act_as(body.code, key), danger, authority=body.code)
    assert why(refused)[0][0] == "authority"


def test_19_11_only_the_safety_regulator_and_governments_expose(cast: Cast, danger: HiddenDanger) -> None:
    key = "enforcement_officer"
    listing = put_on_the_list(act_as(HOUSING, key), danger, authority=HOUSING)
    Rung.objects.bulk_create(
        Rung(
            listing=listing, unit=listing.unit, position=listing.position, line_id=listing.line_id, state="confirmed",
            created_at=at("2026-12-21"), kind=kind, facts="逾期", demands="治理", proposed_on=TODAY, proposed_by=0,
            receiver=listing.receiver, receiver_position=listing.receiver_position,
        )
        for kind in ("reminder", "talk")
    )  # fmt: skip
    act = act_as(HOUSING, key, now=at("2026-12-25"))
    with pytest.raises(Refused, match="no such power"):
        step(act, listing, "take_rung", rung="exposure", facts="逾期", demands="治理")


def test_19_8_nobody_decides_about_the_time_that_the_same_person_asked_for(cast: Cast, danger: HiddenDanger) -> None:
    listing = put_on_the_list(cast.act("officer"), danger, authority=EMERGENCY)
    on_both_sides(cast, EMERGENCY, "enforcement_officer")
    step(cast.act("safety"), listing, "ask_time", wanted_day="2027-01-20", reason="设备交货推迟")
    with pytest.raises(Refused, match="somebody else"):
        step(cast.act("safety"), listing, "give_time", due_day="2027-01-20", remark="")
    step(cast.act("officer"), listing, "give_time", due_day="2027-01-10", remark="")


@pytest.mark.parametrize("name", ["withdraw", "delist"])
def test_19_8_nobody_takes_the_own_enterprise_off_the_list(cast: Cast, danger: HiddenDanger, name: str) -> None:
    listing = put_on_the_list(cast.act("officer"), danger, authority=EMERGENCY)
    on_both_sides(cast, EMERGENCY, "enforcement_officer")
    if name == "delist":
        rectify(cast.act("safety"), danger)
        step(cast.act("safety"), listing, "apply", occurred_on=TODAY, evaluated_by="own", evaluation="有效")
        accept(cast.act("officer"), danger)
    answers = {"withdraw": {"reason": "有误"}, "delist": {"number": "", "remark": ""}}[name]
    with pytest.raises(Refused, match="hold a post"):
        step(cast.act("safety"), listing, name, **answers)
    step(cast.act("officer"), listing, name, **answers)


def test_18_7_nobody_gives_the_receipt_for_the_own_report(cast: Cast, danger: HiddenDanger) -> None:
    on_both_sides(cast, EMERGENCY, "enforcement_officer")
    leg = legs(danger)["to_regulator"]
    taken(cast.act("safety"), leg, "report", occurred_on=TODAY, content="略")
    with pytest.raises(Refused, match="somebody else"):
        taken(cast.act("safety"), leg, "receive", remark="")
    taken(cast.act("officer"), leg, "receive", remark="")


def test_19_9_no_rung_is_confirmed_of_a_listing_that_is_over_or_has_time_again(
    cast: Cast, danger: HiddenDanger
) -> None:
    listing = put_on_the_list(cast.act("city"), danger, authority=CITY)
    rung = take_rung(cast, listing, "reminder", "2026-12-22")
    step(cast.act("safety", now=at("2026-12-22")), listing, "ask_time", wanted_day="2027-01-20", reason="推迟")
    step(cast.act("city", now=at("2026-12-22")), listing, "give_time", due_day="2027-01-10", remark="")
    with pytest.raises(Refused, match="has not passed"):
        confirm(rung, "2026-12-23")
    step(cast.act("city", now=at("2026-12-23")), listing, "withdraw", reason="等级有误")
    with pytest.raises(Refused, match="no longer"):
        confirm(rung, "2027-01-15")
    act = act_as("445100/safety-committee-office", "desk_officer", now=at("2027-01-15"))
    step(act, rung, "decline", reason="已撤销")
    assert Rung.objects.get(pk=rung.pk).state == "declined"


def test_19_9_a_rung_is_not_confirmed_from_before_it_was_proposed(cast: Cast, danger: HiddenDanger) -> None:
    rung = take_rung(
        cast, put_on_the_list(cast.act("city"), danger, authority=CITY), "reminder", "2026-12-22"
    )  # fmt: skip
    act = act_as("445100/safety-committee-office", "desk_officer", now=at("2026-12-23"))
    with pytest.raises(Refused) as refused:
        step(act, rung, "confirm", number="1", occurred_on="2026-12-01")
    assert why(refused)[0][0] == "occurred_on"
