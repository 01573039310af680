"""Hidden dangers under attack (18.7, 18.8, 19.1–19.4): what is taken from a body, backdated, or lost in a merger."""

from __future__ import annotations

import pytest
from cast import TODAY, TOWN, Cast, at, unit
from examples_of_dangers import (
    EMERGENCY,
    FIRST,
    accept,
    find,
    fresh,
    general,
    major,
    plan,
    rectify,
    step,
)
from examples_of_enterprise_years import self_check
from examples_of_the_field import HOUSING, act_as, taken
from test_18_8_dangers import OPEN, legs, rows, why

from anlan.kernel.obligations.closing import close_unit
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Refused
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.hidden_danger.choices import is_certified

TOWN_OFFICE = f"{TOWN}/town-safety-office"
VILLAGE = f"{TOWN}001/village-committee"


@pytest.fixture
def in_the_village(cast: Cast) -> None:
    """The first enterprise lies in a village of the cast's town."""
    Unit.objects.filter(code=FIRST).update(area=unit(VILLAGE).area_id, position=unit(VILLAGE).position)


def patroller(key: str = "") -> object:
    """Somebody of the village."""
    return act_as(VILLAGE, key or Post.objects.filter(unit__code=VILLAGE).first().key)  # type: ignore[union-attr]


@pytest.mark.usefixtures("in_the_village")
@pytest.mark.parametrize("name", ["dismiss", "grade_general", "merge", "fix_on_the_spot"])
def test_19_3_a_body_below_ends_nothing_that_a_body_above_supervises(cast: Cast, name: str) -> None:
    other = find(cast.act("officer"), what="叉车未年检")
    danger = find(cast.act("officer"))
    answers: dict[str, dict[str, object]] = {
        "dismiss": {"reason": "不是隐患"},
        "grade_general": {"due_day": "2026-12-04", "category": ""},
        "merge": {"into": str(other.pk)},
        "fix_on_the_spot": {"put_right": "已处理", "occurred_on": TODAY},
    }
    with pytest.raises(Refused, match="for that body"):
        step(cast.act("town"), danger, name, **answers[name])
    assert fresh(danger).state == "found"
    step(cast.act("city"), danger, name, **answers[name])


