"""重大事故隐患判定标准 (19.1): criteria by standard and version, so that an old grade keeps the words it was given by.

National ones ship with Anlan; a pack, or the folder that an installation names, may add files of the same form. What a
standard says and nobody has entered yet is shown as missing, never invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from anlan.policy.documents import Document, read_document
from anlan.policy.problems import PackError, Problem, gettext_noop
from anlan.policy.validation import Entry, Text, Words, fit

SHIPPED = Path(__file__).parent / "national" / "criteria"
FOLDER = "criteria"
Certainty = Literal["verified", "knowledge"]


class CriterionEntry(Entry):
    """One criterion as the file writes it; ``words`` are what people say of it besides its own text."""

    id: Words
    text: Text
    status: Certainty
    words: tuple[Words, ...] = ()


class Branch(Entry):
    """The criteria of one branch of industry; ``industries`` are prefixes of GB/T 4754, none: every industry."""

    key: Words
    name: Text
    industries: tuple[Words, ...] = ()
    items: tuple[CriterionEntry, ...]


class Standard(Entry):
    """One version of a standard. ``obtained``: its items have been entered."""

    key: Words
    name: Text
    document: Words
    version: Words
    since: date
    until: date | None
    status: Certainty
    obtained: bool
    note: Text
    branches: tuple[Branch, ...]

    def in_force(self, *, on: date) -> bool:
        """Whether it was in force on that day, first and last day included."""
        return self.since <= on and (self.until is None or on <= self.until)


class CriteriaFile(Entry):
    """A file of criteria: one or several versions of standards."""

    standards: tuple[Standard, ...]


@dataclass(frozen=True)
class Criterion:
    """One criterion with where it comes from."""

    id: str
    text: Text
    document: str
    standard: str
    version: str
    branch: str
    industries: tuple[str, ...]
    words: tuple[str, ...]
    status: Certainty


@dataclass(frozen=True)
class CriteriaLibrary:
    """All standards that this installation knows, by file and version."""

    standards: tuple[Standard, ...]

    def in_force(self, *, on: date) -> tuple[Criterion, ...]:
        """The criteria of the versions in force on that day, in the order of the files."""
        return tuple(
            one for standard in self.standards if standard.in_force(on=on) for one in criteria_of(standard=standard)
        )

    def item(self, *, id: str, on: date | None = None) -> Criterion | None:
        """The criterion of that number, as in force on a day; without one, the newest version that has it."""
        found = self._by_number.get(id, [])
        if on is not None:
            return next((one for standard, one in found if standard.in_force(on=on)), None)
        return found[-1][1] if found else None

    @cached_property
    def _by_number(self) -> dict[str, list[tuple[Standard, Criterion]]]:
        """Each number with what it means in the versions that have it: an import asks for thousands."""
        found: dict[str, list[tuple[Standard, Criterion]]] = {}
        for standard in self.standards:
            for one in criteria_of(standard=standard):
                found.setdefault(one.id, []).append((standard, one))
        return found

    @cached_property
    def count(self) -> int:
        """How many criteria are entered, over all versions."""
        return sum(len(branch.items) for standard in self.standards for branch in standard.branches)


def criteria_of(*, standard: Standard) -> Iterator[Criterion]:
    """The criteria of one version."""
    for branch in standard.branches:
        for item in branch.items:
            yield Criterion(
                id=item.id, text=item.text, document=standard.document, standard=standard.key,
                version=standard.version, branch=branch.key, industries=branch.industries, words=item.words,
                status=item.status,
            )  # fmt: skip


def load_criteria(*, folders: Sequence[Path]) -> CriteriaLibrary:
    """Read every file of the folders, and the shipped ones before them.

    Raises PackError with every fault of every file; then nothing of them is taken.
    """
    problems: list[Problem] = []
    read: list[tuple[Document, CriteriaFile]] = []
    for folder in (SHIPPED, *folders):
        for path in sorted(folder.glob("*.yaml")):
            document = read_document(path=path, file=path.name, problems=problems)
            content = fit(document=document, model=CriteriaFile, problems=problems) if document else None
            if document and content:
                read.append((document, content))
    problems.extend(_between(read=read))
    if problems:
        raise PackError(problems=problems)
    return CriteriaLibrary(standards=tuple(one for _document, file in read for one in file.standards))


def _between(*, read: Sequence[tuple[Document, CriteriaFile]]) -> Iterator[Problem]:
    """What is wrong between versions: the same one twice, days that overlap, a number twice, items that are missing."""
    seen: dict[str, list[Standard]] = {}
    for document, file in read:
        for index, standard in enumerate(file.standards):
            where = document.where(path=("standards", index, "version"))
            if standard.until is not None and standard.until < standard.since:
                yield Problem(where=where, reason=gettext_noop("ends before it begins"))
            for other in seen.setdefault(standard.key, []):
                if other.version == standard.version:
                    yield Problem(where=where, reason=gettext_noop("%(version)s is given twice", version=other.version))
                elif _overlap(standard, other):
                    reason = gettext_noop("is in force together with version %(version)s", version=other.version)
                    yield Problem(where=where, reason=reason)
            seen[standard.key].append(standard)
            yield from _within(document=document, index=index, standard=standard)


def _overlap(one: Standard, other: Standard) -> bool:
    last = date.max
    return one.since <= (other.until or last) and other.since <= (one.until or last)


def _within(*, document: Document, index: int, standard: Standard) -> Iterator[Problem]:
    """What is wrong within one version."""
    ids: set[str] = set()
    for number, branch in enumerate(standard.branches):
        for place, item in enumerate(branch.items):
            if item.id in ids:
                path = ("standards", index, "branches", number, "items", place, "id")
                yield Problem(where=document.where(path=path), reason=gettext_noop("%(id)s is given twice", id=item.id))
            ids.add(item.id)
    if bool(ids) != standard.obtained:
        where = document.where(path=("standards", index, "obtained"))
        yield Problem(where=where, reason=gettext_noop("must say whether its items have been entered"))
