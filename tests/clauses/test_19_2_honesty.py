"""Clause 19.2: how silence and repetition are told, on plain values and on made data whose truth is known."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.policy import Pack
from anlan.rules import honesty
from anlan.rules.copying import Copied, LikenessLimits, copied, likeness, phrases, shingles
from anlan.rules.honesty import Check, Danger, Firm, SilenceLimits, Silent, Tally, silent, tallies
from bench.honesty import ENTERPRISES, SEED, STATED, measured

ON = dt.date(2026, 11, 23)
LONG_AGO = dt.date(2020, 1, 1)
PEERS = 10
LIMITS = SilenceLimits(checks=4, peers=8, spread=1.5, alone=0.003, contradicted=0.1, employees=10, days=180)
ALIKE = LikenessLimits(
    jaccard=0.6, shingles=12, everybody=0.02, enterprises=8, repeats=3, share=0.3, from_others=2, days=2, entered=3,
    span=25,
)  # fmt: skip
# Twelve dangers that an honest enterprise finds in a year.
DANGERS = (
    "原料仓库手提灭火器压力不足，安全员当场更换新件", "施釉车间排风扇叶片松动脱落，机修班长停机检修后复测",
    "配电房电缆桥架线路裸露，电工班拆除违规线路", "锅炉房安全阀已超过检验期限，设备科联系检验机构补检",
    "成品库疏散指示灯损坏不亮，行政部通知厂家上门维修", "叉车充电区倒车蜂鸣器接触不良，仓管员采购备件到货即换",
    "烧成车间燃气软管老化开裂，值班领导责令停止作业补办手续", "污水处理站有限空间井盖未上锁，后勤主管张贴警示并围挡",
    "包装车间楼梯扶手锈蚀严重，班组长重新固定并贴标签", "实验室洗眼器被杂物遮挡，生产部经理安排专人每日巡查",
    "球磨工段传动皮带防护罩缺失两处，外委维保单位增设防护装置", "食堂后厨可燃气体探测器标识模糊，纳入月度保养计划",
)  # fmt: skip


def firm(unit: int = 1, **known: object) -> Firm:
    values: dict[str, object] = {"peers": ("30 small",), "registered_on": LONG_AGO, "employees": 50, "operating": True}
    return Firm(unit=unit, **values | known)  # type: ignore[arg-type]


def found_silent(one: Firm, tally: Tally, peers: Sequence[float] = (1.5,) * PEERS) -> list[Silent]:
    """Whether the enterprise would be asked, among peers that find so many dangers at each of twelve checks."""
    others = [firm(100 + number) for number in range(len(peers))]
    counted = {1: tally} | {100 + number: Tally(12, int(12 * rate)) for number, rate in enumerate(peers)}
    return silent(firms=[one, *others], counted=counted, limits=LIMITS, on=ON)


def check(number: int, text: str, unit: int = 1, **known: object) -> Check:
    """The check of one month, entered on its evening."""
    day = dt.date(2026, 1, 5) + dt.timedelta(days=30 * number)
    values: dict[str, object] = {"entered_at": dt.datetime.combine(day, dt.time(17, 3), dt.UTC), "found": 1}
    return Check(unit=unit, held_on=day, text=text, **values | known)  # type: ignore[arg-type]


def repeated(checks: Sequence[Check] = (), dangers: Sequence[Danger] = ()) -> list[tuple[int, str, int, int]]:
    return [(one.unit, one.kind, one.count, one.of) for one in copied(checks=checks, dangers=dangers, limits=ALIKE)]


def test_19_2_silence_among_peers_that_find_dangers_is_asked_about_with_its_figures() -> None:
    (one,) = found_silent(firm(), Tally(12, 0, 2))
    assert (one.checks, one.peers, one.rate, one.by_others) == (12, PEERS, 1.5, 2)
    assert one.probability == pytest.approx((1.5 / 19.5) ** 1.5)


@pytest.mark.parametrize(
    ("one", "tally", "peers"),
    [
        pytest.param(firm(operating=False), Tally(12, 0, 2), (1.5,) * PEERS, id="stands still"),
        pytest.param(firm(employees=9), Tally(12, 0, 2), (1.5,) * PEERS, id="small"),
        pytest.param(firm(registered_on=dt.date(2026, 9, 1)), Tally(12, 0, 2), (1.5,) * PEERS, id="new"),
        pytest.param(firm(), Tally(3, 0, 2), (1.5,) * PEERS, id="few checks"),
        pytest.param(firm(), Tally(12, 1, 2), (1.5,) * PEERS, id="one danger reported"),
        pytest.param(firm(), Tally(12, 0, 2), (1.5,) * 7, id="too few peers"),
        pytest.param(firm(), Tally(12, 0, 2), (0.0,) * 6 + (1.5,) * 4, id="most peers find none either"),
        pytest.param(firm(), Tally(12, 0, 0), (1.5,) * PEERS, id="chance alone explains it well enough"),
        pytest.param(firm(peers=("17 small",)), Tally(12, 0, 2), (1.5,) * PEERS, id="another trade"),
    ],
)
def test_19_2_silence_that_has_another_explanation_is_not_asked_about(
    one: Firm, tally: Tally, peers: tuple[float, ...]
) -> None:
    assert found_silent(one, tally, peers) == []


def test_19_2_silence_over_many_checks_is_asked_about_without_anything_found_by_others() -> None:
    assert len(found_silent(firm(), Tally(52, 0, 0), (2.0,) * PEERS)) == 1


def test_19_2_where_the_trade_and_size_have_too_few_the_trade_alone_is_compared() -> None:
    narrow = firm(peers=("30 large", "30 small"))
    assert [one.unit for one in found_silent(narrow, Tally(12, 0, 2))] == [1]


@given(rate=st.floats(0.01, 20), checks=st.integers(1, 60), spread=st.floats(0.1, 10))
def test_19_2_the_more_checks_and_the_more_peers_find_the_less_likely_is_nothing(
    rate: float, checks: int, spread: float
) -> None:
    one = honesty.probability_of_none(rate=rate, checks=checks, spread=spread)
    assert 0 <= one < 1
    assert honesty.probability_of_none(rate=rate, checks=checks + 1, spread=spread) < one
    assert honesty.probability_of_none(rate=rate + 1, checks=checks, spread=spread) < one


def test_19_2_a_danger_that_stands_in_both_registers_counts_once() -> None:
    day = dt.date(2026, 1, 5)
    counted = tallies(
        checks=[check(0, "", found=2)],
        dangers=[Danger(1, day, True), Danger(1, day, True), Danger(1, day, False), Danger(2, day, False)],
    )
    assert counted == {1: Tally(1, 2, 1), 2: Tally(0, 0, 1)}
    assert honesty.own_found_ratio(counted=counted) == 0.5
    assert honesty.own_found_ratio(counted={}) is None


def test_19_2_a_year_of_different_dangers_repeats_nothing() -> None:
    assert repeated([check(number, text) for number, text in enumerate(DANGERS)]) == []


def test_19_2_a_report_that_comes_again_with_another_day_and_number_repeats() -> None:
    texts = [f"{number + 1}月5日{DANGERS[0]}，共{number}处" for number in range(6)]
    assert repeated([check(number, text) for number, text in enumerate(texts)]) == [(1, "own", 5, 6)]


def test_19_2_the_same_danger_now_and_then_among_others_is_no_copy() -> None:
    texts = [*DANGERS[:9], DANGERS[0], DANGERS[0]]
    assert repeated([check(number, text) for number, text in enumerate(texts)]) == []


def test_19_2_that_nothing_was_found_may_be_said_in_the_same_words() -> None:
    assert repeated([check(number, DANGERS[0], found=0) for number in range(12)]) == []


def test_19_2_short_words_are_not_compared() -> None:
    assert repeated([check(number, "已当场整改") for number in range(12)]) == []


def test_19_2_the_wording_that_everybody_uses_is_no_copy() -> None:
    words = "消防设施、器材完好有效，疏散通道、安全出口保持畅通，特种设备在检验有效期内"
    checks = [check(number, words, unit) for unit in range(1, 10) for number in range(4)]
    assert repeated(checks) == []
    assert repeated([one for one in checks if one.unit == 1]) == [(1, "own", 3, 4)]


def test_19_2_words_of_another_enterprise_are_asked_of_whoever_came_later() -> None:
    first = [check(number, text, 1) for number, text in enumerate(DANGERS[:4])]
    later = [check(number + 1, text, 2) for number, text in enumerate(DANGERS[:4])]
    assert repeated([*first, *later]) == [(2, "others", 4, 4)]
    (one,) = copied(checks=[*first, *later], dangers=[], limits=ALIKE)
    assert (one.other, one.likeness) == (1, 1.0)


def test_19_2_one_danger_worded_like_another_enterprises_is_chance() -> None:
    own = [check(number, text, 2) for number, text in enumerate(DANGERS[:5])]
    assert repeated([check(0, DANGERS[0], 1), *own]) == []


def test_19_2_a_photograph_that_comes_again_is_asked_about_and_one_of_the_same_day_is_not() -> None:
    day = dt.date(2026, 1, 5)
    again = [Danger(1, day + dt.timedelta(days=30 * number), True, "", ("a",)) for number in range(2)]
    same_day = [Danger(2, day, True, "", ("b",)) for _number in range(2)]
    elsewhere = [Danger(unit, day, True, "", ("c",)) for unit in (3, 4)]
    everywhere = [Danger(unit, day, True, "", ("d",)) for unit in range(10, 30)]
    by_officers = [Danger(5, day + dt.timedelta(days=30 * number), False, "", ("e",)) for number in range(2)]
    dangers = [*again, *same_day, *elsewhere, *everywhere, *by_officers]
    assert repeated([], dangers) == [(1, "photo", 1, 2), (3, "photo", 1, 1), (4, "photo", 1, 1)]


def test_19_2_checks_of_months_entered_in_one_minute_are_asked_about_and_a_phones_queue_is_not() -> None:
    minute = dt.datetime(2026, 7, 1, 9, 30, tzinfo=dt.UTC)
    at_once = [check(number, "", 1, entered_at=minute + dt.timedelta(seconds=number)) for number in range(4)]
    queue = [
        Check(2, dt.date(2026, 6, 28) + dt.timedelta(days=number), minute, 0, "") for number in range(3)
    ]  # fmt: skip
    evening = [check(number, "", 3, entered_at=minute + dt.timedelta(minutes=5 * number)) for number in range(4)]
    assert repeated([*at_once, *queue, *evening]) == [(1, "minute", 4, 4)]


def test_19_2_days_and_numbers_do_not_tell_texts_apart() -> None:
    one, other = "11月3日，配电房线路裸露３处。", "十二月十日 配电房 线路裸露5处"
    assert phrases(text=one) == ["配电房线路裸露处"]
    assert likeness(one=shingles(words=phrases(text=one)), other=shingles(words=phrases(text=other))) == 1.0


@given(one=st.frozensets(st.integers(0, 9)), other=st.frozensets(st.integers(0, 9)))
def test_19_2_likeness_is_the_same_both_ways_and_whole_only_for_the_same(
    one: frozenset[int], other: frozenset[int]
) -> None:
    found = likeness(one=one, other=other)
    assert found == likeness(one=other, other=one)
    assert 0 <= found <= 1
    assert (found == 1) == (one == other and bool(one))


@given(text=st.text(max_size=200), unit=st.integers(1, 3))
def test_19_2_any_text_can_be_compared(text: str, unit: int) -> None:
    found = copied(checks=[check(number, text, unit) for number in range(4)], dangers=[], limits=ALIKE)
    assert all(isinstance(one, Copied) and one.unit == unit for one in found)


def test_19_2_the_stated_precision_and_recall_are_what_the_rules_give_and_enough(pack: Pack) -> None:
    stated = json.loads(STATED.read_text(encoding="utf-8"))
    found = measured(enterprises=ENTERPRISES, seed=SEED, pack=pack)
    assert {name: stated[name] for name in found} == found
    assert found["precision"] >= 0.9
    assert found["recall"] >= 0.7


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_19_2_other_made_cities_are_told_as_well(seed: int, pack: Pack) -> None:
    found = measured(enterprises=500, seed=seed, pack=pack)
    assert found["precision"] >= 0.9
    assert found["recall"] >= 0.7
