"""Outlines of areas and the shift of GCJ-02 (17.3): what lies inside, and what is refused of a file."""

from __future__ import annotations

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.policy import Pack, PackError
from anlan.policy.boundaries import load_boundaries, read_boundaries
from anlan.policy.geometry import Boundary, from_gcj02, to_gcj02
from anlan.policy.problems import Problem

BROKEN = Path(__file__).parent / "boundaries" / "gcj02_with_broken_rings.geojson"
KNOWN = {"1": "甲县", "2": "乙县"}
SQUARE = [[116.0, 23.0], [117.0, 23.0], [117.0, 24.0], [116.0, 24.0], [116.0, 23.0]]
# A man knows his own city: the west lake park lies in 湘桥, the county hall of 饶平 in 饶平.
INSIDE = {"445102": (116.6331, 23.6682), "445122": (117.0039, 23.6638), "445103": (116.678, 23.4626)}


def file_of(folder: Path, *rings: Any, **properties: Any) -> Path:
    """A file with one feature."""
    feature = {"type": "Feature", "properties": {"adcode": "1", "name": "甲县", **properties}}
    feature["geometry"] = {"type": "Polygon", "coordinates": list(rings)}
    path = folder / "one.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def said(path: Path) -> str:
    """What is said of a file."""
    with pytest.raises(PackError) as refused:
        load_boundaries(folders=[path.parent], known=KNOWN)
    return str(refused.value)


@pytest.mark.parametrize("code", sorted(INSIDE))
def test_17_3_the_outlines_of_the_city_hold_what_lies_there_and_nothing_else(chaozhou: Pack, code: str) -> None:
    longitude, latitude = INSIDE[code]
    holding = [
        one for one, outline in chaozhou.boundaries.items() if outline.holds(longitude=longitude, latitude=latitude)
    ]
    assert set(holding) == {"445100", code}


def test_17_3_a_point_on_the_outline_lies_inside(tmp_path: Path) -> None:
    outline = load_boundaries(folders=[file_of(tmp_path, SQUARE).parent], known=KNOWN)["1"]
    assert outline.holds(longitude=116.0, latitude=23.5)
    assert outline.holds(longitude=117.0, latitude=24.0)
    assert not outline.holds(longitude=117.000001, latitude=23.5)


def crossings(outline: Boundary, longitude: float, latitude: float) -> int:
    """How many sides lie east of the point, every one of them looked at."""
    sides = [side for ring in outline.rings for side in pairwise(ring)]
    astride = [(a, b) for a, b in sides if (a[1] > latitude) != (b[1] > latitude)]
    return sum(longitude < a[0] + (latitude - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) for a, b in astride)


def test_17_3_what_lies_inside_is_what_an_odd_number_of_all_sides_goes_round(chaozhou: Pack) -> None:
    draw = random.Random(17)
    for outline in chaozhou.boundaries.values():
        west, south, east, north = outline.box
        points = [(draw.uniform(west - 0.01, east + 0.01), draw.uniform(south, north)) for _point in range(400)]
        for x, y in points:
            assert outline.holds(longitude=x, latitude=y) == (crossings(outline, x, y) % 2 == 1)
        # All corners, the northernmost and the southernmost among them, lie on the outline.
        assert all(outline.holds(longitude=x, latitude=y) for ring in outline.rings for x, y in ring)
        assert not outline.holds(longitude=(west + east) / 2, latitude=north + 0.000001)


def test_17_3_a_hole_is_not_inside(tmp_path: Path) -> None:
    hole = [[116.4, 23.4], [116.6, 23.4], [116.6, 23.6], [116.4, 23.6], [116.4, 23.4]]
    outline = load_boundaries(folders=[file_of(tmp_path, SQUARE, hole).parent], known=KNOWN)["1"]
    assert not outline.holds(longitude=116.5, latitude=23.5)
    assert outline.holds(longitude=116.2, latitude=23.2)


@pytest.mark.parametrize(
    ("ring", "reason"),
    [
        (SQUARE[:-1], "ring 1 is not closed"),
        (SQUARE[:2], "fewer than four points"),
        ([SQUARE[0]] * 6 + [SQUARE[1], SQUARE[0]], "fewer than four points"),
        ([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]], "crosses itself"),
        ([*SQUARE[:2], [200.0, 23.0], SQUARE[0]], "no degrees"),
        ([*SQUARE[:3], SQUARE[1], SQUARE[3], SQUARE[0]], "the same point twice"),
        ([["a", 1], ["b", 2]], "no pairs of numbers"),
    ],
)
def test_17_3_a_broken_ring_is_refused_by_feature_and_reason(tmp_path: Path, ring: Any, reason: str) -> None:
    words = said(file_of(tmp_path, ring))
    assert reason in words
    assert "甲县" in words


def test_17_3_a_feature_of_no_area_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    assert "names no area" in said(file_of(tmp_path, SQUARE, adcode="9", name="丙县"))
    (tmp_path / "one.geojson").write_text("{}", encoding="utf-8")
    assert "no GeoJSON file" in said(tmp_path / "one.geojson")


def test_17_3_a_shifted_file_with_broken_rings_is_refused_for_both(chaozhou: Pack) -> None:
    problems: list[Problem] = []
    known = {area.code: area.name.zh for area in chaozhou.areas}
    taken = read_boundaries(path=BROKEN, known=known, problems=problems, against=chaozhou.boundaries)
    assert taken == []
    told = [str(problem) for problem in problems]
    assert sum("looks like GCJ-02" in one for one in told) == 3
    assert any("comes to the same point twice" in one for one in told)
    assert any("fewer than four points" in one for one in told)


@given(st.floats(min_value=115.5, max_value=118), st.floats(min_value=23, max_value=25))
def test_the_shift_is_taken_back_to_a_tenth_of_a_metre(longitude: float, latitude: float) -> None:
    shifted = to_gcj02(longitude=longitude, latitude=latitude)
    assert abs(shifted[0] - longitude) > 1e-3
    back = from_gcj02(longitude=shifted[0], latitude=shifted[1])
    assert max(abs(back[0] - longitude), abs(back[1] - latitude)) < 1e-6


@given(st.floats(min_value=-1, max_value=2), st.floats(min_value=-1, max_value=2))
def test_a_square_holds_exactly_what_its_sides_enclose(x: float, y: float) -> None:
    square = Boundary(code="1", name="甲", rings=(((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)),))
    assert square.holds(longitude=x, latitude=y) == (0 <= x <= 1 and 0 <= y <= 1)
