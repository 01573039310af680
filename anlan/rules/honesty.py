"""沉默企业与雷同填报 (19.2): reports that are missing where peers find dangers. A reason to ask, no finding.

Nothing here says that anybody lied. Each result carries the figures for which it stands, so that the enterprise can
answer them. ``anlan.rules.copying`` holds the comparing of texts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise: ``peers`` names its groups of like enterprises, narrowest first (industry and size class)."""

    unit: int
    peers: tuple[str, ...]
    registered_on: dt.date
    employees: int
    operating: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """A check by the enterprise itself: when it was held and entered, how much it found, in which words."""

    unit: int
    held_on: dt.date
    entered_at: dt.datetime
    found: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger at an enterprise; ``own``: it found it itself. ``photos`` are digests of files."""

    unit: int
    found_on: dt.date
    own: bool
    text: str = ""
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What one enterprise did in the window: its checks, what they and its workers found, what others found there."""

    checks: int = 0
    found: int = 0
    by_others: int = 0

    @property
    def rate(self) -> float:
        """Dangers found at each check."""
        return self.found / self.checks if self.checks else 0.0


@dataclass(frozen=True, slots=True)
class SilenceLimits:
    """When silence is asked about.

    ``checks``: fewest checks of an enterprise, ``peers``: fewest peers with as many; ``spread``: shape of the gamma
    distribution by which rates differ among peers; ``alone``: probability of finding nothing below which that alone is
    asked about, ``contradicted``: where others found dangers there meanwhile; ``employees``: fewest, ``days``: fewest
    since the registration.
    """

    checks: int
    peers: int
    spread: float
    alone: float
    contradicted: float
    employees: int
    days: int


@dataclass(frozen=True, slots=True)
class Silent:
    """An enterprise that reported none. ``rate``: the middle of what its peers find at each check."""

    unit: int
    checks: int
    peers: int
    rate: float
    probability: float
    by_others: int


def tallies(*, checks: Sequence[Check], dangers: Sequence[Danger]) -> dict[int, Tally]:
    """The numbers of each enterprise; what its workers reported counts as found by itself."""
    held = Counter(one.unit for one in checks)
    found: Counter[int] = Counter()
    for check in checks:
        found[check.unit] += check.found
    reported = Counter(one.unit for one in dangers if one.own)
    others = Counter(one.unit for one in dangers if not one.own)
    # A danger that a check found stands in both registers: the larger number counts, not their sum.
    return {
        unit: Tally(held[unit], max(found[unit], reported[unit]), others[unit])
        for unit in {*held, *reported, *others}
    }  # fmt: skip


def probability_of_none(*, rate: float, checks: int, spread: float) -> float:
    """How often an enterprise like its peers would find nothing at so many checks.

    Poisson counts whose rates differ as a gamma distribution of shape ``spread`` does: negative binomial.
    """
    return float((spread / (spread + rate * checks)) ** spread)


def silent(*, firms: Sequence[Firm], counted: Mapping[int, Tally], limits: SilenceLimits, on: dt.date) -> list[Silent]:
    """The enterprises whose silence peers do not explain, least likely first.

    Left out is who stands still, is small or new, made few checks, has too few peers, or reported anything.
    """
    rates: dict[str, list[float]] = defaultdict(list)
    for firm in firms:
        tally = counted.get(firm.unit, Tally())
        if firm.operating and tally.checks >= limits.checks:
            for group in firm.peers:
                rates[group].append(tally.rate)
    middles = {group: median(some) for group, some in rates.items()}
    found = []
    for firm in firms:
        tally = counted.get(firm.unit, Tally())
        if not _may_be_asked(firm=firm, tally=tally, limits=limits, on=on):
            continue
        # The enterprise itself is one of its group.
        groups = [one for one in firm.peers if len(rates[one]) > limits.peers]
        if not groups:
            continue
        group = groups[0]
        probability = probability_of_none(rate=middles[group], checks=tally.checks, spread=limits.spread)
        if probability < (limits.contradicted if tally.by_others else limits.alone):
            others = len(rates[group]) - 1
            found.append(Silent(firm.unit, tally.checks, others, middles[group], probability, tally.by_others))
    return sorted(found, key=lambda one: (one.probability, one.unit))


def _may_be_asked(*, firm: Firm, tally: Tally, limits: SilenceLimits, on: dt.date) -> bool:
    established = firm.employees >= limits.employees and (on - firm.registered_on).days >= limits.days
    return firm.operating and established and tally.checks >= limits.checks and tally.found == 0


def own_found_ratio(*, counted: Mapping[int, Tally]) -> float | None:
    """Of all dangers the share that enterprises found themselves (19.2); None where there is none."""
    own = sum(one.found for one in counted.values())
    every = own + sum(one.by_others for one in counted.values())
    return own / every if every else None
