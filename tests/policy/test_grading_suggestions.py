"""Criteria suggested by the words of a danger (19.1): everyday descriptions find theirs, ordinary dangers find none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.policy import Pack
from anlan.policy.criteria import Criterion, load_criteria
from anlan.rules.grading import suggest
from anlan.rules.likeness import likeness, normal

# As people write them, with the unit's class of industry and the criterion that a professional would look up.
SAID = """
窑炉煤气总管没有低压报警|3074|GM8-04
辊道窑天然气总管未装压力报警|3074|GM8-04
喷漆房没装可燃气体报警器|2110|GM8-06
油漆调漆间没有通风和可燃气体报警|3311|GM7-07
粉尘除尘器没有泄爆|2032|GM11-03
有限空间作业没审批||GM13-02
工人进污水池清淤没有检测也没人监护|3074|GM13-02
釉料池没有警示标志也没有建台账|3074|GM13-01
车间积尘严重没有按制度清扫|2032|GM11-10
电工没有特种作业证||GM3-02
焊工无证上岗||GM3-02
厂房租给别人没有统一管理也不检查||GM3-01
承包单位长期没有安全检查||GM3-01
油炸锅没有超温自动切断|1432|GM8-01
烘烤炉没有防过热装置|1411|GM8-01
速冻间里超过9个人作业|1353|GM12-02
分割间空调用氨直接制冷|1353|GM12-01
锂电池仓库坏电池没有隔离|3841|GM8-07
液氯钢瓶用蒸汽直接加热|2221|GM8-03
双氧水和保险粉混放|1713|GM9-02
木粉尘除尘没有锁气卸灰|2032|GM11-06
抛光铝粉正压除尘|3392|GM11-04
不同粉尘共用一套除尘管道|3392|GM11-02
粉尘车间里设宿舍|3392|GM11-01
砂光机风管没有火花探测|2032|GM11-08
除尘器20区电机不防爆|2032|GM11-07
铝粉收集没有防水防潮|3392|GM11-09
用巷道式风道除尘|2032|GM11-05
白酒库没有乙醇报警|1512|GM8-02
钢水吊运跨下面有会议室|3130|GM4-01
渣坑有积水|3130|GM4-02
铝深井铸造冷却水没有流量报警|3252|GM5-06
铸造熔炼炉没有紧急排放设施|3391|GM7-02
炉坑有积水|3391|GM7-03
燃烧器没有熄火保护|3360|GM7-05
煤粉仓没有一氧化碳报警|3011|GM6-01
筒仓清库没有防坠落措施|3011|GM6-02
玻璃窑冷却没有报警|3054|GM8-05
安全阀没有投用|2614|HX-15
液化烃装车没用万向管道|2614|HX-07
可燃气体罐区没有紧急切断|2614|HX-05
禁配物混存|5265|HX-20
主要负责人没有考核合格|2614|HX-01
用汽油清洗地面没防止可燃气体积聚|3311|GM7-06
"""
EXPECTED = [tuple(line.split("|")) for line in SAID.split()]
ORDINARY = [
    "灭火器过期",
    "地面有积水",
    "配电箱门缺失",
    "叉车未年检",
    "消防通道堆放杂物",
    "安全出口指示灯损坏",
    "员工未戴安全帽",
    "电线老化裸露",
    "梯子没有防滑",
    "货架未固定",
    "砂轮机防护罩缺失",
    "食堂煤气罐没有检验",
    "疏散门上锁",
    "用电线路私拉乱接",
    "配电房门口堆放纸箱",
    "应急灯不亮",
    "消防栓没有水压",
    "行车限位器失灵",
]
# The chemical criteria were replaced on 30 September 2026: on this day both were in force.
DAY = dt.date(2026, 9, 1)
SHIPPED = load_criteria(folders=[]).in_force(on=DAY)


@pytest.fixture(scope="module")
def library(chaozhou: Pack) -> tuple[Criterion, ...]:
    """All 84 criteria."""
    return chaozhou.criteria.in_force(on=DAY)


def test_19_1_everyday_words_find_the_criterion_among_the_first_three(library: tuple[Criterion, ...]) -> None:
    found = [
        wanted in [one.criterion.id for one in suggest(text=text, criteria=library, industry=industry)]
        for text, industry, wanted in EXPECTED
    ]
    assert len(found) >= 40
    assert sum(found) / len(found) >= 0.85


@pytest.mark.parametrize("text", ORDINARY)
def test_19_1_an_ordinary_danger_suggests_no_criterion(library: tuple[Criterion, ...], text: str) -> None:
    assert suggest(text=text, criteria=library, industry="3074") == []


def test_19_1_each_suggestion_says_because_of_which_words(library: tuple[Criterion, ...]) -> None:
    first = suggest(text="窑炉煤气总管没有低压报警", criteria=library, industry="3074")[0]
    assert first.criterion.id == "GM8-04"
    assert {"窑炉", "煤气", "低压报警"} <= set(first.words)


@given(st.text(max_size=300), st.sampled_from(["", "3074", "x"]))
def test_19_1_whatever_is_typed_suggests_at_most_three(text: str, industry: str) -> None:
    found = suggest(text=text, criteria=SHIPPED, industry=industry)
    assert len(found) <= 3
    assert all(one.words for one in found)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_both_ways_and_lies_between_nothing_and_one(one: str, other: str) -> None:
    assert likeness(one=one, other=other) == likeness(one=other, other=one)
    assert 0 <= likeness(one=one, other=other) <= 1
    assert likeness(one=one, other=one) == (1.0 if normal(text=one) else 0.0)


def test_likeness_hears_no_numbers_marks_and_widths() -> None:
    assert likeness(one="一号窑：压力表 2023年到期", other="一号窑压力表２０２４年到期。") == 1.0
    assert likeness(one="窑炉没有报警", other="叉车未年检") == 0.0
