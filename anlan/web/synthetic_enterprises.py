"""Synthetic enterprises for demonstration, tests and benchmarks: made up, marked so, and the same for each seed.

Trades, towns and proportions follow what is published of Chaozhou (ceramics first, then food, stainless steel,
clothing, packaging, fishery); gaps are about as frequent as inspections find them. No row is a real enterprise: names
say 虚构, and credit codes name the division 000000, which no registry has.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stdnum.cn import uscc

from anlan.modules.enterprise.particulars import ASKED, FIELDS

OWNERS = {"private": 70, "individual": 16, "overseas": 6, "collective": 4, "state_controlled": 2, "state_owned": 2}
DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FIRST = "恒宏鸿华嘉金锦景凯隆茂明铭鹏荣瑞润盛顺泰天万祥新信兴旭益永裕源远泽展正志中众卓"
SECOND = "安宝昌成诚创达德东发丰福富广海合和恒佳康乐利联龙美铭宁强庆荣生盛泰通伟祥欣雅益盈誉"


@dataclass(frozen=True)
class Trade:
    """A trade: its classes of GB/T 4754, its word in names, where it is seated, its share, and how large it grows.

    ``typical`` is the median of employees. The tags are those of the three lists of high hazard, where one applies.
    """

    classes: tuple[str, ...]
    word: str
    towns: tuple[str, ...]
    share: float
    typical: int
    policy: str = ""
    law: str = ""
    licence: str = ""
    labour_intensive: bool = False


TRADES: tuple[Trade, ...] = (
    Trade(("3074", "3072", "3071", "3075"), "陶瓷", ("枫溪镇", "凤塘镇", "古巷镇", "登塘镇", "浮洋镇"), 0.30, 38,
          labour_intensive=True),
    Trade(("3071", "3072"), "卫浴", ("古巷镇", "凤塘镇", "登塘镇"), 0.08, 60, policy="special_equipment"),
    Trade(("3382", "3389", "3351"), "不锈钢制品", ("彩塘镇", "金石镇", "沙溪镇"), 0.11, 30, labour_intensive=True),
    Trade(("1421", "1422", "1399", "1495"), "食品", ("庵埠镇", "钱东镇", "官塘镇"), 0.09, 34, labour_intensive=True),
    Trade(("2319", "2231", "2239", "2926"), "包装印刷", ("庵埠镇", "金石镇", "龙湖镇"), 0.08, 28),
    Trade(("1819", "1829", "1779"), "服装", ("桥东街道", "磷溪镇", "意溪镇", "城西街道"), 0.08, 45,
          labour_intensive=True),
    Trade(("1530",), "茶业", ("凤凰镇", "浮滨镇", "饶洋镇", "新塘镇"), 0.04, 10),
    Trade(("1361", "1362", "0411"), "水产", ("汫洲镇", "海山镇", "所城镇", "柘林镇"), 0.05, 18, policy="fishery"),
    Trade(("5265", "5266"), "加油站", ("黄冈镇", "铁铺镇", "浮山镇", "枫溪镇"), 0.03, 8,
          policy="hazardous_chemicals", law="dangerous_goods"),
    Trade(("2662", "2641", "2669"), "化工", ("凤塘镇", "钱东镇", "浮洋镇"), 0.02, 35,
          policy="hazardous_chemicals", law="dangerous_goods", licence="hazardous_chemicals"),
    Trade(("4710", "4790", "5011"), "建筑工程", ("太平街道", "西新街道", "黄冈镇"), 0.04, 55,
          policy="construction", law="construction", licence="construction"),
    Trade(("5431", "5421", "5432"), "运输", ("铁铺镇", "黄冈镇", "官塘镇"), 0.03, 26,
          policy="transport", law="transport"),
    Trade(("1019", "1012"), "石料", ("樟溪镇", "高堂镇", "登塘镇"), 0.005, 22,
          policy="non_coal_mine", law="mine", licence="mine"),
    Trade(("3311", "3484", "3599"), "机械", ("凤新街道", "浮洋镇", "黄冈镇"), 0.025, 32, policy="machinery"),
    Trade(("5990", "5930"), "仓储", ("官塘镇", "黄冈镇"), 0.02, 16),
)  # fmt: skip


def credit_code(*, number: int) -> str:
    """The number-th synthetic credit code, with a right check digit."""
    text = ""
    for _place in range(6):
        number, digit = divmod(number, len(DIGITS))
        text = DIGITS[digit] + text
    beginning = f"91000000DE{text}0"
    return beginning + str(uscc.calc_check_digit(beginning))


def enterprises(
    *, count: int, seats: Mapping[str, Sequence[str]], today: dt.date, seed: int = 20171020, first: int = 1000
) -> Iterator[dict[str, Any]]:
    """``count`` rows as the sheet of the register holds them; ``seats`` gives the codes of areas by the name of a town.

    Numbers of credit codes begin with ``first``. The same arguments give the same rows.
    """
    draw = random.Random(seed)
    everywhere = sorted({code for codes in seats.values() for code in codes})
    shares = [trade.share for trade in TRADES]
    for number in range(count):
        trade = draw.choices(TRADES, shares)[0]
        town = draw.choice(trade.towns)
        codes = seats.get(town, ()) if draw.random() < 0.85 else ()
        row = _row(trade=trade, draw=draw, today=today)
        name = f"演示{draw.choice(FIRST)}{draw.choice(SECOND)}{trade.word}{number + 1}号有限公司(虚构)"
        yield {
            "credit_code": credit_code(number=first + number),
            "name": name,
            "area": draw.choice(codes or everywhere),
            **row,
        }


def _row(*, trade: Trade, draw: random.Random, today: dt.date) -> dict[str, Any]:
    employees = max(2, min(1800, round(draw.lognormvariate(0, 0.95) * trade.typical)))
    revenue = round(employees * draw.lognormvariate(0, 0.5) * 15)
    row: dict[str, Any] = {name: FIELDS[name].get_default() for name in ASKED}
    row |= {
        "industry": draw.choice(trade.classes),
        "ownership": draw.choices(tuple(OWNERS), tuple(OWNERS.values()))[0],
        "employees": employees,
        "revenue": revenue if draw.random() < 0.8 else None,
        "above_scale": revenue >= 2000 and employees >= 20,
        "established_on": today - dt.timedelta(days=draw.randrange(200, 9000)),
        "labour_intensive": trade.labour_intensive and employees >= 50,
        "hazard_policy": trade.policy,
        "hazard_law": trade.law,
        "hazard_licence": trade.licence,
        "address": "演示地址",
        "legal_representative": f"演示人员{draw.randrange(10**5):05d}",
    }  # fmt: skip
    if draw.random() < 0.01:
        row |= {"superior_owner": draw.choice(("central", "provincial")), "superior_name": "演示上级单位"}
    row["actual_controller"] = row["legal_representative"] if draw.random() < 0.8 else "演示控制人"
    return row | _safety(row=row, draw=draw, today=today)


def _safety(*, row: Mapping[str, Any], draw: random.Random, today: dt.date) -> dict[str, Any]:
    """Bodies, staff, grade and insurance, with gaps about as frequent as inspections find them."""
    large, hazard = row["employees"] >= 100, bool(row["hazard_policy"] or row["hazard_law"])
    body = draw.random() < (0.86 if large else 0.62 if hazard else 0.08)
    committee = (row["above_scale"] or row["ownership"].startswith("state")) and draw.random() < 0.8
    graded = draw.random() < (0.75 if row["above_scale"] else 0.12)
    insured = draw.random() < (0.84 if row["hazard_policy"] else 0.15)
    return {
        "safety_body": body,
        "full_time_staff": draw.choice((1, 1, 2, 3)) if body and draw.random() < 0.93 else 0,
        "part_time_staff": 0 if large else int(draw.random() < 0.7),
        "registered_engineers": int(hazard and draw.random() < 0.4),
        "safety_director": large and draw.random() < 0.12,
        "safety_committee": committee,
        "committee_chair": ("legal_representative" if draw.random() < 0.9 else "other") if committee else "",
        "union": draw.random() < (0.85 if large else 0.3),
        "workers_body": draw.choice(("congress", "assembly")) if large and draw.random() < 0.8 else "",
        "standardisation": draw.choices(("3", "2"), (9, 1))[0] if graded else "",
        "standardised_until": today + dt.timedelta(days=draw.randrange(-200, 1000)) if graded else None,
        "insurance_number": f"DEMO{draw.randrange(10**8):08d}" if insured else "",
        "insured_until": today + dt.timedelta(days=draw.randrange(-60, 340)) if insured else None,
        "insured_people": row["employees"] if insured else 0,
    }
