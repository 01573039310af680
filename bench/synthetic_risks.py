"""Synthetic lists of risk points for benchmarks: made up, with the columns of a real list, the same for each seed.

Most points are blue or yellow and have all that control needs; of a hundred about two are red, five orange, and four
still lack who answers for them. One list in six comes with colours instead of the factors of LEC.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from anlan.policy.geometry import Boundary
from bench.made_words import DEFECTS, MEASURES, OBJECTS, PLACES, ROLES

# L, E and C of LEC with how many of a thousand points have them; D decides the colour.
FACTORS = {
    ("1", "6", "3"): 240, ("1", "3", "7"): 200, ("0.5", "6", "7"): 150, ("3", "2", "3"): 120, ("1", "6", "15"): 90,
    ("3", "6", "7"): 70, ("3", "3", "15"): 60, ("3", "6", "15"): 35, ("1", "6", "40"): 15, ("3", "3", "40"): 12,
    ("6", "6", "15"): 8,
}  # fmt: skip
COLOURS = {"blue": 62, "yellow": 31, "orange": 5, "red": 2}
LEVELS = {"post": 40, "team": 30, "workshop": 22, "company": 8}
KINDS = {"equipment": 45, "place": 25, "process": 18, "material": 8, "post": 4}
ACCIDENTS = ("机械致害", "触电", "火灾", "物体打击", "高处坠落", "灼烫", "中毒", "其他")
POSTS = ("安全管理人员", "主要负责人")
LACKING, DIRECT, WITH_PLACE = 0.04, 0.17, 0.9
# Points of one enterprise lie within some hundred metres, in degrees.
SPREAD = 0.001
# A unit by its code, its outline, and where its gate is.
Seated = tuple[str, Boundary, tuple[float, float]]


def risk_points(*, units: Sequence[Seated], count: int, seed: int = 20171025) -> Iterator[dict[str, Any]]:
    """``count`` rows as the sheet of risk points holds them, unit by unit as lists are, each unit with as many."""
    draw = random.Random(seed)
    for number in range(count):
        unit, outline, gate = units[number * len(units) // count]
        row = _judgement(draw) | _place(draw, outline, gate)
        place, thing = draw.choice(PLACES), draw.choice(OBJECTS)
        row |= {
            "unit": unit, "code": f"FX-{number:06d}", "name": f"演示{place}{thing}", "kind": _drawn(draw, KINDS),
            "place": place, "hazard": f"{thing}{draw.choice(DEFECTS)}", "accident": draw.choice(ACCIDENTS),
            "level": _drawn(draw, LEVELS), "control_unit": draw.choice(ROLES), "upward_number": None,
            "responsible": draw.choice(POSTS) if draw.random() < 0.3 else f"演示人员{draw.randrange(10**4):04d}",
            "engineering": draw.choice(MEASURES), "management": f"{draw.choice(ROLES)}{draw.choice(MEASURES)}",
            "training": "组织班组学习规程" if draw.random() < 0.7 else None,
            "protection": "防护手套、护目镜、安全帽" if draw.random() < 0.6 else None,
            "emergency": "按现场处置方案处置并报告" if draw.random() < 0.7 else None,
        }  # fmt: skip
        if draw.random() < LACKING:
            row |= {"level": None, "responsible": None}
        yield row


def _drawn(draw: random.Random, shares: dict[Any, int]) -> Any:
    return draw.choices(tuple(shares), tuple(shares.values()))[0]


def _judgement(draw: random.Random) -> dict[str, Any]:
    if draw.random() < DIRECT:
        return {"likelihood": None, "exposure": None, "consequence": None, "colour": _drawn(draw, COLOURS)}
    likelihood, exposure, consequence = (Decimal(one) for one in _drawn(draw, FACTORS))
    return {"likelihood": likelihood, "exposure": exposure, "consequence": consequence, "colour": None}


def _place(draw: random.Random, outline: Boundary, gate: tuple[float, float]) -> dict[str, Any]:
    if draw.random() > WITH_PLACE:
        return {"longitude": None, "latitude": None}
    point = gate[0] + draw.gauss(0, SPREAD), gate[1] + draw.gauss(0, SPREAD)
    x, y = point if outline.holds(longitude=point[0], latitude=point[1]) else gate
    return {"longitude": Decimal(f"{x:.6f}"), "latitude": Decimal(f"{y:.6f}")}