@pytest.mark.usefixtures("in_the_village")
def test_19_3_a_village_ends_nothing_on_the_spot_that_the_county_found(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    with pytest.raises(Refused, match="for that body"):
        step(patroller(), danger, "fix_on_the_spot", put_right="已处理", occurred_on=TODAY)  # type: ignore[arg-type]


@pytest.mark.usefixtures("in_the_village")
def test_19_3_a_body_below_takes_over_nothing_from_a_body_above(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    with pytest.raises(Refused, match="for that body"):
        step(cast.act("town"), danger, "supervise", supervisor=str(unit(TOWN_OFFICE).pk), reason="由镇跟进")
    with pytest.raises(Refused, match="for that body"):
        major(cast.act("town"), danger, supervisor=TOWN_OFFICE)
    own = find(cast.act("town"), what="叉车未年检")
    step(cast.act("officer"), own, "supervise", supervisor=str(unit(EMERGENCY).pk), reason="由县跟进")
    assert fresh(own).supervisor_id == unit(EMERGENCY).pk


@pytest.mark.usefixtures("in_the_village")
def test_19_3_an_enterprise_names_no_other_supervisor_for_what_a_body_follows_up(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    with pytest.raises(Refused, match="for that body"):
        major(cast.act("safety"), danger, supervisor=TOWN_OFFICE)
    major(cast.act("safety"), danger, supervisor=EMERGENCY)
    assert (fresh(danger).grade, fresh(danger).supervisor_id) == ("major", unit(EMERGENCY).pk)


@pytest.mark.usefixtures("in_the_village")
def test_18_7_an_enterprise_reports_to_its_regulator_and_not_to_whom_it_likes(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    with pytest.raises(Refused) as refused:
        major(cast.act("safety"), danger, supervisor=HOUSING)
    assert why(refused)[0][0] == "supervisor"
    major(cast.act("officer"), danger, supervisor=HOUSING)
    assert fresh(danger).supervisor_id == unit(HOUSING).pk


def test_19_4_whoever_answered_for_the_treatment_until_yesterday_does_not_accept_it(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger)
    plan(cast.act("safety"), danger, responsible="head")
    rectify(cast.act("safety"), danger)
    held = Appointment.objects.get(post__unit__code=FIRST, post__key="head", officer=cast.officer("principal"))
    held.until = TODAY
    held.save()
    post = Post.objects.get(unit__code=EMERGENCY, key="enforcement_officer")
    Appointment.objects.create(post=post, officer=cast.officer("principal"), since=TODAY)
    with pytest.raises(Refused, match="somebody else has to re-check"):
        accept(cast.act("principal", now=at("2026-11-24")), danger, "2026-11-24")


def test_18_8_what_came_back_is_not_put_right_before_it_came_back(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    general(cast.act("officer"), danger, "2026-11-25")
    rectify(cast.act("safety", now=at("2026-11-25")), danger, "2026-11-25")
    back = cast.act("officer", now=at("2026-11-27"))
    step(back, danger, "send_back", reason="仍未联锁", due_day="2026-11-28")
    with pytest.raises(Refused) as refused:
        rectify(cast.act("safety", now=at("2026-12-05")), danger, "2026-11-26")
    assert why(refused)[0][0] == "occurred_on"
    rectify(cast.act("safety", now=at("2026-12-05")), danger, "2026-11-27")


def test_18_8_nothing_is_merged_into_what_is_over(cast: Cast) -> None:
    over = find(cast.act("safety"), put_right="已补装")
    danger = find(cast.act("safety"))
    with pytest.raises(Refused) as refused:
        step(cast.act("safety"), danger, "merge", into=str(over.pk))
    assert why(refused)[0][0] == "into"


def test_65_a_danger_that_cannot_be_made_safe_is_not_merged_away(cast: Cast) -> None:
    first = find(cast.act("safety"))
    danger = find(cast.act("safety"), measure="unsafe")
    step(cast.act("safety"), danger, "merge", into=str(first.pk))
    assert fresh(first).measure == "unsafe"
    assert [row.state for row in rows(first, "danger-withdrawal")] == [OPEN]


def test_19_2_what_a_body_follows_up_is_not_merged_into_what_nobody_does(cast: Cast) -> None:
    own = find(cast.act("safety"))
    danger = find(cast.act("officer"))
    step(cast.act("officer"), danger, "merge", into=str(own.pk))
    assert fresh(own).supervisor_id == unit(EMERGENCY).pk
    assert [row.unit.code for row in rows(own, "danger-grading-of-bodies") if row.state == OPEN] == [EMERGENCY]


def test_18_7_the_report_goes_to_whoever_supervises_now(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger)
    step(cast.act("city"), danger, "supervise", supervisor=str(unit(HOUSING).pk), reason="属住建部门")
    assert legs(danger)["to_regulator"].receiver_id == unit(HOUSING).pk
    taken(cast.act("safety"), legs(danger)["to_regulator"], "report", occurred_on=TODAY, content="略")
    assert [row.unit.code for row in rows(legs(danger)["to_regulator"], "danger-receipt")] == [HOUSING]


def test_18_8_a_danger_goes_on_when_its_supervisor_was_closed(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    step(cast.act("city"), danger, "supervise", supervisor=str(unit(HOUSING).pk), reason="属住建部门")
    general(cast.act("city"), danger)
    act = cast.act("city")
    close_unit(unit=unit(HOUSING), into=None, on=TODAY, by=act.actor, now=act.now, pack=act.pack)
    rectify(cast.act("safety", now=at("2026-11-24")), danger, "2026-11-24")
    assert fresh(danger).state == "rectified"
    assert [row.unit.code for row in rows(danger, "danger-recheck-of-bodies") if row.state == OPEN] == [EMERGENCY]


def test_18_7_a_report_to_a_regulator_that_was_closed_reaches_whoever_does_its_work(cast: Cast) -> None:
    danger = find(cast.act("safety"))
    major(cast.act("officer"), danger, supervisor=HOUSING)
    act = cast.act("city")
    close_unit(unit=unit(HOUSING), into=None, on=TODAY, by=act.actor, now=act.now, pack=act.pack)
    leg = legs(danger)["to_regulator"]
    taken(cast.act("safety"), leg, "report", occurred_on=TODAY, content="略")
    assert [row.unit.code for row in rows(leg, "danger-receipt")] == [EMERGENCY]


def test_18_8_the_body_that_succeeds_the_supervisor_follows_it_up(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    step(cast.act("city"), danger, "supervise", supervisor=str(unit(HOUSING).pk), reason="属住建部门")
    general(cast.act("city"), danger)
    act = cast.act("city")
    close_unit(unit=unit(HOUSING), into=unit(EMERGENCY), on=TODAY, by=act.actor, now=act.now, pack=act.pack)
    rectify(cast.act("safety", now=at("2026-11-24")), danger, "2026-11-24")
    assert [row.unit.code for row in rows(danger, "danger-recheck-of-bodies") if row.state == OPEN] == [EMERGENCY]


def test_18_8_withdrawing_the_check_puts_nothing_aside_that_a_body_has_taken_over(cast: Cast) -> None:
    more = [{"what": "围墙开裂倾斜", "place": "北门"}, {"what": "配电箱门缺失", "place": "车间"}]
    check = self_check(cast.act("safety"), more=more).record
    kept, gone = HiddenDanger.objects.filter(origin_type="selfcheck", origin_id=check.pk, state="found").order_by("id")
    step(cast.act("officer"), kept, "supervise", supervisor=str(unit(EMERGENCY).pk), reason="由县跟进")
    step(cast.act("safety"), check, "withdraw", reason="填错")
    assert (fresh(kept).state, fresh(gone).state) == ("found", "dismissed")
    assert [row.state for row in rows(kept, "danger-grading-of-bodies")] == [OPEN]


def test_19_3_a_certificate_counts_where_its_bureau_inspects(cast: Cast) -> None:
    post = Post.objects.get(unit__code="445122/emergency", key="enforcement_officer")
    office = Post.objects.filter(unit__code="445103/emergency", grants__role="department_officer").first()
    act = act_as("445103/emergency", office.key)  # type: ignore[union-attr]
    Appointment.objects.create(post=post, officer=act.actor.officer, since=TODAY)
    both = Act(actor=actor_for(officer=act.actor.officer, on=TODAY), now=act.now, pack=act.pack)
    assert is_certified(actor=both.actor, unit=unit(FIRST))
    assert not is_certified(actor=both.actor, unit=unit("445103/emergency"))
