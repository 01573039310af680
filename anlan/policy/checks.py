"""Cross-checks of a pack (政策包交叉校验): what no single file shows, such as a duty without its clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

from anlan.policy.conditions import tests_of
from anlan.policy.contradictions import possible
from anlan.policy.documents import Document, KeyPath
from anlan.policy.duty_checks import VOCABULARY, check_duties, check_test
from anlan.policy.governance import check_divisions
from anlan.policy.industries import Matter, codes_of
from anlan.policy.inspection_guide import check_guides
from anlan.policy.problems import Problem, gettext_noop
from anlan.policy.reading import HOLIDAY_NAMES, PackFiles


def check_files(*, files: PackFiles, catalogue_ids: Collection[str] | None) -> Iterator[Problem]:
    """Yield every contradiction between the files of a pack.

    `catalogue_ids` are the clause ids of the catalogue the pack refers to; None if it is its own.
    """
    yield from _check_clauses(files, catalogue_ids)
    yield from check_duties(files=files)
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
    for built in files.matter_list:
        yield from _check_applies(files, built)


def _check_applies(files: PackFiles, matter: Matter) -> Iterator[Problem]:
    """A condition that no facts can satisfy would hide every gap of the matter."""
    if matter.applies is None:
        return
    for test in tests_of(condition=matter.applies):
        yield from check_test(files=files, test=test)
    if not possible(holding=[matter.applies], failing=[], known=VOCABULARY):
        yield Problem(where=matter.where, reason=gettext_noop("applies to no enterprise, whatever the facts"))
