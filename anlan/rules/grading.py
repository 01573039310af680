"""判定标准建议 (19.1): which criteria the words of a danger suggest, and because of which words. A person decides.

Pairs of characters count the more the fewer criteria have them. A criterion of another branch of industry counts less,
since the same words may be meant.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from anlan.rules.likeness import normal, pairs_of

# Product figures, chosen on everyday descriptions so that ordinary dangers suggest nothing.
LEAST_SCORE = 0.24
LEAST_PAIRS = 4
OTHER_BRANCH = 0.55
WORD_WEIGHT = 2.0
# Said the same way of everything that is lacking: they tell no criterion from another.
EMPTY = frozenset(
    [
        "没有",
        "有没",
        "未设",
        "未安",
        "安装",
        "装有",
        "设置",
        "无法",
        "不符",
        "符合",
        "规定",
        "要求",
        "进行",
        "存在",
        "以及",
        "或者",
        "或未",
        "的现",
        "现场",
        "车间",
        "企业",
        "工作",
        "没装",
        "未按",
        "按规",
        "措施",
        "场所",
    ]
)


class Texts(Protocol):
    """A text in both languages."""

    zh: str


class Criterion(Protocol):
    """What is asked of a criterion."""

    @property
    def id(self) -> str:
        """Its number."""
        ...

    @property
    def text(self) -> Texts:
        """What it says."""
        ...

    @property
    def words(self) -> Sequence[str]:
        """What people say of it besides."""
        ...

    @property
    def industries(self) -> Sequence[str]:
        """Prefixes of GB/T 4754; none: every industry."""
        ...


@dataclass(frozen=True)
class Suggestion[C]:
    """A criterion that the words suggest, how strongly (0 to about 1), and the words that did."""

    criterion: C
    score: float
    words: tuple[str, ...]


def suggest[C: Criterion](
    *, text: str, criteria: Iterable[C], industry: str = "", most: int = 3
) -> list[Suggestion[C]]:
    """The criteria that a description suggests, the strongest first; none where the words are too few or too common.

    ``industry`` is the unit's code of GB/T 4754, empty where it is not known.
    """
    library = tuple(criteria)
    if not library:
        return []
    weights = _weights(tuple((one.text.zh, tuple(one.words)) for one in library))
    said = pairs_of(text=text) - EMPTY
    found = []
    for one in library:
        own = _pairs(one.text.zh, tuple(one.words)) - EMPTY
        shared = said & own
        named = {word for word in one.words if normal(text=word) in normal(text=text)}
        weight = sum(weights[pair] for pair in shared) + WORD_WEIGHT * len(named)
        whole = sum(weights.get(pair, 0.0) for pair in said if pair in weights) or 1.0
        score = weight / (whole + 2.0) * _fit(one.industries, industry)
        if score >= LEAST_SCORE and len(shared) + 2 * len(named) >= LEAST_PAIRS:
            found.append(Suggestion(one, round(score, 4), _said(text, shared, named)))
    return sorted(found, key=lambda each: (-each.score, each.criterion.id))[:most]


def _fit(industries: Sequence[str], industry: str) -> float:
    if not industries or not industry:
        return 1.0
    longest = max((len(prefix) for prefix in industries if industry.startswith(prefix)), default=0)
    return 1.0 + 0.1 * longest if longest else OTHER_BRANCH


def _said(text: str, shared: Iterable[str], named: Iterable[str]) -> tuple[str, ...]:
    """The matching pieces of the description, in its own order: neighbouring pairs joined."""
    plain, marks = normal(text=text), set(shared)
    pieces, start = [], -1
    for place in range(len(plain)):
        inside = plain[place : place + 2] in marks
        if inside and start < 0:
            start = place
        elif not inside and start >= 0:
            pieces.append(plain[start : place + 1])
            start = -1
    return tuple(dict.fromkeys([*sorted(named), *pieces]))[:6]


@lru_cache(maxsize=1024)
def _pairs(text: str, words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(pair for part in (text, *words) for pair in pairs_of(text=part))


@lru_cache(maxsize=8)
def _weights(texts: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, float]:
    """How telling each pair is: the rarer among the criteria, the more."""
    counts = Counter(pair for text, words in texts for pair in _pairs(text, words))
    return {pair: math.log(1 + len(texts) / count) for pair, count in counts.items()}
