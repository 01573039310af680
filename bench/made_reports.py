"""Made reports with known truth: a year of self-checks of honest, silent and copying enterprises (19.2).

Everything is drawn from one seed. Honest enterprises are made hard to tell apart: some have few risks, write little,
repeat the same heading each month, meet the same danger again, or enter a quarter's paper in one evening.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from anlan.rules.honesty import Check, Danger, Firm
from bench.made_words import DEFECTS, EVERYBODY, HEADINGS, MEASURES, OBJECTS, PLACES, ROLES, STYLES

END = dt.date(2026, 11, 23)
MONTHS = 12
# Of a thousand enterprises; the rest is diligent. What comes after the bar of honesty is what should be asked about.
HONEST = {"low": 100, "terse": 100, "recurrent": 60, "heading": 100, "batch": 50, "new": 30, "still": 20, "tiny": 40}
DISHONEST = {"silent": 45, "copier": 40, "taker": 25, "photo": 15, "minute": 15}
DIVISIONS = ("13", "17", "22", "23", "30", "33", "51", "59")
SIZES = ("small", "micro", "medium")


@dataclass
class Made:
    """A year of a made city. ``truth`` says what each enterprise does; ``asked`` what should be asked about."""

    firms: list[Firm] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    dangers: list[Danger] = field(default_factory=list)
    truth: dict[int, str] = field(default_factory=dict)

    @property
    def asked(self) -> set[int]:
        """The enterprises whose reports are silent or copied in truth."""
        return {unit for unit, kind in self.truth.items() if kind in DISHONEST}


def made_city(*, enterprises: int, seed: int) -> Made:
    """So many enterprises and what they reported in the year before ``END``."""
    draw, made = random.Random(seed), Made()
    for unit in range(1, enterprises + 1):
        kind = _kind(draw)
        made.truth[unit] = kind
        made.firms.append(_firm(draw, unit, kind))
    # Who takes from others does so once the others have written.
    for unit in sorted(made.truth, key=lambda one: (made.truth[one] == "taker", one)):
        _year(draw, made, unit)
    return made


def _kind(draw: random.Random) -> str:
    drawn, upto = draw.random() * 1000, 0
    for kind, share in {**HONEST, **DISHONEST}.items():
        upto += share
        if drawn < upto:
            return kind
    return "diligent"


def _firm(draw: random.Random, unit: int, kind: str) -> Firm:
    division, size = draw.choice(DIVISIONS), draw.choices(SIZES, (5, 3, 2))[0]
    age = draw.randint(20, 150) if kind == "new" else draw.randint(400, 6000)
    employees = draw.randint(1, 9) if kind == "tiny" else int(draw.lognormvariate(3.6, 0.7)) + 10
    peers = (f"{division}-{size}", division, "all")
    return Firm(unit, peers, END - dt.timedelta(days=age), employees, kind != "still")


def _year(draw: random.Random, made: Made, unit: int) -> None:
    kind, firm = made.truth[unit], made.firms[unit - 1]
    rate = draw.uniform(0.03, 0.3) if kind in ("low", "tiny") else draw.lognormvariate(0.3, 0.6)
    months = 3 if kind in ("new", "still") else MONTHS
    say = _writer(draw, made, unit)
    for number in range(months):
        day = END - dt.timedelta(days=30 * (months - number) - draw.randint(0, 9))
        found = 0 if kind in ("silent", "new", "still") else _poisson(draw, rate)
        if kind in ("copier", "taker", "photo", "minute", "recurrent"):
            found = max(found, 1)
        text = say(found, day, number) if found else draw.choice(EVERYBODY)
        made.checks.append(Check(unit, day, _entered(draw, kind, day, number), found, text))
        _photographed(draw, made, unit, day=day, found=found)
    visits = _poisson(draw, 1.5)
    for _one in range(_poisson(draw, 0.6 * visits * min(rate, 2.0)) if firm.operating else 0):
        made.dangers.append(Danger(unit, END - dt.timedelta(days=draw.randint(1, 350)), False, _found(draw, 0)))


def _entered(draw: random.Random, kind: str, day: dt.date, number: int) -> dt.datetime:
    """When it was entered: the same evening, or on one evening for a quarter, minutes apart, or all in one minute."""
    evening = dt.datetime.combine(day, dt.time(17, draw.randint(0, 59)), dt.UTC)
    if kind == "batch":
        quarter = dt.datetime.combine(END - dt.timedelta(days=90 * (3 - number // 3)), dt.time(18, 0), dt.UTC)
        return quarter + dt.timedelta(minutes=7 * (number % 3) + draw.randint(0, 4))
    if kind == "minute":
        half = dt.datetime.combine(END - dt.timedelta(days=180 * (1 - number // 6)), dt.time(21, 30), dt.UTC)
        return half + dt.timedelta(seconds=8 * (number % 6))
    return evening


def _photographed(draw: random.Random, made: Made, unit: int, *, day: dt.date, found: int) -> None:
    """Most dangers have a photograph of their own; who cheats by photograph shows one of three each time."""
    for number in range(found):
        if draw.random() < 0.6:
            digest = f"{unit}-{day}-{number}"
            if made.truth[unit] == "photo":
                digest = f"{unit}-again-{draw.randint(1, 3)}"
            elif draw.random() < 0.05:
                digest = "the empty picture of the form"
            made.dangers.append(Danger(unit, day, True, "", (digest,)))


def _writer(draw: random.Random, made: Made, unit: int) -> Callable[[int, dt.date, int], str]:
    """How this enterprise words a report: given the number found, the day and the month."""
    kind, style = made.truth[unit], draw.randrange(len(STYLES))
    base = ["。".join(_found(draw, style) for _one in range(draw.choice((1, 1, 2, 3)))) for _two in range(2)]
    heading = draw.choice(HEADINGS)
    since = draw.choice((0, 0, 0, 3, 5))
    source = _source(draw, made, unit)
    again = _found(draw, style)

    def say(found: int, day: dt.date, number: int) -> str:
        own = "。".join(_found(draw, style) for _one in range(found))
        if kind == "terse":
            return draw.choice(EVERYBODY)
        if kind == "heading":
            return f"{heading.format(day=day)}{own}"
        if kind == "recurrent" and draw.random() < 0.35:
            return f"{again}。{own}"
        if kind == "copier" and number >= since:
            return _changed(draw, base[draw.randrange(10) // 8], day)
        before = [text for held_on, text in source if held_on < day]
        if kind == "taker" and before:
            return _changed(draw, before[-1 - number % min(len(before), 3)], day)
        return own

    return say


def _source(draw: random.Random, made: Made, unit: int) -> list[tuple[dt.date, str]]:
    """The reports of another enterprise with their days, from which a taker takes."""
    if made.truth[unit] != "taker":
        return []
    written = [one for one, kind in made.truth.items() if kind in ("diligent", "heading")]
    chosen = draw.choice(written)
    return [(check.held_on, check.text) for check in made.checks if check.unit == chosen and check.found]


def _changed(draw: random.Random, text: str, day: dt.date) -> str:
    """A copy in which the day, a few words, or the end are changed."""
    for words in draw.sample((PLACES, ROLES, MEASURES), k=draw.choice((0, 1, 1, 2))):
        present = [one for one in words if one in text]
        if present:
            text = text.replace(draw.choice(present), draw.choice(words))
    ending = draw.choice(("", "", "", "，已落实", "，本月继续跟踪"))
    return f"{day.month}月{day.day}日{text}{ending}"


def _found(draw: random.Random, style: int) -> str:
    """One danger in the words of a style."""
    return STYLES[style].format(
        place=draw.choice(PLACES), thing=draw.choice(OBJECTS), defect=draw.choice(DEFECTS), role=draw.choice(ROLES),
        measure=draw.choice(MEASURES), n=draw.randint(1, 9), d=draw.randint(1, 28), m=draw.randint(1, 12),
    )  # fmt: skip


def _poisson(draw: random.Random, mean: float) -> int:
    """A count; exponential gaps until the mean is used up."""
    count, left = 0, mean
    while (left := left - draw.expovariate(1.0)) > 0:
        count += 1
    return count
