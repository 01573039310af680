"""What the benchmarks say of a promise, on stated times: the ratio, what is spared, and what hides nothing (0023)."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.inside.asking import Measured, worst_line
from bench.results import PAGE_SPARED, REPORT_SPARED, Line, keep, kept


def line(*, value: float | None, beyond: float | None = None, spared: float | None = PAGE_SPARED) -> Line:
    return Line("A list", "SQLite", "", value, 3, beyond=beyond, spared=spared)


def worst(*times: tuple[str, float, float]) -> Line:
    """The line of lists given by what was asked, Anlan's milliseconds and those of the bare queries."""
    measured = [Measured(asked, took / 1000, raw / 1000) for asked, took, raw in times]
    return worst_line(measured=measured, topic="Lists", whole="all", database="SQLite")


@pytest.mark.parametrize(
    ("value", "beyond", "verdict"),
    [
        (2.9, 0.040, "pass"),
        (3.0, 0.040, "pass"),
        (30.0, 0.001, "within 5 ms"),
        (3.01, 0.005, "within 5 ms"),
        (3.01, 0.0051, "MISS"),
        (None, None, "not measured"),
    ],
)
def test_a_promise_is_kept_by_its_ratio_or_within_what_is_spared(
    value: float | None, beyond: float | None, verdict: str
) -> None:
    assert line(value=value, beyond=beyond).verdict == verdict


def test_where_nothing_is_spared_only_the_ratio_counts() -> None:
    assert line(value=3.4, beyond=0.0001, spared=None).verdict == "MISS"
    assert line(value=3.4, spared=PAGE_SPARED).verdict == "MISS"


def test_a_line_for_information_has_no_verdict() -> None:
    assert Line("Loading", "SQLite", "", 30.0, beyond=0.001, spared=PAGE_SPARED).verdict == ""


def test_a_report_with_photos_is_spared_more_than_a_page() -> None:
    assert line(value=4.5, beyond=0.018, spared=REPORT_SPARED).verdict == "within 30 ms"
    assert line(value=4.5, beyond=0.018, spared=PAGE_SPARED).verdict == "MISS"


def test_what_is_spared_breaks_nothing_and_still_shows_its_plain_ratio() -> None:
    spared = line(value=31.81, beyond=0.0006)
    assert not spared.broken
    assert spared.cells[3:] == ("31.81 ×", "≤ 3.00 ×", "within 5 ms")
    assert [one.broken for one in (line(value=2.0), line(value=3.4, beyond=0.04), line(value=None))] == [
        False,
        True,
        True,
    ]


def test_the_verdict_survives_the_way_to_the_process_that_prints_it(tmp_path: Path) -> None:
    lines = [line(value=31.81, beyond=0.0006), line(value=3.4, beyond=0.04), line(value=1.0)]
    keep(lines=lines, file=tmp_path / "lines.json")
    assert [one.verdict for one in kept(file=tmp_path / "lines.json")] == ["within 5 ms", "MISS", "pass"]


def test_a_list_that_is_spared_does_not_hide_one_that_is_not() -> None:
    shown = worst(("nothing", 1.03, 0.03), ("long", 57.0, 17.0), ("state=found", 29.0, 10.0))
    assert (shown.value, shown.verdict) == (3.35, "MISS")
    assert "worst long: 57.0 ms, raw 17.0 ms" in shown.measured
    assert "1 of 3 only within 5 ms, up to 34.33 ×" in shown.measured


def test_of_several_lists_that_miss_the_highest_ratio_is_shown() -> None:
    shown = worst(("long", 57.0, 17.0), ("longer", 90.0, 20.0), ("nothing", 1.03, 0.03))
    assert (shown.value, shown.verdict) == (4.5, "MISS")


def test_where_none_misses_the_highest_ratio_of_all_is_shown() -> None:
    shown = worst(("", 1.03, 0.03), ("state=found", 29.0, 10.0))
    assert (shown.value, shown.verdict) == (34.33, "within 5 ms")
    assert "worst all: 1.0 ms, raw 0.03 ms" in shown.measured


def test_a_slow_list_within_its_ratio_passes_and_nothing_is_said_of_sparing() -> None:
    shown = worst(("long", 58.0, 20.0), ("short", 1.0, 0.5))
    assert (shown.value, shown.verdict) == (2.9, "pass")
    assert "within" not in shown.measured
