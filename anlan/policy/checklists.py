"""隐患自查表 (18.8): what an enterprise looks at when it checks itself, by industry and version.

The lists that ship with Anlan are product defaults in our own words, issued by nobody and marked so. Where an industry
has none of its own, the general one is used, with the criteria of major dangers of that branch behind it (19.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from anlan.policy.criteria import CriteriaLibrary
from anlan.policy.documents import Document, KeyPath, read_document
from anlan.policy.problems import PackError, Problem, gettext_noop
from anlan.policy.validation import Entry, Text, Words, fit

CHECKLISTS = "checklists"


class CheckItem(Entry):
    """One thing that has to be so, and how to look. ``criterion``: if it is not, a major danger is likely (19.1)."""

    id: Words
    text: Text
    look: Text | None = None
    criterion: Words | None = None


class Checklist(Entry):
    """One version of a list. ``industries`` are prefixes of GB/T 4754-2017, none: any production unit.

    ``also`` names items of the general lists in force that belong to it as well. ``default``: of the product.
    """

    key: Words
    name: Text
    version: Words
    since: date
    until: date | None
    default: bool
    note: Text
    industries: tuple[Words, ...]
    also: tuple[Words, ...] = ()
    items: tuple[CheckItem, ...] = Field(min_length=1)

    def in_force(self, *, on: date) -> bool:
        """Whether it was in force on that day, first and last day included."""
        return self.since <= on and (self.until is None or on <= self.until)

    def fits(self, *, industry: str) -> int:
        """How closely it fits an industry: the length of the longest prefix, 0 for a general list, -1 not at all."""
        if not self.industries:
            return 0
        return max((len(one) for one in self.industries if industry.startswith(one)), default=-1)


class ChecklistsFile(Entry):
    """A file of check-lists: one or several versions."""

    checklists: tuple[Checklist, ...]


@dataclass(frozen=True)
class Chosen:
    """What one enterprise checks itself by: the list with its items, those of the general list and criteria too."""

    checklist: Checklist
    items: tuple[CheckItem, ...]

    def item(self, *, id: str) -> CheckItem | None:
        """The item of that number."""
        return next((one for one in self.items if one.id == id), None)


def chosen_for(*, checklists: Sequence[Checklist], industry: str, criteria: CriteriaLibrary, on: date) -> Chosen | None:
    """The list in force on that day that fits the industry most closely; None where the pack has none that does."""
    found = [one for one in checklists if one.in_force(on=on) and one.fits(industry=industry) >= 0]
    if not found:
        return None
    best = max(found, key=lambda one: one.fits(industry=industry))
    return Chosen(best, items_of(checklist=best, checklists=checklists, industry=industry, criteria=criteria, on=on))


def items_of(
    *, checklist: Checklist, checklists: Sequence[Checklist], industry: str, criteria: CriteriaLibrary, on: date
) -> tuple[CheckItem, ...]:
    """All items of a list: its own, those it takes from general lists, and behind a general one those of the branch."""
    shared = {
        one.id: one for other in checklists if not other.industries and other.in_force(on=on) for one in other.items
    }
    items = [*checklist.items, *(shared[key] for key in checklist.also if key in shared)]
    if not checklist.industries and industry:
        known = {one.criterion for one in items}
        items += [
            CheckItem(
                id=one.id, text=Text(zh=f"不存在：{one.text.zh}", en=f"Not the case: {one.text.en}"), criterion=one.id
            )
            for one in criteria.in_force(on=on)
            if one.id not in known and any(industry.startswith(prefix) for prefix in one.industries)
        ]
    return tuple(items)


def load_checklists(*, folder: Path, criteria: CriteriaLibrary, divisions: Sequence[str] = ()) -> tuple[Checklist, ...]:
    """Read every file of the folder; a pack need not have any. ``divisions``: the industry codes it knows.

    Raises PackError with every fault of every file.
    """
    problems: list[Problem] = []
    read: list[tuple[Document, ChecklistsFile]] = []
    for path in sorted(folder.glob("*.yaml")):
        document = read_document(path=path, file=f"{CHECKLISTS}/{path.name}", problems=problems)
        content = fit(document=document, model=ChecklistsFile, problems=problems) if document else None
        if document and content:
            read.append((document, content))
    problems.extend(_faults(read=read, criteria=criteria, divisions=divisions))
    if problems:
        raise PackError(problems=problems)
    return tuple(one for _document, file in read for one in file.checklists)


def _faults(
    *, read: Sequence[tuple[Document, ChecklistsFile]], criteria: CriteriaLibrary, divisions: Sequence[str]
) -> Iterator[Problem]:
    """What is wrong with one list or between versions of it."""
    general = {item.id for _at, file in read for one in file.checklists if not one.industries for item in one.items}
    seen: dict[str, list[Checklist]] = {}
    for document, file in read:
        for index, one in enumerate(file.checklists):
            path: KeyPath = ("checklists", index)
            for other in seen.setdefault(one.key, []):
                if other.version == one.version:
                    reason = gettext_noop("%(version)s is given twice", version=one.version)
                    yield Problem(where=document.where(path=(*path, "version")), reason=reason)
                elif _overlap(one, other):
                    reason = gettext_noop("is in force together with version %(version)s", version=other.version)
                    yield Problem(where=document.where(path=(*path, "since")), reason=reason)
            seen[one.key].append(one)
            yield from _within(document=document, path=path, checklist=one, criteria=criteria)
            yield from _unknown(document=document, path=path, checklist=one, general=general, divisions=divisions)


def _within(*, document: Document, path: KeyPath, checklist: Checklist, criteria: CriteriaLibrary) -> Iterator[Problem]:
    """What is wrong within one version: its days, a number twice, a criterion that nobody has entered."""
    if checklist.until is not None and checklist.until < checklist.since:
        yield Problem(where=document.where(path=(*path, "until")), reason=gettext_noop("ends before it begins"))
    ids: set[str] = set()
    for place, item in enumerate(checklist.items):
        at: KeyPath = (*path, "items", place)
        if item.id in ids:
            yield Problem(
                where=document.where(path=(*at, "id")), reason=gettext_noop("%(id)s is given twice", id=item.id)
            )
        ids.add(item.id)
        if item.criterion is not None and criteria.item(id=item.criterion) is None:
            reason = gettext_noop("%(id)s is no criterion that has been entered", id=item.criterion)
            yield Problem(where=document.where(path=(*at, "criterion")), reason=reason)


def _unknown(
    *, document: Document, path: KeyPath, checklist: Checklist, general: set[str], divisions: Sequence[str]
) -> Iterator[Problem]:
    """Items and industries that a list names and nobody knows."""
    for place, key in enumerate(checklist.also):
        if key not in general:
            reason = gettext_noop("%(id)s is no item of a general list", id=key)
            yield Problem(where=document.where(path=(*path, "also", place)), reason=reason)
    for place, code in enumerate(checklist.industries):
        if divisions and code[:2] not in divisions:
            reason = gettext_noop("%(code)s is no industry of GB/T 4754 that the pack knows", code=code)
            yield Problem(where=document.where(path=(*path, "industries", place)), reason=reason)


def _overlap(one: Checklist, other: Checklist) -> bool:
    last = date.max
    return one.since <= (other.until or last) and other.since <= (one.until or last)
