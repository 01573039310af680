"""行政区界: outlines of areas as GeoJSON files of a pack, each feature refused with its reason (article 17).

They are for orientation and for warnings about mistyped coordinates. Where an area has none, the one above answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from anlan.policy.geometry import Boundary, Point, crosses_itself, from_gcj02
from anlan.policy.problems import PackError, Problem, Where, gettext_noop

FOLDER = "boundaries"
FEWEST = 4
# A county that lies about as far off as the shift of GCJ-02, and nearer once that is taken back, was given in it.
TOO_FAR = 0.002


def load_boundaries(*, folders: Sequence[Path], known: Mapping[str, str]) -> dict[str, Boundary]:
    """The outlines by the area's code. ``known`` are the codes of all areas with their Chinese names.

    Raises PackError with every fault of every feature; then nothing is taken.
    """
    found: dict[str, Boundary] = {}
    problems: list[Problem] = []
    for folder in folders:
        for path in sorted(folder.glob("*.geojson")):
            for boundary in read_boundaries(path=path, known=known, problems=problems, against=found):
                found[boundary.code] = boundary
    if problems:
        raise PackError(problems=problems)
    return found


def read_boundaries(
    *, path: Path, known: Mapping[str, str], problems: list[Problem], against: Mapping[str, Boundary]
) -> list[Boundary]:
    """The outlines of one file; what is wrong goes to ``problems``. ``against`` are outlines that are known already."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        features = data["features"]
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):
        problems.append(_problem(path, "", gettext_noop("is no GeoJSON file with features")))
        return []
    found = []
    for number, feature in enumerate(features, start=1):
        name = str((feature.get("properties") or {}).get("name") or number)
        faults = list(_faults(feature, known, against))
        problems.extend(_problem(path, name, fault) for fault in faults)
        if not faults:
            code = _code_of(feature, known)
            found.append(Boundary(code=code, name=known[code], rings=_rings_of(feature["geometry"])))
    return found


def _problem(path: Path, name: str, reason: str) -> Problem:
    return Problem(where=Where(file=path.name, line=None, key=name), reason=reason)


def _code_of(feature: Mapping[str, Any], known: Mapping[str, str]) -> str:
    """The area that the feature names: by its code, or by a name that only one area has."""
    properties = feature.get("properties") or {}
    code = str(properties.get("adcode") or "")
    if code in known:
        return code
    named = [one for one, name in known.items() if name == properties.get("name")]
    return named[0] if len(named) == 1 else ""


def _rings_of(geometry: Mapping[str, Any]) -> tuple[tuple[Point, ...], ...]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return tuple(tuple((float(x), float(y)) for x, y, *_height in ring) for polygon in polygons for ring in polygon)


def _faults(feature: Mapping[str, Any], known: Mapping[str, str], against: Mapping[str, Boundary]) -> Iterator[str]:
    code = _code_of(feature, known)
    if not code:
        yield gettext_noop("names no area of the pack: give its code as adcode")
    geometry = feature.get("geometry") or {}
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        yield gettext_noop("is neither a Polygon nor a MultiPolygon")
        return
    try:
        rings = _rings_of(geometry)
    except (TypeError, ValueError, KeyError):
        yield gettext_noop("has coordinates that are no pairs of numbers")
        return
    yield from _ring_faults(rings)
    if code in against and rings and _looks_shifted(rings, against[code]):
        yield gettext_noop("looks like GCJ-02 (the shifted coordinates of public maps); give CGCS2000")


def _ring_faults(rings: Sequence[tuple[Point, ...]]) -> Iterator[str]:
    for number, ring in enumerate(rings, start=1):
        plain = [point for place, point in enumerate(ring) if place == 0 or point != ring[place - 1]]
        if len(plain) < FEWEST:
            yield gettext_noop("ring %(number)s has fewer than four points", number=number)
        elif ring[0] != ring[-1]:
            yield gettext_noop("ring %(number)s is not closed: its last point is not its first", number=number)
        elif any(not (-180 <= x <= 180 and -90 <= y <= 90) for x, y in ring):
            yield gettext_noop("ring %(number)s has coordinates that are no degrees", number=number)
        elif len(set(plain)) < len(plain) - 1:
            yield gettext_noop("ring %(number)s comes to the same point twice", number=number)
        elif crosses_itself(ring=plain):
            yield gettext_noop("ring %(number)s crosses itself", number=number)


def _looks_shifted(rings: Sequence[tuple[Point, ...]], known: Boundary) -> bool:
    """Whether its frame lies off the known one, and nearer once the shift of GCJ-02 is taken back."""
    given = Boundary(code="", name="", rings=tuple(rings)).box
    back = (*from_gcj02(longitude=given[0], latitude=given[1]), *from_gcj02(longitude=given[2], latitude=given[3]))
    off = sum(abs(one - other) for one, other in zip(given, known.box, strict=True)) / 4
    off_then = sum(abs(one - other) for one, other in zip(back, known.box, strict=True)) / 4
    return off > TOO_FAR and off_then < off
