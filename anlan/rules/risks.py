"""风险研判 (17.4, 18.1, 18.2): LEC, L×S and R of GB 18218 as plain arithmetic, each result with its explanation.

Scales, thresholds and bands are handed in: the law's numbers are data. A colour is the first band that is reached.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

COLOURS = ("red", "orange", "yellow", "blue")
HIGH = ("red", "orange")
KINDS = ("process", "equipment", "material", "place", "post")
MEASURES = ("engineering", "management", "training", "protection", "emergency")
LEVELS = ("company", "workshop", "team", "post")


class CannotJudge(Exception):
    """A factor is no step of its scale, is not positive, or a substance has no threshold; ``field`` names it."""

    def __init__(self, *, field: str, given: object) -> None:
        super().__init__(f"{field}: {given}")
        self.field, self.given = field, given


@dataclass(frozen=True)
class Judged:
    """A value, the colour it has, and how it came about, for whoever asks why."""

    value: Decimal
    colour: str
    explanation: str


@dataclass(frozen=True)
class Installation:
    """S and R of an installation, whether it is a major hazard installation, and its grade (1 the highest)."""

    s: Decimal
    r: Decimal
    is_major: bool
    grade: int | None
    explanation: str


@dataclass(frozen=True)
class Held:
    """So many tonnes of a substance with its threshold and factor; a threshold of None is not known."""

    name: str
    tonnes: Decimal
    threshold: Decimal | None
    beta: Decimal


def colour_of(*, value: Decimal, bands: Mapping[str, int | float | Decimal]) -> str:
    """The first colour whose band is reached; blue below all."""
    return next((colour for colour in (*HIGH, "yellow") if value >= Decimal(str(bands[colour]))), "blue")


def _on_scale(field: str, given: Decimal | None, scale: Sequence[Decimal]) -> Decimal:
    if given is None or given <= 0 or given not in scale:
        raise CannotJudge(field=field, given=given)
    return given


def judge_lec(
    *, factors: Mapping[str, Decimal | None], scales: Mapping[str, Sequence[Decimal]], bands: Mapping[str, int]
) -> Judged:
    """D = L × E × C. Raises CannotJudge for a factor that is no step of its scale."""
    likelihood, exposure, consequence = (
        _on_scale(name, factors.get(name), scales[name]) for name in ("likelihood", "exposure", "consequence")
    )  # fmt: skip
    value = likelihood * exposure * consequence
    colour = colour_of(value=value, bands=bands)
    return Judged(value, colour, f"D = L×E×C = {likelihood}×{exposure}×{consequence} = {value}{_band(colour, bands)}")


def judge_ls(
    *, factors: Mapping[str, Decimal | None], scales: Mapping[str, Sequence[Decimal]], bands: Mapping[str, int]
) -> Judged:
    """R = L × S. Raises CannotJudge for a factor that is no step of its scale."""
    likelihood, severity = (_on_scale(name, factors.get(name), scales[name]) for name in ("likelihood", "severity"))
    value = likelihood * severity
    colour = colour_of(value=value, bands=bands)
    return Judged(value, colour, f"R = L×S = {likelihood}×{severity} = {value}{_band(colour, bands)}")


def _band(colour: str, bands: Mapping[str, int]) -> str:
    return f" ≥ {bands[colour]}" if colour in bands else f" < {bands['yellow']}"


def grade_installation(
    *,
    held: Sequence[Held],
    exposed: int,
    alphas: Sequence[tuple[int, Decimal]],
    grades: Sequence[tuple[Decimal, int]],
) -> Installation:
    """S = Σ q/Q, R = α·Σ(β·q/Q) of GB 18218. An installation with S below 1 is none and has no grade.

    ``alphas`` say from how many persons on which factor holds, ``grades`` from which R on which grade, highest first.
    Raises CannotJudge for a quantity that is not positive, and for a substance without a threshold.
    """
    for one in held:
        if one.tonnes <= 0:
            raise CannotJudge(field="tonnes", given=one.tonnes)
        if one.threshold is None or one.threshold <= 0:
            raise CannotJudge(field="substance", given=one.name)
    if exposed < 0 or not held:
        raise CannotJudge(field="exposed" if held else "substance", given=exposed if held else "")
    alpha = next(factor for least, factor in alphas if exposed >= least)
    shares = [(one, one.tonnes / one.threshold) for one in held if one.threshold]
    s = sum((share for _one, share in shares), Decimal(0))
    r = alpha * sum((one.beta * share for one, share in shares), Decimal(0))
    major = s >= 1
    grade = next(number for least, number in grades if r >= least) if major else None
    parts = " + ".join(f"{one.tonnes}/{one.threshold}" for one, _share in shares)
    weighted = " + ".join(f"{one.beta}×{one.tonnes}/{one.threshold}" for one, _share in shares)
    text = f"S = {parts} = {s:.4g}; α = {alpha} ({exposed}); R = {alpha}×({weighted}) = {r:.4g}"
    return Installation(s, r, major, grade, text)


def is_controlled(*, level: str, unit: str, responsible: object, measures: Sequence[str]) -> bool:
    """Whether control level, unit, person and at least one measure are named: else nobody controls it (18.4)."""
    return bool(level and unit and responsible and any(measures))


def next_check(*, checked_on: dt.date, days: int) -> dt.date:
    """By when it is looked at again."""
    return checked_on + dt.timedelta(days=days)


def compared(
    *, before: Sequence[Mapping[str, object]], now: Sequence[Mapping[str, object]]
) -> tuple[list[str], list[str], list[str]]:
    """What came, what went, and what has another colour or control since the last version, by code (18.3)."""
    old, new = {str(one["code"]): one for one in before}, {str(one["code"]): one for one in now}
    kept = [code for code in new if code in old]
    changed = [code for code in kept if any(old[code][key] != new[code][key] for key in ("colour", "controlled"))]
    return [code for code in new if code not in old], [code for code in old if code not in new], changed
