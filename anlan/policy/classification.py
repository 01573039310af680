"""国民经济行业分类 (GB/T 4754-2017): sections, divisions, groups and classes, by their codes.

A national standard and therefore part of no city's pack; registers keep the code of a class (小类, four digits) or of a
group or division where no more is known. Names are those of the standard, in Chinese.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STANDARD = Path(__file__).parent / "national" / "gbt4754-2017.csv"


@dataclass(frozen=True, slots=True)
class Industry:
    """One entry: `level` 1 is a section (门类, a letter), 2 a division, 3 a group, 4 a class."""

    code: str
    name: str
    level: int
    section: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@cache
def industries() -> Mapping[str, Industry]:
    """Every entry of the standard by its code, in the order of the standard."""
    with STANDARD.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        return {
            row["code"]: Industry(code=row["code"], name=row["name"], level=int(row["level"]), section=row["section"])
            for row in rows
        }


@cache
def kept_codes() -> tuple[Industry, ...]:
    """What a register may keep: divisions, groups and classes."""
    return tuple(one for one in industries().values() if one.level > 1)


def industry_named(*, code: str) -> Industry | None:
    """The entry of that code; None where the standard has none."""
    return industries().get(code)
