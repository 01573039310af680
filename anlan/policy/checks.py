"""Cross-checks of a pack (政策包交叉校验): what no single file shows, such as a duty without its clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations
from typing import get_args

from anlan.policy.conditions import ParameterRef, Test, tests_of
from anlan.policy.documents import Document, KeyPath
from anlan.policy.duties import times_of
from anlan.policy.governance import Level, check_divisions
from anlan.policy.industries import codes_of
from anlan.policy.inspection_guide import check_guides
from anlan.policy.parameters import Parameter
from anlan.policy.periods import Cadence
from anlan.policy.problems import Problem
from anlan.policy.reading import HOLIDAY_NAMES, PackFiles
from anlan.policy.units import UnitKind

# Kinds of unit that clauses bind and that have no template: they register themselves (article 6).
OTHER_KINDS = ("enterprise",)
_VOCABULARY = {"level": get_args(Level), "kind": (*get_args(UnitKind), *OTHER_KINDS)}
_CADENCES: dict[str, Cadence] = {
    "monthly": "month",
    "quarterly": "quarter",
    "half-yearly": "half_year",
    "annual": "year",
    "start-of-year": "year",
    "every-5-years": "five_years",
}


def check_files(*, files: PackFiles, catalogue_ids: Collection[str] | None) -> Iterator[Problem]:
    """Yield every contradiction between the files of a pack.

    `catalogue_ids` are the clause ids of the catalogue the pack refers to; None if it is its own.
    """
    yield from _check_clauses(files, catalogue_ids)
    yield from _check_duties(files)
    yield from _check_parameters(files)
    yield from _check_calendars(files)
    yield from check_divisions(rows=files.divisions, city=files.governance.content.city)
    yield from _check_governance(files)
    yield from _check_units(files)
    yield from _check_matters(files)
    yield from _unique(files.milestones.document, "milestones", (m.id for m in files.milestones.content.milestones))
    yield from _unique(files.lines.document, "lines", (line.code for line in files.lines.content.lines))
    yield from _unique(files.lines.document, "lines", (line.id for line in files.lines.content.lines), "id")
    if files.guides is not None:
        yield from check_guides(file=files.guides.content, document=files.guides.document)


def _problem(document: Document, path: KeyPath, reason: str) -> Problem:
    return Problem(where=document.where(path=path), reason=reason)


def _unique(
    document: Document, section: str, names: Iterable[str | int], field: str | None = None
) -> Iterator[Problem]:
    seen: set[str | int] = set()
    for index, name in enumerate(names):
        if name in seen:
            path: KeyPath = (section, index, field) if field else (section, index)
            yield _problem(document, path, f"{name} is given twice")
        seen.add(name)


def _check_clauses(files: PackFiles, catalogue_ids: Collection[str] | None) -> Iterator[Problem]:
    document, clauses = files.clauses.document, files.clauses.content.clauses
    milestones = {milestone.id for milestone in files.milestones.content.milestones}
    owed = {duty.clause for duty in files.duty_list}
    yield from _unique(document, "clauses", (clause.id for clause in clauses))
    references = Counter(clause.reference for clause in clauses if clause.reference)
    for index, clause in enumerate(clauses):
        path: KeyPath = ("clauses", index)
        if clause.article not in files.opinions.articles:
            yield _problem(document, (*path, "article"), f"the text has no article {clause.article}")
        if clause.carried.milestone is not None and clause.carried.milestone not in milestones:
            below = (*path, "carried", "milestone")
            yield _problem(document, below, f"there is no milestone {clause.carried.milestone}")
        if clause.carried.how == "duty" and clause.id not in owed:
            yield _problem(document, (*path, "carried", "how"), "is 'duty', and no duty cites the clause")
        if clause.reference is None:
            continue
        below = (*path, "reference")
        if catalogue_ids is None:
            yield _problem(document, below, "is not given in a pack that is its own reference")
        elif clause.reference not in catalogue_ids:
            catalogue = files.pack.content.reference
            yield _problem(document, below, f"{catalogue} has no clause {clause.reference}")
        if references[clause.reference] > 1:
            yield _problem(document, below, f"more than one clause answers to {clause.reference}")


def _check_duties(files: PackFiles) -> Iterator[Problem]:
    document = files.duties.document
    clauses = {clause.id: clause for clause in files.clauses.content.clauses}
    lines = {line.code for line in files.lines.content.lines}
    yield from _unique(document, "duties", (duty.id for duty in files.duty_list))
    for index, duty in enumerate(files.duty_list):
        path: KeyPath = ("duties", index)
        clause = clauses.get(duty.clause)
        if clause is None:
            yield _problem(document, (*path, "clause"), f"there is no clause {duty.clause}")
        elif clause.carried.how != "duty":
            reason = f"clause {duty.clause} is carried by '{clause.carried.how}', not by a duty"
            yield _problem(document, (*path, "clause"), reason)
        elif duty.every is not None and _CADENCES.get(clause.cadence, duty.every) != duty.every:
            reason = f"clause {duty.clause} is {clause.cadence}, the duty is owed every {duty.every}"
            yield _problem(document, (*path, "every"), reason)
        if duty.line not in lines:
            yield _problem(document, (*path, "line"), f"there is no line {duty.line}")
        for below, key, units in times_of(duty=duty):
            yield from _check_time(files, (*path, *below), key, units)
        for condition in duty.conditions:
            for test in tests_of(condition=condition):
                yield from _check_test(files, test)


def _check_time(files: PackFiles, path: KeyPath, key: str, units: tuple[str, ...]) -> Iterator[Problem]:
    """A duty's times are whole numbers, counted in the unit that their place asks for."""
    parameter: Parameter | None = files.parameters.content.parameters.get(key)
    if parameter is None:
        yield _problem(files.duties.document, path, f"there is no parameter {key}")
    elif not all(type(item.value) is int and item.value >= 0 for item in parameter.values):
        yield _problem(files.duties.document, path, f"the parameter {key} is not a number of days")
    else:
        for unit in {(item.unit or parameter.unit).en for item in parameter.values}:
            # A unit may go on to say from when: "day from accident".
            if not any(unit == wanted or unit.startswith(f"{wanted} ") for wanted in units):
                reason = f"the parameter {key} counts in '{unit}', not in '{' or '.join(units)}'"
                yield _problem(files.duties.document, path, reason)


