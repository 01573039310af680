"""风险预警 (17.7): from what is counted of an enterprise to a score of which each point names its signal and number.

No black box: the score is a sum of counts times weights that the pack says. A proposal to look, no finding.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

# In the order in which they are told. ``risks``: red and orange risk points not controlled or looked at in time.
MAJOR, LATE, RECURRING, RISKS, SELF_CHECKS, DUTIES = SIGNALS = (
    "major", "late", "recurring", "risks", "self_checks", "duties",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """How signals weigh: points for each that is counted, at most ``most`` of one signal; warned from ``threshold`` on.

    ``most`` keeps many small things from outweighing everything else. Raises ValueError for a weight below zero or a
    signal without one: more of a signal never lowers the score.
    """

    weights: Mapping[str, int]
    most: int
    threshold: int

    def __post_init__(self) -> None:
        if set(self.weights) != set(SIGNALS) or min(self.weights.values()) < 0:
            raise ValueError(f"each of {', '.join(SIGNALS)} has a weight of zero or more")


@dataclass(frozen=True, slots=True)
class Part:
    """What one signal adds: ``count`` were found, ``counted`` of them weigh ``weight`` points each."""

    signal: str
    count: int
    counted: int
    weight: int

    @property
    def points(self) -> int:
        """Points of this signal."""
        return self.counted * self.weight


@dataclass(frozen=True, slots=True)
class Score:
    """A sum with all its parts; ``threshold`` is the one from which on a warning is proposed."""

    parts: tuple[Part, ...]
    threshold: int

    @property
    def points(self) -> int:
        """The sum of all parts."""
        return sum(part.points for part in self.parts)

    @property
    def warns(self) -> bool:
        """Whether a warning is proposed."""
        return self.points >= self.threshold


def score(*, counts: Mapping[str, int], scale: Scale) -> Score:
    """The score of one enterprise; parts are what was found only, so that nothing is explained by a zero."""
    parts = [
        Part(signal, counts[signal], min(counts[signal], scale.most), scale.weights[signal])
        for signal in SIGNALS
        if counts.get(signal)
    ]
    return Score(tuple(parts), scale.threshold)


@dataclass(frozen=True, slots=True)
class BackTest:
    """What a past day would have told: of ``enterprises`` then known, who was ``warned``, and at whom it ``followed``.

    ``until`` is the last day on which it counts as following. Only enterprises known on that day count.
    """

    day: dt.date
    until: dt.date
    enterprises: frozenset[int]
    warned: frozenset[int] = field(default=frozenset())
    followed: frozenset[int] = field(default=frozenset())

    @property
    def right(self) -> frozenset[int]:
        """Warned of, and it followed."""
        return self.warned & self.followed

    @property
    def missed(self) -> frozenset[int]:
        """It followed, and nobody was warned."""
        return self.followed - self.warned

    @property
    def precision(self) -> float | None:
        """Of those warned of the share at which it followed; None where nobody was."""
        return _share(part=self.right, whole=self.warned)

    @property
    def recall(self) -> float | None:
        """Of those at which it followed the share that was warned of; None where it followed at none."""
        return _share(part=self.right, whole=self.followed)

    @property
    def base_rate(self) -> float | None:
        """Of all enterprises the share at which it followed: what a warning by lot would be right in."""
        return _share(part=self.followed, whole=self.enterprises)


def back_test(
    *,
    day: dt.date,
    until: dt.date,
    enterprises: Collection[int],
    scores: Mapping[int, Score],
    followed: Collection[int],
) -> BackTest:
    """Compare the scores of a past day with what followed."""
    known = frozenset(enterprises)
    warned = frozenset(unit for unit, one in scores.items() if one.warns)
    return BackTest(day, until, known, warned & known, frozenset(followed) & known)


def _share(*, part: Collection[int], whole: Collection[int]) -> float | None:
    return len(part) / len(whole) if whole else None
