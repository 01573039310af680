"""企业自查 (6.4, 6.18): what the numbers of an inspection and the words of a self-assessment must agree with.

Pure functions of plain values.
"""

from __future__ import annotations

from collections.abc import Mapping

IN_PLACE, PARTLY, NOT_YET = "in_place", "partly", "not_yet"
# 责任到位、管理到位、投入到位、培训到位、应急救援到位 (6.18), in the order of the clause.
FIVE = ("responsibility", "management", "investment", "training", "rescue")


def counts_fault(*, found: int, major: int, put_right: int) -> str:
    """Which count of dangers is more than were found, "major" or "put_right"; empty where none is (6.4)."""
    if major > found:
        return "major"
    return "put_right" if put_right > found else ""


def without_evidence(*, standing: Mapping[str, str], evidence: Mapping[str, str]) -> str:
    """The first of these that is said to be in place, even partly, without a word by what; empty for none."""
    return next((one for one, how in standing.items() if how != NOT_YET and not evidence.get(one)), "")


def in_place(*, standing: Mapping[str, str]) -> int:
    """How many of the five are in place."""
    return sum(standing[one] == IN_PLACE for one in FIVE)
