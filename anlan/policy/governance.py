"""Who governs whom (属地管理; clauses 3.1 and 10.7): city, counties and zones, towns, villages.

The statistical divisions say where a village lies; they do not say who governs it. Functional zones
(功能区) of county rank take over the towns that are named for them and nothing else, so the tree of
government is built from both files. Towns and villages carry their statistical codes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Literal

from anlan.policy.problems import Problem, Where
from anlan.policy.validation import Entry, Text, Words

DIVISIONS_FILE = "divisions.csv"
COLUMNS = (
    "city_code",
    "county_code",
    "county_name",
    "town_code",
    "town_name",
    "village_code",
    "village_name",
)
CODE_LENGTHS = {"city_code": 4, "county_code": 6, "town_code": 9, "village_code": 12}

Level = Literal["city", "county", "zone", "town", "village"]
Form = Literal["street", "town", "township_like", "village", "community", "village_like"]


class Zone(Entry):
    """A functional zone of county rank.

    `code` is the pack's own where there is no `statistical_code`. `governs` lists statistical codes of
    towns taken over from their county. Villages listed directly under the zone's statistical code lie
    directly below the zone.
    """

    code: Words
    statistical_code: Words | None
    name: Text
    governs: tuple[Words, ...]
    note: Text


class City(Entry):
    """The city itself, with its statistical code."""

    code: Words
    name: Text


class GovernanceFile(Entry):
    """`governance.yaml`. Every county and town has an English name; villages keep their Chinese one.

    `former_codes` are beginnings of codes that were in use before, each with what it became: files still carry them.
    """

    city: City
    english_names: dict[Words, Words]
    former_codes: dict[Words, Words] = {}
    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """One row of the divisions file: a village or community with the town and county it is coded under."""

    city_code: str
    county_code: str
    county_name: str
    town_code: str
    town_name: str
    village_code: str
    village_name: str
    line: int


@dataclass(frozen=True, slots=True)
class Area:
    """A node of the tree of government.

    `form` tells streets (街道) from towns (镇), communities (居) from villages (村), and both from what only
    the statistics treat alike: farms and parks (`township_like`, `village_like`), which have no Party
    committee, government or villagers' committee of their own in the data.
    """

    code: str
    statistical_code: str | None
    name: Text
    level: Level
    form: Form | None
    parent: str | None


def read_divisions(*, path: Path, problems: list[Problem]) -> tuple[Division, ...] | None:
    """Read the divisions file; a malformed file or row goes to `problems`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else f"is not UTF-8 text: {error}"
        problems.append(Problem(where=Where(file=DIVISIONS_FILE, line=None, key=""), reason=reason))
        return None
    reader = csv.reader(StringIO(text))
    if tuple(next(reader, ())) != COLUMNS:
        where = Where(file=DIVISIONS_FILE, line=1, key="")
        problems.append(Problem(where=where, reason=f"the columns must be {', '.join(COLUMNS)}"))
        return None
    rows: list[Division] = []
    for cells in reader:
        if len(cells) != len(COLUMNS) or not all(cell.strip() for cell in cells):
            where = Where(file=DIVISIONS_FILE, line=reader.line_num, key="")
            problems.append(Problem(where=where, reason=f"a row has {len(COLUMNS)} filled columns"))
            continue
        rows.append(Division(**dict(zip(COLUMNS, cells, strict=True)), line=reader.line_num))
    return tuple(rows)


def check_divisions(*, rows: tuple[Division, ...], city: City) -> Iterator[Problem]:
    """Yield what is wrong with the codes: shape, nesting, a code twice or with two names."""
    villages: set[str] = set()
    names: dict[str, str] = {}
    for row in rows:
        yield from _check_codes(row, city)
        if row.village_code in villages:
            yield _refusal(row, "village_code", f"{row.village_code} appears twice")
        villages.add(row.village_code)
        for code, name in ((row.county_code, row.county_name), (row.town_code, row.town_name)):
            if names.setdefault(code, name) != name:
                yield _refusal(row, code, f"is called both {names[code]} and {name}")


def _check_codes(row: Division, city: City) -> Iterator[Problem]:
    for column, length in CODE_LENGTHS.items():
        code = getattr(row, column)
        if not (code.isascii() and code.isdigit() and len(code) == length):
            yield _refusal(row, column, f"'{code}' is not a code of {length} digits")
        elif length in (9, 12) and _form(code) is None:
            yield _refusal(row, column, f"the statistical rules have no form for the number {code[-3:]}")
    for inner, outer in (("village", "town"), ("town", "county"), ("county", "city")):
        code, within = getattr(row, f"{inner}_code"), getattr(row, f"{outer}_code")
        if not code.startswith(within):
            yield _refusal(row, f"{inner}_code", f"{inner} {code} lies outside {outer} {within}")
    if not city.code.startswith(row.city_code):
        yield _refusal(row, "city_code", f"{row.city_code} is not the city {city.code}")


def _refusal(row: Division, key: str, reason: str) -> Problem:
    return Problem(where=Where(file=DIVISIONS_FILE, line=row.line, key=key), reason=reason)


def build_areas(*, rows: tuple[Division, ...], file: GovernanceFile) -> tuple[Area, ...]:
    """Build the tree of government in depth-first order: the city, its counties, then its zones."""
    zone_of = {code: zone.code for zone in file.zones for code in zone.governs}
    own = {zone.statistical_code: zone.code for zone in file.zones if zone.statistical_code}
    english = file.english_names
    children: dict[str, dict[str, Area]] = {}

    def add(area: Area) -> None:
        children.setdefault(area.parent or "", {}).setdefault(area.code, area)

    for row in rows:
        add(_area(row.county_code, row.county_name, "county", None, file.city.code, english))
        if row.town_code not in own:
            parent = zone_of.get(row.town_code, row.county_code)
            add(_area(row.town_code, row.town_name, "town", _form(row.town_code), parent, english))
        parent = own.get(row.town_code, row.town_code)
        add(_area(row.village_code, row.village_name, "village", _form(row.village_code), parent, english))
    for zone in file.zones:
        add(Area(zone.code, zone.statistical_code, zone.name, "zone", None, file.city.code))
    city = Area(file.city.code, file.city.code, file.city.name, "city", None, None)
    return tuple(_depth_first(city, children))


def _area(code: str, name: str, level: Level, form: Form | None, parent: str, english: Mapping[str, str]) -> Area:
    return Area(code, code, Text(zh=name, en=english.get(code, name)), level, form, parent)


def _depth_first(area: Area, children: Mapping[str, Mapping[str, Area]]) -> Iterator[Area]:
    yield area
    for child in children.get(area.code, {}).values():
        yield from _depth_first(child, children)


def _form(code: str) -> Form | None:
    """Read the form from the last three digits, as the rules for statistical division codes assign them."""
    number = int(code[-3:]) if code[-3:].isdigit() else 0
    town: dict[int, Form] = {
        0: "street",
        1: "town",
        2: "town",
        3: "town",
        4: "township_like",
        5: "township_like",
    }
    village: dict[int, Form] = {
        0: "community",
        1: "community",
        2: "village",
        3: "village",
        4: "village_like",
        5: "village_like",
    }
    return (town if len(code) == 9 else village).get(number // 100) if number else None
