"""企业分类与安全人员配备 (6.11, 6.12; 安全生产法 24): what follows from what a register says of an enterprise.

The rule of the Opinions and the rule of the law on safety bodies and staff differ and are kept side by side. Size
classes follow 国统字〔2017〕213号: large, medium and small need every limit of their class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

SIZES = ("large", "medium", "small")
MICRO = "micro"
# The extremes of China's territory, in degrees of CGCS2000: what lies beyond is no place of an enterprise.
LONGITUDES = (Decimal(73), Decimal(136))
LATITUDES = (Decimal(3), Decimal(54))

# Which table of size limits a division of GB/T 4754 falls under.
TRADES: tuple[tuple[str, range], ...] = (
    ("industry", range(6, 47)),
    ("construction", range(47, 51)),
    ("wholesale", range(51, 52)),
    ("retail", range(52, 53)),
    ("transport", range(54, 59)),
    ("warehousing", range(59, 60)),
    ("lodging", range(61, 62)),
    ("catering", range(62, 63)),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """What decides whether a safety body and staff are needed, and what there is (6.12, law 24).

    ``individual``: an individual business (个体工商户) is a unit in the sense of the law, but no enterprise of
    article 6.
    """

    employees: int
    high_hazard: bool
    named_by_law: bool
    safety_body: bool
    full_time: int
    part_time: int
    individual: bool = False


@lru_cache(maxsize=2**17)
def is_credit_code(*, text: str) -> bool:
    """Whether this is a unified social credit code: 18 characters of its alphabet with the right check digit.

    Remembered, since an import asks the same of the same codes when it is checked and when it is loaded.
    """
    try:
        return bool(uscc.validate(text) == text)
    except ValidationError:
        return False


def needed_by_policy(*, staff: Staff, threshold: int) -> bool:
    """6.12: an enterprise that is high-hazard, or has ``threshold`` employees and more."""
    return not staff.individual and (staff.high_hazard or staff.employees >= threshold)


def missing_by_policy(*, staff: Staff, threshold: int) -> bool:
    """6.12: a safety body AND full-time staff are needed, and one of them is missing."""
    return needed_by_policy(staff=staff, threshold=threshold) and not (staff.safety_body and staff.full_time > 0)


def needed_by_law(*, staff: Staff, threshold: int) -> bool:
    """安全生产法 24: the kinds of unit that it names, and others with more than ``threshold`` employees."""
    return staff.named_by_law or staff.employees > threshold


def missing_by_law(*, staff: Staff, threshold: int) -> bool:
    """安全生产法 24: a body OR full-time staff where needed; other units have at least part-time staff."""
    if needed_by_law(staff=staff, threshold=threshold):
        return not (staff.safety_body or staff.full_time > 0)
    return not (staff.safety_body or staff.full_time > 0 or staff.part_time > 0)


def trade_of(*, industry: str) -> str:
    """The table of limits under which an industry falls; empty where the rules have none for it."""
    if not industry[:2].isdecimal():
        return ""
    return next((name for name, divisions in TRADES if int(industry[:2]) in divisions), "")


def size_class(
    *,
    industry: str,
    people: int | None,
    revenue: Decimal | None,
    assets: Decimal | None,
    limits: Mapping[str, Mapping[str, Mapping[str, Any]]],
) -> str:
    """large, medium, small or micro; empty where a figure that decides it is not known.

    ``revenue`` and ``assets`` in 10,000 yuan. ``limits`` by trade, size and figure, as the dated parameter holds them.
    """
    table = limits.get(trade_of(industry=industry))
    if table is None:
        return ""
    figures = {"people": people, "revenue": revenue, "assets": assets}
    if any(figures[name] is None for name in table[SIZES[0]]):
        return ""
    for size in SIZES:
        if all(figures[name] >= limit for name, limit in table[size].items()):
            return size
    return MICRO


def what_is_wrong_with_place(*, longitude: Decimal | None, latitude: Decimal | None) -> str:
    """``one`` of the two is missing, they are ``swapped``, or ``abroad``; empty where nothing is wrong."""
    if longitude is None or latitude is None:
        return "" if longitude is latitude else "one"
    if _within(longitude, LONGITUDES) and _within(latitude, LATITUDES):
        return ""
    swapped = _within(latitude, LONGITUDES) and _within(longitude, LATITUDES)
    return "swapped" if swapped else "abroad"


def _within(value: Decimal, limits: Sequence[Decimal]) -> bool:
    return limits[0] <= value <= limits[1]
