"""目标任务 (2.1, 2.4, 4.2): the three declines against a baseline year, and deaths per 100 million yuan of GDP against
the control target.

Pure functions of figures that somebody entered with their source; a year without figures decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# The three series that clause 2.1 wants to decline: accidents, deaths, larger-and-above accidents.
DECLINING = ("accidents", "deaths", "larger")
RATE_STEP = Decimal("0.0001")


@dataclass(frozen=True)
class YearOf:
    """The figures of one area in one year. ``gdp`` in 100 million yuan; None where it was not entered."""

    accidents: int
    deaths: int
    larger: int
    major: int
    gdp: Decimal | None = None

    @property
    def rate(self) -> Decimal | None:
        """Deaths per 100 million yuan of GDP, to four places; None without GDP."""
        if not self.gdp:
            return None
        return (Decimal(self.deaths) / self.gdp).quantize(RATE_STEP, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Decline:
    """One series in one year against the baseline. ``declined`` is None where either year has no figures."""

    series: str
    baseline: int | None
    value: int | None

    @property
    def declined(self) -> bool | None:
        """Whether the series lies below its baseline; nothing above nothing is no decline, nor is it a rise."""
        if self.baseline is None or self.value is None:
            return None
        return self.value < self.baseline or self.value == self.baseline == 0

    @property
    def change(self) -> int | None:
        """By how much it changed against the baseline."""
        return None if self.baseline is None or self.value is None else self.value - self.baseline


def declines(*, figures: Mapping[int, YearOf], baseline: int, year: int) -> list[Decline]:
    """The three series of ``year`` against the baseline year."""
    before, then = figures.get(baseline), figures.get(year)
    return [
        Decline(name, getattr(before, name) if before else None, getattr(then, name) if then else None)
        for name in DECLINING
    ]


def reached(*, found: list[Decline]) -> bool | None:
    """Whether all three declined; None while any is undecided and none has risen."""
    answers = [one.declined for one in found]
    if False in answers:
        return False
    return None if None in answers else True


def kept(*, rate: Decimal | None, limit: Decimal | None) -> bool | None:
    """Whether the deaths per GDP stayed within the control target (4.2); None without figures or without a target."""
    return None if rate is None or limit is None else rate <= limit


def parts_fit(*, accidents: int, deaths: int, larger: int, major: int) -> bool:
    """Major accidents are among the larger-and-above ones, and these among all; nobody dies without an accident."""
    return major <= larger <= accidents and (deaths == 0 or accidents > 0)
