"""Risk points (17.1, 17.3–17.6, 18.1–18.4): judged with an explanation, controlled, looked at, watched, reviewed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from cast import COUNTY, COUNTY_GOVERNMENT, TODAY, TOWN_GOVERNMENT, Cast, at, unit
from examples_of_dangers import FIRST
from examples_of_risks import controlled, fresh, review, risk, take_step
from hypothesis import given
from hypothesis import strategies as st
from test_18_8_dangers import rows, why

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Overtaken, Refused
from anlan.modules.risk_point.watching import watchers
from anlan.policy.risk_methods import risk_methods, typical_risks
from anlan.rules import risks

OPEN, MET, LAPSED = Obligation.State.OPEN, Obligation.State.MET, Obligation.State.LAPSED
BANDS = {"red": 320, "orange": 160, "yellow": 70}
ALPHAS = [(one.least, one.alpha) for one in risk_methods().installations.exposed]
GRADES = [(one.least, one.grade) for one in risk_methods().installations.grades]


def held(key: str, tonnes: str) -> risks.Held:
    """So many tonnes of a substance of the table."""
    one = next(one for one in risk_methods().installations.substances if one.key == key)
    return risks.Held(one.zh, Decimal(tonnes), one.tonnes, one.beta)


@pytest.mark.parametrize(
    ("what", "exposed", "s", "r", "grade"),
    [
        ([("lpg", "100")], 20, "2", "3.0", 4),
        ([("chlorine", "20")], 100, "4", "32", 3),
        ([("ammonia", "5"), ("lpg", "25")], 0, "1", "0.875", 4),
        ([("lpg", "49.9")], 200, "0.998", "2.994", None),
    ],
)
def test_17_4_an_installation_is_graded_by_the_national_standard(
    what: list[tuple[str, str]], exposed: int, s: str, r: str, grade: int | None
) -> None:
    found = risks.grade_installation(held=[held(*one) for one in what], exposed=exposed, alphas=ALPHAS, grades=GRADES)
    assert (found.s, found.r, found.grade, found.is_major) == (Decimal(s), Decimal(r), grade, grade is not None)
    assert "S = " in found.explanation


@pytest.mark.parametrize(
    ("one", "field"),
    [
        (risks.Held("氨", Decimal(0), Decimal(10), Decimal(2)), "tonnes"),
        (risks.Held("氨", Decimal(-1), Decimal(10), Decimal(2)), "tonnes"),
        (risks.Held("不明物", Decimal(5), None, Decimal(1)), "substance"),
    ],
)
def test_17_4_no_quantity_and_no_threshold_give_no_grade(one: risks.Held, field: str) -> None:
    with pytest.raises(risks.CannotJudge) as wrong:
        risks.grade_installation(held=[one], exposed=1, alphas=ALPHAS, grades=GRADES)
    assert wrong.value.field == field


@pytest.mark.parametrize(
    ("value", "colour"), [("320", "red"), ("319", "orange"), ("160", "orange"), ("70", "yellow"), ("69.9", "blue")]
)
def test_17_4_reaching_a_bound_belongs_to_the_higher_colour(value: str, colour: str) -> None:
    assert risks.colour_of(value=Decimal(value), bands=BANDS) == colour


@given(st.decimals(min_value=-10, max_value=200, places=1))
def test_17_4_a_factor_off_its_scale_is_never_judged(factor: Decimal) -> None:
    scale = [step.value for step in risk_methods().lec.likelihood]
    factors = {"likelihood": factor, "exposure": Decimal(6), "consequence": Decimal(15)}
    scales = {"likelihood": scale, "exposure": [Decimal(6)], "consequence": [Decimal(15)]}
    if factor in scale:
        assert risks.judge_lec(factors=factors, scales=scales, bands=BANDS).value == factor * 90
    else:
        with pytest.raises(risks.CannotJudge):
            risks.judge_lec(factors=factors, scales=scales, bands=BANDS)


def test_17_4_typical_risks_of_five_trades_are_ready_to_choose() -> None:
    assert len(typical_risks().trades) == 5
    assert all(len(trade.risks) >= 10 for trade in typical_risks().trades)
    kinds = {one.kind for trade in typical_risks().trades for one in trade.risks}
    assert kinds <= set(risks.KINDS)


def test_17_4_a_judgement_keeps_its_explanation(cast: Cast) -> None:
    answers = {"method": "lec", "lec_likelihood": "3", "lec_exposure": "6", "lec_consequence": "15", "colour": ""}
    point = risk(cast.act("safety"), **answers)
    assert (point.colour, point.value, point.method) == ("orange", Decimal("270.00"), "lec")
    assert point.explanation == "D = L×E×C = 3×6×15 = 270 ≥ 160"
    matrix = risk(cast.act("safety"), "FX-002", method="ls", ls_likelihood="2", ls_severity="4", colour="")
    assert (matrix.colour, matrix.explanation) == ("blue", "R = L×S = 2×4 = 8 < 9")


def test_17_4_an_installation_has_the_colour_of_its_grade(cast: Cast) -> None:
    chlorine = [{"substance": "chlorine", "tonnes": Decimal(20)}]
    point = risk(cast.act("safety"), method="installation", substances=chlorine, exposed=100, colour="")
    assert (point.grade, point.value, point.colour, point.is_installation) == (3, Decimal("32.00"), "orange", True)
    little = [{"substance": "chlorine", "tonnes": Decimal(1)}]
    none = risk(cast.act("safety"), "FX-002", method="installation", substances=little, exposed=100, colour="")
    assert (none.grade, none.colour, none.is_installation) == (None, "yellow", False)


def test_17_4_what_the_method_needs_and_lacks_is_named(cast: Cast) -> None:
    for answers, field in (
        ({"method": "lec", "lec_likelihood": "3"}, "lec_exposure"),
        ({"method": "direct", "reason": ""}, "reason"),
        ({"method": "typical"}, "typical"),
        ({"method": "installation"}, "substances"),
        ({"method": "installation", "substances": [{"substance": "ammonia", "tonnes": Decimal(0)}]}, "substances"),
        ({"method": "installation", "substances": [{"substance": "no", "tonnes": Decimal(1)}]}, "substances"),
    ):
        with pytest.raises(Refused) as refused:
            risk(cast.act("safety"), **answers)
        assert why(refused)[0][0] == field


def test_17_4_a_typical_risk_brings_colour_accident_and_measures(cast: Cast) -> None:
    point = risk(cast.act("safety"), method="typical", typical="ceramics-01", colour="", reason="")
    assert (point.colour, point.accident, point.kind) == ("orange", "可燃气体爆炸", "equipment")
    assert "报警" in point.engineering


def test_18_4_without_level_unit_person_and_measure_nobody_controls_it(cast: Cast) -> None:
    point = risk(cast.act("safety"))
    assert (point.controlled, point.state) == (False, "judged")
    (row,) = rows(point, "risk-control")
    assert (row.state, row.due_day) == (OPEN, TODAY + dt.timedelta(days=15))
    for name in ("level", "control_unit", "responsible", "engineering"):
        with pytest.raises(Refused) as refused:
            take_step(cast.act("safety"), point, "control", **{**controlled(), name: ""})
        assert why(refused)[0][0] == name
    take_step(cast.act("safety"), point, "control", **controlled())
    assert (fresh(point.pk).controlled, fresh(point.pk).state) == (True, "controlled")
    assert rows(point, "risk-control")[0].state == MET


def test_17_6_a_red_point_is_looked_at_each_week_and_a_blue_one_owes_nothing(cast: Cast) -> None:
    red = risk(cast.act("safety"), colour="red", **controlled())
    (row,) = rows(red, "risk-check")
    assert row.due_day == TODAY + dt.timedelta(days=7)
    take_step(cast.act("safety", now=at("2026-11-28")), red, "check", occurred_on="2026-11-28", seen="正常")
    assert [(one.state, one.due_day.isoformat()) for one in rows(red, "risk-check")] == [
        (MET, "2026-11-30"), (OPEN, "2026-12-05"),
    ]  # fmt: skip
    blue = risk(cast.act("safety"), "FX-002", colour="blue", **controlled())
    assert not Obligation.objects.filter(record_type="riskpoint", record_id=blue.pk).exists()
    assert blue.is_stale(on=TODAY + dt.timedelta(days=181))


def test_17_5_the_county_names_a_leader_for_a_red_point_and_the_town_for_an_orange_one(cast: Cast) -> None:
    red = risk(cast.act("safety"), colour="red", **controlled())
    (row,) = rows(red, "risk-watch")
    assert row.unit.code == f"{COUNTY}/government"
    leaders = watchers(unit=unit("DEMO-ENTERPRISE-1"), colour="red")
    assert leaders[0].unit.code == f"{COUNTY}/government"
    assert leaders[0].kind == Post.Kind.IN_CHARGE
    with pytest.raises(NotPermitted):
        take_step(cast.act("safety"), red, "name_watcher", watcher=str(leaders[0].pk))
    stranger = Post.objects.get(unit__code="DEMO-ENTERPRISE-2", key="head")
    with pytest.raises(Refused, match="leaders offered"):
        take_step(cast.act("office"), red, "name_watcher", watcher=str(stranger.pk))
    take_step(cast.act("office"), red, "name_watcher", watcher=str(leaders[0].pk))
    assert rows(red, "risk-watch")[0].state == MET
    take_step(cast.act("office"), red, "watch", occurred_on=TODAY, remark="现场查看，措施落实")
    assert fresh(red.pk).watched_on == TODAY


def test_17_4_judging_anew_lets_go_what_the_former_colour_asked(cast: Cast) -> None:
    point = risk(cast.act("safety"), colour="red", **controlled())
    answers = {"typical": "", "method": "direct", "colour": "blue", "reason": "已改用电窑", "substances": []}
    take_step(cast.act("safety"), point, "judge", **answers)
    assert fresh(point.pk).colour == "blue"
    assert {row.state for row in Obligation.objects.filter(record_type="riskpoint", record_id=point.pk)} == {LAPSED}


def test_17_1_a_warned_point_is_handled_before_it_counts_as_controlled_again(cast: Cast) -> None:
    point = risk(cast.act("safety"), **controlled())
    take_step(cast.act("safety"), point, "warn", remark="报警器离线")
    assert fresh(point.pk).state == "warned"
    take_step(cast.act("safety"), point, "handle", remark="已修复", **controlled())
    assert fresh(point.pk).state == "controlled"


def test_17_3_a_code_stands_once_in_a_unit(cast: Cast) -> None:
    risk(cast.act("safety"))
    with pytest.raises(Overtaken):
        risk(cast.act("safety"))
    risk(cast.act("stranger"), of="DEMO-ENTERPRISE-2")


def test_18_3_each_half_year_the_list_is_kept_and_compared_with_the_version_before(cast: Cast) -> None:
    gone, kept = risk(cast.act("safety")), risk(cast.act("safety"), "FX-002", name="球磨机")
    first = review(cast.act("safety"))
    assert (first.period, first.yellow, first.uncontrolled) == ("2026-H2", 2, 2)
    take_step(cast.act("safety"), gone, "remove", remark="已拆除")
    take_step(cast.act("safety"), kept, "control", **controlled())
    risk(cast.act("safety"), "FX-003", name="叉车", colour="red")
    second = review(cast.act("safety", now=at("2026-12-20")))
    assert second.came == "FX-003 叉车"
    assert second.went == "FX-001 窑炉燃气阀组"
    assert second.changed == "FX-002 球磨机"


def test_17_3_a_place_lies_where_the_unit_is(cast: Cast) -> None:
    with pytest.raises(Refused, match="outside"):
        risk(cast.act("safety"), longitude=Decimal("113.26"), latitude=Decimal("23.13"))


def test_17_5_a_town_names_no_leader_for_what_the_county_watches_and_none_of_the_county(cast: Cast) -> None:
    Unit.objects.filter(code=FIRST).update(area=unit(TOWN_GOVERNMENT).area_id, position=unit(TOWN_GOVERNMENT).position)
    heads = {code: Post.objects.get(unit__code=code, key="head").pk for code in (COUNTY_GOVERNMENT, TOWN_GOVERNMENT)}
    red = risk(cast.act("safety"), "FX-R", colour="red", **controlled())
    orange = risk(cast.act("safety"), "FX-O", colour="orange", **controlled())
    for point, head in ((red, TOWN_GOVERNMENT), (red, COUNTY_GOVERNMENT), (orange, COUNTY_GOVERNMENT)):
        with pytest.raises(Refused, match="names whoever watches"):
            take_step(cast.act("town"), point, "name_watcher", watcher=str(heads[head]))
    take_step(cast.act("town"), orange, "name_watcher", watcher=str(heads[TOWN_GOVERNMENT]))
    # The county may leave a red point to the town's leader: that is then its own decision.
    take_step(cast.act("office"), red, "name_watcher", watcher=str(heads[TOWN_GOVERNMENT]))
    assert {row.state for point in (red, orange) for row in rows(point, "risk-watch")} == {MET}


def test_18_1_an_installation_is_not_graded_by_a_number_of_people_that_nobody_gave(cast: Cast) -> None:
    ammonia = {"method": "installation", "substances": [{"substance": "ammonia", "tonnes": Decimal(50)}]}
    with pytest.raises(Refused) as told:
        risk(cast.act("safety"), **ammonia)
    assert [one.field for one in told.value.refusals] == ["exposed"]
    graded = risk(cast.act("safety"), **ammonia, exposed=0)
    assert (graded.grade, graded.colour, graded.is_installation) == (4, "orange", True)
    assert risk(cast.act("safety"), "FX-002", **ammonia, exposed=60).grade == 3
