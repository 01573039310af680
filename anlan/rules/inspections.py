"""行政检查 (8.8, 19.3; 国办发〔2024〕54号): which inspections the yearly cap counts, and how many officers make one."""

from __future__ import annotations

import re

# By the annual plan and by the double random draw: these are what the yearly cap limits.
CAPPED = ("plan", "drawn")
# A clue, a case handed on, the enterprise's own request and the re-check of what was ordered are outside the cap.
BEYOND = ("clue", "assigned", "applied", "recheck")
BASES = (*CAPPED, *BEYOND)
# 行政处罚法, article 42: no fewer than two officers, who show their certificates.
LEAST_OFFICERS = 2
# 19.3 asks for more checks that nobody was told of before (暗查暗访, 四不两直).
ANNOUNCED, UNANNOUNCED = "announced", "unannounced"
_BETWEEN = re.compile(r"[\s,，、;；]+")


def certificates_in(*, text: str) -> tuple[str, ...]:
    """The numbers of certificates in what was typed, each once, in their order."""
    return tuple(dict.fromkeys(one for one in _BETWEEN.split(text) if one))


def may_inspect_again(*, basis: str, used: int, cap: int) -> bool:
    """Whether one more inspection on this basis stays within the cap of the year; ``used`` counts those before it."""
    return basis not in CAPPED or used < cap