def _check_test(files: PackFiles, test: Test) -> Iterator[Problem]:
    """Levels and kinds come from fixed lists: a misspelt one would silently bind nobody."""
    if isinstance(test.value, ParameterRef):
        if test.value.key not in files.parameters.content.parameters:
            yield Problem(where=test.where, reason=f"there is no parameter {test.value.key}")
        return
    known = _VOCABULARY.get(test.field)
    for value in test.value if isinstance(test.value, tuple) else (test.value,):
        if known is not None and value not in known:
            yield Problem(where=test.where, reason=f"'{value}' is not one of {', '.join(known)}")


def _check_parameters(files: PackFiles) -> Iterator[Problem]:
    document = files.parameters.document
    for key, parameter in files.parameters.content.parameters.items():
        for (_, one), (index, other) in combinations(enumerate(parameter.values), 2):
            if one.document == other.document and one.overlaps(other=other):
                source = other.document or "the product default"
                reason = f"overlaps another value of {source} in time"
                yield _problem(document, ("parameters", key, "values", index), reason)


def _check_calendars(files: PackFiles) -> Iterator[Problem]:
    names = files.holiday_names.content.names
    for calendar in files.calendars:
        document, content = calendar.document, calendar.content
        if document.file != f"calendars/{content.year}.yaml":
            yield _problem(document, ("year",), f"the year {content.year} does not belong in this file")
        for section, days in (("off", content.off), ("work", content.work)):
            for day, name in days.items():
                path: KeyPath = (section, day.isoformat())
                if day.year != content.year:
                    yield _problem(document, path, f"lies outside the year {content.year}")
                if section == "work" and day in content.off:
                    yield _problem(document, path, "is both a day off and a working day")
                if name not in names:
                    yield _problem(document, path, f"{name} has no English name in {HOLIDAY_NAMES}")


def _check_governance(files: PackFiles) -> Iterator[Problem]:
    document, content = files.governance.document, files.governance.content
    towns = {row.town_code for row in files.divisions}
    counties = {row.county_code for row in files.divisions}
    named, places = set(content.english_names), towns | counties
    own_codes = {zone.statistical_code for zone in content.zones}
    for code in sorted(places - named - own_codes):
        yield _problem(document, ("english_names", code), "is missing: the divisions have this area")
    for code in sorted(named - places):
        yield _problem(document, ("english_names", code), "the divisions have no such county or town")
    yield from _unique(document, "zones", (zone.code for zone in content.zones))
    governed: dict[str, str] = {}
    for index, zone in enumerate(content.zones):
        path: KeyPath = ("zones", index)
        if zone.code in places and zone.code != zone.statistical_code:
            yield _problem(document, (*path, "code"), f"{zone.code} is the code of another area")
        if zone.statistical_code is not None and zone.statistical_code not in towns:
            reason = f"the divisions have no town-level area {zone.statistical_code}"
            yield _problem(document, (*path, "statistical_code"), reason)
        for position, code in enumerate(zone.governs):
            below = (*path, "governs", position)
            if code not in towns:
                yield _problem(document, below, f"the divisions have no town {code}")
            elif code in own_codes:
                yield _problem(document, below, f"{code} is itself a zone")
            elif code in governed:
                yield _problem(document, below, f"{code} is governed twice: by {governed[code]} and {zone.code}")
            governed.setdefault(code, zone.code)


def _check_units(files: PackFiles) -> Iterator[Problem]:
    document, content = files.units.document, files.units.content
    yield from _unique(document, "units", (unit.key for unit in content.units))
    by_key = {unit.key: unit for unit in content.units}
    for name, posts in content.posts.items():
        for key, times in Counter(post.key for post in posts).items():
            if times > 1:
                yield _problem(document, ("posts", name), f"the post {key} is given {times} times")
    for index, unit in enumerate(content.units):
        path: KeyPath = ("units", index)
        if unit.posts not in content.posts:
            yield _problem(document, (*path, "posts"), f"there is no set of posts {unit.posts}")
        if not set(unit.vertical) <= set(unit.levels):
            yield _problem(document, (*path, "vertical"), "names a level that the unit does not have")
        if unit.same_office_as is None:
            continue
        office = by_key.get(unit.same_office_as)
        if office is None or not set(unit.levels) <= set(office.levels):
            reason = f"{unit.same_office_as} is no unit of the same levels"
            yield _problem(document, (*path, "same_office_as"), reason)


def _check_matters(files: PackFiles) -> Iterator[Problem]:
    """Codes of industries and matters stand once, and a matter names sections that there are."""
    sections = files.industries.content.industries if files.industries else ()
    if files.industries:
        yield from _unique(files.industries.document, "industries", codes_of(sections=sections))
    if files.matters is None:
        return
    document, matters = files.matters.document, files.matters.content.matters
    yield from _unique(document, "matters", (matter.code for matter in matters))
    known = {section.code for section in sections}
    for index, matter in enumerate(matters):
        for code in matter.industries:
            if code not in known:
                path: KeyPath = ("matters", index, "industries")
                yield _problem(document, path, f"there is no section {code} of industry")
