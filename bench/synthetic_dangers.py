"""Synthetic hidden dangers for demonstration, tests and benchmarks: made up, marked so, and the same for each seed.

Of them 0.41 % are major, as in what is published of a national campaign; nearly all have long been put right, some of
these later than they should have been, and a few are late today.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any

MAJOR_SHARE = 0.0041
# Of a hundred: how many have ended, and of those how many after their day; of what is open, how many are late.
ENDED, ENDED_LATE, LATE = 0.97, 0.08, 0.12
BACK_DAYS, TERM = 150, 15
# What became of the major ones, in turn: nobody forgets them, and they take longer.
FATES = ("late", "ended", "ahead", "ended", "ahead", "late", "ended", "ahead", "late", "ended", "ahead", "ended")
PLACES = ("生产车间", "仓库", "配电房", "包装车间", "装卸区", "食堂", "办公楼", "锅炉房", "空压机房", "模具间")
# What is found, and what is done about it.
KINDS = (
    ("配电箱门缺失", "已加装箱门"), ("临时线路未穿管", "已穿管固定"), ("灭火器压力不足", "已更换"),
    ("安全出口堆放杂物", "已清走"), ("应急照明损坏", "已更换灯具"), ("疏散指示标志缺失", "已补装"),
    ("传动皮带无防护罩", "已加装防护罩"), ("叉车未定期检验", "已检验合格"), ("储气罐安全阀过期", "已校验"),
    ("气瓶未固定", "已加装防倾倒链"), ("危险化学品未分类存放", "已分柜存放"), ("燃气报警器未检定", "已检定"),
    ("特种作业人员证件过期", "已调岗并复审"), ("有限空间未设警示标志", "已设标志并上锁"),
    ("除尘器积尘未清理", "已清理并定人"), ("消火栓被遮挡", "已移开货架"), ("平台护栏松动", "已焊牢"),
    ("动火作业未审批", "已补办并培训"), ("防爆区域使用普通灯具", "已更换防爆灯"), ("设备接地线脱落", "已重新接地"),
    ("劳动防护用品佩戴不全", "已发放并教育"), ("危险作业无人监护", "已指定监护人"),
)  # fmt: skip
SOURCES = {"self_check": 70, "patrol": 14, "service": 5, "inspection": 6, "worker": 3, "agency": 2}
# Criterion, what was found, and the classes of GB/T 4754 of which that is likely.
MAJOR = (
    ("GM8-04", "隧道窑燃气总管未设低压报警和联锁切断", ("307",)),
    ("GM13-01", "有限空间未辨识、未建台账", ("1", "2", "3", "0")),
    ("GM13-02", "污水池作业未先通风检测", ("1", "2", "3", "0")),
)


def dangers(
    *,
    units: Sequence[tuple[str, str]],
    count: int,
    today: dt.date,
    loaded_on: dt.date,
    seed: int = 20171024,
    major_share: float = MAJOR_SHARE,
) -> Iterator[dict[str, Any]]:
    """``count`` rows as the sheet of dangers holds them, of a ledger as it stood on ``loaded_on``.

    ``units`` are codes with their classes of industry. Days by which something is owed lie around ``today``, so that
    some are late on it. The same arguments give the same rows.
    """
    draw = random.Random(seed)
    chosen = dict(zip(draw.sample(range(count), round(count * major_share)), itertools.cycle(FATES), strict=False))
    for number in range(count):
        row = _major(draw, units) if number in chosen else _general(draw, units)
        row |= {"measure": "none_needed", "upward_number": None, "supervisor": None}
        fate = chosen.get(number) or ("ended" if draw.random() < ENDED else "late" if draw.random() < LATE else "ahead")
        days = _ended(draw, loaded_on) if fate == "ended" else _open(draw, today, loaded_on, late=fate == "late")
        yield row | days


def _general(draw: random.Random, units: Sequence[tuple[str, str]]) -> dict[str, Any]:
    (what, result), place = draw.choice(KINDS), draw.choice(PLACES)
    return {
        "unit": draw.choice(units)[0], "what": f"演示:{place}{what}", "place": place, "result": result,
        "grade": "general", "criterion": None,
        "source": draw.choices(tuple(SOURCES), tuple(SOURCES.values()))[0],
    }  # fmt: skip


def _major(draw: random.Random, units: Sequence[tuple[str, str]]) -> dict[str, Any]:
    criterion, what, industries = draw.choice(MAJOR)
    likely = [code for code, industry in units if industry.startswith(industries)] or [units[0][0]]
    return {
        "unit": draw.choice(likely), "what": f"演示:{what}", "place": draw.choice(PLACES[:3]),
        "result": "已按治理方案整改", "grade": "major", "criterion": criterion,
        "source": draw.choice(("self_check", "inspection")),
    }  # fmt: skip


def _ended(draw: random.Random, loaded_on: dt.date) -> dict[str, Any]:
    found = loaded_on - dt.timedelta(days=draw.randrange(30, BACK_DAYS))
    due = found + dt.timedelta(days=TERM)
    late = draw.random() < ENDED_LATE
    right = (
        due + dt.timedelta(days=draw.randrange(1, 8)) if late else found + dt.timedelta(days=draw.randrange(0, TERM))
    )
    return {
        "found_on": found, "due_day": due, "rectified_on": right,
        "ended_on": right + dt.timedelta(days=draw.randrange(0, 4)),
    }  # fmt: skip


def _open(draw: random.Random, today: dt.date, loaded_on: dt.date, *, late: bool) -> dict[str, Any]:
    """Found within the month before; the late ones have been so for some days by today."""
    due = today - dt.timedelta(days=draw.randrange(1, 9)) if late else today + dt.timedelta(days=draw.randrange(2, 20))
    found = min(loaded_on, due) - dt.timedelta(days=draw.randrange(3, 15))
    return {"found_on": found, "due_day": due, "rectified_on": None, "ended_on": None, "result": None}
