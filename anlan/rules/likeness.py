"""相似度: how alike two short texts read, whatever their numbers, marks and spaces (18.8, 19.2)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Pairs of characters carry most of the meaning of a short Chinese text.
PAIR = 2


def normal(*, text: str) -> str:
    """The text without spaces and marks, in one width and one case; numbers read as one sign each."""
    kept: list[str] = []
    for sign in unicodedata.normalize("NFKC", text).lower():
        if sign.isdecimal():
            if not kept or kept[-1] != "0":
                kept.append("0")
        elif sign.isalnum():
            kept.append(sign)
    return "".join(kept)


@lru_cache(maxsize=4096)
def pairs_of(*, text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of the normal text; a single character stands for itself."""
    plain = normal(text=text)
    if len(plain) < PAIR:
        return frozenset((plain,)) if plain else frozenset()
    return frozenset(plain[place : place + PAIR] for place in range(len(plain) - 1))


def likeness(*, one: str, other: str) -> float:
    """How alike two texts are, from 0 (nothing in common) to 1 (the same): twice what they share by what both have."""
    first, second = pairs_of(text=one), pairs_of(text=other)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))
